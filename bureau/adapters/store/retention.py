"""The steps of the retention job in the database, each one short transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, and_, cast, delete, exists, literal, or_, select, update

from bureau.adapters.store.audit import purge
from bureau.adapters.store.engine import Database
from bureau.adapters.store.erasure import nobodys_evidence
from bureau.adapters.store.groupcommit import GroupCommit
from bureau.adapters.store.schema.answers import unanswered_questions
from bureau.adapters.store.schema.callbacks import callback_tickets
from bureau.adapters.store.schema.cases import cases
from bureau.adapters.store.schema.casework import (
    case_batch_items,
    case_batches,
    case_drafts,
    officer_leaves,
    officer_notices,
)
from bureau.adapters.store.schema.citizens import citizens, identities
from bureau.adapters.store.schema.duty import duty_codes, duty_tries
from bureau.adapters.store.schema.hotline import hotline_lines, hotline_talks
from bureau.adapters.store.schema.messages import evidence, inbox, outbox
from bureau.adapters.store.schema.officers import officer_sessions
from bureau.adapters.store.schema.open_days import open_day_bookings, open_days
from bureau.adapters.store.schema.patrols import patrols, volunteers
from bureau.adapters.store.schema.rewards import reward_payees, reward_wrong_codes, rewards
from bureau.adapters.store.schema.surveys import survey_answers, survey_invitations, survey_sittings
from bureau.citizens import Citizens
from bureau.messaging import MessageState, Outcome
from bureau.patrols import ApplicationStatus
from bureau.retention import Rule, Step
from surveys.interview.state import InterviewStatus

_MOST = 500  # citizens or photos in one round: the rest goes in the next
_WAITING = (Outcome.QUEUED, Outcome.SENDING, Outcome.DEFERRED)


class StoredRetention:
    """`bureau.retention.Retained` on the database."""

    def __init__(self, database: Database, writer: GroupCommit, citizens: Citizens) -> None:
        self._database = database
        self._writer = writer
        self._citizens = citizens

    def steps(self, *, at: datetime) -> Mapping[Rule, Step]:
        """Return the step of each rule; `at` is when a citizen's erasing begins."""
        simple: dict[Rule, Callable[[Connection, datetime], int]] = {
            Rule.MESSAGES: _messages,
            Rule.LETTERS: _letters,
            Rule.TICKETS: _tickets,
            Rule.TALKS: _talks,
            Rule.VISITS: _visits,
            Rule.INVITATIONS: _invitations,
            Rule.APPLICATIONS: _applications,
            Rule.INTERVIEWS: _interviews,
            Rule.DUTY_CODES: _duty_codes,
            Rule.SESSIONS: _sessions,
            Rule.DRAFTS: _drafts,
            Rule.DESK: _desk,
            Rule.PAYEES: _payees,
            Rule.WRONG_CODES: _wrong_codes,
            Rule.UNANSWERED: _unanswered,
            Rule.AUDIT: purge,
            Rule.LOOSE_EVIDENCE: _loose_evidence,
        }
        steps = {rule: self._step(act) for rule, act in simple.items()}
        steps[Rule.FOLLOWERS] = lambda before: self._silent(before, followed=True, at=at)
        steps[Rule.VISITORS] = lambda before: self._silent(before, followed=False, at=at)
        return steps

    def _step(self, act: Callable[[Connection, datetime], int]) -> Step:
        return lambda before: self._writer.run(lambda connection: act(connection, before))

    def _silent(self, before: datetime, *, followed: bool, at: datetime) -> int:
        """Erase whoever was not heard of since an instant, as if they had left."""
        known = exists().where(identities.c.citizen_key == citizens.c.key)
        silent = select(citizens.c.key).where(
            citizens.c.last_seen < before, citizens.c.followed.is_(followed), known
        )
        with self._database.reading() as connection:
            found = connection.scalars(silent.limit(_MOST)).all()
        for citizen in found:
            self._citizens.erase(by=citizen, at=at)
        return len(found)


def _messages(connection: Connection, before: datetime) -> int:
    old = (inbox.c.at < before, inbox.c.state == MessageState.DONE)
    return connection.execute(delete(inbox).where(*old)).rowcount


def _letters(connection: Connection, before: datetime) -> int:
    old = (outbox.c.created < before, outbox.c.outcome.not_in(_WAITING))
    return connection.execute(delete(outbox).where(*old)).rowcount


def _tickets(connection: Connection, before: datetime) -> int:
    return connection.execute(
        delete(callback_tickets).where(callback_tickets.c.ended < before)
    ).rowcount


def _talks(connection: Connection, before: datetime) -> int:
    old = select(hotline_talks.c.number).where(hotline_talks.c.ended < before)
    connection.execute(delete(hotline_lines).where(hotline_lines.c.talk.in_(old)))
    return connection.execute(delete(hotline_talks).where(hotline_talks.c.ended < before)).rowcount


def _visits(connection: Connection, before: datetime) -> int:
    over = select(open_days.c.id).where(open_days.c.ends < before)
    return connection.execute(
        delete(open_day_bookings).where(open_day_bookings.c.day.in_(over))
    ).rowcount


def _invitations(connection: Connection, before: datetime) -> int:
    return connection.execute(
        delete(survey_invitations).where(survey_invitations.c.at < before)
    ).rowcount


def _applications(connection: Connection, before: datetime) -> int:
    return connection.execute(
        delete(volunteers).where(
            volunteers.c.standing == ApplicationStatus.DECLINED,
            volunteers.c.decided < before,
            ~exists().where(patrols.c.volunteer == volunteers.c.id),
        )
    ).rowcount


def _interviews(connection: Connection, before: datetime) -> int:
    old = and_(
        survey_sittings.c.status != InterviewStatus.COMPLETE, survey_sittings.c.touched < before
    )
    mine = select(survey_sittings.c.id).where(old)
    connection.execute(delete(survey_answers).where(survey_answers.c.sitting.in_(mine)))
    return connection.execute(delete(survey_sittings).where(old)).rowcount


def _duty_codes(connection: Connection, before: datetime) -> int:
    gone = connection.execute(delete(duty_codes).where(duty_codes.c.expires < before)).rowcount
    return gone + connection.execute(delete(duty_tries).where(duty_tries.c.since < before)).rowcount


def _sessions(connection: Connection, before: datetime) -> int:
    return connection.execute(
        delete(officer_sessions).where(officer_sessions.c.since < before)
    ).rowcount


def _drafts(connection: Connection, before: datetime) -> int:
    return connection.execute(delete(case_drafts).where(case_drafts.c.at < before)).rowcount


def _desk(connection: Connection, before: datetime) -> int:
    old = select(case_batches.c.id).where(case_batches.c.at < before)
    connection.execute(delete(case_batch_items).where(case_batch_items.c.batch.in_(old)))
    gone = connection.execute(delete(case_batches).where(case_batches.c.at < before)).rowcount
    for age in (officer_notices.c.at, officer_leaves.c.ends):
        gone += connection.execute(delete(age.table).where(age < before)).rowcount
    return gone


def _payees(connection: Connection, before: datetime) -> int:
    old = select(rewards.c.id).where(rewards.c.paid < before)
    gone = delete(reward_payees).where(reward_payees.c.reward.in_(old))
    return connection.execute(gone).rowcount


def _wrong_codes(connection: Connection, before: datetime) -> int:
    return connection.execute(
        delete(reward_wrong_codes).where(reward_wrong_codes.c.at < before)
    ).rowcount


def _unanswered(connection: Connection, before: datetime) -> int:
    old = unanswered_questions.c.last < before
    return connection.execute(delete(unanswered_questions).where(old)).rowcount


def _loose_evidence(connection: Connection, before: datetime) -> int:
    """Hand to the sweep what no record of its owner's shows."""
    in_case = exists().where(cases.c.citizen == evidence.c.citizen, _shows(cases.c.photos))
    in_patrol = exists().where(
        volunteers.c.citizen == evidence.c.citizen,
        patrols.c.volunteer == volunteers.c.id,
        _shows(patrols.c.photos),
    )
    loose = select(evidence.c.id).where(
        evidence.c.created < before, evidence.c.citizen != "", ~or_(in_case, in_patrol)
    )
    found = connection.scalars(loose.limit(_MOST)).all()
    for old in found:
        connection.execute(update(evidence).where(evidence.c.id == old).values(nobodys_evidence()))
    return len(found)


def _shows(photos: Any) -> Any:
    """The condition that a record's list of photos names this piece of evidence."""
    return cast(photos, Text).like(literal('%"') + evidence.c.id + literal('"%'))
