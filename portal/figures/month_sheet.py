"""A month's sheet by town, XLSX and PDF: for the bureau and, small numbers kept back, for all."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response

from bureau.figures import CaseRate, Measures, MonthSpan
from bureau.figures.tiers import Placed, kept_back, tellable, tiers
from bureau.officers import Right
from portal.context import bureau, now, officer
from portal.figures.asked import MonthAsked, spoken, words, written
from portal.figures.paper import write_paper
from portal.filters import instant
from portal.guard import Pages
from portal.lists import Cell, TakenList, as_xlsx, handed_as
from portal.parameters import is_asked

pages = Pages("month_sheet", __name__)


@pages.get("/figures.xlsx", needs=Right.SEE_CASES)
def xlsx() -> Response:
    """The sheet of a month as a workbook; `public=1` keeps small numbers back."""
    return _taken("xlsx")


@pages.get("/figures.pdf", needs=Right.SEE_CASES)
def pdf() -> Response:
    """The same to print."""
    return _taken("pdf")


def _taken(ending: str) -> Response:
    asked, public = MonthAsked.read(), is_asked("public")
    sheet = month_sheet(asked, public=public)
    below = _notes(asked, sheet, public=public)
    content = as_xlsx(sheet, below) if ending == "xlsx" else write_paper(sheet, below)
    return handed_as(sheet, ending, content)


def month_sheet(asked: MonthAsked, *, public: bool) -> TakenList:
    """Return the sheet: every town of the area in the order of its code, with its tier."""
    said, places = words()["sheet"], bureau().places
    span = MonthSpan(asked.month, asked.month)
    found = bureau().figures.sums(
        span, by=("town",), at=now(), area=asked.area, scope=officer().scope
    )
    kept = {town: measures for (town,), measures in found.items()}
    towns = [town for town in places.towns(asked.area[:6] or None)
             if len(asked.area) <= 6 or town.code == asked.area]  # fmt: skip
    sums = {town.code: kept.get(town.code, Measures()) for town in towns}
    placed = tiers({code: each.on_time for code, each in sums.items()})
    title = said["title"].format(month=spoken(asked.month)) + (said["public"] if public else "")
    title += "" if asked.over else f"（{words()['unfinished']}）"
    if public:
        rows = _public_rows(sums, placed)
    else:
        rows = tuple(_row(code, each, placed[code]) for code, each in sums.items())
    headings = tuple(said["public_headings" if public else "headings"])
    area = f"{places.label(asked.area)} " if asked.area else ""
    return TakenList(said["file"], title, headings, rows, f"{area}{written(asked.month)}")


def _row(code: str, sums: Measures, placed: Placed) -> tuple[Cell, ...]:
    rate, between = sums.on_time, sums.on_time.interval
    return (
        *_names(code), sums.received, _share(sums.response), _share(rate),
        f"{rate.part}/{rate.whole}",
        f"{100 * between[0]:.1f}–{100 * between[1]:.1f}%" if between else "",
        _tier(placed), _share(sums.again), _share(sums.solution), _share(sums.satisfaction),
        sums.late_response + sums.late_answer,
    )  # fmt: skip


def _public_rows(
    sums: Mapping[str, Measures], placed: Mapping[str, Placed]
) -> tuple[tuple[Cell, ...], ...]:
    """Keep back every figure of a town whose number of cases is small, or would tell another's."""
    said, few = words()["sheet"], words()["sheet"]["kept_back"]
    counts = {code: each.received for code, each in sums.items()}
    hidden = kept_back(counts, {code: code[:6] for code in counts})
    rows: list[tuple[Cell, ...]] = []
    for code, each in sums.items():
        if code in hidden:
            count = few if counts[code] < 5 else said["hidden"]
            rows.append((*_names(code), count, said["hidden"], said["hidden"], said["hidden"]))
            continue
        rate = each.on_time if tellable(each.on_time) else None
        satisfied = each.satisfaction if tellable(each.satisfaction) else None
        rows.append((
            *_names(code), each.received, _share(rate) if rate else said["hidden"],
            _tier(placed[code]), _share(satisfied) if satisfied else said["hidden"],
        ))  # fmt: skip
    return tuple(rows)


def _names(code: str) -> tuple[str, str]:
    places = bureau().places
    town, county = places.get(code), places.get(code[:6])
    return (county.name if county else "", town.name if town else code)


def _tier(placed: Placed) -> str:
    return str(words()["sheet"]["tiers"][placed.tier])


def _share(rate: CaseRate) -> str:
    return "" if rate.value is None else f"{100 * rate.value:.1f}%"


def _notes(asked: MonthAsked, sheet: TakenList, *, public: bool) -> list[tuple[str, str]]:
    said = words()["sheet"]["notes"]
    by = "" if public else f"{officer().full_name} "
    found = []
    if bureau().settings.demo:
        found.append((said["attention"], said["demo"]))
    if officer().scope.bound_to:
        found.append((said["attention"], said["own"]))
    if not asked.over:
        found.append((words()["unfinished"], said["running"]))
    found += [
        (said["made"], f"{by}{instant(now())}"),
        (said["fingerprint"], sheet.fingerprint),
        (said["order"], said["order_why"]),
        (said["tiers"], said["tiers_why"]),
    ]
    rates = words()["rates"]
    shown = ("on_time", "satisfaction") if public else tuple(rates)
    found += [(rates[name]["name"], rates[name]["formula"]) for name in shown]
    return [*found, (said["small"], said["small_why"])] if public else found
