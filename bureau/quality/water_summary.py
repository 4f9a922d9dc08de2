"""Water over sections and months: state of a river or basin, CWQI, share of class III."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bureau.quality.tables import table
from bureau.quality.water_class import (
    TARGET_CLASS,
    WORSE_THAN_V,
    Concentration,
    Kind,
    class_limit,
    class_name,
    grade_water,
)

# Indicators that decide a class take part; of these the CWQI of the ranking rule is built.
CWQI_INDICATORS = (
    "pH", "DO", "CODMn", "BOD5", "NH3N", "oil", "volatile_phenol", "Hg", "Pb", "COD", "TP",
    "Cu", "Zn", "F", "Se", "As", "Cd", "Cr6", "CN", "LAS", "sulfide",
)  # fmt: skip
_OXYGEN_CLASS_III_MG_L = 5.0


@dataclass(frozen=True, slots=True)
class RiverState:
    """The state of a river or basin and how it was found (`mean` or `shares` of sections).

    Shares in percent: `good_share` of classes I to III, `worst_share` of 劣Ⅴ.
    """

    state: str
    sections: int
    good_share: float
    worst_share: float
    method: str


def river_state(sections: Sequence[tuple[Mapping[str, Concentration], Kind]]) -> RiverState | None:
    """Return the state of a river or basin (地表水环境质量评价办法 2011, 3.2).

    Fewer than 5 sections: means of the sections, then the worst single factor; else shares.
    None without a graded section.
    """
    graded = [
        (values, kind, grade)
        for values, kind in sections
        if (grade := grade_water(values, kind=kind))
    ]
    if not graded:
        return None
    good_share = share_of_good([grade.water_class for *_, grade in graded])
    worst = sum(grade.water_class == WORSE_THAN_V for *_, grade in graded)
    worst_share = 100 * worst / len(graded)
    rules = table("surface_water")["river_state"]
    if len(graded) < rules["fewest_sections_for_shares"]:
        mean = grade_water(mean_values([values for values, *_ in graded]), kind=graded[0][1])
        state = class_name(mean.water_class).state if mean else graded[0][2].state
        return RiverState(state, len(graded), good_share, worst_share, "mean")
    for rule in rules["rules"]:
        good_enough = good_share >= rule.get("good_at_least", 0)
        not_too_bad = worst_share < rule.get("worst_below", 101)
        if good_enough and not_too_bad:
            return RiverState(rule["state"], len(graded), good_share, worst_share, "shares")
    raise AssertionError("the last rule holds always")


def share_of_good(classes: Sequence[int]) -> float:
    """Return the share of classes I to III in percent (Ⅲ类占比). Raises `ValueError` if empty."""
    if not classes:
        raise ValueError("a share needs sections")
    return 100 * sum(water_class <= TARGET_CLASS for water_class in classes) / len(classes)


def mean_values(observations: Sequence[Mapping[str, Concentration]]) -> dict[str, float]:
    """Return the mean of each indicator over the observations that have it."""
    names = {name: None for values in observations for name in values}
    means: dict[str, float] = {}
    for name in names:
        present = [float(values[name]) for values in observations if name in values]
        means[name] = round(sum(present) / len(present), 6)
    return means


def cwqi(values: Mapping[str, Concentration], *, kind: Kind = "river") -> float | None:
    """Return the city water quality index of a section's means; lower is better.

    2017 ranking rule: sum over indicators of C over its class III limit; oxygen: limit over C;
    pH: 7-pH up to 7, above it (pH-7)/2. Rounded to four decimals. None without any indicator.
    Only indexes over the same indicators compare.
    """
    total, taken = 0.0, 0
    for name in CWQI_INDICATORS:
        if name not in values:
            continue
        value = float(values[name])
        taken += 1
        if name == "pH":
            total += 7 - value if value <= 7 else (value - 7) / 2
        elif name == "DO":
            total += _OXYGEN_CLASS_III_MG_L / max(value, 0.1)  # no oxygen at all would be infinite
        else:
            total += value / float(class_limit(name, kind))
    return round(total, 4) if taken else None


def place_cwqi(sections: Sequence[tuple[Mapping[str, Concentration], Kind]]) -> float | None:
    """Return a place's index from its sections (2017 ranking rule).

    Rivers: means of each indicator over the sections, then the index; lakes likewise; the two
    joined by their numbers of sections. Rounded to four decimals; None without any indicator.
    """
    total, count = 0.0, 0
    for kind in ("river", "lake"):
        of_kind = [values for values, its_kind in sections if its_kind == kind and values]
        index = cwqi(mean_values(of_kind), kind=kind) if of_kind else None
        if index is not None:
            total += index * len(of_kind)
            count += len(of_kind)
    return round(total / count, 4) if count else None
