"""Waves open and close by the quarter, as the clock stands in Jiaxing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.waves import Phase, Wave, bounds, earlier, title, wave_at
from tests.surveys.standard import moment


def wave(**changes: object) -> Wave:
    return Wave("2026Q4", "satisfaction", "1", "d", "", **changes)  # type: ignore[arg-type]


def test_the_year_turns_at_midnight_in_jiaxing_not_in_greenwich() -> None:
    assert wave_at(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)) == "2026Q4"
    assert wave_at(datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC)) == "2027Q1"


@given(st.integers(0, 3 * 10**9))
def test_every_instant_lies_within_its_own_wave(seconds: int) -> None:
    at = datetime.fromtimestamp(946_800_000 + seconds, UTC)
    opens, closes = bounds(wave_at(at))
    assert opens <= at < closes
    assert wave_at(opens - timedelta(microseconds=1)) == earlier(wave_at(at))
    assert wave_at(closes) != wave_at(at)


def test_a_year_before_is_four_quarters_before() -> None:
    assert earlier("2026Q1") == "2025Q4"
    assert earlier("2026Q3", 4) == "2025Q3"
    assert title("2026Q3") == "2026年第3季度"


@pytest.mark.parametrize("word", ["", "2026", "2026Q5", "2026q1", "26Q1", "2026Q1 "])
def test_another_word_is_no_wave(word: str) -> None:
    with pytest.raises(ValueError, match="not a wave"):
        bounds(word)


def test_a_wave_is_a_draft_then_open_then_closed() -> None:
    phases = [wave().phase(moment(day)) for day in ("2026-09-30", "2026-10-01", "2027-01-01")]
    assert phases == [Phase.DRAFT, Phase.OPEN, Phase.CLOSED]


def test_a_wave_can_be_closed_early() -> None:
    early = wave(closed_at=moment("2026-11-15T12:00"))
    assert early.phase(moment("2026-11-15T11:59")) is Phase.OPEN
    assert early.phase(moment("2026-11-15T12:00")) is Phase.CLOSED


def test_targets_by_code_come_before_those_by_level() -> None:
    made = wave(targets={"county": 400, "town": 60, "330411105": 90})
    assert [made.target(c) for c in ("330411", "330411105", "330411106")] == [400, 90, 60]
