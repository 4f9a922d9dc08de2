"""Concentrations in the standard's units, whatever unit a source speaks."""

from __future__ import annotations

_GRAMS_A_MOLE = {"SO2": 64.07, "NO2": 46.01, "CO": 28.01, "O3": 48.00}
# Litres a mole at 298.15 K and 1013.25 hPa, the reference state of gases (GB 3095, 3).
_LITRES_A_MOLE = 24.465
_MICROGRAMS = {"ug/m3": 1.0, "mg/m3": 1000.0}
_PARTS_A_BILLION = {"ppb": 1.0, "ppm": 1000.0}


def in_standard_unit(pollutant: str, value: float, unit: str) -> float:
    """Return a concentration in μg/m³, CO in mg/m³.

    `unit`: µg/m³, mg/m³, ppb or ppm, in any of its spellings; parts by volume become mass at
    298.15 K and 1013.25 hPa. Raises `ValueError` for another unit.
    """
    written = unit.strip().lower().replace("μ", "u").replace("µ", "u")
    written = written.replace("³", "3").replace("^", "").replace(" ", "")
    if written in _MICROGRAMS:
        micrograms = value * _MICROGRAMS[written]
    elif written in _PARTS_A_BILLION and pollutant in _GRAMS_A_MOLE:
        parts = value * _PARTS_A_BILLION[written]
        micrograms = parts * _GRAMS_A_MOLE[pollutant] / _LITRES_A_MOLE
    else:
        raise ValueError(f"{pollutant} in {unit[:20]!r}")
    return round(micrograms / 1000 if pollutant == "CO" else micrograms, 3)
