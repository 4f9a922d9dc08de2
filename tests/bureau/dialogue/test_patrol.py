"""What messages add to a patrol point, and what is still asked."""

from __future__ import annotations

from datetime import datetime

import pytest

from bureau.dialogue.acts import load_reader
from bureau.dialogue.decide import decide
from bureau.dialogue.message import Message
from bureau.dialogue.named import intensity_named, kind_named
from bureau.dialogue.patrol import PatrolPoint, fits
from bureau.dialogue.situation import Situation

AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")


def told(point: PatrolPoint, text: str, question: str | None) -> str | None:
    message = Message(at=AT, text=text, intent="report", confidence=0.9)
    situation = Situation(form="patrol", asked=question)
    reading = load_reader().read(message.text, situation.setting)
    act = decide(message, situation, reading, fits=lambda: fits(message, question))
    point.hear(message, act, question)
    return point.missing()


def test_an_odor_point_is_asked_where_how_strong_and_what_was_seen() -> None:
    point = PatrolPoint(kind="odor")
    assert point.missing() == "patrol_place"
    assert told(point, "王店镇吉祥路", "patrol_place") == "patrol_intensity"
    assert told(point, "3级", "patrol_intensity") == "patrol_seen"
    assert told(point, "厂门口有油漆桶", "patrol_seen") is None
    assert (point.draft().intensity, point.draft().seen) == (3, "厂门口有油漆桶")


def test_nothing_seen_is_a_point_without_a_find() -> None:
    point = PatrolPoint(kind="odor", place_text="桥头", intensity=0)
    assert told(point, "没有异常", "patrol_seen") is None
    assert not point.draft().found


@pytest.mark.parametrize("text", ["不知道", "没有味道"])
def test_what_names_no_place_is_none(text: str) -> None:
    assert told(PatrolPoint(kind="water"), text, "patrol_place") == "patrol_place"


@pytest.mark.parametrize(
    ("text", "intensity"),
    [
        ("3", 3),
        ("强度4", 4),
        ("三级", 3),
        ("５！", 5),
        ("7", None),
        ("第二个", None),
        ("35", None),
        ("10级", None),
        ("十二级", None),
        ("15级", None),
        ("五级大风", None),
        ("臭度大概 4级吧", 4),
    ],
)
def test_an_intensity_is_a_number_from_0_to_5(text: str, intensity: int | None) -> None:
    assert intensity_named(text) == intensity


@pytest.mark.parametrize(
    ("text", "kind"), [("闻臭员", "odor"), ("治水监督", "water"), ("巡查团", "group"), ("我", None)]
)
def test_a_kind_of_volunteer_is_known_by_its_words(text: str, kind: str | None) -> None:
    assert kind_named(text) == kind


@pytest.mark.parametrize("text", ["没味道", "闻不到", "没有味道", "没什么味道"])
def test_no_odor_at_all_is_the_intensity_0_and_nothing_found(text: str) -> None:
    point = PatrolPoint(kind="odor", place_text="桥头")
    assert told(point, text, "patrol_intensity") is None
    assert (point.intensity, point.draft().found) == (0, False)
