"""The class of surface water by GB 3838-2002: worst single factor, deciding indicator, excess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from bureau.quality.tables import exact, table

Kind = Literal["river", "lake"]
Concentration = Decimal | float | int

WORSE_THAN_V = 6
TARGET_CLASS = 3


@dataclass(frozen=True, slots=True)
class ClassName:
    """How a class is written and what state a section of that class is in."""

    name: str
    state: str
    hex: str


@dataclass(frozen=True, slots=True)
class WaterGrade:
    """The class of one observation, 1 to 6 (6 = 劣Ⅴ).

    `deciding`: the indicators of that class, the largest excess first. `exceedance`: multiple over
    the class III limit, (C-S)/S, for each indicator that exceeds it; never for pH and oxygen.
    `classes`: the class of every indicator that took part; `reference`: classes of total nitrogen
    and faecal coliforms, which never decide.
    """

    water_class: int
    name: str
    state: str
    deciding: tuple[str, ...]
    exceedance: Mapping[str, Decimal]
    classes: Mapping[str, int]
    reference: Mapping[str, int]

    @property
    def deciding_exceedance(self) -> Decimal | None:
        """The largest multiple among the deciding indicators, if any has one."""
        excesses = (self.exceedance[name] for name in self.deciding if name in self.exceedance)
        return max(excesses, default=None)


def indicators() -> tuple[str, ...]:
    """Return every indicator of the table, pH and oxygen first."""
    water = table("surface_water")
    return ("pH", *water["least"], *water["most"], *water["reference"])


@cache
def class_name(water_class: int) -> ClassName:
    """Return the written name and the section's state of a class from 1 to 6."""
    return ClassName(**table("surface_water")["classes"][water_class])


def grade_water(
    concentrations: Mapping[str, Concentration | None], *, kind: Kind
) -> WaterGrade | None:
    """Return the class by the worst single factor (GB 3838-2002, 5; 评价办法 2011, 3.1).

    `concentrations` by indicator, mg/L, pH without unit; None and unknown names are ignored.
    At the limit a value stays in the class. pH outside 6 to 9 is 劣Ⅴ; pH inside says nothing
    about the class, so pH alone gives None, as does an empty mapping.
    """
    classes: dict[str, int] = {}
    exceedance: dict[str, Decimal] = {}
    reference: dict[str, int] = {}
    for indicator, concentration in concentrations.items():
        if concentration is None:
            continue
        if indicator == "pH":
            low, high = table("surface_water")["pH"]
            if not low <= concentration <= high:
                classes["pH"] = WORSE_THAN_V
        elif indicator in _least():
            classes[indicator] = _class_by(_least()[indicator], concentration, least=True)
        elif indicator in _most(kind):
            limits = _most(kind)[indicator]
            its_class = classes[indicator] = _class_by(limits, concentration, least=False)
            if its_class > TARGET_CLASS:
                target = limits.exact[TARGET_CLASS - 1]
                exceedance[indicator] = (exact(concentration) - target) / target
        elif indicator in _reference():
            reference[indicator] = _class_by(_reference()[indicator], concentration, least=False)
    if not classes:
        return None
    worst = max(classes.values())
    deciding = [name for name, its_class in classes.items() if its_class == worst]
    deciding.sort(key=lambda name: exceedance.get(name, Decimal(0)), reverse=True)
    written = class_name(worst)
    return WaterGrade(
        worst, written.name, written.state, tuple(deciding), exceedance, classes, reference
    )


@cache
def class_limit(indicator: str, kind: Kind) -> Decimal:
    """Return the class III limit of an indicator in mg/L. Raises `KeyError` for pH."""
    return (_least() | _most(kind) | _reference())[indicator].exact[TARGET_CLASS - 1]


@dataclass(frozen=True, slots=True)
class _Limits:
    """Limits of classes I to V, exact and as floats.

    A decimal and its limit become the same float just when they are equal, so floats compare
    with floats as well as decimals with decimals, and ten times as fast.
    """

    exact: tuple[Decimal, ...]
    quick: tuple[float, ...]


def _class_by(limits: _Limits, value: Concentration, *, least: bool) -> int:
    of_its_kind: tuple[Any, ...] = limits.quick if isinstance(value, float) else limits.exact
    for water_class, limit in enumerate(of_its_kind, 1):
        if value >= limit if least else value <= limit:
            return water_class
    return WORSE_THAN_V


@cache
def _least() -> dict[str, _Limits]:
    return {name: _limits(limits) for name, limits in table("surface_water")["least"].items()}


@cache
def _most(kind: Kind) -> dict[str, _Limits]:
    return {
        name: _limits(limits[kind] if isinstance(limits, dict) else limits)
        for name, limits in table("surface_water")["most"].items()
    }


@cache
def _reference() -> dict[str, _Limits]:
    return {name: _limits(limits) for name, limits in table("surface_water")["reference"].items()}


def _limits(limits: list[float]) -> _Limits:
    return _Limits(tuple(exact(limit) for limit in limits), tuple(float(one) for one in limits))
