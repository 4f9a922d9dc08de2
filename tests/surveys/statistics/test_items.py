"""What a person scores who left questions out."""

import numpy as np
import pytest

from surveys.statistics.items import person_scores

POINTS = (0.0, 25.0, 50.0, 75.0, 100.0)


def world(random: np.random.Generator, people: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Answers of everybody to ten questions, three of them hard."""
    hard = np.array([0.0] * 7 + [-1.2, -1.0, -0.8])
    level = random.normal(3.9, 0.6, people)[:, None]
    grid = np.clip(np.rint(level + hard + random.normal(0, 0.6, (people, 10))), 1, 5)
    return grid.astype(np.int8), hard < 0


def test_with_every_question_answered_it_is_the_plain_mean():
    grid, _ = world(np.random.default_rng(1))
    made = person_scores(grid, POINTS)
    assert (made.score == made.plain).all()
    assert made.score == pytest.approx(25 * (grid - 1.0).mean(axis=1))
    assert made.satisfied == pytest.approx((grid >= 4).mean(axis=1))
    assert (made.answered == 1).all()


def test_skipping_the_hard_ones_moves_no_mean_far():
    random = np.random.default_rng(2)
    grid, hard = world(random, 4000)
    truth = person_scores(grid, POINTS).score.mean()
    gaps = grid.copy()
    gaps[(random.random(grid.shape) < 0.7) & hard] = 0
    made = person_scores(gaps, POINTS)
    assert made.plain.mean() - truth > 3
    assert abs(made.score.mean() - truth) < 0.6
    assert made.answered[hard] == pytest.approx(0.3, abs=0.03)


def test_no_filled_score_leaves_the_scale():
    random = np.random.default_rng(3)
    grid, _ = world(random)
    grid[random.random(grid.shape) < 0.6] = 0
    made = person_scores(grid, POINTS)
    some = (grid > 0).any(axis=1)
    assert np.isnan(made.score[~some]).all()
    for scores, top in ((made.score[some], 100), (made.satisfied[some], 1)):
        assert ((scores >= 0) & (scores <= top)).all()


def test_a_question_nobody_answered_counts_as_like_the_others():
    grid = np.array([[5, 3, 0], [4, 2, 0], [0, 0, 0]], np.int8)
    made = person_scores(grid, POINTS)
    assert made.score[:2] == pytest.approx([75, 50])
    assert np.isnan(made.score[2])
    assert made.answered.tolist() == [1, 1, 0]


def test_a_single_question_has_nothing_to_be_filled_from():
    made = person_scores(np.array([[5], [0], [1]], np.int8), POINTS)
    assert made.score[[0, 2]].tolist() == [100, 0]
