"""A wave's tables as they may be shown: small groups kept back, figures of questions rounded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from basis.packaged import words_beside
from surveys.checks import CheckReport
from surveys.disclosure.decisions import Decisions, Tier, without_doubtful
from surveys.disclosure.rounding import HIDE_ALL
from surveys.statistics.answers import Answers
from surveys.statistics.coarse import nearest, step_of
from surveys.statistics.questions import QuestionResult
from surveys.statistics.ranking import SurveyRanking
from surveys.statistics.tables import RankingTable, RegionResult

_WORDS = words_beside(__file__)


def slice_of(answers: Answers) -> str:
    """The slice that a table of some answers shows: their one mode, or all together ("")."""
    modes = answers.modes()
    return modes[0] if len(modes) == 1 else ""


def ranking(
    made: SurveyRanking,
    answers: Answers,
    decisions: Decisions,
    trust: np.ndarray | None = None,
) -> SurveyRanking:
    """The ranking with what the doubtful answers said kept back where they are few.

    `trust` (n,) is below 1 for those. Ranks without them stay: they tell nobody's answers. How many
    left questions out comes in steps.
    """
    made = replace(
        made,
        method=(*made.method, str(_WORDS["method"])),
        main=_responded(made.main),
        unweighted=made.unweighted and _responded(made.unweighted),
        without_flagged=made.without_flagged and _responded(made.without_flagged),
        down_weighted=made.down_weighted and _responded(made.down_weighted),
        by_mode={mode: _responded(table) for mode, table in made.by_mode.items()},
    )
    if made.without_flagged is None or trust is None:
        return made
    open_ = without_doubtful(
        answers, made.provenance.mapping, trust < 1, decisions, slice_of(answers)
    )
    return replace(
        made,
        without_flagged=_kept_back(made.without_flagged, open_),
        down_weighted=made.down_weighted and _kept_back(made.down_weighted, open_),
    )


def _responded(table: RankingTable) -> RankingTable:
    return replace(
        table,
        regions=tuple(
            line
            if line.responded is None or line.n is None
            else replace(line, responded=nearest(line.responded, step_of(line.n)))
            for line in table.regions
        ),
    )


def _kept_back(table: RankingTable, open_: set[str]) -> RankingTable:
    lines = []
    for line in table.regions:
        if line.region not in open_:
            line = RegionResult(
                region=line.region,
                name=line.name,
                n=None,
                rank=line.rank,
                rank_low=line.rank_low,
                rank_high=line.rank_high,
                suppressed=True,
                weighting=line.weighting,
                note=str(_WORDS["few_doubtful"]),
            )
        lines.append(line)
    return replace(table, regions=tuple(lines))


def questions(
    lines: Sequence[QuestionResult],
    made: SurveyRanking,
    decisions: Decisions,
    slice_: str,
    steps: Mapping[str, float],
) -> tuple[QuestionResult, ...]:
    """Lines of questions or dimensions, no finer than their place and than its step.

    Their number is that of the place's answers: by how many left a question out, a county's less
    its towns' would count the few of a town.
    """
    points = made.provenance.mapping
    shown = [
        _question(line, decisions.tier(line.region, slice_), points, steps[line.region])
        for line in lines
    ]
    people = {line.region: line.n for line in made.main.regions}
    return tuple(replace(line, n=people[line.region]) for line in shown)


def _question(
    line: QuestionResult, tier: Tier, points: Sequence[float], share: float
) -> QuestionResult:
    if tier < Tier.MEAN or share >= HIDE_ALL:
        line = replace(line, score=None, ci_low=None, ci_high=None)
    if tier < Tier.FULL or share >= HIDE_ALL:
        line = replace(line, satisfied=None, shares=(None,) * len(line.shares))
    if tier < Tier.COUNT or line.n is None:
        return replace(line, n=None)
    low, high = points[0], points[-1]
    step = share * (high - low) / 2
    if line.score is not None and line.ci_low is not None and line.ci_high is not None:
        line = replace(
            line,
            score=nearest(line.score, step, low, high),
            ci_low=max(low + math.floor((line.ci_low - low) / step) * step, low),
            ci_high=min(low + math.ceil((line.ci_high - low) / step) * step, high),
        )
    return replace(
        line,
        satisfied=None if line.satisfied is None else nearest(line.satisfied, share),
        shares=tuple(None if s is None else nearest(s, share) for s in line.shares),
    )


def checks(report: CheckReport, decisions: Decisions, slice_: str) -> CheckReport:
    """The report with warnings of places whose own figures are shown, and no others."""
    kept = tuple(
        group
        for group in report.groups
        if not group.region or decisions.tier(group.region, slice_) >= Tier.FULL
    )
    return replace(report, groups=kept)
