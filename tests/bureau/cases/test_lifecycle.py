"""The table of steps is whole: nothing is left without an owner, a word or a way on."""

from __future__ import annotations

from bureau.cases.lifecycle import (
    OPEN,
    STANDINGS,
    STEPS,
    Clock,
    Note,
    Status,
    Verb,
    Who,
    possible,
    step,
)
from bureau.cases.lifecycle.page import PAGE, page
from bureau.cases.terms import terms
from bureau.cases.words import words


def test_every_status_has_an_owner_and_words() -> None:
    assert set(STANDINGS) == set(Status)
    for status in Status:
        assert words().status(status)
        assert words().standing(status)


def test_a_status_that_waits_for_somebody_gives_them_a_step() -> None:
    for status, standing in STANDINGS.items():
        if standing.owner is not Who.NOBODY:
            moving = [row for row in possible(status, standing.owner) if row.to or row.back]
            assert moving, status


def test_a_time_limit_runs_exactly_while_a_step_or_a_reply_is_owed() -> None:
    for status, standing in STANDINGS.items():
        assert (standing.clock is not None) == (status in (*OPEN, Status.WAITING)), status
    clocks = {clock for each in STANDINGS.values() for clock in (each.clock, each.danger)}
    assert clocks == {*Clock, None} - {Clock.EXTEND}


def test_what_leads_back_stays_nowhere_and_leaves_only_the_question() -> None:
    for row in STEPS:
        if row.back:
            assert (row.origins, row.to) == ((Status.WAITING,), None)


def test_every_clock_has_its_limit_and_its_name() -> None:
    for clock in Clock:
        assert words().clock(clock)
        assert clock in terms().default or clock in terms().urgent


def test_every_verb_stands_in_the_table_with_its_words() -> None:
    assert {row.verb for row in STEPS} == set(Verb)
    for row in STEPS:
        assert words().verb(row.verb)
        assert words().audit(row.audit)


def test_every_step_of_the_bureau_that_moves_a_case_is_told_to_the_citizen() -> None:
    for row in STEPS:
        moves = row.to is not None or row.verb in (Verb.EXTEND, Verb.AMEND, Verb.RECEIVE)
        told = row.who is not Who.CITIZEN and moves
        assert (row.notice is not None) == told, row.verb


def test_every_notice_can_be_written() -> None:
    facts = dict.fromkeys(("number", "note", "into", "authority", "phone", "referral", "due"), "某")
    for row in STEPS:
        if row.notice is not None:
            assert "某" in words().notice(row.notice, **facts)


def test_what_the_citizen_reads_as_the_reason_is_required() -> None:
    for verb in (Verb.ANSWER, Verb.REFUSE, Verb.EXTEND):
        assert {row.note for row in STEPS if row.verb is verb} == {Note.REQUIRED}


def test_a_verb_means_one_thing_in_a_status() -> None:
    for verb in Verb:
        for status in Status:
            assert sum(row.verb is verb and status in row.origins for row in STEPS) <= 1


def test_every_status_can_be_reached_from_the_first() -> None:
    reached = {Status.SUBMITTED}
    for _ in Status:
        reached |= {row.to for row in STEPS if row.to and reached & set(row.origins)}
    assert reached == set(Status)


def test_a_step_that_is_not_in_the_table_is_none() -> None:
    assert step(Verb.ANSWER, Status.SUBMITTED) is None
    assert step(Verb.SUBMIT, Status.SUBMITTED) is None


def test_the_printed_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
