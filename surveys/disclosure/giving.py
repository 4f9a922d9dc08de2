"""Answers on their way to being given away: what no table shows must not be counted from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from basis.packaged import words_beside
from surveys.disclosure.cells import EVERY
from surveys.disclosure.decisions import OF_SCALE, Tier, decide
from surveys.statistics.anonymous import Anonymous, anonymous
from surveys.statistics.answers import MISSING, Answers
from surveys.statistics.regions import county_of
from surveys.statistics.tables import Floors

REDRAWN = 0.05


def given_away(
    answers: Answers,
    points: tuple[float, ...],
    names: Mapping[str, str],
    *,
    k: int,
    random: np.random.Generator | None = None,
    floors: Floors | None = None,
) -> Anonymous:
    """The anonymised answers, a place named only where its figures are shown.

    Of every place a tenth of the people stay out, at least as many as a cell needs, and one answer
    in twenty is drawn anew from what the whole city answered (post-randomisation, Gouweleeuw et al.
    1998). So no count in them is the count of the tables, and none of their answers is certain to
    be the person's. Raises ValueError where fewer than k would be left.
    """
    floors, random = floors or Floors(), random or np.random.default_rng()
    decisions = decide(answers, points, floors)
    place = {
        code: next(
            (c for c in (code, county_of(code)) if decisions.tier(c, EVERY) == Tier.FULL), None
        )
        for code in answers.region.values
    }
    told = replace(answers, region=answers.region.mapped(place))
    kept = ~_left_out(told, floors, random)
    if kept.sum() < k:
        kept[:] = True  # nothing that could be counted is named with so few
    told = _redrawn(told.take(kept), random)
    made = anonymous(told, names, k=k, least=max(k, floors.rank - floors.cell))
    said = str(words_beside(__file__)["said"]).format(out=len(answers) - len(told), share=REDRAWN)
    return replace(made, said=(*made.said, said))


def _left_out(answers: Answers, floors: Floors, random: np.random.Generator) -> np.ndarray:
    """Who stays out (mask): a tenth of every place, and of every mode large enough to be told."""
    out = np.zeros(len(answers), bool)
    modes = np.zeros(len(answers), np.int64) if answers.mode is None else answers.mode.codes
    for by_mode in (False, True):
        group = answers.region.codes.astype(np.int64) * (int(modes.max(initial=0)) + 2) * by_mode
        group = group + modes if by_mode else answers.region.codes.astype(np.int64)
        for one in np.unique(group):
            mine = np.flatnonzero(group == one)
            if by_mode and len(mine) < floors.rank:
                continue
            wanted = max(floors.cell, int(np.ceil(OF_SCALE * len(mine)))) - int(out[mine].sum())
            staying = mine[~out[mine]]
            if wanted > 0:
                out[random.choice(staying, min(wanted, len(staying)), replace=False)] = True
    return out


def _redrawn(answers: Answers, random: np.random.Generator) -> Answers:
    grid = answers.answers.copy()
    for column in grid.T:
        given = np.flatnonzero(column != MISSING)
        chosen = given[random.random(len(given)) < REDRAWN]
        if len(given):
            column[chosen] = column[random.choice(given, len(chosen))]
    return replace(answers, answers=grid)
