from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pytest

from bureau.odor.model import Sighting
from bureau.odor.source import Assumptions, SourceArea, locate
from bureau.odor.wind import Wind, bearing, between

AT = datetime(2026, 7, 1, 4, tzinfo=UTC)
COARSE = Assumptions(cells=24, trust=1.0)


def noses(
    *smelt: tuple[float, float], silent: tuple[tuple[float, float], ...] = ()
) -> list[Sighting]:
    told = [Sighting(f"r{n}", AT + timedelta(minutes=n), x, y) for n, (x, y) in enumerate(smelt)]
    quiet = [Sighting(f"s{n}", AT, x, y, noticed=False) for n, (x, y) in enumerate(silent)]
    return [*told, *quiet]


def middle(area: SourceArea) -> tuple[float, float]:
    return float((area.chance.sum(axis=0) * area.xs).sum()), float(
        (area.chance.sum(axis=1) * area.ys).sum()
    )


CLOSE = ((0, 0), (300, 200), (-200, 100), (100, -300), (250, -100), (-150, -200))


@pytest.mark.parametrize("from_deg", [0, 45, 90, 160, 225, 270, 315])
def test_the_source_lies_upwind(from_deg: float) -> None:
    wind = Wind.blowing(3, from_deg)
    area = locate(noses(*CLOSE), lambda _: wind, COARSE)
    assert area.chance.sum() == pytest.approx(1)
    assert between(bearing(*middle(area)), from_deg) < 25
    assert not area.calm


def test_who_noticed_nothing_speaks_against_what_lies_before_them() -> None:
    wind = Wind.blowing(3, 90)
    silent = tuple((x, y) for x, y in product((1500, 2500, 3500), (-600, -200, 200, 600)))
    without = locate(noses(*CLOSE), lambda _: wind, COARSE)
    beside = locate(noses(*CLOSE, silent=silent), lambda _: wind, COARSE)
    assert beside.chance[:, beside.xs > 5000].sum() < without.chance[:, without.xs > 5000].sum()


def test_a_calm_has_no_direction_and_surrounds_the_reports() -> None:
    area = locate(noses(*CLOSE), lambda _: Wind(0.1, 0.0), COARSE)
    assert area.calm
    x, y = middle(area)
    assert abs(x) < 1500
    assert abs(y) < 1500


def test_no_wind_measured_is_no_direction_either() -> None:
    area = locate(noses(*CLOSE), lambda _: None, COARSE)
    assert area.calm
    assert area.wind is None


def test_the_wind_of_the_hours_before_counts_not_that_of_the_end_alone() -> None:
    far = noses(*[(x, y) for x, y in CLOSE])

    def turned(when: datetime) -> Wind:
        return Wind.blowing(1.5, 90 if when > AT - timedelta(minutes=20) else 180)

    x, y = middle(locate(far, turned, COARSE))
    assert x > 300
    assert y < -100


def test_the_larger_region_holds_the_smaller_and_its_share() -> None:
    area = locate(noses(*CLOSE), lambda _: Wind.blowing(3, 90), COARSE)
    half, most = area.region(0.5), area.region(0.9)
    assert (most | half == most).all()
    assert area.chance[half].sum() >= 0.5
    assert area.chance[most].sum() >= 0.9
    assert area.area_km2(0.9) > area.area_km2(0.5)
    likeliest = np.unravel_index(area.chance.argmax(), area.chance.shape)
    assert area.holds(0.5, area.xs[likeliest[1]], area.ys[likeliest[0]])
    assert not area.holds(0.9, 1e6, 0)
    assert area.relative(1e6, 0) == 0


def test_a_town_named_says_less_than_a_point() -> None:
    wind = Wind.blowing(3, 90)
    points = locate(noses(*CLOSE), lambda _: wind, COARSE)
    blurred = [Sighting(each.key, each.at, each.x_m, each.y_m, 2500) for each in noses(*CLOSE)]
    towns = locate(blurred, lambda _: wind, COARSE)
    assert towns.area_km2(0.5) > points.area_km2(0.5)


def test_a_false_report_from_far_away_moves_the_answer_little() -> None:
    wind = Wind.blowing(3, 90)
    area = locate(noses(*CLOSE, (-9000, 9000)), lambda _: wind, COARSE)
    j, i = np.unravel_index(area.chance.argmax(), area.chance.shape)
    assert 0 < area.xs[i] < 6000
    assert abs(area.ys[j]) < 1500


def test_nobody_noticing_is_no_question() -> None:
    with pytest.raises(ValueError, match="nobody"):
        locate(noses(silent=((0, 0),)), lambda _: None)
