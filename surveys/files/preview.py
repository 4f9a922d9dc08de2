"""What a file would bring, looked at before it is taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from surveys.files.problems import FileProblem
from surveys.ports import Answer, Sitting

_FEWEST = 20  # rows below which nothing is said of reversed items
_AGAINST = -0.2  # correlation with the other items from which one counts as reversed
_NEAR = 0.4  # likeness of names, 0 to 1
_HIGHEST = 5


@dataclass(frozen=True, slots=True)
class PlaceRows:
    """How many rows a town has, by the way in which people were asked."""

    place: str
    mode: str
    rows: int


@dataclass(frozen=True, slots=True)
class UnknownPlace:
    """A place that is none of ours, on how many rows, and what may be meant."""

    text: str
    rows: int
    meant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemPreview:
    """A scored question: its mean (1 to 5) now and in the wave before, None where unknown.

    `reversed` tells that its answers run against the others', as those of a scale turned round.
    """

    question: str
    n: int
    mean: float | None
    before: float | None
    reversed: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be taken in; with `problems` it cannot be."""

    digest: str
    rows: int
    places: tuple[PlaceRows, ...] = ()
    items: tuple[ItemPreview, ...] = ()
    unknown: tuple[UnknownPlace, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    already: bool = False


def place_rows(
    rows: Sequence[tuple[Sitting, Sequence[Answer]]], name: Mapping[str, str]
) -> tuple[PlaceRows, ...]:
    """Count rows by town and mode, in the order of the towns' codes."""
    counted = Counter((sitting.town or "", sitting.mode) for sitting, _ in rows)
    return tuple(
        PlaceRows(name.get(town, town), mode, count)
        for (town, mode), count in sorted(counted.items())
    )


def unknown_places(texts: Mapping[str, int], names: Mapping[str, str]) -> tuple[UnknownPlace, ...]:
    """Return the places that are none of ours, the most frequent first, with names like theirs.

    `names` gives each town's own name its full one.
    """
    found = [UnknownPlace(text, count, _like(text, names)) for text, count in texts.items()]
    return tuple(sorted(found, key=lambda each: (-each.rows, each.text)))


def _like(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names[name] for name in get_close_matches(text, list(names), n=3, cutoff=_NEAR))


def items(
    rows: Sequence[tuple[Sitting, Sequence[Answer]]],
    questions: Sequence[str],
    before: Mapping[str, float],
) -> tuple[ItemPreview, ...]:
    """Return the scored questions with their means beside `before`, those of the last wave."""
    grid = np.full((len(rows), len(questions)), np.nan)
    column = {name: i for i, name in enumerate(questions)}
    for line, (_, answers) in enumerate(rows):
        for answer in answers:
            if answer.score is not None and answer.question in column:
                grid[line, column[answer.question]] = answer.score
    found = []
    for i, name in enumerate(questions):
        given = grid[:, i][~np.isnan(grid[:, i])]
        mean = float(given.mean()) if len(given) else None
        last = before.get(name)
        turned = _runs_against(grid, i) or _mirrored(mean, last, len(given))
        found.append(ItemPreview(name, len(given), mean, last, turned))
    return tuple(found)


def _runs_against(grid: np.ndarray, item: int) -> bool:
    others = np.delete(grid, item, axis=1)
    known = ~np.isnan(grid[:, item]) & (~np.isnan(others)).any(axis=1)
    if known.sum() < _FEWEST:
        return False
    mine, theirs = grid[known, item], np.nanmean(others[known], axis=1)
    if np.ptp(mine) == 0 or np.ptp(theirs) == 0:
        return False
    return bool(np.corrcoef(mine, theirs)[0, 1] < _AGAINST)


def _mirrored(mean: float | None, before: float | None, n: int) -> bool:
    """Tell whether a mean lies where the last wave's would, were the scale turned round."""
    if mean is None or before is None or n < _FEWEST:
        return False
    turned = _HIGHEST + 1 - before
    return abs(mean - before) > 1 and abs(mean - turned) < abs(mean - before) / 2
