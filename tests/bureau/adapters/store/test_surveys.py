"""Surveys in the database: the same service on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.surveys import survey_answers, survey_sittings
from bureau.adapters.store.surveys import StoredSurveys
from surveys.interview.state import InterviewState, InterviewStatus
from surveys.ports import AgencyIntake, Answer, Sitting, WaveEvent
from surveys.service import SurveyService
from surveys.wave_admin import SurveyError
from surveys.waves import Wave
from tests.surveys.standard import make_service, moment

AT = moment("2026-11-03T09:20:30")
PLAIN = ["王店", "五年以上", "35", "1", "4", "5", "2", "3", "蓝色", "女"]


@pytest.fixture
def store(database: Database) -> StoredSurveys:
    return StoredSurveys(database)


@pytest.fixture
def service(store: StoredSurveys) -> SurveyService:
    return make_service(store)


def complete(service: SurveyService, citizen: str) -> None:
    for text in [None, *PLAIN]:
        service.turn(by=citizen, town=None, text=text, at=AT, channel="chat")


def sitting(respondent: str, **changes: object) -> Sitting:
    state = InterviewState(at=None, status=InterviewStatus.COMPLETE)
    made = Sitting(respondent, "2026Q3", "telephone", "telephone", state, AT, AT, finished=AT)
    return replace(made, town="330411105", **changes)  # type: ignore[arg-type]


def test_an_interview_survives_between_messages(
    service: SurveyService, store: StoredSurveys
) -> None:
    complete(service, "a")
    kept = store.sitting(service.respondent("2026Q4", "a"))
    assert kept is not None
    assert kept.state.status is InterviewStatus.COMPLETE
    assert kept.town == "330411105"
    assert store.wave("2026Q4").frozen_at is not None  # type: ignore[union-attr]


def test_answers_come_back_as_columns(service: SurveyService, store: StoredSurveys) -> None:
    complete(service, "a")
    complete(service, "b")
    service.turn(by="c", town=None, text=None, at=AT, channel="page")
    names = ["gain", "satisfaction", "awareness", "participation", "confidence"]
    table = store.table("2026Q4", scored=names, extra=["age", "attention"])
    assert table.scores.tolist() == [[1, 4, 5, 2, 3]] * 2
    assert list(table.extra["age"]) == ["35", "35"]
    assert list(table.town) == ["330411105"] * 2
    assert table.submitted.tolist() == np.array(["2026-11-03T09:00"] * 2, "M8[s]").tolist()


def test_more_than_fifteen_scored_questions_come_back_in_order(store: StoredSurveys) -> None:
    names = [f"q{i}" for i in range(40)]
    scores = [i % 5 + 1 for i in range(40)]
    answers = [
        Answer(name, str(s), s) for name, s in zip(names, scores, strict=True) if name != "q17"
    ]
    assert store.save(sitting("r"), answers)
    scores[17] = 0
    assert store.table("2026Q3", scored=names).scores.tolist() == [scores]


def test_an_empty_wave_is_an_empty_table(store: StoredSurveys) -> None:
    table = store.table("2020Q1", scored=["gain"], extra=["age"])
    assert table.scores.shape == (0, 1)
    assert list(table.respondent) == []


def test_modes_can_be_read_apart(service: SurveyService, store: StoredSurveys) -> None:
    store.save(sitting("r"), [Answer("gain", "5", 5)])
    store.save(sitting("s", mode="wechat"), [Answer("gain", "1", 1)])
    assert store.table("2026Q3", scored=["gain"], mode="telephone").scores.tolist() == [[5]]
    assert len(store.table("2026Q3", scored=["gain"]).respondent) == 2


def test_a_sitting_read_before_another_message_is_not_saved(store: StoredSurveys) -> None:
    assert store.save(sitting("r"))
    assert not store.save(sitting("r"))
    held = store.sitting("r")
    assert held is not None
    assert store.save(held)
    assert not store.save(held, [Answer("gain", "1", 1)])
    assert store.table("2026Q3", scored=["gain"]).scores.tolist() == [[0]]


def test_messages_of_one_person_at_once_are_taken_one_by_one(
    service: SurveyService, store: StoredSurveys
) -> None:
    service.turn(by="a", town=None, text=None, at=AT, channel="chat")
    texts = ["town:330411105", "town:330411105", "town:330402001"]
    threads = [
        threading.Thread(
            target=service.turn,
            kwargs={"by": "a", "town": None, "text": t, "at": AT, "channel": "chat"},
        )
        for t in texts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = store.sitting(service.respondent("2026Q4", "a"))
    assert held is not None
    assert held.revision == 4
    assert held.state.at == "lived"


def test_a_frozen_wave_keeps_its_questionnaire(store: StoredSurveys) -> None:
    first = Wave("2026Q4", "satisfaction", "1", "d1", "text one", {"town": 60})
    assert store.put_wave(first) == first
    second = replace(first, version="2", digest="d2")
    assert store.put_wave(second).version == "2"
    store.freeze("2026Q4", at=AT)
    store.freeze("2026Q4", at=moment("2026-12-01"))
    assert store.put_wave(first).version == "2"
    assert store.wave("2026Q4").frozen_at == AT  # type: ignore[union-attr]
    assert not store.acts("2026Q4")


def test_what_officers_do_to_a_wave_is_noted_once(store: StoredSurveys) -> None:
    planned = WaveEvent("2026Q4", "planned", "li", AT, "version 1")
    draft = Wave("2026Q4", "satisfaction", "1", "d1", "text one", planned=True)
    store.put_wave(draft, act=planned)
    closed = WaveEvent("2026Q4", "closed", "wang", moment("2026-12-01"))
    store.close_wave(closed)
    store.close_wave(replace(closed, by="li"))
    assert store.put_wave(draft, act=planned).closed_at == closed.at
    assert store.acts("2026Q4") == [planned, closed]
    assert store.acts("2026Q3") == []


def test_answers_are_counted_by_hour_and_by_what_brought_them(
    service: SurveyService, store: StoredSurveys
) -> None:
    complete(service, "a")
    service.turn(by="b", town=None, text=None, at=AT, channel="page", via="qr")
    (hour,) = store.hours("2026Q4")
    assert (hour.begins, hour.channel, hour.count) == (moment("2026-11-03T09:00"), "chat", 1)
    found = service.waves.responses(wave="2026Q4")
    assert [(way.via, way.started, way.complete) for way in found.ways] == [
        ("", 1, 1),
        ("qr", 1, 0),
    ]
    assert [(day.day.isoformat(), day.complete) for day in found.days] == [("2026-11-03", 1)]


def test_a_file_is_kept_whole_or_not_at_all(database: Database, store: StoredSurveys) -> None:
    rows = [(sitting(f"r{i}"), [Answer("gain", "4", 4)]) for i in range(1200)]
    intake = AgencyIntake("digest", "2026Q3", "agency.csv", "telephone", len(rows), "officer", AT)
    assert store.take_in(intake, rows) == []
    assert store.intake("digest") == intake
    assert store.take_in(replace(intake, digest="other"), [*rows[:1], (sitting("new"), [])]) == [
        "r0"
    ]
    assert store.sitting("new") is None
    assert store.intake("other") is None
    assert len(store.table("2026Q3", scored=["gain"]).respondent) == 1200


def test_nothing_in_the_answers_can_be_traced_to_a_citizen(
    service: SurveyService, database: Database
) -> None:
    kept = {"town": None, "at": AT, "channel": "chat", "device": "phone-1"}
    for number, text in enumerate([None, *PLAIN]):
        service.turn(by="citizen-key", text=text, message_key=f"wx-{number}", **kept)
    with database.reading() as connection:
        rows = str(connection.execute(select(survey_sittings)).all())
        rows += str(connection.execute(select(survey_answers)).all())
    for trace in ("citizen-key", "wx-", "phone-1", "20, 30"):
        assert trace not in rows


def test_open_texts_come_with_their_town(service: SurveyService, store: StoredSurveys) -> None:
    for text in [None, *PLAIN[:4], "1", *PLAIN[5:8], "河水发黑，夜里有臭味", "女"]:
        service.turn(by="a", town=None, text=text, at=AT, channel="chat")
    assert store.texts("2026Q4", "reason") == [("330411105", "河水发黑，夜里有臭味")]


def test_a_wave_is_given_away_after_it_closed_and_ever_after_as_it_was(
    service: SurveyService, store: StoredSurveys
) -> None:
    for number in range(8):
        complete(service, f"c{number}")
    with pytest.raises(SurveyError, match="还没有截止"):
        service.microdata(wave="2026Q4", at=AT, k=5)
    closed = moment("2027-01-05T09:00")
    first = service.microdata(wave="2026Q4", at=closed, k=5)
    assert first.table.num_rows == 8
    late = sitting("late", wave="2026Q4")
    intake = AgencyIntake("d", "2026Q4", "file", "telephone", 1, "li", closed)
    assert service.keep(intake, [(late, [Answer("satisfaction", "1", 1)])], first=AT) == []
    assert len(service.answers(wave="2026Q4", mode=None)) == 9
    # Two versions would differ by this one person.
    again = service.microdata(wave="2026Q4", at=closed, k=2)
    assert again.table.equals(first.table)
    assert (again.k, again.said) == (5, first.said)
    assert store.keep_release("2026Q4", b"another", at=closed) == store.release("2026Q4")
