"""The diagnoses of all areas: true to their tables, honest about what is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bureau.diagnosis.calendar import MonthDays
from bureau.diagnosis.making import diagnose
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Audience, MonthFindings
from bureau.diagnosis.winds import WindRecord
from bureau.diagnosis.words import said
from bureau.wiring import Bureau
from tests.bureau.diagnosis.conftest import KNOWN, material

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def all_found(october: Material) -> list[MonthFindings]:
    return [diagnose(october, area, demo=True) for area in october.areas()]


def known(all_found: list[MonthFindings]) -> MonthFindings:
    return next(each for each in all_found if each.area == KNOWN)


def test_every_number_in_the_text_stands_in_a_table(all_found: list[MonthFindings]) -> None:
    assert len(all_found) == 80
    checked = 0
    for findings in all_found:
        tabled = {
            cell[1:]
            for block in findings.blocks
            for row in block.rows
            for cell in row.cells
            if cell.startswith("=")
        }
        for sentence in (each for block in findings.blocks for each in block.sentences):
            left = sentence.text
            for name in sorted(sentence.names, key=len, reverse=True):
                left = left.replace(name, "")
            told = [findings.figures[each] for each in sentence.figures]
            allowed = set().union(*(figure.numbers for figure in told))
            for number in _NUMBER.findall(left):
                assert number in allowed, (findings.name, sentence)
                checked += 1
            assert set(sentence.figures) <= tabled, (findings.name, sentence.key)
    assert checked > 2000


def test_what_is_stored_is_read_again_as_it_was(all_found: list[MonthFindings]) -> None:
    for findings in all_found[:10]:
        assert MonthFindings.read(findings.kept()) == findings


def test_a_truth_that_is_known_is_found(all_found: list[MonthFindings]) -> None:
    findings = known(all_found)
    change = findings.figures["air.PM2.5.year_ago.change"]
    assert change.sure
    assert change.low is not None
    assert change.high is not None
    assert change.low < 22 < change.high
    assert str(findings.figures["hours.worst"]) == "7"
    assert findings.figures["hours.above"].sure
    told = findings.sentences("look", public=True)
    assert any(each.startswith("PM2.5") for each in told)
    assert any("1号断面" in each and "总磷" in each for each in told)
    assert len(told) <= 3


def test_an_area_that_only_got_better_has_nothing_to_look_at(october: Material) -> None:
    # What is worse from before to now is better the other way round.
    backwards = Material.__new__(Material)
    backwards.__dict__.update(october.__dict__, month=october.month.before)
    findings = diagnose(backwards, october.places.get(KNOWN), demo=True)  # type: ignore[arg-type]
    assert not any(each.startswith("PM2.5") for each in findings.sentences("look", public=True))


def test_missing_data_are_said_and_nothing_is_guessed(observed: Bureau) -> None:
    empty = material(observed, MonthDays.of(date(2024, 5, 1)))
    findings = diagnose(empty, observed.places.city, demo=False)
    told = "".join(text for block in findings.blocks for text in
                   findings.sentences(block.key, public=True))  # fmt: skip
    for phrase in ("air_none", "water_none"):
        assert said()["verdict"][phrase] in told
    assert said()["weather"]["none"] in told
    assert said()["hours"]["none"] in told
    assert said()["look"]["none"] in told
    assert findings.drawn.classes == ()
    assert not any(findings.drawn.days)
    assert not findings.demo


def test_a_month_without_wind_says_how_many_days_it_has(observed: Bureau) -> None:
    august = material(observed, MonthDays.of(date(2026, 8, 1)))
    findings = diagnose(august, observed.places.city, demo=True)
    told = "".join(findings.sentences("weather", public=True))
    assert told == said()["weather"]["none"]


def test_what_one_audience_is_told_in_the_others_stead_is_told_once(
    all_found: list[MonthFindings],
) -> None:
    for findings in all_found:
        for block in findings.blocks:
            kinds = {each.audience for each in block.sentences}
            if Audience.PUBLIC in kinds:
                assert Audience.BUREAU in kinds or block.key == "reports"


def test_which_weather_was_used_and_which_is_missing_is_said(
    observed: Bureau, october: Material
) -> None:
    told = "".join(
        diagnose(october, observed.places.city, demo=True).sentences("weather", public=True)
    )
    assert "天气算的是风、气温、湿度、降水。" in told
    dry = Material.__new__(Material)
    stations = tuple(replace(each, hours=each.hours.copy()) for each in october.winds.stations)
    for each in stations:
        each.hours[:, 5] = np.nan
    dry.__dict__.update(october.__dict__, winds=WindRecord(stations))
    told = "".join(diagnose(dry, observed.places.city, demo=True).sentences("weather", public=True))
    assert "天气算的是风、气温、湿度；降水没有存够，算不进去。" in told
