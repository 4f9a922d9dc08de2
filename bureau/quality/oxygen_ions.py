"""Negative oxygen ions: how fresh the air is said to be (清新空气)."""

from __future__ import annotations

from dataclasses import dataclass

from bureau.quality.tables import table


@dataclass(frozen=True, slots=True)
class IonLevel:
    """A level of QX/T 380-2017."""

    rank: str
    name: str


def ion_level(ions_per_cm3: float) -> IonLevel:
    """Return the level of a concentration of negative ions per cubic centimetre.

    Raises `ValueError` for a negative concentration.
    """
    for entry in table("oxygen_ions")["levels"]:
        above = ions_per_cm3 > entry["above"] if "above" in entry else False
        if above or ions_per_cm3 >= entry.get("at_least", float("inf")):
            return IonLevel(entry["rank"], entry["name"])
    raise ValueError(f"{ions_per_cm3} ions per cubic centimetre")
