"""Erasing a citizen leaves nothing that leads back to them, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bureau.adapters.store import citizens as erasing
from bureau.adapters.store.engine import Database
from bureau.adapters.store.erasure import _Walk
from bureau.adapters.store.noses import StoredNoses
from bureau.adapters.store.odor import StoredOdor
from bureau.adapters.store.schema import metadata
from bureau.adapters.store.schema.alerts import alerts
from bureau.adapters.store.schema.attachments import case_attachments, case_enclosures
from bureau.adapters.store.schema.cases import case_notices
from bureau.adapters.store.schema.citizens import citizens as citizens_table
from bureau.adapters.store.schema.citizens import identities
from bureau.adapters.store.schema.consents import consents
from bureau.adapters.store.schema.duty import duty_bindings, duty_codes, duty_tries
from bureau.adapters.store.schema.messages import evidence, inbox
from bureau.adapters.store.schema.officers import officers
from bureau.cases import Draft, Location, Verb
from bureau.casework.batches import Wish
from bureau.casework.drafts import Begun
from bureau.demo.open_days import load_open_days
from bureau.invitations import InvitationKind
from bureau.messaging import Arrival, InspectedMedia, Option, Outgoing, WindowEvent
from bureau.messaging.ports import NoEvidenceError
from bureau.noses import NoseAnswer
from bureau.odor.events import Plan
from bureau.odor.model import Sighting, summary
from bureau.patrols import PatrolDraft, PatrolKind
from bureau.retention import HOLDINGS, Fate
from bureau.rewards import Findings
from bureau.rewards.payee import Payee
from bureau.rewards.ports import ClaimForm
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime(2026, 11, 3, 1, 20, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
OPENID, OTHER = "oWhoWantsToBeForgotten", "oSomebodyElse"
PHONE, NAME, CARD, HOUSE = "13812345678", "王小明", "330402199001011234", "3幢2单元501室"
WORDS = f"很臭，我叫{NAME}，电话{PHONE}，身份证{CARD}，住{HOUSE}"
SECRET = "the secret of these tests"
INTERVIEW = [None, "王店镇", "五年以上", "35", "2", "2", "2", "2", "2", WORDS, "女"]


@pytest.fixture
def bureau(database: Database, database_url: str, tmp_path: Path) -> Iterator[Bureau]:
    settings = {"DEMO": "1", "VAR_DIR": str(tmp_path), "SECRET_KEY": SECRET}
    bureau = Bureau(load({**settings, "DATABASE_URL": database_url}))
    yield bureau
    bureau.close()


def photo(bureau: Bureau, who: str, name: str, content: bytes) -> str:
    id_ = bureau.evidence.want(id=name, kind="image", media_id=f"media {name}", by=who, at=AT)
    media = InspectedMedia(content, "image/jpeg")
    bureau.evidence.keep(id_, media, at=AT)
    return id_


def message(bureau: Bureau, who: str, key: str, *, answered: bool = True) -> None:
    body = {"text": f"{key} {WORDS}", "menu_id": None}
    arrival = Arrival(key, who, "text", body, AT, WindowEvent.MESSAGE)
    row = bureau.inbox.accept(arrival, owner="web").row
    if answered:
        said, options = Outgoing.of_text(f"听到：{WORDS}"), [Option(NAME, "/affirm")]
        bureau.inbox.finish(
            row, outgoing=[said, said], options=options, passive=True, at=AT, owner="web"
        )


def desk(bureau: Bureau, number: str) -> None:
    """What officers wrote of a case, were told of it, and how it stood before."""
    bureau.drafts.keep(Begun("li", number, "answer", WORDS, AT))
    bureau.casework.tell(told=[("li", WORDS)], number=number, at=AT)
    wish = Wish(Verb.NOTE, note="已联系")
    bureau.batches.carry_out(numbers=[number], wish=wish, by="li", at=AT)


def rewarded(bureau: Bureau, who: str, number: str, mark: str) -> None:
    """A reward that is claimed by name, and a claim that is being typed."""
    bureau.cases.take(verb="start", number=number, by="li", at=AT)
    found = Findings(decision="d", fine=200_000_00)
    bureau.rewards.confirm(case=number, findings=found, by="li", at=AT)
    [reward] = bureau.rewards.open_of(by=who)
    payee = Payee(NAME, CARD, "6222021234567890128", PHONE)
    bureau.reward_chat._claims.by_name(reward=reward.id, payee=payee, by=who, at=AT)
    form = ClaimForm(who, reward.id, "bank", b"sealed", "m" * 16, "k" * 32, AT)
    bureau.reward_chat._store.keep_form(form)
    bureau.reward_chat._store.hush(f"{mark} message one", at=AT)


def attached(bureau: Bureau, number: str, photo: str) -> None:
    """A blackened copy of the citizen's photo, with an officer's words, sent with a notice."""
    row = {
        "number": number, "serial": 1, "kind": "redacted", "shows": WORDS, "by": "li", "at": AT,
        "key": "k", "sha256": "h", "mime": "image/png", "size": 1, "of_photo": photo,
        "reason": WORDS,
    }  # fmt: skip
    with bureau.database.transaction() as connection:
        mine = select(case_notices.c.id).where(case_notices.c.number == number).limit(1)
        notice = connection.scalar(mine)
        connection.execute(case_attachments.insert().values(**row))
        went = {"notice": notice, "number": number, "serial": 1, "photo": True}
        connection.execute(case_enclosures.insert().values(**went))


def visiting(bureau: Bureau, who: str, mark: str) -> None:
    """A booked visit with a telephone number, news of events, and one that they come to."""
    if not bureau.open_days.upcoming(at=AT):
        load_open_days(bureau, AT)
    day = next(each for each in bureau.open_days.upcoming(at=AT) if each.left >= 4)
    bureau.open_days.book(
        day=day.id, party=2, by=who, at=AT, message_key=f"{mark} booking", phone=PHONE
    )
    bureau.campaigns.subscribe(by=who, at=AT)
    [event, *_] = bureau.campaigns.coming(at=AT)
    bureau.campaigns.join(campaign=event.id, by=who, at=AT)


def live(bureau: Bureau, openid: str, mark: str) -> str:
    """Leave something of a citizen in every table and folder that can hold it; return the key."""
    who = bureau.citizens.meet(openid=openid, at=AT).key
    bureau.citizens.settle(by=who, town="330411105", at=AT)
    message(bureau, who, f"{mark} message one")
    bureau.outbox.notify(to=who, text=WORDS, why="w", at=AT)
    shown = photo(bureau, who, f"{mark} shown", f"{mark} bytes of a case".encode())
    photo(bureau, who, f"{mark} loose", f"{mark} bytes of nothing".encode())
    draft = Draft(
        categories=("odor",), place="330411105", place_text=f"王店镇{HOUSE}",
        location=Location(120.7, 30.6, HOUSE), description=WORDS, photos=(shown,),
        suspected_firm="金石纺织厂",
    )  # fmt: skip
    case = bureau.cases.submit(draft=draft, by=who, at=AT, message_key=f"{mark} message two")
    bureau.cases.supplement(
        number=case.number, by=who, at=AT, text=WORDS, message_key=f"{mark} message three"
    )
    bureau.cases.take(verb="accept", number=case.number, by="li", at=AT, note=f"已联系{PHONE}")
    desk(bureau, case.number)
    rewarded(bureau, who, case.number, mark)
    attached(bureau, case.number, shown)
    visiting(bureau, who, mark)
    bureau.callbacks.leave(text=WORDS, by=who, at=AT, message_key=f"{mark} message four")
    talk, _ = bureau.hotline.ask(by=who, at=AT)
    bureau.hotline.take(number=talk.number, by="li", at=AT)
    bureau.hotline.hear(by=who, text=WORDS, at=AT, message_key=f"{mark} line")
    bureau.consents.give(by=who, template="t", at=AT, message_key=f"{mark} message five")
    for kind in (PatrolKind.ODOR, PatrolKind.WATER):
        key = f"{mark} application {kind}"
        applied = bureau.patrols.apply(kind=kind, town="330411105", by=who, at=AT, message_key=key)
        bureau.patrols.decide(volunteer=applied.id, approved=True, by="li", at=AT)
    walked = PatrolDraft(kind=PatrolKind.ODOR, place_text=HOUSE, seen=WORDS, found=True)
    bureau.patrols.record(draft=walked, by=who, at=AT, message_key=f"{mark} message six")
    role = bureau.patrols.role(by=who)
    assert role is not None
    bureau.patrols.note(volunteer=role.id, motive=WORDS, team=NAME)
    bureau.volunteer_contacts.keep(citizen=who, contact=WORDS, at=AT)
    begins = AT + timedelta(days=1)
    shift = bureau.duty_calendar.publish(
        kind=PatrolKind.ODOR, begins=begins, ends=begins + timedelta(hours=2), town=None,
        meet="东门", seats=2, route=None, by="li", at=AT,
    )  # fmt: skip
    bureau.duty_calendar.sign_up(shift=shift.id, by=who, at=AT)
    bureau.invitations._store.invite(who, wave="2026Q4", kind=InvitationKind.REMINDER, at=AT)
    bureau.invitations.asks_for_notices(by=who, at=AT)
    for number, text in enumerate(INTERVIEW):
        bureau.survey_service.turn(
            by=who, town=None, text=text, at=AT, channel="page", device=mark, address=mark,
            message_key=f"{mark} survey {number}",
        )  # fmt: skip
    with bureau.database.transaction() as connection:
        connection.execute(
            alerts.insert().values(
                citizen=who, kind="air", place="330411", what="AQI", threshold=100, created=AT,
                message_key=f"{mark} message seven", above=False,
            )
        )  # fmt: skip
        officer = f"of {mark}"
        connection.execute(
            officers.insert().values(
                name=officer, full_name="李", password_hash="", active=True, session=1, created=AT
            )
        )
        connection.execute(
            duty_codes.insert().values(officer=officer, digest="d", expires=AT, used_by=who)
        )
        connection.execute(duty_bindings.insert().values(officer=officer, citizen=who, since=AT))
        connection.execute(duty_tries.insert().values(citizen=who, count=1, since=AT))
    asked(bureau, who, mark)
    return who


def asked(bureau: Bureau, who: str, mark: str) -> None:
    """Let a citizen be asked of two odor events, and answer one."""
    store, odor = StoredNoses(bureau.database), StoredOdor(bureau.database)
    for n in range(2):
        told = Sighting(f"patrol:{len(mark)}{n}", AT, 0, 0, town="330411105")
        odor.take_in([told])
        [event] = odor.apply(Plan(fresh=[(told.key,)]), {(told.key,): summary([told])}, at=AT)
        ask = store.ask(event=event, citizen=who, place="330411105", at=AT)
        assert ask is not None
    store.answer(ask.id, NoseAnswer(False, 0), at=AT, key=f"{mark} answer")


def held(bureau: Bureau) -> dict[str, list[str]]:
    """Every value in the store by its table, as whoever stole the database would read them."""
    with bureau.database.reading() as connection:
        return {
            table.name: [str(value) for row in connection.execute(select(table)) for value in row]
            for table in metadata.sorted_tables
        }


def found(bureau: Bureau, *words: str) -> set[tuple[str, str]]:
    """Where one of the words stands: (table, word)."""
    return {
        (table, word)
        for table, values in held(bureau).items()
        for value in values
        for word in words
        if word in value
    }


def finish(bureau: Bureau) -> None:
    for citizen in bureau.citizens.erasing():
        assert bureau.citizens.finish_erasing(citizen, at=LATER)
    bureau.evidence.sweep()


def test_what_is_planted_stands_in_every_table_that_holds_something_of_a_citizen(
    bureau: Bureau,
) -> None:
    live(bureau, OPENID, "mine")
    full = {table for table, values in held(bureau).items() if values}
    of_people = {
        name
        for holding in HOLDINGS
        if holding.fate in (Fate.ERASED, Fate.MASKED)
        for name in holding.tables
    }
    assert of_people - full == {"erasures", "bot_conversations"}


def test_nothing_leads_back_to_who_was_erased_not_even_with_the_secret(bureau: Bureau) -> None:
    who = live(bureau, OPENID, "mine")
    mark = bureau.identity_keys.mark(OPENID)
    respondent = bureau.survey_service.respondent("2026Q4", who)
    traces = (who, mark, respondent, OPENID, "mine", PHONE, NAME, CARD, HOUSE)
    assert {word for _, word in found(bureau, *traces)} == set(traces) - {OPENID}
    bureau.citizens.erase(by=who, at=AT)
    finish(bureau)
    officers_own = {"officers", "duty_codes", "duty_bindings"}  # the officer bears the mark
    assert {place for place in found(bureau, *traces) if place[0] not in officers_own} == set()
    assert found(bureau, who) == set()


def test_personal_words_and_the_list_of_cases_are_gone_at_once(bureau: Bureau) -> None:
    who = live(bureau, OPENID, "mine")
    bureau.citizens.erase(by=who, at=AT)
    assert found(bureau, PHONE, NAME, CARD, HOUSE) == set()
    assert bureau.cases.of_citizen(by=who) == []
    anew = bureau.citizens.meet(openid=OPENID, at=LATER).key
    assert anew != who
    assert bureau.cases.of_citizen(by=anew) == []
    assert bureau.patrols.role(by=anew) is None
    assert bureau.callbacks.of_citizen(by=anew) == []
    assert bureau.survey_service.standing(by=anew, at=LATER) is None


def test_the_case_is_worked_on_without_its_citizen(bureau: Bureau) -> None:
    who = live(bureau, OPENID, "mine")
    (case,) = bureau.cases.of_citizen(by=who)
    bureau.citizens.erase(by=who, at=AT)
    finish(bureau)
    kept = bureau.cases.find(case.number)
    assert kept is not None
    assert (kept.status, kept.draft.suspected_firm) == (case.status, "金石纺织厂")
    assert (kept.town, kept.draft.location.longitude) == (case.town, 120.7)  # type: ignore[union-attr]
    assert kept.draft.description.startswith("很臭")
    assert [event.verb for event in bureau.cases.history(case.number)] == [
        "submit", "supplement", "accept", "note", "start",
    ]  # fmt: skip
    (shown,) = kept.draft.photos
    (copy,) = bureau.attachments.of_case(case.number)
    assert copy.of_photo == shown
    assert bureau.evidence.read(shown) == (b"mine bytes of a case", "image/jpeg")
    bureau.cases.take(verb="answer", number=case.number, by="li", at=LATER, note="已处理")
    assert bureau.outbox.of_citizen(to=who) == []


def test_photos_that_no_case_shows_are_gone_with_their_bytes(bureau: Bureau) -> None:
    who = live(bureau, OPENID, "mine")
    fetched_late = bureau.evidence.want(id="late", kind="image", media_id="m", by=who, at=AT)
    bureau.citizens.erase(by=who, at=AT)
    with pytest.raises(NoEvidenceError):
        bureau.evidence.read("mine loose")
    assert bureau.evidence.take_wanted(at=LATER, most=5) == []
    bureau.evidence.keep(fetched_late, InspectedMedia(b"late", "image/jpeg"), at=LATER)
    finish(bureau)
    bureau.retention.keep(at=datetime.now(UTC) + timedelta(days=3))
    contents = {
        path.read_bytes()
        for path in (bureau.settings.var / "evidence").rglob("*")
        if path.is_file()
    }
    assert contents == {b"mine bytes of a case"}


def test_bytes_that_another_citizen_sent_too_stay(bureau: Bureau) -> None:
    lin, chen = (bureau.citizens.meet(openid=name, at=AT).key for name in (OPENID, OTHER))
    photo(bureau, lin, "a", b"the same photo")
    photo(bureau, chen, "b", b"the same photo")
    bureau.citizens.erase(by=lin, at=AT)
    finish(bureau)
    assert bureau.evidence.read("b")[0] == b"the same photo"


def test_everybody_else_keeps_everything(bureau: Bureau) -> None:
    other = live(bureau, OTHER, "other's")
    before = held(bureau)
    who = live(bureau, OPENID, "mine")
    bureau.citizens.erase(by=who, at=AT)
    finish(bureau)
    after = held(bureau)
    for table, values in before.items():
        for value in set(values):
            if other in value or "other's" in value or PHONE in value:
                assert value in after[table], (table, value)
    assert bureau.citizens.openid(other) == OTHER


def test_erasing_and_finishing_may_be_repeated(bureau: Bureau) -> None:
    who = live(bureau, OPENID, "mine")
    for _ in range(2):
        bureau.citizens.erase(by=who, at=AT)
    assert bureau.citizens.erasing() == [who]
    finish(bureau)
    before = held(bureau)
    assert bureau.citizens.finish_erasing(who, at=LATER)
    assert held(bureau) == before
    assert bureau.citizens.erasing() == []


STEPS = [name for name in vars(_Walk) if name in
         ("_cases", "_patrols", "_evidence", "_surveys", "_messages")]  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_an_erasure_that_breaks_off_did_nothing(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    who = live(bureau, OPENID, "mine")
    before = held(bureau)

    class PulledPlugError(Exception):
        pass

    def pulled(walk: Any) -> None:
        raise PulledPlugError

    with monkeypatch.context() as broken:
        broken.setattr(_Walk, step, pulled)
        with pytest.raises(PulledPlugError):
            bureau.citizens.erase(by=who, at=AT)
    assert held(bureau) == before
    bureau.citizens.erase(by=who, at=AT)
    finish(bureau)
    assert found(bureau, who, PHONE) == set()


def test_what_was_on_its_way_when_somebody_left_goes_when_it_is_answered(bureau: Bureau) -> None:
    who = bureau.citizens.meet(openid=OPENID, at=AT).key
    message(bureau, who, "on its way", answered=False)
    bureau.citizens.erase(by=who, at=AT)
    assert bureau.citizens.erasing() == []  # not before it is answered
    assert not bureau.citizens.finish_erasing(who, at=LATER)
    bureau.cases.submit(draft=Draft(description=WORDS), by=who, at=AT, message_key="on its way")
    row = bureau.inbox.find("on its way")
    assert row is not None
    said = [Outgoing.of_text("编号"), Outgoing.of_text(WORDS)]
    bureau.inbox.finish(row, outgoing=said, options=[], passive=True, at=AT, owner="web")
    finish(bureau)
    assert found(bureau, who, PHONE, "on its way") == set()


def test_a_retry_of_the_wish_to_be_erased_finds_its_row_for_a_minute(bureau: Bureau) -> None:
    who = bureau.citizens.meet(openid=OPENID, at=AT).key
    message(bureau, who, "erase me")
    bureau.citizens.erase(by=who, at=AT)
    assert not bureau.citizens.finish_erasing(who, at=AT + timedelta(seconds=20))
    row = bureau.inbox.find("erase me")
    assert row is not None
    assert (row.body, row.answer) == ({}, None)
    late = AT + erasing.RETRIES_KNOWN
    assert bureau.citizens.finish_erasing(who, at=late)
    assert bureau.inbox.find("erase me") is None


def test_an_interview_that_was_not_finished_is_gone(bureau: Bureau) -> None:
    who = bureau.citizens.meet(openid=OPENID, at=AT).key
    for text in INTERVIEW[:4]:
        bureau.survey_service.turn(by=who, town=None, text=text, at=AT, channel="wechat")
    bureau.citizens.erase(by=who, at=AT)
    rows = held(bureau)
    assert (rows["survey_sittings"], rows["survey_answers"]) == ([], [])


def test_the_figures_of_a_survey_stay_as_they_were(bureau: Bureau) -> None:
    who = live(bureau, OPENID, "mine")
    before = bureau.survey_service.answers(wave="2026Q4")
    bureau.citizens.erase(by=who, at=AT)
    after = bureau.survey_service.answers(wave="2026Q4")
    assert after.answers.tolist() == before.answers.tolist()
    assert after.answers.tolist() == [[2, 2, 2, 2, 2]]
    assert after.region.values == before.region.values
    ((_, written),) = bureau.survey_service._store.texts("2026Q4", "reason")
    assert "很臭" in written


def test_two_cases_of_one_person_cannot_be_told_to_be_one_persons(bureau: Bureau) -> None:
    who = bureau.citizens.meet(openid=OPENID, at=AT).key
    numbers = [
        bureau.cases.submit(draft=Draft(description=text), by=who, at=AT, message_key=text).number
        for text in ("河水发黑", "夜里很臭")
    ]
    bureau.citizens.erase(by=who, at=AT)
    owners = [bureau.cases.find(number).citizen for number in numbers]  # type: ignore[union-attr]
    assert len({who, *owners}) == 3


def test_the_key_of_a_citizen_follows_from_nothing(bureau: Bureau) -> None:
    first = bureau.citizens.meet(openid=OPENID, at=AT).key
    assert bureau.citizens.meet(openid=OPENID, at=LATER).key == first
    assert bureau.citizens.visit(openid=OPENID, at=LATER) == first == bureau.citizens.known(OPENID)
    assert first != bureau.identity_keys.mark(OPENID)
    with bureau.database.reading() as connection:
        assert len(connection.execute(select(identities)).all()) == 1
        assert len(connection.execute(select(citizens_table)).all()) == 1


def test_who_only_visits_a_page_is_known_but_follows_nothing(bureau: Bureau) -> None:
    key = bureau.citizens.visit(openid=OPENID, at=AT)
    citizen = bureau.citizens.get(key)
    assert citizen is not None
    assert not citizen.followed
    assert bureau.citizens.meet(openid=OPENID, at=LATER).followed
    assert bureau.citizens.visit(openid=OPENID, at=LATER) == key
    assert bureau.citizens.get(key).followed  # type: ignore[union-attr]


def test_no_column_that_names_a_citizen_is_left_out(bureau: Bureau) -> None:
    """A new table with a citizen in it must be walked: here it would keep its row."""
    naming = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in ("citizen", "citizen_key", "used_by", "to", "message_key", "respondent")
    }
    who = live(bureau, OPENID, "mine")
    with bureau.database.reading() as connection:
        planted = {
            (table, column)
            for table, column in naming
            for (value,) in connection.execute(select(metadata.tables[table].c[column]))
            if value and (who in value or "mine" in value)
        }
    # A late answer's letter bears the key of its message, too; respondents are hashes.
    apart = {("survey_sittings", "respondent"), ("erasures", "citizen"), ("identities", "mark")}
    assert naming - planted - apart == set()
    assert evidence.name in {table for table, _ in planted}
    assert inbox.name in {table for table, _ in planted}
    assert consents.name in {table for table, _ in planted}
