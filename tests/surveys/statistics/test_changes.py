"""What is said of the last quarter and the last year, recomputed by other means."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from surveys.statistics.answers import Answers
from surveys.statistics.changes import compare, holm
from surveys.statistics.estimates import change
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


def test_of_a_hundred_still_quarters_few_name_anybody() -> None:
    """Judged one by one, 72 towns that did not move name somebody in nearly every quarter."""
    random = np.random.default_rng(12)
    named, one_by_one = 0, 0
    for _ in range(300):
        moves = {
            str(i): change((80 + random.normal(0, 2), 2, 90), (80 + random.normal(0, 2), 2, 90))
            for i in range(72)
        }
        one_by_one += any(one.clear for one in moves.values())
        named += any(one.clear for one in holm(moves).values())
    assert one_by_one > 270
    assert named <= 300 * 0.05 + 3 * (300 * 0.05 * 0.95) ** 0.5


def test_a_true_change_among_many_still_ones_is_named() -> None:
    moves = {str(i): change((80, 1, 200), (80, 1, 200)) for i in range(71)}
    moves["moved"] = change((88, 1, 200), (80, 1, 200))
    assert [code for code, one in holm(moves).items() if one.clear] == ["moved"]


def two_modes(telephone: float, key: str, seed: int) -> Answers:
    """240 answers, a share of them by telephone, where people are less content."""
    random = np.random.default_rng(seed)
    by_phone = np.tile(np.arange(120) < telephone * 120, 2)
    level = np.where(by_phone, 3.2, 4.2)[:, None]
    grid = np.clip(np.rint(level + random.normal(0, 0.8, (240, 4))), 1, 5).astype(np.int8)
    return Answers.of(
        wave=key,
        respondent=[f"{key}-{i}" for i in range(240)],
        region=["330402"] * 120 + ["330411"] * 120,
        answers=grid,
        mode=np.where(by_phone, "telephone", "wechat").tolist(),
    )


def test_a_shift_from_one_mode_to_the_other_is_no_change_of_opinion() -> None:
    before = ranked(two_modes(0.1, "2026Q2", 1))
    found = compare(ranked(two_modes(0.5, "2026Q3", 2)), before)
    assert found.changes == {}
    assert "电话调查由 10% 变为 50%" in found.sentence({})
    same = compare(ranked(two_modes(0.12, "2026Q3", 3)), before)
    assert not any(one.clear for one in same.changes.values())
    assert same.why_not == ""


def test_a_region_whose_modes_shifted_is_left_out_alone() -> None:
    before, now = two_modes(0.3, "2026Q2", 1), two_modes(0.3, "2026Q3", 2)
    assert now.mode is not None
    codes = now.mode.codes.copy()
    codes[:120] = np.roll(1 - codes[:120], 3)  # 70 % by telephone in one region
    codes[120:] = np.where(np.arange(120) < 36, codes[120], 1 - codes[120])
    shifted = replace(now, mode=replace(now.mode, codes=codes))
    found = compare(ranked(shifted), ranked(before))
    if found.why_not:  # the whole file shifted too
        assert "比例变了" in found.why_not
    else:
        assert found.left_out == ("330402",)


def test_people_who_answered_both_times_make_a_change_surer() -> None:
    covered, widths = 0, []
    for seed in range(120):
        random = np.random.default_rng(seed)
        person = random.normal(3.6, 0.8, 120)
        waves = []
        for key in ("2026Q2", "2026Q3"):
            grid = np.rint(person[:, None] + random.normal(0, 0.6, (120, 4)))
            waves.append(
                Answers.of(
                    wave=key,
                    respondent=[f"{key}-{i}" for i in range(120)],
                    region=["330402"] * 120,
                    answers=np.clip(grid, 1, 5).astype(np.int8),
                    panel=[str(i) for i in range(120)],
                )
            )
        before, now = (ranked(one, draws=10) for one in waves)
        found = compare(now, before)
        blind = compare(replace(now, panel=None), before).changes["330402"]
        one = found.changes["330402"]
        assert found.overlap == 120
        covered += one.low <= 0 <= one.high
        widths.append(one.se / blind.se)
    assert covered >= 0.95 * 120 - 3 * (120 * 0.95 * 0.05) ** 0.5
    assert np.mean(widths) < 0.6
