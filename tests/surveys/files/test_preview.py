"""What is seen of a file before it counts."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from surveys.files.preview import items, place_rows, unknown_places
from surveys.interview.state import InterviewState
from surveys.ports import Answer, Sitting

AT = datetime(2026, 11, 2, tzinfo=UTC)
Rows = list[tuple[Sitting, list[Answer]]]


def _rows(scores: list[dict[str, int]]) -> Rows:
    return [
        (
            Sitting(f"r{n}", "2026Q4", "telephone", "telephone", InterviewState(at=None), AT, AT,
                    town="330411105" if n % 3 else "330402007"),
            [Answer(name, str(score), score) for name, score in given.items()],
        )
        for n, given in enumerate(scores)
    ]  # fmt: skip


def _people(count: int, *, turned: bool) -> list[dict[str, int]]:
    rng, people = random.Random(1), []
    for _ in range(count):
        mood = rng.choice([2, 3, 4, 5])
        given = {q: min(5, max(1, mood + rng.choice([-1, 0, 0, 1]))) for q in ("a", "b", "c")}
        if turned:
            given["c"] = 6 - given["c"]
        people.append(given)
    return people


@pytest.mark.parametrize("turned", [False, True])
def test_an_item_whose_scale_was_turned_round_is_named(turned: bool) -> None:
    seen = items(_rows(_people(80, turned=turned)), ["a", "b", "c"], {})
    assert [each.reversed for each in seen] == [False, False, turned]


def test_a_mean_that_mirrors_the_last_waves_is_named_and_a_mere_change_is_not() -> None:
    rows = _rows([{"a": 2, "b": 3} for _ in range(30)])
    turned, fell = items(rows, ["a", "b"], {"a": 4.1, "b": 3.6})
    assert (turned.reversed, fell.reversed) == (True, False)
    assert (turned.mean, turned.before, turned.n) == (2.0, 4.1, 30)


def test_of_a_few_rows_nothing_is_said() -> None:
    seen = items(_rows(_people(10, turned=True)), ["a", "b", "c"], {"c": 5.0})
    assert not any(each.reversed for each in seen)
    (empty,) = items(_rows([{}]), ["a"], {})
    assert (empty.n, empty.mean, empty.before) == (0, None, None)


def test_rows_are_counted_by_town() -> None:
    counted = place_rows(_rows([{"a": 1}] * 6), {"330411105": "王店镇"})
    assert [(each.place, each.rows) for each in counted] == [("330402007", 2), ("王店镇", 4)]


def test_unknown_places_come_with_names_like_theirs() -> None:
    seen = unknown_places(
        {"王店真": 2, "火星": 5, "": 1}, {"王店镇": "秀洲区王店镇", "新塍镇": "x"}
    )
    assert [(each.text, each.rows) for each in seen] == [("火星", 5), ("王店真", 2), ("", 1)]
    assert seen[1].meant == ("秀洲区王店镇",)
    assert seen[0].meant == ()
