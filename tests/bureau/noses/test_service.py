"""Who is alarmed, asked and told when many noses smell the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bureau.alerts import AlertKind, AlertWish
from bureau.cases import Draft, Location
from bureau.messaging import Arrival, Outcome, WindowEvent
from bureau.noses import NoseAnswer
from bureau.officers import Officer, Post
from bureau.settings import load
from bureau.wiring import Bureau

# Noon in Jiaxing: nobody is woken.
AT = datetime(2026, 7, 1, 4, tzinfo=UTC)
NIGHT = datetime(2026, 7, 1, 16, tzinfo=UTC)
PHONE = "a" * 32


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(tmp_path)}))
    yield bureau
    bureau.close()


def smelt(bureau: Bureau, people: int, *, at: datetime = AT, first: int = 0, **facts) -> None:
    town = bureau.places.towns()[0]
    for n in range(first, first + people):
        point = Location(town.longitude + n % 100 * 0.0005, town.latitude)
        draft = Draft(
            **{"categories": ("odor",), "place": town.code, "location": point, "description": "臭",
               "odor_qualities": ("塑料",), **facts}
        )  # fmt: skip
        when = at - timedelta(minutes=30 - n % 30)
        bureau.cases.submit(draft=draft, by=f"{n:032d}", at=when, message_key=f"{at}{n}")
    bureau.odor.follow(at=at)


def follower(bureau: Bureau, key: str, *, wrote: datetime) -> str:
    """Somebody whose window is open."""
    citizen = key * 32
    arrival = Arrival(f"hello{key}", citizen, "text", {"text": "x"}, wrote, WindowEvent.MESSAGE)
    row = bureau.inbox.accept(arrival, owner="t").row
    bureau.inbox.finish(row, outgoing=[], options=[], passive=False, at=wrote, owner="t")
    return citizen


def wishes(bureau: Bureau, citizen: str, kind: AlertKind, place: str | None = None) -> None:
    code = place or bureau.places.towns()[0].code
    bureau.alerts.subscribe(
        wish=AlertWish(kind, code, "odor", 0), by=citizen, at=AT - timedelta(days=1),
        message_key=f"{citizen}{kind}{code}",
    )  # fmt: skip


def letters(bureau: Bureau, citizen: str, cause: str) -> list[str]:
    found = bureau.outbox.letters(to=citizen, cause=cause)
    return [letter.content.body["text"] for letter in found]


def bound_officer(bureau: Bureau) -> None:
    bureau.officers.ensure_admin(password="a password of the tests", at=AT)
    code = bureau.duty.new_code(officer="admin", at=AT)
    bureau.duty.bind(code=code, by=PHONE, at=AT)


def the_event(bureau: Bureau):
    [event] = bureau.odor.lately(since=AT - timedelta(days=1))
    return event


def admin(bureau: Bureau) -> Officer:
    found = bureau.officers.get("admin")
    assert found is not None
    return found


def test_an_event_is_alarmed_once_for_each_step_to_whoever_is_on_duty(bureau: Bureau) -> None:
    bound_officer(bureau)
    smelt(bureau, 4)
    assert bureau.noses.sweep(at=AT).alarms == 0
    smelt(bureau, 1, first=4)
    assert bureau.noses.sweep(at=AT).alarms == 1
    assert bureau.noses.sweep(at=AT + timedelta(minutes=1)).alarms == 0
    [alarm] = letters(bureau, PHONE, "odor-alarm")
    assert "5 个人反映有异味，像塑料" in alarm
    assert f"/portal/odor/{the_event(bureau).id}" in alarm
    smelt(bureau, 10, first=5)
    assert bureau.noses.sweep(at=AT).alarms == 1
    first, second = sorted(letters(bureau, PHONE, "odor-alarm"), key=len)
    assert "加重" in first + second


def test_one_person_who_reports_ten_times_alarms_nobody(bureau: Bureau) -> None:
    town = bureau.places.towns()[0]
    for n in range(10):
        point = Location(town.longitude + n * 0.0005, town.latitude)
        draft = Draft(categories=("odor",), place=town.code, location=point, description=f"臭{n}")
        bureau.cases.submit(draft=draft, by="s" * 32, at=AT, message_key=f"spam{n}")
    bureau.odor.follow(at=AT)
    assert the_event(bureau).summary.count == 10
    assert bureau.noses.sweep(at=AT).alarms == 0


def test_an_alarm_at_night_goes_to_officers_and_wakes_no_neighbour(bureau: Bureau) -> None:
    bound_officer(bureau)
    nose = follower(bureau, "n", wrote=NIGHT - timedelta(hours=5))
    wishes(bureau, nose, AlertKind.NOSE)
    wishes(bureau, nose, AlertKind.ODOR)
    smelt(bureau, 6, at=NIGHT)
    did = bureau.noses.sweep(at=NIGHT)
    assert (did.alarms, did.asked, did.told) == (1, 0, 0)
    assert len(letters(bureau, PHONE, "odor-alarm")) == 1


def test_it_rings_until_an_officer_takes_it_and_again_when_it_grows_worse(bureau: Bureau) -> None:
    bureau.officers.ensure_admin(password="a password of the tests", at=AT)
    smelt(bureau, 5)
    bureau.noses.sweep(at=AT)
    event = the_event(bureau)
    officer = admin(bureau)
    assert bureau.noses.ringing(officer=officer, at=AT) == [event.id]
    assert bureau.noses.take(event=event, by=officer, at=AT)
    assert not bureau.noses.take(event=event, by=officer, at=AT)
    assert bureau.noses.ringing(officer=officer, at=AT) == []
    smelt(bureau, 12, first=5)
    bureau.noses.sweep(at=AT)
    assert bureau.noses.ringing(officer=officer, at=AT) == [event.id]
    assert bureau.noses.ringing(officer=officer, at=AT + timedelta(hours=4)) == []


def test_an_officer_of_another_county_hears_nothing(bureau: Bureau) -> None:
    bureau.officers.ensure_admin(password="a password of the tests", at=AT)
    smelt(bureau, 5)
    bureau.noses.sweep(at=AT)
    event = the_event(bureau)
    other = next(c.code for c in bureau.places.counties() if c.code != event.county)
    away = Officer("wang", "王芳", True, 1, AT, None, False, Post("county_branch", other))
    assert bureau.noses.ringing(officer=away, at=AT) == []
    assert not bureau.noses.take(event=event, by=away, at=AT)


def test_who_agreed_nearby_is_asked_once_and_the_answer_is_an_observation(bureau: Bureau) -> None:
    nose = follower(bureau, "n", wrote=AT - timedelta(hours=2))
    far = follower(bureau, "f", wrote=AT - timedelta(hours=2))
    wishes(bureau, nose, AlertKind.NOSE)
    here = bureau.places.towns()[0]
    away = max(
        bureau.places.towns(),
        key=lambda t: abs(t.longitude - here.longitude) + abs(t.latitude - here.latitude),
    )
    wishes(bureau, far, AlertKind.NOSE, away.code)
    smelt(bureau, 5)
    event = the_event(bureau)
    before = bureau.odor.picture(event).silent
    assert bureau.noses.sweep(at=AT).asked == 1
    assert bureau.noses.sweep(at=AT).asked == 0
    [question] = letters(bureau, nose, "odor-ask")
    assert "闻到了吗" in question
    menu_id = question.partition("msgmenuid=")[2].partition('"')[0]
    told = AT + timedelta(minutes=3)
    heard = bureau.noses.hear(by=nose, text="没闻到", at=told, message_key="m1", menu_id=menu_id)
    assert heard is not None
    assert "没闻到" in heard.reply
    # Played again the same; another tap changes nothing.
    again = bureau.noses.hear(by=nose, text="没闻到", at=told, message_key="m1", menu_id=menu_id)
    assert again == heard
    other = menu_id[:-1] + "5"
    second = bureau.noses.hear(by=nose, text="受不了", at=told, message_key="m2", menu_id=other)
    assert second is not None
    assert "已经记下" in second.reply
    bureau.odor.follow(at=told)
    [kept] = [s for s in bureau.odor._store.sightings(start=AT, end=told) if s.key[:4] == "ask:"]
    assert (kept.noticed, kept.intensity, kept.town, kept.blur_m > 0) == (
        False, 0, here.code, True,
    )  # fmt: skip
    assert bureau.odor.picture(event).silent == before + 1
    assert bureau.noses.asked(event) == bureau.noses.asked(event).__class__(1, 0, 1)


def test_a_nose_that_smells_it_too_joins_the_event(bureau: Bureau) -> None:
    nose = follower(bureau, "n", wrote=AT - timedelta(hours=2))
    wishes(bureau, nose, AlertKind.NOSE)
    smelt(bureau, 5)
    bureau.noses.sweep(at=AT)
    assert bureau.noses.hear(by=nose, text="3级", at=AT, message_key="m1")
    bureau.odor.follow(at=AT + timedelta(minutes=1))
    assert the_event(bureau).summary.count == 6
    assert bureau.odor.people(the_event(bureau)) == 6


def test_nobodys_tap_counts_for_another(bureau: Bureau) -> None:
    nose = follower(bureau, "n", wrote=AT - timedelta(hours=2))
    wishes(bureau, nose, AlertKind.NOSE)
    smelt(bureau, 5)
    bureau.noses.sweep(at=AT)
    [question] = letters(bureau, nose, "odor-ask")
    menu_id = question.partition("msgmenuid=")[2].partition('"')[0]
    thief = bureau.noses.hear(by="t" * 32, text="很重", at=AT, message_key="t", menu_id=menu_id)
    assert thief is None
    late = AT + timedelta(hours=2)
    heard = bureau.noses.hear(by=nose, text="很重", at=late, message_key="l", menu_id=menu_id)
    assert heard is not None
    assert "不记了" in heard.reply
    assert bureau.noses.asked(the_event(bureau)).noticed == 0


@pytest.mark.parametrize("minutes", [1, 9])
def test_who_is_in_the_midst_of_a_talk_is_not_asked(bureau: Bureau, minutes: int) -> None:
    nose = follower(bureau, "n", wrote=AT - timedelta(minutes=minutes))
    wishes(bureau, nose, AlertKind.NOSE)
    smelt(bureau, 5)
    assert bureau.noses.sweep(at=AT).asked == 0


def test_a_closed_window_or_one_nearly_used_up_is_not_spent_on_a_question(bureau: Bureau) -> None:
    closed = follower(bureau, "c", wrote=AT - timedelta(days=3))
    spent = follower(bureau, "s", wrote=AT - timedelta(hours=3))
    for n in range(4):
        bureau.outbox.notify(to=spent, text="x", why=f"x{n}", at=AT - timedelta(hours=2))
    sent = AT - timedelta(hours=1)
    while due := bureau.outbox.take_due(at=sent, most=9):
        for letter in due:
            bureau.outbox.close(letter, outcome=Outcome.SENT, at=sent)
    for citizen in (closed, spent):
        wishes(bureau, citizen, AlertKind.NOSE)
    smelt(bureau, 5)
    assert bureau.outbox.allowance(to=spent, at=AT).left == 1
    assert bureau.noses.sweep(at=AT).asked == 0


def test_nobody_is_asked_twice_within_half_a_day_nor_more_than_three_times_a_week(
    bureau: Bureau,
) -> None:
    nose = follower(bureau, "n", wrote=AT - timedelta(hours=2))
    wishes(bureau, nose, AlertKind.NOSE)
    times = []
    for hours in (0, 5, 24, 48, 72, 96):
        at = AT + timedelta(hours=hours)
        follower_at = Arrival(f"h{hours}", nose, "text", {"text": "x"}, at - timedelta(hours=1),
                              WindowEvent.MESSAGE)  # fmt: skip
        bureau.inbox.accept(follower_at, owner="t")
        smelt(bureau, 5, at=at, first=100 * (1 + hours))
        if bureau.noses.sweep(at=at).asked:
            times.append(hours)
    assert times == [0, 24, 48]


def test_a_bare_word_is_an_answer_only_right_after_the_question(bureau: Bureau) -> None:
    nose = follower(bureau, "n", wrote=AT - timedelta(hours=2))
    wishes(bureau, nose, AlertKind.NOSE)
    assert bureau.noses.hear(by=nose, text="没有", at=AT, message_key="before") is None
    smelt(bureau, 5)
    bureau.noses.sweep(at=AT)
    assert bureau.noses.hear(by=nose, text="2", at=AT, message_key="o", offered=True) is None
    assert bureau.noses.hear(by=nose, text="王店空气怎么样", at=AT, message_key="q") is None
    assert bureau.noses.hear(by=nose, text="没有", at=AT, message_key="bare") is None
    heard = bureau.noses.hear(by=nose, text="没闻到", at=AT, message_key="plain")
    assert heard is not None
    assert bureau.noses.asked(the_event(bureau)).nothing == 1


def test_who_reported_it_is_neither_asked_nor_told(bureau: Bureau) -> None:
    citizen = f"{0:032d}"
    bureau.inbox.accept(
        Arrival("h", citizen, "text", {"text": "x"}, AT - timedelta(hours=2), WindowEvent.MESSAGE),
        owner="t",
    )
    wishes(bureau, citizen, AlertKind.NOSE)
    wishes(bureau, citizen, AlertKind.ODOR)
    smelt(bureau, 6)
    did = bureau.noses.sweep(at=AT)
    assert (did.asked, did.told) == (0, 0)


def test_who_wished_it_is_told_of_an_event_in_their_town_county_or_city_once(
    bureau: Bureau,
) -> None:
    towns = bureau.places.towns()
    here, away = towns[0], next(t for t in towns if t.county != towns[0].county)
    places = {"t": here.code, "c": here.county, "y": bureau.places.city.code, "w": away.code}
    for key, place in places.items():
        wishes(bureau, follower(bureau, key, wrote=AT - timedelta(hours=2)), AlertKind.ODOR, place)
    smelt(bureau, 5)
    assert bureau.noses.sweep(at=AT).told == 3
    assert bureau.noses.sweep(at=AT + timedelta(minutes=5)).told == 0
    [told] = letters(bureau, "t" * 32, "odor-told")
    assert "好几位居民反映，像塑料" in told
    assert letters(bureau, "w" * 32, "odor-told") == []


def test_an_erased_nose_leaves_a_measurement_and_no_key(bureau: Bureau) -> None:
    nose = follower(bureau, "n", wrote=AT - timedelta(hours=2))
    wishes(bureau, nose, AlertKind.NOSE)
    smelt(bureau, 5)
    bureau.noses.sweep(at=AT)
    bureau.noses.hear(by=nose, text="没闻到", at=AT, message_key="m")
    store = bureau.noses._store
    assert store.open_ask(nose, since=AT - timedelta(hours=1)) is not None
    bureau.citizens.erase(by=nose, at=AT)
    assert store.open_ask(nose, since=AT - timedelta(hours=1)) is None
    assert bureau.noses.asked(the_event(bureau)).nothing == 1


def test_an_answer_is_kept_as_the_first_said_it(bureau: Bureau) -> None:
    smelt(bureau, 5)
    store, event = bureau.noses._store, the_event(bureau)
    ask = store.ask(event=event.id, citizen="n" * 32, place="330402001", at=AT)
    assert ask is not None
    assert store.ask(event=event.id, citizen="n" * 32, place="330402001", at=AT) is None
    store.answer(ask.id, NoseAnswer(True, 3), at=AT, key="one")
    kept = store.answer(ask.id, NoseAnswer(False, 0), at=AT, key="two")
    assert (kept.answer, kept.answer_key) == (NoseAnswer(True, 3), "one")
