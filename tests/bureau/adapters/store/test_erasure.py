"""Erasing a citizen leaves nothing that leads back to them, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bureau.adapters.store import citizens as erasing
from bureau.adapters.store.erasure import _Walk
from bureau.adapters.store.schema import metadata
from bureau.adapters.store.schema.consents import consents
from bureau.adapters.store.schema.messages import evidence, inbox
from bureau.cases import Draft
from bureau.messaging import InspectedMedia, Outgoing
from bureau.messaging.ports import NoEvidenceError
from bureau.retention import HOLDINGS, Fate
from bureau.wiring import Bureau
from tests.bureau.adapters.store.lives import (
    AT,
    CARD,
    HOUSE,
    INTERVIEW,
    LATER,
    NAME,
    OPENID,
    OTHER,
    PHONE,
    WORDS,
    finish,
    found,
    held,
    live,
    message,
    photo,
)


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
