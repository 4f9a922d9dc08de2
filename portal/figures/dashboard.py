"""How the cases go: a month beside the one before it, and why it is another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import render_template

from bureau.cases import words as case_words
from bureau.figures import CaseRate, Measures, MonthSpan
from bureau.figures.change import RateChange, more, rate_change
from bureau.figures.model import shifted
from bureau.figures.tiers import Placed, tiers
from bureau.officers import Right
from portal.context import bureau, now, officer
from portal.figures.asked import MonthAsked, offered, spoken, words, written
from portal.guard import Pages

pages = Pages("figures", __name__, template_folder="../templates")

RATES: dict[str, Callable[[Measures], CaseRate]] = {
    "response": lambda sums: sums.response,
    "on_time": lambda sums: sums.on_time,
    "again": lambda sums: sums.again,
    "solution": lambda sums: sums.solution,
    "satisfaction": lambda sums: sums.satisfaction,
}
_NOISE = 0.0005  # of a share: less than what is printed


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One row of a table: its code, its name, its sums and, for a town, its tier."""

    code: str
    name: str
    sums: Measures
    placed: Placed | None = None


@pages.get("/figures", needs=Right.SEE_CASES)
def page() -> str:
    """Intake and rates of a month, by what and where, and the year that led there."""
    asked, at = MonthAsked.read(), now()
    figures, before = bureau().figures, shifted(asked.month, -1)
    span, earlier = MonthSpan(asked.month, asked.month), MonthSpan(before, before)

    def along(months: MonthSpan, dimension: str) -> dict[str, Measures]:
        found = figures.sums(months, by=(dimension,), at=at, area=asked.area, scope=officer().scope)
        return {value: measures for (value,), measures in found.items()}

    year = along(MonthSpan.year_to(asked.month), "month")
    by_kind, kinds_before = (along(each, "category") for each in (span, earlier))
    by_town, towns_before = (along(each, "town") for each in (span, earlier))
    by_handler = along(span, "handler")
    officers = {each.name: each.full_name for each in bureau().officers.every()}
    total, last = _all(by_kind), _all(kinds_before)
    placed = tiers({code: sums.on_time for code, sums in by_town.items() if code})
    nobody = words()["nobody"]
    return render_template(
        "figures/dashboard.html",
        asked=asked,
        months=[(written(month), spoken(month)) for month in offered()],
        month=written(asked.month),
        title=spoken(asked.month),
        total=total,
        last=last,
        tiles=[(name, words()["rates"][name]["name"], rate(total), rate(last))
               for name, rate in RATES.items()],
        formulas=list(words()["rates"].values()),
        reasons=_reasons(total, last, (by_kind, kinds_before), (by_town, towns_before)),
        year=[FigureLine(written(month), spoken(month), year.get(str(month), Measures()))
              for month in MonthSpan.year_to(asked.month).months()],
        kinds=_lines(by_kind, case_words().category),
        counties=_lines(_by_county(by_town), _place),
        towns=[FigureLine(each.code, each.name, each.sums, placed.get(each.code))
               for each in _lines(by_town, _place)],
        handlers=_lines(by_handler, lambda name: officers.get(name, name) or nobody),
        tier_names=words()["sheet"]["tiers"],
        places=bureau().places,
    )  # fmt: skip


def _all(groups: Mapping[str, Measures]) -> Measures:
    return sum(groups.values(), Measures())


def _lines(groups: Mapping[str, Measures], name: Callable[[str], str]) -> list[FigureLine]:
    """Return rows by the order of their codes, which is none of merit."""
    return [FigureLine(code, name(code), groups[code]) for code in sorted(groups)]


def _by_county(towns: Mapping[str, Measures]) -> dict[str, Measures]:
    found: dict[str, Measures] = {}
    for code, sums in towns.items():
        found[code[:6]] = found.get(code[:6], Measures()) + sums
    return found


def _place(code: str) -> str:
    return bureau().places.label(code) if code else str(words()["unknown_place"])


def _reasons(
    total: Measures,
    last: Measures,
    kinds: tuple[dict[str, Measures], dict[str, Measures]],
    towns: tuple[dict[str, Measures], dict[str, Measures]],
) -> list[str]:
    """Return what changed since the month before and what it is made of, in sentences."""
    said, grown = words()["change"], total.received - last.received
    first = said["more" if grown > 0 else "less" if grown else "same"].format(count=abs(grown))
    parts = [
        said["part"].format(name=name(part.key), change=int(part.change))
        for groups, name in ((kinds, case_words().category), (towns, _place))
        for part in more(*groups)
    ]
    reasons = [first + (said["parts"].format(parts="、".join(parts)) if parts else "")]
    for key, rate in RATES.items():
        change = rate_change(*kinds, rate)
        name = words()["rates"][key]["name"]
        if change is None:
            reasons.append(said["none"].format(name=name))
        elif abs(change.change) > _NOISE:
            reasons.append(_why(name, change, rate(total), rate(last)))
    return reasons


def _why(name: str, change: RateChange, now_rate: CaseRate, before: CaseRate) -> str:
    said = words()["change"]
    told = said["up" if change.change > 0 else "down"].format(
        name=name, points=f"{abs(100 * change.change):.1f}"
    )
    parts = "、".join(
        said["rate_part"].format(name=case_words().category(part.key), points=100 * part.change)
        for part in change.within
        if abs(part.change) > _NOISE
    )
    told += said["within"].format(parts=parts) if parts else ""
    told += said["mix"].format(points=100 * change.mix) if abs(change.mix) > _NOISE else ""
    one, other = now_rate.interval, before.interval
    overlap = one and other and one[0] <= other[1] and other[0] <= one[1]
    return told + (said["unclear"] if overlap else "")
