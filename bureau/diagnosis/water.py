"""The water of a month: sections by class, those that got worse with what decided it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import log

import numpy as np

from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.chance import (
    FEWEST_PAIRS,
    MonthChange,
    against_own_past,
    change_of_pairs,
    mean_of,
)
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Figure
from bureau.diagnosis.script import Script, Worsening
from bureau.diagnosis.words import named, said
from bureau.places import Place
from bureau.quality.model import Section, WaterMonth
from bureau.quality.water_class import (
    TARGET_CLASS,
    WORSE_THAN_V,
    WaterGrade,
    class_limit,
    class_name,
    grade_water,
)
from bureau.quality.water_summary import cwqi

LISTED = 8
_LEAST = "DO"  # of oxygen less is worse
_OTHERS = ("before", "year_ago")


@dataclass(frozen=True, slots=True)
class SectionMonth:
    """A section with its grade in a month."""

    section: Section
    values: Mapping[str, float]
    grade: WaterGrade


@dataclass(frozen=True, slots=True)
class WorseSection:
    """A section that lost a class; `step`: how its deciding indicator moved since last month."""

    now: SectionMonth
    before: WaterGrade | None
    year_ago: WaterGrade | None
    step: MonthChange | None

    @property
    def indicator(self) -> str:
        """What decides its class."""
        return self.now.grade.deciding[0]


def tell_water(script: Script, material: Material, area: Place) -> tuple[tuple[int, ...], ...]:
    """Tell it; return the sections by class this month, the month before, the year before."""
    month = material.month
    sections = material.sections_in(area)
    months = {"now": month, "before": month.before, "year_ago": month.year_ago}
    graded = {key: _graded(material, sections, each) for key, each in months.items()}
    now = graded["now"]
    counted = script.figure("water.sections", len(now))
    script.row("data", said()["rows"]["water_sections"], counted)
    if not now:
        script.say("water", "none", spell=said()["spells"]["now"])
        script.say("data", "water_none")
        return ()
    script.say("data", "water", sections=counted)
    classes = {key: _by_class(each) for key, each in graded.items()}
    _state(script, graded, classes)
    for key in _OTHERS:
        _share(script, now, graded[key], key)
    _index(script, graded)
    _worse(script, material, graded)
    return tuple(classes[key] for key in months)


def _graded(
    material: Material, sections: Sequence[Section], month: MonthDays
) -> dict[str, SectionMonth]:
    found = {}
    for section in sections:
        row = material.water.get(section.code, {}).get(month.first)
        grade = grade_water(row.values, kind=section.kind) if row else None
        if row is not None and grade is not None:
            found[section.code] = SectionMonth(section, row.values, grade)
    return found


def _by_class(graded: Mapping[str, SectionMonth]) -> tuple[int, ...]:
    return tuple(
        sum(each.grade.water_class == number for each in graded.values())
        for number in range(1, WORSE_THAN_V + 1)
    )


def _state(
    script: Script,
    graded: Mapping[str, Mapping[str, SectionMonth]],
    classes: Mapping[str, Sequence[int]],
) -> None:
    rows, empty = said()["rows"], said()["rows"]["limit_none"]
    before = script.figure("water.sections.before", len(graded["before"]))
    year_ago = script.figure("water.sections.year_ago", len(graded["year_ago"]))
    counted = script.figures["water.sections"]
    script.row("water", rows["sections"], counted, before, empty, year_ago, empty)
    good = {key: sum(each[:TARGET_CLASS]) for key, each in classes.items()}
    shares = {
        key: script.figure(
            f"water.good_share.{key}", 100 * good[key] / sum(each) if sum(each) else None, places=1
        )
        for key, each in classes.items()
    }
    told = script.figure("water.good", good["now"])
    moved = {
        key: script.change(
            f"water.good_share.{key}.change", _paired(graded["now"], graded[key]), places=1
        )
        for key in _OTHERS
    }
    script.row("water", rows["good"], told,
               script.figure("water.good.before", good["before"]), empty,
               script.figure("water.good.year_ago", good["year_ago"]), empty)  # fmt: skip
    script.row("water", rows["good_sections"], shares["now"], shares["before"], moved["before"],
               shares["year_ago"], moved["year_ago"])  # fmt: skip
    worst = script.figure("water.worst", classes["now"][-1])
    script.row("water", rows["class"].format(name=class_name(WORSE_THAN_V).name), worst,
               script.figure("water.worst.before", classes["before"][-1]), empty,
               script.figure("water.worst.year_ago", classes["year_ago"][-1]), empty)  # fmt: skip
    script.say("water", "state", sections=script.figures["water.sections"], good=told,
               share=shares["now"])  # fmt: skip
    script.say("water", "worst", worst=worst)


def _pairs(
    now: Mapping[str, SectionMonth], other: Mapping[str, SectionMonth]
) -> list[tuple[SectionMonth, SectionMonth]]:
    return [(each, other[code]) for code, each in now.items() if code in other]


def _paired(
    now: Mapping[str, SectionMonth], other: Mapping[str, SectionMonth]
) -> MonthChange | None:
    pairs = _pairs(now, other)
    good = [(a.grade.water_class <= TARGET_CLASS, b.grade.water_class <= TARGET_CLASS)
            for a, b in pairs]  # fmt: skip
    better = sum(new and not old for new, old in good)
    worse = sum(old and not new for new, old in good)
    return change_of_pairs(better, worse, len(pairs))


def _share(
    script: Script,
    now: Mapping[str, SectionMonth],
    other: Mapping[str, SectionMonth],
    key: str,
) -> None:
    pairs, spell = _pairs(now, other), said()["spells"][key]
    label = said()["rows"]["water_both" if key == "before" else "water_year"]
    both = script.figure(f"data.water.{key}", len(pairs))
    script.row("data", label, both)
    change = script.figures[f"water.good_share.{key}.change"]
    if change.value is None:
        if len(pairs) < FEWEST_PAIRS:
            script.say("water", "share_few", other=spell, pairs=both)
        return
    if not change.sure:
        script.say("water", "share_unsure", other=spell, change=change)
        return
    way = said()["ways"]["up" if change.value > 0 else "down"]
    script.say("water", "share_surely", other=spell, way=way, change=change)
    paired = _paired(now, other)
    if change.value < 0 and paired is not None:
        facts: dict[str, Figure | str] = {"other": spell, "change": change}
        script.worse.append(Worsening("water.good", "good_sections", paired.chance, facts))


def _index(script: Script, graded: Mapping[str, Mapping[str, SectionMonth]]) -> None:
    """Add the water quality index, the mean over sections, and its change over the same ones."""
    means: dict[str, Figure] = {}
    for key, each in graded.items():
        indices = [_cwqi(one) for one in each.values()]
        mean = float(np.mean(indices)) if indices else None
        means[key] = script.figure(f"water.cwqi.{key}", mean, places=2)
    moved: dict[str, Figure] = {}
    for key in _OTHERS:
        steps = [
            _cwqi(a) - _cwqi(b)
            for a, b in _pairs(graded["now"], graded[key])
            # Only indexes over the same indicators compare.
            if a.values.keys() == b.values.keys()
        ]
        change = mean_of(steps) if len(steps) >= FEWEST_PAIRS else None
        moved[key] = script.change(f"water.cwqi.{key}.change", change, places=2)
        if change is None or not moved[key].sure:
            continue
        spell = said()["spells"][key]
        way = said()["ways"]["up" if change.value > 0 else "down"]
        script.say("water", "cwqi", now=means["now"], other=spell, way=way, change=moved[key])
        if change.value > 0:
            facts: dict[str, Figure | str] = {"other": spell, "change": moved[key]}
            script.worse.append(Worsening("water.cwqi", "cwqi", change.chance, facts))
    script.row("water", said()["rows"]["cwqi"], means["now"], means["before"], moved["before"],
               means["year_ago"], moved["year_ago"])  # fmt: skip


def _cwqi(one: SectionMonth) -> float:
    return cwqi(one.values, kind=one.section.kind) or 0.0


def _worse(
    script: Script, material: Material, graded: Mapping[str, Mapping[str, SectionMonth]]
) -> None:
    found: list[WorseSection] = []
    counts = dict.fromkeys(("worse", "worse_year", "dropped"), 0)
    for code, now in graded["now"].items():
        others = {key: graded[key][code].grade if code in graded[key] else None for key in _OTHERS}
        since = _lost(now.grade, others["before"])
        since_year = _lost(now.grade, others["year_ago"])
        counts["worse"] += since
        counts["worse_year"] += since_year
        before = others["before"]
        counts["dropped"] += bool(
            since and before and before.water_class <= TARGET_CLASS < now.grade.water_class
        )
        if since or since_year:
            months = material.water[code]
            step = _step(months, now.grade.deciding[0], material.month)
            found.append(WorseSection(now, before, others["year_ago"], step))
    rows = said()["rows"]
    none = rows["limit_none"]
    told = {name: script.figure(f"sections.{name}", many) for name, many in counts.items()}
    script.row("water", rows["worse"], told["worse"], none, none, none, none)
    script.row("water", rows["worse_year"], told["worse_year"], none, none, none, none)
    script.row("water", rows["dropped"], told["dropped"], none, none, none, none)
    if not found:
        script.say("sections", "none")
        return
    for name in ("worse", "worse_year"):
        if counts[name]:
            script.say("sections", name, count=told[name])
    if counts["dropped"]:
        script.say("sections", "dropped", count=told["dropped"])
    # The worst class first, and of one class the largest excess.
    found.sort(key=lambda each: (
        -each.now.grade.water_class,
        -float(each.now.grade.deciding_exceedance or 0),
        each.now.section.code,
    ))  # fmt: skip
    if len(found) > LISTED:
        count, shown = (
            script.figure("sections.all", len(found)),
            script.figure("sections.shown", LISTED),
        )
        script.row("water", rows["all_worse"], count, none, none, none, none)
        script.row("water", rows["shown"], shown, none, none, none, none)
        script.say("sections", "listed", count=count, shown=shown)
    for n, each in enumerate(found):
        _listed(script, each, listed=n < LISTED)


def _lost(now: WaterGrade, other: WaterGrade | None) -> bool:
    return other is not None and now.water_class > other.water_class


def _step(
    months: Mapping[date, WaterMonth], indicator: str, month: MonthDays
) -> MonthChange | None:
    """Return how an indicator moved since last month, in logarithms, worse above zero.

    Held against the section's own steps from month to month before.
    """
    sign = -1 if indicator == _LEAST else 1
    series: list[float | None] = []
    each = month
    for _ in range(len(months) + 1):
        row = months.get(each.first)
        value = row.values.get(indicator) if row else None
        series.append(sign * log(value) if value and value > 0 else None)
        each = each.before
    steps = [a - b for a, b in pairwise(series) if a is not None and b is not None]
    if not steps or series[0] is None or series[1] is None:
        return None
    return against_own_past(steps[0], steps[1:])


def _listed(script: Script, each: WorseSection, *, listed: bool) -> None:
    """Add a section's row, and what became worse of it to the things to look at."""
    now, indicator, code = each.now, each.indicator, each.now.section.code
    none = said()["rows"]["limit_none"]
    moved = script.change(f"sections.{code}.step", _percent(each, indicator))
    value = script.figure(f"sections.{code}.value", now.values.get(indicator),
                          places=_places(now.values.get(indicator)))  # fmt: skip
    limit = None
    if indicator != "pH":
        limit = script.figure(
            f"sections.{code}.limit", float(class_limit(indicator, now.section.kind)), places=2
        )
    if listed:
        script.row(
            "sections", now.section.name, each.year_ago.name if each.year_ago else none,
            each.before.name if each.before else none, now.grade.name, named(indicator), value,
            limit or none, moved,
        )  # fmt: skip
    before = each.before
    if not (listed and before and each.step and _lost(now.grade, before)):
        return
    if moved.sure and each.step.value > 0:
        way = said()["ways"]["down" if indicator == _LEAST else "up"]
        facts: dict[str, Figure | str] = {
            "section": now.section.name, "old": before.name, "new": now.grade.name,
            "indicator": named(indicator), "way": way, "change": moved,
        }  # fmt: skip
        script.worse.append(Worsening(f"section.{code}", "section", each.step.chance, facts))


def _places(value: float | None) -> int:
    return 3 if value is not None and value < 1 else 2


def _percent(each: WorseSection, indicator: str) -> MonthChange | None:
    """Return the step in percent of the month before."""
    if each.step is None:
        return None
    sign = -1 if indicator == _LEAST else 1
    ends = [
        100 * (np.exp(sign * one) - 1) for one in (each.step.low, each.step.value, each.step.high)
    ]
    low, value, high = sorted(map(float, ends)) if sign < 0 else map(float, ends)
    return MonthChange(value, low, high, each.step.chance)
