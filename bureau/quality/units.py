"""Measured values in the standard's units, whatever unit a source or a heading speaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from basis.packaged import words_beside
from bureau.quality.tables import exact, table
from tabular.faults import TableError
from tabular.headings import unit_of
from tabular.text import plain

_UNITS = words_beside(__file__)


def in_standard_unit(pollutant: str, value: float, unit: str) -> float:
    """Return a concentration in μg/m³, CO in mg/m³; raises `ValueError` like `factor`."""
    return round(value * float(factor(pollutant, unit)), 3)


def factor(name: str, unit: str) -> Decimal:
    """Return what a value of a pollutant or an indicator of water is multiplied by.

    `unit` is any of `units.yml`, in any of its spellings; parts by volume become mass at 298.15 K
    and 1013.25 hPa. Raises `ValueError` for another unit.
    """
    known = _factors(name)
    written = _folded(unit)
    if written not in known:
        raise ValueError(f"{name} in {unit[:20]!r}")
    return known[written]


def factors(header: Sequence[str], at: Mapping[str, int]) -> dict[str, Decimal]:
    """Return the factor of each measured column by the unit in its heading; without one it is 1.

    Raises `TableError` naming a column with a unit that is not known.
    """
    found = {}
    for name, place in at.items():
        unit = unit_of(header[place])
        try:
            found[name] = factor(name, unit) if unit else Decimal(1)
        except ValueError:
            units = "、".join(_factors(name))
            raise TableError("unit", column=header[place], unit=unit, units=units) from None
    return found


@cache
def _factors(name: str) -> dict[str, Decimal]:
    water = table("surface_water")
    if name == "pH":
        kinds: Mapping[str, Any] = _UNITS["none"]
    elif name == "wind_speed":
        kinds = _UNITS["speeds"]
    elif name == "ions":
        kinds = _UNITS["ions"]
    elif name == "fecal_coliform_per_L":
        kinds = _UNITS["counts"]
    elif name in {**water["least"], **water["most"], **water["reference"]}:
        kinds = _UNITS["water"]
    else:
        return _of_air(name.partition("_")[0])
    return {_folded(unit): exact(value) for unit, value in kinds.items()}


def _of_air(pollutant: str) -> dict[str, Decimal]:
    micrograms = {_folded(unit): exact(value) for unit, value in _UNITS["air"].items()}
    if grams := _UNITS["grams_a_mole"].get(pollutant):
        a_part = exact(grams) / exact(_UNITS["litres_a_mole"])
        micrograms |= {unit: exact(value) * a_part for unit, value in _UNITS["parts"].items()}
    scale = 1000 if pollutant == "CO" else 1
    return {unit: value / scale for unit, value in micrograms.items()}


def _folded(unit: str) -> str:
    said = plain(unit).lower().replace("μ", "u").replace("µ", "u").replace("³", "3")
    return said.replace("m^3", "m3").replace(" ", "")
