"""What people say when they want to be told of bad air."""

from __future__ import annotations

from datetime import date

import pytest

from bureau.alerts import AlertKind, AlertWish
from bureau.dialogue.alert_words import changed, threshold_named, wishes
from bureau.places import gazetteer

DAY = date(2026, 11, 26)
PLACE = "330411105"


@pytest.mark.parametrize(
    ("text", "threshold"),
    [
        ("王店空气超过150告诉我", 150),
        ("AQI大于２００通知我", 200),
        ("超过一百五就说一声", 150),
        ("超过一百二十", 120),
        ("改成一百", 100),
        ("120", 120),
        ("PM2.5超过75提醒我", 75),
        ("PM10到150叫我", 150),
        ("轻度污染的时候提醒我", 100),
        ("重度污染告诉我", 200),
        ("空气超过9999告诉我", 9999),
        ("超过一二百告诉我", None),
        ("空气不好提醒我", None),
        ("PM2.5高了告诉我", None),
        ("早上7点发我空气", None),
        ("每天8:30发空气", None),
    ],
)
def test_a_threshold_is_read_by_number_or_level(text: str, threshold: int | None) -> None:
    assert threshold_named(text) == threshold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("空气不好的时候提醒我", [AlertWish(AlertKind.OVER, PLACE, "AQI", 100)]),
        ("PM2.5高了告诉我", [AlertWish(AlertKind.OVER, PLACE, "PM2.5", 60)]),
        ("臭氧超过180告诉我", [AlertWish(AlertKind.OVER, PLACE, "O3", 180)]),
        ("每天早上发我空气", [AlertWish(AlertKind.DIGEST, PLACE)]),
        (
            "每天早上发我空气，超过150也告诉我",
            [AlertWish(AlertKind.DIGEST, PLACE), AlertWish(AlertKind.OVER, PLACE, "AQI", 150)],
        ),
    ],
)
def test_what_is_not_said_has_the_standards_threshold(text: str, expected: list[AlertWish]) -> None:
    assert wishes(text, PLACE, day=DAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("改成一百", AlertWish(AlertKind.OVER, PLACE, "O3", 100)),
        ("新塍", AlertWish(AlertKind.OVER, "330411104", "O3", 180)),
        ("每天早上也发", AlertWish(AlertKind.DIGEST, PLACE)),
        ("好的谢谢", None),
        ("PM2.5超过75", AlertWish(AlertKind.OVER, PLACE, "PM2.5", 75)),
        ("PM10也要", AlertWish(AlertKind.OVER, PLACE, "PM10", 120)),
        ("PM2.5多少", None),
        ("不要每天", None),
        ("超过3.5", None),
        ("新塍也每天早上发", AlertWish(AlertKind.DIGEST, "330411104")),
    ],
)
def test_a_few_words_after_a_subscription_change_it(text: str, expected: AlertWish | None) -> None:
    newest = AlertWish(AlertKind.OVER, PLACE, "O3", 180)
    assert changed(text, newest, gazetteer(), day=DAY) == expected
