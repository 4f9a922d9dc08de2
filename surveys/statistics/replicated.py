"""Replicate weights of a wave, each brought to the population as the weights themselves are."""

from dataclasses import replace

import numpy as np

from surveys.statistics.answers import Answers
from surveys.statistics.calibration import Calibration, units_of
from surveys.statistics.method import texts
from surveys.statistics.population import Population
from surveys.statistics.replicates import Kind, made
from surveys.statistics.tables import Level, rows_by_region
from surveys.statistics.weights import WeightingRules

KINDS: tuple[Kind, ...] = ("JK1", "JKn", "bootstrap")
_MOST = 2000
_NEARLY_NOTHING = 1e-9  # raking goes on from a weight, which a unit left out hardly has


def replicate_weights(
    answers: Answers, population: Population | None, *, level: Level, kind: Kind
) -> tuple[np.ndarray, np.ndarray]:
    """Weights (n,) and replicate weights (n, r) of every answer.

    The jackknife leaves out one sampling unit a replicate; for more units than can be written
    ValueError is raised, and the bootstrap is the way.
    """
    own = np.ones(len(answers)) if answers.weight is None else answers.weight
    units = units_of(answers)
    if kind != "bootstrap" and _count(units.cluster, len(answers)) > _MOST:
        raise ValueError(texts()["refused"]["units"].format(most=_MOST))
    again = made(kind, own, units)
    rows = rows_by_region(answers.region, level, (answers.answers > 0).any(axis=1))
    columns = [own, *again.weights.T]
    fitted = np.zeros((len(answers), len(columns)))
    for number, column in enumerate(columns):
        weighing = replace(
            answers, weight=np.maximum(column, _NEARLY_NOTHING * own), replicates=None
        )
        calibration = Calibration(weighing, population, WeightingRules())
        for code, mine in rows.items():
            fitted[mine, number] = calibration.region(code, mine).weights
    left_out = again.weights <= 0
    fitted[:, 1:][left_out] = 0.0
    return fitted[:, 0], fitted[:, 1:]


def _count(cluster: np.ndarray | None, n: int) -> int:
    if cluster is None:
        return n
    return len(np.unique(cluster[cluster >= 0])) + int((cluster < 0).sum())
