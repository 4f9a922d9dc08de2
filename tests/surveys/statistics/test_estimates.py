"""Estimates beside published values of other programs.

Sources: T. Lumley, "Analysis of complex survey samples", J. Stat. Software 9 (2004), and the help
pages of R's `survey` (`?api`, `?svymean`): `svymean(~api00, dstrat)` gives 662.29, SE 9.4089 for
`svydesign(id=~1, strata=~stype, weights=~pw, data=apistrat, fpc=~fpc)`. The data are the Academic
Performance Index of 200 Californian schools in 2000, by type of school (California Department of
Education), as `apistrat` of that package.
"""

import csv
from pathlib import Path

import numpy as np
import pytest

from surveys.statistics.calibration import Design
from surveys.statistics.estimates import Mean, weighted_mean
from surveys.statistics.replicates import given, made
from surveys.statistics.variance import Units, fractions

SCHOOLS = {"E": 4421, "H": 755, "M": 1018}  # in California; 100, 50 and 50 of them were drawn
API = Path(__file__).with_name("apistrat.csv")
with API.open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
KIND = np.array(["EHM".index(row["stype"]) for row in ROWS])
SCORE = np.array([float(row["api00"]) for row in ROWS])
NUMBER = np.array(list(SCHOOLS.values()), float)[KIND]
WEIGHT = NUMBER / np.bincount(KIND)[KIND]


def mean(values: np.ndarray, weights: np.ndarray, units: Units | None = None, **more) -> Mean:
    whole = np.zeros(len(values), int)
    design = Design("design", weights, whole, None, units=units or Units(), **more)
    return weighted_mean(values, design, None)


def test_the_stratified_schools_of_california_are_those_of_survey():
    assert np.bincount(KIND).tolist() == [100, 50, 50]
    units = Units(None, KIND, fractions(NUMBER, None, KIND))
    found = mean(SCORE, WEIGHT, units)
    assert found.value == pytest.approx(662.29, abs=0.005)
    assert found.se == pytest.approx(9.4089, abs=0.00005)
    assert found.df == pytest.approx(197, abs=60)


def test_replicates_of_the_same_schools_agree_with_linearisation():
    units = Units(None, KIND, fractions(NUMBER, None, KIND))
    jackknife = made("JKn", WEIGHT, units)
    assert jackknife.weights.shape == (200, 200)
    assert jackknife.df == 197
    found = mean(SCORE, WEIGHT, replicates=jackknife)
    assert found.se == pytest.approx(9.4089, abs=0.00005)
    drawn = mean(SCORE, WEIGHT, replicates=made("bootstrap", WEIGHT, units, draws=2000))
    assert drawn.se == pytest.approx(9.4089, rel=0.06)
    # as columns of a file, which tells no more than the kind
    bootstrap = made("bootstrap", WEIGHT, units, draws=500)
    again = mean(SCORE, WEIGHT, replicates=given("bootstrap", bootstrap.weights))
    assert again.se == pytest.approx(mean(SCORE, WEIGHT, replicates=bootstrap).se)


def test_a_simple_sample_has_the_textbooks_error_by_every_way():
    y = SCORE[KIND == 0]
    plain = y.std(ddof=1) / 10
    ones = np.ones(100)
    assert mean(y, ones).se == pytest.approx(plain)
    some = Units(None, None, fractions(np.full(100, 4421.0), None, None))
    assert mean(y, ones, some).se == pytest.approx(plain * (1 - 100 / 4421) ** 0.5)
    assert mean(y, ones, replicates=made("JK1", ones, Units())).se == pytest.approx(plain)
    assert mean(y * 1000 - 5, ones).se == pytest.approx(plain * 1000)  # on any scale


def test_clusters_count_as_their_totals():
    """Cochran's formula for equal clusters: the spread of their means."""
    random = np.random.default_rng(2)
    y = random.normal(0, 1, 30)[:, None] + random.normal(0, 1, (30, 4))
    cluster = np.repeat(np.arange(30), 4)
    found = mean(y.ravel(), np.ones(120), Units(cluster))
    assert found.se == pytest.approx(y.mean(axis=1).std(ddof=1) / 30**0.5)
    assert found.df == pytest.approx(29)
    assert found.effective < 60
    unknown = mean(y.ravel(), np.ones(120), Units(np.full(120, -1)))
    assert unknown.se == pytest.approx(y.std(ddof=1) / 120**0.5)


def test_a_population_smaller_than_its_sample_is_refused():
    with pytest.raises(ValueError, match="smaller"):
        fractions(np.full(5, 4.0), None, None)


@pytest.mark.parametrize("n", [30, 60, 400])
@pytest.mark.parametrize("all_say", [100.0, 75.0, 0.0])
def test_no_single_opinion_moves_the_error_far(n, all_say):
    """One person who differs a little once took an error of 2.97 to 0.05."""
    design = Design("unweighted", np.ones(n), np.zeros(n, int), None)
    agreed = np.full(n, all_say)
    before = weighted_mean(agreed, design, (0.0, 100.0)).se
    assert before > 100 / n
    for other in (0.0, 50.0, 97.5, 100.0):
        one = agreed.copy()
        one[0] = other
        after = weighted_mean(one, design, (0.0, 100.0)).se
        assert 0.9 < after / before < 1.4
