"""What is said of the last quarter and the last year, recomputed by other means."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from surveys.statistics.answers import Answers
from surveys.statistics.changes import compare
from surveys.statistics.questions import by_question
from surveys.statistics.ranking import SurveyRanking, estimate
from surveys.statistics.regions import packaged_names

POINTS = np.array([0, 0, 25, 50, 75, 100.0])
DAY = date(2026, 10, 1)


def wave(seed: int, shift: float = 0.0, key: str = "2026Q3") -> Answers:
    random = np.random.default_rng(seed)
    grid = np.clip(np.rint(random.normal(3.6 + shift, 1, (240, 4))), 1, 5).astype(np.int8)
    grid[random.random((240, 4)) < 0.1] = 0
    return Answers.of(
        wave=key,
        respondent=[f"{key}-{i}" for i in range(240)],
        region=["330402"] * 120 + ["330411"] * 120,
        answers=grid,
        weight=random.uniform(0.5, 2, 240),
    )


def ranked(answers: Answers, **how: object) -> SurveyRanking:
    return estimate(answers, made_on=DAY, **how)  # type: ignore[arg-type]


def people(answers: Answers, rows: slice) -> np.ndarray:
    grid = answers.answers[rows]
    return np.array([POINTS[row[row > 0]].mean() for row in grid])


def complete(answers: Answers) -> Answers:
    """The same with every question answered."""
    return replace(answers, answers=np.maximum(answers.answers, 1))


def test_an_unweighted_change_is_that_of_welch() -> None:
    now, before = wave(1), wave(2, -0.3, "2026Q2")
    now, before = complete(replace(now, weight=None)), complete(replace(before, weight=None))
    found = compare(ranked(now), ranked(before)).changes["330402"]
    mine, theirs = people(now, slice(0, 120)), people(before, slice(0, 120))
    test = stats.ttest_ind(mine, theirs, equal_var=False)
    welch = test.confidence_interval(0.95)
    assert found.value == pytest.approx(mine.mean() - theirs.mean())
    # unseen answers widen it a little
    width = (found.high - found.low) / (welch.high - welch.low)
    assert 1 < width < 1.12
    assert found.p == pytest.approx(test.pvalue, abs=0.05)


def test_weighted_scores_errors_and_shares_are_those_of_the_textbook() -> None:
    answers = complete(wave(3))
    ranking = ranked(answers)
    line = ranking.main.of("330402")
    rows = slice(0, 120)
    assert answers.weight is not None
    w, y = answers.weight[rows], people(answers, rows)
    mean = (w * y).sum() / w.sum()
    share = w / w.sum()
    deff = 120 * (share**2).sum()
    same = max((w[y == answer].sum() / w.sum()) for answer in (0, 100, np.sort(y)[60]))
    unseen = (0.5 + 2 * same) * (mean**2 + (100 - mean) ** 2) * (deff / 120) ** 2
    variance = ((share * (y - mean) / (1 - share)) ** 2).sum() + unseen
    assert (line.n, line.score, line.se, line.deff) == pytest.approx(
        (120, mean, variance**0.5, deff)
    )
    half = stats.t.ppf(0.975, 120 / deff - 1) * variance**0.5
    assert (line.ci_low, line.ci_high) == pytest.approx((mean - half, mean + half))
    grid = answers.answers[rows]
    asked = grid[:, 0] > 0
    one = next(q for q in by_question(answers, ranking) if q.region == "330402")
    assert one.score == pytest.approx((w[asked] * POINTS[grid[asked, 0]]).sum() / w[asked].sum())
    shown = [(answer, share) for answer, share in enumerate(one.shares, 1) if share is not None]
    assert shown
    for answer, share in shown:
        assert share == pytest.approx(w[grid[:, 0] == answer].sum() / w[asked].sum())


@pytest.mark.parametrize(
    ("then", "word"),
    [
        ({"points": (20, 40, 60, 80, 100)}, "分值换算不同"),
        ({"level": "town"}, "县代码"),
    ],
)
def test_unlike_measurements_are_never_compared(then: dict[str, object], word: str) -> None:
    now, before = wave(1), wave(2, key="2026Q2")
    if "level" in then:
        with pytest.raises(ValueError, match=word):
            ranked(before, **then)
        return
    found = compare(ranked(now), ranked(before, **then))
    assert found.changes == {}
    assert word in found.sentence({})


def test_other_questions_or_modes_are_never_compared() -> None:
    now, before = ranked(wave(1)), ranked(wave(2, key="2026Q2"))
    other = replace(before, questions=("a", "b", "c", "d"))
    assert "题目不同" in compare(now, other).why_not
    phone = replace(before, provenance=replace(before.provenance, mode="phone"))
    assert "方式" in compare(now, phone).why_not


def test_the_sentence_names_only_what_is_beyond_chance() -> None:
    now, before = ranked(wave(1)), ranked(wave(1, key="2026Q2"))
    assert "没有一个地区" in compare(now, before).sentence(packaged_names())
    fallen = compare(ranked(wave(1, -0.8)), before).sentence(packaged_names())
    assert "得分下降的有南湖区、秀洲区" in fallen
    assert "2026年第2季度" in fallen
