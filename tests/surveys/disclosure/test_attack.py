"""An attacker with everything that is published finds nothing that is kept back."""

import numpy as np
import pytest

from bench.surveys_attacker import Found, attack
from bench.surveys_world import random_publication

PUBLICATIONS = 25


def attacked(*, guarded: bool, seeds: range) -> Found:
    result = Found()
    for seed in seeds:
        attack(random_publication(seed, guarded=guarded), np.random.default_rng(seed), result)
    return result


def test_nothing_hidden_is_found_from_pages_modes_and_questions_together():
    result = attacked(guarded=True, seeds=range(40, 40 + PUBLICATIONS))
    assert sum(result.found.values()) == 0
    for kind in ("people", "score", "plain", "responded", "satisfied", "share"):
        assert result.attacked[kind] >= 20


def test_the_attacker_does_find_what_floors_alone_keep_back():
    result = attacked(guarded=False, seeds=range(40, 40 + PUBLICATIONS))
    for kind in ("people", "score", "plain", "satisfied", "share"):
        assert result.found[kind] > 0


@pytest.mark.parametrize("seed", [62])  # a publication in which a coarser step was once too fine
def test_a_publication_that_once_gave_a_share_away_no_longer_does(seed: int):
    result = attacked(guarded=True, seeds=range(seed, seed + 1))
    assert sum(result.found.values()) == 0
