"""The columns of a ranking table, in the order and wording every file shares."""

from basis.packaged import words_beside
from surveys.modes import modes_in_words
from surveys.statistics.ranking import Provenance
from surveys.statistics.tables import RegionResult

_WORDS = words_beside(__file__)
HEADINGS: tuple[tuple[str, str], ...] = tuple(_WORDS["headings"].items())
SHARES = {"satisfied", "satisfied_low", "satisfied_high", "top_three", "bottom_three", "responded"}
DECIMALS = {"score", "ci_low", "ci_high", "se", "deff", "plain", "effective"}


def cell(line: RegionResult, key: str) -> str | float | int | None:
    """One value as shown: groups as `1、2`, the weighting by its Chinese name."""
    value = getattr(line, key)
    if key == "band":
        return "、".join(map(str, value)) or None
    if key == "weighting":
        return str(_WORDS["weighting"][value])
    shown: str | float | int | None = value
    return shown


def provenance_lines(made: Provenance) -> list[tuple[str, str]]:
    """What traces a printed sheet, as label and text."""
    said = {
        "wave": made.wave,
        "questionnaire": made.questionnaire or _WORDS["not_said"],
        "mapping": "/".join(f"{point:g}" for point in made.mapping),
        "mode": modes_in_words(made.mode),
        "level": _WORDS["levels"][made.level],
        "date": made.date,
        "fingerprint": made.fingerprint,
    }
    marks = [(_WORDS["attention"], mark) for mark in made.marks]
    return [*marks, *((label, said[name]) for name, label in _WORDS["provenance"].items())]
