"""Cases are found the same way on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bureau.adapters.store.case_index import rebuild
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.engine import Database
from bureau.adapters.store.finding import StoredFinding, StoredSearches
from bureau.cases import Case, Draft, Event, Status, Verb, Who
from bureau.cases.numbers import compose
from bureau.cases.ports import CaseChange
from bureau.finding import CaseQuery, Finding
from bureau.officers import OfficerScope

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
FACTORY = Draft(
    categories=("odor",),
    place="330411105",
    place_text="王店镇梅里路东面",
    description="晚上有刺鼻的塑料味，PM2.5 都爆表了",
    suspected_firm="嘉兴宏达塑料厂",
)
RIVER = Draft(
    categories=("water",), place="330482001", place_text="河边", description="河水发黑，有臭味"
)


class Shelf:
    """A store with cases in it, and what is found there."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cases = StoredCases(database)
        self.finding = Finding(
            StoredFinding(database), StoredSearches(database), self.cases.several
        )

    def add(self, draft: Draft, *, day: date = DAY, **facts: object) -> str:
        """Keep a case and return its number."""
        place = draft.place or ""

        def numbered(sequence: int) -> Case:
            case = Case(
                number=compose(day, sequence),
                status=Status.SUBMITTED,
                draft=draft,
                citizen="c1",
                county=place[:6] or None,
                town=place or None,
                authority="bureau",
                created=AT,
                updated=AT,
                due=AT + timedelta(days=2),
            )
            return replace(case, **facts)  # type: ignore[arg-type]

        event = Event(AT, Verb.SUBMIT, Who.CITIZEN, "", None, Status.SUBMITTED, "submitted")
        key = f"m{day}{place}{draft.description}{self.total()}"
        return self.cases.add(numbered=numbered, event=event, day=day, message_key=key).number

    def step(self, number: str, verb: Verb, status: Status, **facts: object) -> None:
        """Take a step that leads to a status."""
        who = facts.pop("who", Who.OFFICER)
        note, at = str(facts.pop("note", "")), facts.pop("at", AT)
        actor = str(facts.pop("actor", "li" if who is Who.OFFICER else ""))

        def decide(case: Case) -> CaseChange:
            event = Event(at, verb, who, actor, case.status, status, "noted", note)  # type: ignore[arg-type]
            return CaseChange(replace(case, status=status, **facts), event)  # type: ignore[arg-type]

        assert self.cases.change(number=number, decide=decide)

    def find(self, text: str = "", **asked: object) -> list[str]:
        """Return the numbers found."""
        page = self.finding.find(CaseQuery(text=text, **asked), limit=50)  # type: ignore[arg-type]
        assert page.total == len(page.cases)
        return [case.number for case in page.cases]

    def total(self) -> int:
        """How many cases there are."""
        return self.finding.find(CaseQuery(), limit=1).total


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


@pytest.mark.parametrize(
    "text",
    ["刺鼻", "塑料", "塑料味", "刺鼻的塑料味", "王店", "梅里路", "秀洲", "秀洲区王店镇", "宏达",
     "pm2.5", "PM2.5", "ＰＭ２.５", "爆表", "刺鼻 王店", "宏达，刺鼻", "塑", "鼻的塑",
         "PM", "味PM"],
)  # fmt: skip
def test_any_two_characters_that_stand_side_by_side_are_found(shelf: Shelf, text: str) -> None:
    mine = shelf.add(FACTORY)
    shelf.add(RIVER)
    assert shelf.find(text) == [mine]


@pytest.mark.parametrize(
    "text", ["鼻刺", "料塑", "店王", "味爆", "刺味", "刺鼻 发黑", "河东面", "M2.5",
         "。，！", "'", '"', "*",
             "刺鼻' | 'x", "NEAR(刺鼻 王店)x", "words : 鼻刺"],
)  # fmt: skip
def test_what_does_not_stand_so_is_not_found(shelf: Shelf, text: str) -> None:
    shelf.add(FACTORY)
    shelf.add(RIVER)
    assert shelf.find(text) == []


def test_answers_and_notes_are_found_too(shelf: Shelf) -> None:
    number = shelf.add(FACTORY)
    shelf.step(number, Verb.ACCEPT, Status.ACCEPTED, note="请监测站带采样袋")
    shelf.step(number, Verb.ANSWER, Status.ANSWERED, note="见答复", answer="已责令停产整治")
    assert shelf.find("采样袋") == shelf.find("停产") == shelf.find("刺鼻") == [number]


def test_a_firm_is_found_as_the_firm_alone(shelf: Shelf) -> None:
    mine = shelf.add(FACTORY)
    shelf.add(replace(RIVER, description="旁边不是塑料厂"))
    assert shelf.find(firm="塑料厂") == [mine]
    assert len(shelf.find("塑料厂")) == 2
    assert shelf.find(firm="刺鼻") == []


def test_properties_narrow_what_is_found(shelf: Shelf) -> None:
    factory, river = shelf.add(FACTORY), shelf.add(replace(RIVER, urgent=True))
    shelf.step(factory, Verb.ACCEPT, Status.ACCEPTED, actor="li.ming")
    shelf.step(river, Verb.REFUSE, Status.REFUSED, actor="li-ming")
    assert shelf.find(area="330411") == shelf.find(area="330411105") == [factory]
    assert shelf.find(category="water") == shelf.find(urgent=True) == [river]
    assert shelf.find(status="open") == shelf.find(status="accepted") == [factory]
    assert shelf.find(status="refused") == shelf.find(handler="li-ming") == [river]
    assert shelf.find(handler="li.ming") == shelf.find("刺鼻", handler="li.ming") == [factory]
    assert shelf.find("刺鼻", category="water") == []


def test_an_officer_finds_nothing_outside_their_scope(shelf: Shelf) -> None:
    factory, river = shelf.add(FACTORY), shelf.add(RIVER)
    nowhere = shelf.add(replace(FACTORY, place=None))
    county, town = OfficerScope("330411"), OfficerScope(RIVER.place)
    assert shelf.find("刺鼻", scope=county) == shelf.find(scope=county) == [factory]
    assert shelf.find(scope=town) == [river]
    assert shelf.find(scope=OfficerScope(None, ("water", "soil"))) == [river]
    assert shelf.find(scope=OfficerScope("330411", ("water",))) == []
    assert shelf.find(nowhere, scope=county) == shelf.find(river, scope=county) == []
    assert shelf.find(factory, scope=county) == [factory]
    assert shelf.find(factory, scope=OfficerScope(None, ("water",))) == []
    assert shelf.find(area="330482", scope=county) == []
    assert nowhere in shelf.find()


@pytest.mark.parametrize("form", ["{number}", "{tail}", "{tail_dashed}", " {dashed} ", "{stem}",
                                  "{short}", "{day}", "{daily}"])  # fmt: skip
def test_a_number_is_found_by_its_tail_however_it_is_written(shelf: Shelf, form: str) -> None:
    for _ in range(3):
        shelf.add(RIVER, day=date(2026, 11, 23))
    number = shelf.add(FACTORY)
    day, sequence, check = number.split("-")
    text = form.format(
        number=number,
        tail=sequence + check,
        tail_dashed=f"{day[4:]}-{sequence}-{check}",
        dashed=f"{sequence} — {check}",
        stem=f"24-{sequence}",
        short=f"{day} {sequence}",
        day=day,
        daily=f"{day}{sequence}{check}",
    )
    assert number in shelf.find(text)
    assert all(found.split("-")[1] == sequence for found in shelf.find(text))


def test_digits_that_end_no_number_are_looked_for_as_words(shelf: Shelf) -> None:
    shelf.add(FACTORY)
    said = shelf.add(replace(RIVER, description="沿 104 国道"))
    assert shelf.find("104") == [said]
    assert shelf.find("9876543") == []


def test_an_anonymous_case_is_found_by_what_is_shown_of_it_alone(shelf: Shelf) -> None:
    told = "我叫张建国，电话 13812345678，厂里排黑烟"
    open_one = shelf.add(replace(FACTORY, description=told))
    hidden = shelf.add(replace(FACTORY, description=told, anonymous=True))
    shelf.step(
        hidden, Verb.SUPPLEMENT, Status.SUBMITTED, who=Who.CITIZEN, note="打 13987654321 找我"
    )
    assert shelf.find("黑烟") == [hidden, open_one]
    assert shelf.find("张建国") == shelf.find("电话 13812345678") == [open_one]
    assert shelf.find("打 13987654321") == []


def test_pages_follow_one_another_without_a_gap(shelf: Shelf) -> None:
    numbers = [shelf.add(FACTORY) for _ in range(7)]
    found, after = [], None
    for _ in range(4):
        page = shelf.finding.find(CaseQuery(text="刺鼻"), limit=2, after=after)
        found += [case.number for case in page.cases]
        after = page.next
        shelf.add(FACTORY)  # a newer one moves nothing
    assert (found, after) == (numbers[::-1], None)


def test_days_of_receipt_bound_what_is_found(shelf: Shelf) -> None:
    earlier, later = shelf.add(FACTORY, day=date(2026, 11, 23)), shelf.add(FACTORY)
    assert shelf.find("刺鼻", until=date(2026, 11, 23)) == [earlier]
    assert shelf.find(since=DAY) == [later]
    assert shelf.find("刺鼻", since=date(2026, 11, 23), until=DAY) == [later, earlier]


def test_a_rebuilt_index_is_the_one_that_was_kept_up(shelf: Shelf) -> None:
    numbers = [shelf.add(FACTORY), shelf.add(RIVER), shelf.add(replace(FACTORY, anonymous=True))]
    late = AT + timedelta(days=4)
    shelf.step(numbers[0], Verb.ACCEPT, Status.ACCEPTED, due=AT + timedelta(days=9))
    shelf.step(numbers[0], Verb.ANSWER, Status.ANSWERED, at=late, due=None, answer="已查")
    shelf.step(numbers[0], Verb.REOPEN, Status.REOPENED, who=Who.CITIZEN, satisfied=False,
               reopenings=1)  # fmt: skip
    shelf.step(numbers[1], Verb.ACCEPT, Status.ACCEPTED, at=late, actor="wang")
    before = _kept(shelf.database)
    assert rebuild(shelf.database) == 3
    assert _kept(shelf.database) == before
    (sums,) = [row for row in before["case_sums"] if row["handler"] == "li"]
    assert {name: sums[name] for name in ("received", "responded", "responded_in_time", "answered",
                                          "limited", "answered_in_time", "reopened", "rated",
                                          "satisfied")} == {
        "received": 1, "responded": 1, "responded_in_time": 1, "answered": 1, "limited": 1,
        "answered_in_time": 1, "reopened": 1, "rated": 1, "satisfied": 0,
    }  # fmt: skip
    (other,) = [row for row in before["case_sums"] if row["handler"] == "wang"]
    assert (other["responded"], other["responded_in_time"]) == (1, 0)
    assert shelf.find("刺鼻") == [numbers[2], numbers[0]]


def test_a_search_is_kept_under_its_name_and_only_its_owner_sees_it(shelf: Shelf) -> None:
    finding = shelf.finding
    assert finding.save(name=" 王店  夜里 ", query="q=王店", by="li", at=AT)
    assert finding.save(name="王店 夜里", query="q=王店&status=open", by="li", at=AT)
    assert not finding.save(name="  ", query="q=x", by="li", at=AT)
    assert not finding.save(name="x", query="q=" + "x" * 600, by="li", at=AT)
    (kept,) = finding.saved(by="li")
    assert (kept.name, kept.query) == ("王店 夜里", "q=王店&status=open")
    assert finding.saved(by="wang") == []
    finding.drop(number=kept.id, by="wang")
    assert finding.saved(by="li") == [kept]
    finding.drop(number=kept.id, by="li")
    assert finding.saved(by="li") == []
    assert all(finding.save(name=str(n), query="", by="li", at=AT) for n in range(20))
    assert not finding.save(name="21", query="", by="li", at=AT)


def _kept(database: Database) -> dict[str, list[dict[str, object]]]:
    found = {}
    for name in ("case_index", "case_words", "case_tallies", "case_sums"):
        with database.engine.connect() as connection:
            rows = connection.exec_driver_sql(f"SELECT * FROM {name}").mappings().all()
        kept = [dict(row) for row in rows if row.get("count") != 0 and row.get("received") != 0]
        found[name] = sorted(kept, key=repr)
    return found
