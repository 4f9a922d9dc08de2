"""The model for towns with few answers, as it may be shown.

A value of the model is a known mixture of the town's own mean and what the others let expect, so
whoever knows the mixture could solve for the mean. Where the mean is kept back the value comes in
steps that leave it open by a tenth of the scale, and where even the number of people is, the
town's own answers do not speak at all.
"""

from __future__ import annotations

import math
from dataclasses import replace

from surveys.disclosure.decisions import OF_SCALE, Decisions, Tier
from surveys.disclosure.published import slice_of
from surveys.statistics.answers import Answers
from surveys.statistics.population import Population
from surveys.statistics.ranking import SurveyRanking
from surveys.statistics.small_areas import (
    Covariates,
    Progress,
    SmallArea,
    SmallAreas,
    small_areas,
)

_STEPS = (0.005, 0.01, 0.02, 0.05, 0.1)


def published(
    answers: Answers,
    ranking: SurveyRanking,
    population: Population | None,
    town_facts: Covariates | None,
    decisions: Decisions,
    progress: Progress | None = None,
) -> SmallAreas | None:
    """The model's table of a ranking of towns; None for one of counties and of too few towns."""
    slice_ = slice_of(answers)
    silent = frozenset(
        code for code in ranking.rows if decisions.tier(code, slice_) == Tier.NOTHING
    )
    made = small_areas(answers, ranking, population, town_facts, silent=silent, progress=progress)
    if made is None:
        return None
    low, high = ranking.provenance.mapping[0], ranking.provenance.mapping[-1]
    areas = [
        _coarse(area, low, high) if decisions.tier(area.region, slice_) == Tier.COUNT else area
        for area in made.areas
    ]
    areas = [
        replace(area, n=None, aggregate=None) if area.region in silent else area for area in areas
    ]
    return replace(made, areas=tuple(areas))


def _coarse(area: SmallArea, low: float, high: float) -> SmallArea:
    """A value in steps wide enough for the share of its own answers, its interval outward."""
    wanted = OF_SCALE * area.own
    step = next((s for s in _STEPS if s >= wanted), _STEPS[-1]) * (high - low)
    return replace(
        area,
        value=min(low + round((area.value - low) / step) * step, high),
        low=max(low + math.floor((area.low - low) / step) * step, low),
        high=min(low + math.ceil((area.high - low) / step) * step, high),
        aggregate=None,
    )
