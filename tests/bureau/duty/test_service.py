"""An officer agrees to the alarm by a code, and hears of every urgent case once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.duty import StoredDuty
from bureau.adapters.store.engine import Database
from bureau.adapters.store.officers import StoredOfficers
from bureau.cases import AnswerLinks, CaseService, Draft, KeptAlarms, routing, terms
from bureau.duty import Duty, DutyError
from bureau.duty.service import CODE_LIVES, MOST_TRIES
from bureau.messaging.twin import KeptOutbox
from bureau.officers import Post
from bureau.places import gazetteer
from bureau.places.villages import KeptVillages, VillageRegister

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PHONE, OTHER_PHONE, CITIZEN = "a" * 32, "b" * 32, "c" * 32
FIRE = Draft(
    categories=("air",), place="330411101", description="化工厂爆炸，\n有人晕倒", urgent=True
)


class Letters(KeptOutbox):
    """The twin of the ledger: each cause reaches each person once."""

    @property
    def reached(self) -> set[str]:
        return {to for to, *_ in self.said}

    @property
    def sent(self) -> dict[tuple[str, str], str]:
        return {(said.to, said.why): said.text for said in self.said}


@pytest.fixture
def letters() -> Letters:
    return Letters()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'duty.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def officers(database: Database) -> StoredOfficers:
    kept = StoredOfficers(database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    for name, full_name in (("li", "李明"), ("wang", "王芳")):
        kept.add(name=name, full_name=full_name, password="long enough", at=AT)
    return kept


@pytest.fixture
def duty(database: Database, officers: StoredOfficers, letters: Letters) -> Duty:
    return Duty(
        StoredDuty(database),
        letters,
        gazetteer(),
        officers,
        key=b"key",
        portal="https://hj.example/portal",
    )


@pytest.fixture
def reports(database: Database, duty: Duty) -> CaseService:
    store, quiet = StoredCases(database), KeptOutbox()
    links = AnswerLinks([b"key"], "https://example.test")
    alarms = KeptAlarms()
    alarms.alarm = duty.alarm  # type: ignore[method-assign]
    villages = VillageRegister(KeptVillages(), gazetteer(), {})
    return CaseService(store, quiet, gazetteer(), routing(), terms(), alarms, links, villages)


def refused(duty: Duty, code: str, *, by: str = PHONE, at: datetime = AT) -> str:
    with pytest.raises(DutyError) as excinfo:
        duty.bind(code=code, by=by, at=at)
    assert excinfo.value.explanation
    return excinfo.value.code


def agree(duty: Duty, officer: str = "li", phone: str = PHONE) -> None:
    duty.bind(code=duty.new_code(officer=officer, at=AT), by=phone, at=AT)


def test_a_code_binds_the_officer_it_was_shown_to(duty: Duty) -> None:
    code = duty.new_code(officer="li", at=AT)
    assert len(code) == 6
    assert not set(code) & set("01IO")
    binding = duty.bind(code=code, by=PHONE, at=AT)
    assert (binding.officer, binding.full_name, binding.citizen) == ("li", "李明", PHONE)
    assert duty.binding(officer="li") == binding
    assert duty.binding(officer="wang") is None


@pytest.mark.parametrize("typed", ["{} ", "{lower}", "{head} {tail}", "{head}-{tail}", "{wide}"])
def test_a_code_is_read_however_it_was_typed(duty: Duty, typed: str) -> None:
    code = duty.new_code(officer="li", at=AT)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    forms = {"lower": code.lower(), "head": code[:3], "tail": code[3:], "wide": wide}
    assert duty.bind(code=typed.format(code, **forms), by=PHONE, at=AT).officer == "li"


def test_a_code_binds_one_person_only(duty: Duty) -> None:
    code = duty.new_code(officer="li", at=AT)
    duty.bind(code=code, by=PHONE, at=AT)
    assert refused(duty, code, by=OTHER_PHONE) == "unknown"
    binding = duty.binding(officer="li")
    assert binding is not None
    assert binding.citizen == PHONE


def test_the_same_message_played_again_binds_again(duty: Duty) -> None:
    code = duty.new_code(officer="li", at=AT)
    assert duty.bind(code=code, by=PHONE, at=AT) == duty.bind(code=code, by=PHONE, at=AT)


def test_a_code_lives_a_quarter_of_an_hour(duty: Duty) -> None:
    code = duty.new_code(officer="li", at=AT)
    assert refused(duty, code, at=AT + CODE_LIVES) == "unknown"
    assert duty.bind(code=code, by=PHONE, at=AT + CODE_LIVES - timedelta(seconds=1))


def test_a_new_code_ends_the_one_before(duty: Duty) -> None:
    first = duty.new_code(officer="li", at=AT)
    duty.new_code(officer="li", at=AT)
    assert refused(duty, first) == "unknown"


def test_guessing_ends_after_a_few_tries_even_with_the_right_code(duty: Duty) -> None:
    code = duty.new_code(officer="li", at=AT)
    for guess in range(MOST_TRIES):
        assert refused(duty, f"guess {guess}") == "unknown"
    assert refused(duty, code) == "too_many"
    assert duty.bind(code=code, by=OTHER_PHONE, at=AT).citizen == OTHER_PHONE
    later = AT + CODE_LIVES + timedelta(seconds=1)
    code = duty.new_code(officer="li", at=later)
    assert duty.bind(code=code, by=PHONE, at=later).citizen == PHONE


@pytest.mark.parametrize("code", ["", "  ", "值班", "\x00", "k" * 5000])
def test_what_is_no_code_binds_nobody(duty: Duty, code: str) -> None:
    assert refused(duty, code) == "unknown"


def test_who_was_stopped_binds_no_more(duty: Duty, officers: StoredOfficers) -> None:
    code = duty.new_code(officer="li", at=AT)
    officers.set_active(name="li", active=False, by="admin", at=AT)
    assert refused(duty, code) == "unknown"


def test_an_urgent_case_alarms_every_bound_officer_once(
    duty: Duty, reports: CaseService, letters: Letters
) -> None:
    agree(duty)
    agree(duty, "wang", OTHER_PHONE)
    for _ in range(2):
        case = reports.submit(draft=FIRE, by=CITIZEN, at=AT, message_key="m1")
    assert set(letters.sent) == {
        (PHONE, f"alarm:{case.number}"),
        (OTHER_PHONE, f"alarm:{case.number}"),
    }
    (text,) = set(letters.sent.values())
    for fact in ("秀洲区王江泾镇", "化工厂爆炸， 有人晕倒", case.number, "11-24 11:00",
                 f"https://hj.example/portal/cases/{case.number}"):  # fmt: skip
        assert fact in text, fact
    assert CITIZEN not in text


def test_an_ordinary_case_alarms_nobody(duty: Duty, reports: CaseService, letters: Letters) -> None:
    agree(duty)
    reports.submit(draft=Draft(description="有点臭"), by=CITIZEN, at=AT, message_key="m1")
    assert letters.sent == {}


def test_a_long_story_is_cut_and_a_photo_alone_is_named_by_its_kind(
    duty: Duty, reports: CaseService, letters: Letters
) -> None:
    agree(duty)
    long = Draft(description="漏" * 500, urgent=True)
    photo = Draft(categories=("water",), photos=("e1",), urgent=True)
    for key, draft in (("m1", long), ("m2", photo)):
        reports.submit(draft=draft, by=CITIZEN, at=AT, message_key=key)
    told, named = letters.sent.values()
    assert "漏" * 80 + "…" in told
    assert "漏" * 81 not in told
    assert "嘉兴市：水" in named


def test_a_case_taken_before_its_message_is_played_again_alarms_nobody_anew(
    duty: Duty, reports: CaseService, letters: Letters
) -> None:
    case = reports.submit(draft=FIRE, by=CITIZEN, at=AT, message_key="m1")
    reports.take(verb="accept", number=case.number, by="li", at=AT)
    agree(duty)
    reports.submit(draft=FIRE, by=CITIZEN, at=AT, message_key="m1")
    assert letters.sent == {}


def test_who_unbinds_or_is_stopped_hears_nothing(
    duty: Duty, reports: CaseService, letters: Letters, officers: StoredOfficers
) -> None:
    agree(duty)
    agree(duty, "wang", OTHER_PHONE)
    duty.unbind(officer="li")
    duty.unbind(officer="li")
    officers.set_active(name="wang", active=False, by="admin", at=AT)
    case = reports.submit(draft=FIRE, by=CITIZEN, at=AT, message_key="m1")
    assert letters.sent == {}
    officers.set_active(name="wang", active=True, by="admin", at=AT)
    duty.alarm(case=case, at=AT)
    assert letters.reached == {OTHER_PHONE}


def test_whoever_may_not_see_a_case_is_not_alarmed_of_it(
    duty: Duty, officers: StoredOfficers, reports: CaseService, letters: Letters
) -> None:
    agree(duty, "li", PHONE)
    agree(duty, "wang", OTHER_PHONE)
    place = gazetteer().towns("330482")[0].code
    for number, (post, told) in enumerate(
        (
            (Post("county_branch", "330482"), {PHONE, OTHER_PHONE}),
            (Post("county_branch", "330411"), {PHONE}),
            (Post("town_office", place), {PHONE, OTHER_PHONE}),
            (Post("city", None, ("water",)), {PHONE}),
            (Post("survey_office"), {PHONE}),
        )
    ):
        officers.post(name="wang", post=post, by="x", at=AT)
        draft = Draft(categories=("odor",), place=place, description="x", urgent=True)
        case = reports.submit(draft=draft, by="c1", at=AT, message_key=f"m{number}")
        why = f"alarm:{case.number}"
        assert {to for to, cause in letters.sent if cause == why} == told, post


def test_an_alarm_that_nobody_took_rings_again_as_often_as_it_is_asked_and_grows_stale(
    duty: Duty, letters: Letters, reports: CaseService
) -> None:
    duty.bind(code=duty.new_code(officer="li", at=AT), by=PHONE, at=AT)
    case = reports.submit(draft=FIRE, by=CITIZEN, at=AT, message_key="m1")
    for time in (1, 1, 2):
        at = AT + timedelta(minutes=10 * time)
        duty.alarm_again(case=case, time=time, at=at, until=at + timedelta(minutes=10))
    again = [text for (to, why), text in letters.sent.items() if why.count(":") == 2]
    assert [("已经 10 分钟" in text, "已经 20 分钟" in text) for text in again] == [
        (True, False), (False, True),
    ]  # fmt: skip


def test_an_officer_is_told_of_their_work_if_they_are_bound(duty: Duty, letters: Letters) -> None:
    duty.bind(code=duty.new_code(officer="li", at=AT), by=PHONE, at=AT)
    for officer in ("li", "wang"):
        duty.tell(officer=officer, text="给您一件", why=f"desk:{officer}", at=AT)
    ((to, text, why),) = letters.said
    assert (to, why) == (PHONE, "desk:li")
    assert text.startswith("【工作台】给您一件")
