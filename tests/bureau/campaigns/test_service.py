"""Events are told to who wants to hear of them, each once, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bureau.campaigns import CampaignError, CampaignKind, Campaigns, CampaignState, CampaignText
from bureau.campaigns.service import concerns
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")
TOLD = CampaignText(
    kind=CampaignKind.VISIT, title="看河道", starts=AT + timedelta(days=5),
    ends=AT + timedelta(days=5, hours=2), place="南湖", text="听河长讲治水", area="330402",
)  # fmt: skip


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    made = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    yield made
    made.close()


@pytest.fixture
def events(bureau: Bureau) -> Campaigns:
    return bureau.campaigns


def told(bureau: Bureau, who: str) -> list[str]:
    return [each.content.body["text"] for each in bureau.outbox.of_citizen(to=who)]


@pytest.mark.parametrize(
    ("area", "wanted", "fits"),
    [
        ("330402", "", True), ("", "330402", True), ("330402", "330402", True),
        ("330402", "330402010", True), ("330402010", "330402", True), ("330402", "330411", False),
        ("330402010", "330402011", False),
    ],
)  # fmt: skip
def test_an_event_concerns_who_wants_its_area_or_one_around_it(
    area: str, wanted: str, fits: bool
) -> None:
    assert concerns(area, wanted) is fits


def test_only_those_who_subscribed_to_its_area_are_written_to_once(
    bureau: Bureau, events: Campaigns
) -> None:
    for who, area in (("all", ""), ("here", "330402010"), ("away", "330411")):
        events.subscribe(by=who, at=AT, area=area)
        events.subscribe(by=who, at=AT, area=area)
    written = events.write(told=TOLD, at=AT)
    assert events.coming(at=AT) == []
    assert events.announce(campaign=written.id, at=AT) == 2
    assert events.announce(campaign=written.id, at=AT) == 0
    events.subscribe(by="late", at=AT)
    assert events.announce(campaign=written.id, at=AT) == 1
    assert [len(told(bureau, who)) for who in ("all", "here", "away", "late")] == [1, 1, 0, 1]
    reach = events.reach(events.coming(at=AT)[0])
    assert (reach.written, reach.sent, reach.waiting) == (3, 0, 3)


def test_an_event_announced_at_night_is_told_in_the_morning(
    bureau: Bureau, events: Campaigns
) -> None:
    for n in range(40):
        events.subscribe(by=f"c{n}", at=AT)
    written = events.write(told=TOLD, at=AT)
    night = AT.replace(hour=23)
    events.announce(campaign=written.id, at=night)
    assert bureau.outbox.take_due(at=night + timedelta(hours=8), most=100, bulk=True) == []
    morning = bureau.outbox.take_due(at=AT + timedelta(hours=19), most=100, bulk=True)
    assert morning


def test_an_event_called_off_is_told_with_its_reason_and_gone(
    bureau: Bureau, events: Campaigns
) -> None:
    events.subscribe(by="all", at=AT)
    written = events.write(told=TOLD, at=AT)
    with pytest.raises(CampaignError, match="not_announced"):
        events.call_off(campaign=written.id, reason="下雨", at=AT)
    events.announce(campaign=written.id, at=AT)
    assert events.call_off(campaign=written.id, reason="下大雨", at=AT) == 1
    assert any("下大雨" in text for text in told(bureau, "all"))
    assert events.coming(at=AT) == []
    for act in (
        lambda: events.announce(campaign=written.id, at=AT),
        lambda: events.join(campaign=written.id, by="all", at=AT),
    ):
        with pytest.raises(CampaignError):
            act()


def test_who_means_to_come_is_counted_once_and_gone_when_erased(
    bureau: Bureau, events: Campaigns
) -> None:
    written = events.write(told=TOLD, at=AT)
    events.announce(campaign=written.id, at=AT)
    for _ in range(2):
        events.join(campaign=written.id, by="a", at=AT)
    events.subscribe(by="a", at=AT)
    assert events.coming(at=AT)[0].joins == 1
    bureau.citizens.erase(by="a", at=AT)
    assert events.coming(at=AT)[0].joins == 0
    assert events.of_citizen(by="a") == []


def test_what_is_over_is_announced_no_more(events: Campaigns) -> None:
    written = events.write(told=TOLD, at=AT)
    with pytest.raises(CampaignError, match="past"):
        events.announce(campaign=written.id, at=TOLD.ends)
    [ended] = events.ended(at=TOLD.ends, limit=5, offset=0)[0]
    assert (ended.id, ended.state) == (written.id, CampaignState.DRAFT)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "title"), ({"title": "x" * 61}, "title"), ({"place": ""}, "place"),
        ({"text": "x" * 601}, "text"), ({"area": "999"}, "area"),
        ({"ends": TOLD.starts}, "times"), ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "https://" + "x" * 200}, "link"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_is_refused(
    events: Campaigns, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(CampaignError, match=code):
        events.write(told=replace(TOLD, **changes), at=AT)  # type: ignore[arg-type]
    assert events.every(at=AT) == []
