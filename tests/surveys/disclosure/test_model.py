"""The model for towns with few answers, as it is shown."""

import numpy as np

from surveys.disclosure.cells import Group
from surveys.disclosure.decisions import Decisions, Tier
from surveys.disclosure.model import published
from tests.surveys.statistics.test_small_areas import TOWNS, ranked, world


def test_a_town_whose_mean_is_kept_back_cannot_be_solved_for():
    answers, _ = world(11)
    shown = Decisions(
        {
            Group(town, ""): {0: Tier.NOTHING, 1: Tier.COUNT}.get(i, Tier.FULL)
            for i, town in enumerate(TOWNS[:40])
        }
    )
    made = published(answers, ranked(answers), None, None, shown)
    assert made is not None
    areas = {area.region: area for area in made.areas}
    hidden, counted, free = (areas[town] for town in TOWNS[:3])
    assert hidden.own == 0.0
    assert hidden.n is None
    # the town's mean would be the value less the others' part, over its own share
    rounded = next(v for v in (0.5, 1.0, 2.0, 5.0, 10.0) if v >= 10 * counted.own)
    assert rounded / counted.own >= 10
    assert np.isclose(counted.value / rounded, round(counted.value / rounded))
    assert counted.low <= counted.value <= counted.high
    assert counted.aggregate is None
    assert free.aggregate is not None
