"""What residents reported in a month, and the odor events made of it; small numbers kept back."""

from __future__ import annotations

from collections.abc import Mapping

from bureau.cases import words as case_words
from bureau.diagnosis.chance import MonthChange, change_of_counts
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Audience, Figure
from bureau.diagnosis.script import Script, Worsening
from bureau.diagnosis.words import said
from bureau.figures import CaseRate, Measures
from bureau.figures.tiers import kept_back, tellable
from bureau.places import Place

_OTHERS = ("before", "year_ago")
_RATES = ("responded", "settled", "satisfied", "on_time")
_CATEGORIES = 4  # in the table


def tell_reports(script: Script, material: Material, area: Place) -> None:
    """Tell it; `small` figures are for the bureau alone."""
    month = material.month
    months = {"now": month, "before": month.before, "year_ago": month.year_ago}
    kinds = {key: material.cases(area, each) for key, each in months.items()}
    sums = {key: sum(each.values(), Measures()) for key, each in kinds.items()}
    hidden = {key: area.code in material.kept_back(each) for key, each in months.items()}
    _received(script, {key: each.received for key, each in sums.items()}, hidden)
    _kinds(script, kinds, hidden=any(hidden.values()))
    events = {key: len(material.events(area, each)) for key, each in months.items()}
    kept = {key: area.code in material.events_kept_back(each) for key, each in months.items()}
    _events(script, events, kept)
    _rates(script, sums, hidden)


def _received(script: Script, counts: Mapping[str, int], hidden: Mapping[str, bool]) -> None:
    told = {
        key: script.figure(f"reports.received.{key}", many, small=hidden[key])
        for key, many in counts.items()
    }
    moved = _row(script, "reports.received", said()["rows"]["received"], counts, told, hidden)
    open_, now = not any(hidden.values()), told["now"]
    if hidden["now"]:
        script.say("reports", "few", audience=Audience.PUBLIC)
        script.say("reports", "received", audience=Audience.BUREAU, received=now)
    elif counts["now"]:
        script.say("reports", "received", received=now)
    else:
        script.say("reports", "none", spell=said()["spells"]["now"])
    for key in _OTHERS:
        if counts["now"] or counts[key]:
            change = moved[key]
            audience = Audience.ALL if open_ else Audience.BUREAU
            other = said()["spells"][key]
            if change.sure:
                way = said()["ways"]["more" if (change.value or 0) > 0 else "less"]
                script.say("reports", "surely", audience=audience, other=other, way=way,
                           change=change)  # fmt: skip
            else:
                script.say("reports", "unsure", audience=audience, other=other, change=change)


def _row(
    script: Script,
    id_: str,
    label: str,
    counts: Mapping[str, int],
    told: Mapping[str, Figure],
    hidden: Mapping[str, bool],
    *,
    audience: Audience = Audience.ALL,
) -> dict[str, Figure]:
    """Add a row of counts with their changes; return the changes."""
    moved = {
        key: script.change(
            f"{id_}.{key}.change",
            _change(counts["now"], counts[key]),
            small=hidden["now"] or hidden[key],
        )
        for key in _OTHERS
    }
    script.row("reports", label, told["now"], told["before"], moved["before"], told["year_ago"],
               moved["year_ago"], audience=audience)  # fmt: skip
    return moved


def _change(now: int, before: int) -> MonthChange | None:
    return change_of_counts(now, before) if now or before else None


def _kinds(script: Script, kinds: Mapping[str, Mapping[str, Measures]], *, hidden: bool) -> None:
    """Add the categories most reported; a category with a small number is the bureau's alone."""
    now = kinds["now"]
    ordered = sorted(now, key=lambda code: (-now[code].received, code))
    # Beside the total a lone gap could be subtracted: then another goes with it.
    gaps = {
        code
        for each in kinds.values()
        for code in kept_back({c: m.received for c, m in each.items()}, dict.fromkeys(each, ""))
    }
    for code in ordered[:_CATEGORIES]:
        counts = {key: each[code].received if code in each else 0 for key, each in kinds.items()}
        small = hidden or code in gaps
        audience = Audience.BUREAU if small else Audience.ALL
        id_ = f"reports.{code or 'none'}"
        told = {
            key: script.figure(f"{id_}.{key}", many, small=small) for key, many in counts.items()
        }
        name = case_words().category(code) if code else said()["unknown_category"]
        label = said()["rows"]["category"].format(name=name)
        small_ones = dict.fromkeys(kinds, small)
        moved = _row(script, id_, label, counts, told, small_ones, audience=audience)
        if code == ordered[0] and counts["now"]:
            script.say("reports", "most", audience=audience, name=name, count=told["now"])
        for key in _OTHERS:
            change = change_of_counts(counts["now"], counts[key])
            if moved[key].sure and change.value > 0:
                facts: dict[str, Figure | str] = {
                    "name": name, "other": said()["spells"][key], "change": moved[key],
                }  # fmt: skip
                script.worse.append(
                    Worsening(f"reports.{code}", "category", change.chance, facts, not small)
                )


def _events(script: Script, counts: Mapping[str, int], hidden: Mapping[str, bool]) -> None:
    told = {
        key: script.figure(f"reports.events.{key}", many, small=hidden[key])
        for key, many in counts.items()
    }
    moved = _row(script, "reports.events", said()["rows"]["events"], counts, told, hidden)
    audience = Audience.BUREAU if hidden["now"] else Audience.ALL
    if counts["now"]:
        script.say("reports", "events", audience=audience, events=told["now"])
    else:
        script.say("reports", "events_none")
    for key in _OTHERS:
        change = change_of_counts(counts["now"], counts[key])
        if moved[key].sure and change.value > 0:
            facts: dict[str, Figure | str] = {
                "other": said()["spells"][key], "change": moved[key],
            }  # fmt: skip
            public = not (hidden["now"] or hidden[key])
            script.worse.append(Worsening("events", "events", change.chance, facts, public))


def _rates(script: Script, sums: Mapping[str, Measures], hidden: Mapping[str, bool]) -> None:
    """Add the three rates and those answered in time, of months that have any."""
    none = said()["rows"]["limit_none"]
    for name in _RATES:
        rates = {key: _rate(name, each) for key, each in sums.items()}
        told: dict[str, Figure] = {}
        for key, rate in rates.items():
            interval = rate.interval
            told[key] = script.figure(
                f"reports.{name}.{key}",
                None if rate.value is None else 100 * rate.value,
                places=1,
                between=None if interval is None else (100 * interval[0], 100 * interval[1]),
                small=hidden[key] or not tellable(rate),
            )
        if all(each.value is None for each in told.values()):
            continue
        script.row("reports", said()["rows"][name], told["now"], told["before"], none,
                   told["year_ago"], none)  # fmt: skip
        if told["now"].value is not None:
            audience = Audience.BUREAU if told["now"].small else Audience.ALL
            script.say("reports", "rate", audience=audience, name=said()["rates"][name],
                       rate=told["now"])  # fmt: skip


def _rate(name: str, sums: Measures) -> CaseRate:
    return {
        "responded": sums.response,
        "settled": sums.solution,
        "satisfied": sums.satisfaction,
        "on_time": sums.on_time,
    }[name]
