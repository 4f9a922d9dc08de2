"""A ranking of several kinds of answers, and what it says of them."""

from datetime import date

import numpy as np
import pytest

from surveys.statistics.answers import Answers
from surveys.statistics.ranking import SurveyRanking, estimate
from tests.surveys.worlds import COUNTIES

DAY = date(2026, 10, 1)


def mixed(drawn: str, voluntary: str, *, bias: float = 0.4) -> SurveyRanking:
    """Seven counties, 60 people drawn and 300 who came, these more content."""
    random = np.random.default_rng(7)
    level = np.repeat(random.normal(3.7, 0.15, 7), 360)
    came = np.tile(np.arange(360) >= 60, 7)
    person = level + random.normal(0, 0.7, len(level)) + bias * came
    grid = np.clip(np.rint(person[:, None] + random.normal(0, 0.6, (len(level), 5))), 1, 5)
    return estimate(
        Answers.of(
            wave="2026Q3",
            respondent=[str(i) for i in range(len(level))],
            region=np.repeat(COUNTIES, 360).tolist(),
            answers=grid.astype(np.int8),
            mode=np.where(came, voluntary, drawn).tolist(),
        ),
        made_on=DAY,
        draws=500,
    )


def test_drawn_and_voluntary_answers_are_blended_never_pooled():
    ranking = mixed("telephone", "wechat")
    blend = ranking.blend
    assert blend is not None
    assert (blend.drawn, blend.voluntary) == ("telephone", "wechat")
    assert blend.bias == pytest.approx(9, abs=2.5)
    assert len(blend.regions) == 7
    by_phone = {line.region: line for line in ranking.by_mode["telephone"].regions}
    for line in blend.regions:
        assert line.se < by_phone[line.region].se
        assert abs(line.score - by_phone[line.region].score) < 3 * by_phone[line.region].se
        assert line.rank_low <= line.rank <= line.rank_high
    assert "不混在一起" in blend.sentence
    assert ranking.as_json()["blend"]["regions"][0]["share"] > 0


@pytest.mark.parametrize(("one", "other"), [("telephone", "face"), ("wechat", "web")])
def test_two_of_a_kind_are_not_blended(one, other):
    assert mixed(one, other).blend is None


@pytest.mark.parametrize("mode", ["wechat", "公众号扫码", "问卷星链接", "H5"])
def test_certainty_about_volunteers_is_about_volunteers(mode):
    ranking = mixed(mode, mode)
    assert "只就填写的人而言" in ranking.main.conclusion
    assert any("自愿填写" in said for said in ranking.method)
    assert "只就填写的人而言" not in mixed("电话", "电话").main.conclusion


def test_effective_answers_decide_what_is_shown():
    random = np.random.default_rng(3)
    weight = np.where(np.arange(240) % 120 < 10, 40.0, 1.0)
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(240)],
        region=["330402"] * 120 + ["330411"] * 120,
        answers=random.integers(2, 6, (240, 4)),
        weight=np.where(np.arange(240) < 120, weight, 1.0),
    )
    lines = estimate(answers, made_on=DAY, draws=100).main
    assert lines.of("330402").score is None
    assert "有效样本只有" in lines.of("330402").note
    assert lines.of("330411").rank == 1


def test_doubt_about_nearly_everybody_is_no_fault_of_the_weights():
    """Answers that are doubted weigh less, so that one that is not may outweigh them all."""
    answers = Answers.of(
        wave="w",
        respondent=[str(i) for i in range(66)],
        region=["330402"] * 60 + ["330411"] * 6,
        answers=np.tile([[4, 5, 3]], (66, 1)),
    )
    trust = np.where(np.arange(66) < 61, 1.0, 0.05)
    made = estimate(answers, made_on=DAY, trust=trust, draws=50)
    assert made.down_weighted is not None
