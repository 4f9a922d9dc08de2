"""Erasing a citizen: the one walk over every table that holds something of a person.

`bureau/retention/holdings.yml` says of each table what becomes of it, and why what stays may stay.
Every step here may be repeated: it finds rows by the citizen's key, and none bears it afterwards.
What stays gets a key by lot, another one for each record, which leads nowhere and is kept nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, exists, insert, select, update

from basis.masking import mask
from bureau.adapters.store.case_index import words_changed
from bureau.adapters.store.schema.alerts import alerts
from bureau.adapters.store.schema.attachments import case_attachments
from bureau.adapters.store.schema.callbacks import callback_tickets
from bureau.adapters.store.schema.campaigns import campaign_joins, campaign_subscriptions
from bureau.adapters.store.schema.cases import case_events, case_notices, cases
from bureau.adapters.store.schema.casework import (
    case_batch_items,
    case_drafts,
    officer_notices,
)
from bureau.adapters.store.schema.citizens import citizens, identities
from bureau.adapters.store.schema.consents import consents
from bureau.adapters.store.schema.duty import duty_bindings, duty_codes, duty_tries
from bureau.adapters.store.schema.hotline import hotline_lines, hotline_talks
from bureau.adapters.store.schema.messages import evidence, inbox, outbox
from bureau.adapters.store.schema.odor_alarms import odor_asks
from bureau.adapters.store.schema.open_days import open_day_bookings
from bureau.adapters.store.schema.patrols import (
    patrol_signups,
    patrols,
    volunteer_contacts,
    volunteers,
)
from bureau.adapters.store.schema.rewards import (
    reward_events,
    reward_forms,
    reward_hushed,
    reward_payees,
    rewards,
)
from bureau.adapters.store.schema.surveys import (
    survey_answers,
    survey_invitations,
    survey_sittings,
    survey_waves,
    survey_wishes,
)
from bureau.citizens import new_key
from bureau.messaging import MessageState
from bureau.patrols import ApplicationStatus
from bureau.rewards import OPEN_REWARDS, ClaimKind, RewardStatus, RewardVerb
from surveys.interview.state import InterviewState, InterviewStatus
from surveys.questionnaire.model import load

# Evidence in this state has neither owner nor record: its bytes go with the next sweep.
ERASED = "erased"
Respondent = Callable[[str, str], str]
"""The respondent that a citizen is in a wave, of the wave's key and the citizen's."""

# What is the citizen's alone, by the column that names them.
_THEIRS: tuple[Column[Any], ...] = (
    identities.c.citizen_key,
    citizens.c.key,
    alerts.c.citizen,
    consents.c.citizen,
    duty_bindings.c.citizen,
    duty_codes.c.used_by,
    duty_tries.c.citizen,
    callback_tickets.c.citizen,
    volunteer_contacts.c.citizen,
    hotline_talks.c.citizen,
    reward_forms.c.citizen,
    open_day_bookings.c.citizen,
    campaign_subscriptions.c.citizen,
    campaign_joins.c.citizen,
    survey_invitations.c.citizen,
    survey_wishes.c.citizen,
    outbox.c.to,
)
_CASE_TEXTS = (
    "place_text", "location_label", "description", "time_text", "pattern", "answer", "question",
)  # fmt: skip
_PATROL_TEXTS = ("place_text", "water_look", "seen")
# A firm's name is what the case is about, and reads like a person's: only numbers are hidden in it.
_MANY_DIGITS = re.compile(r"(?:\d[ -]?){6}")


def prepare() -> None:
    """Load what masking needs, so that no transaction waits for it."""
    mask("")


def erase(connection: Connection, citizen: str, respondent: Respondent, *, at: datetime) -> None:
    """Walk every table once for one citizen."""
    _Walk(connection, citizen, respondent, at).run()


def drop_messages(connection: Connection, citizen: str) -> None:
    """Delete the bare rows of the inbox that the walk left for the platform's retries."""
    connection.execute(delete(inbox).where(inbox.c.citizen == citizen))


def unfinished(citizen: Any) -> Any:
    """The condition that a citizen has a message on its way."""
    return exists().where(inbox.c.citizen == citizen, inbox.c.state != MessageState.DONE)


@dataclass(slots=True)
class _Walk:
    connection: Connection
    citizen: str
    respondent: Respondent
    at: datetime
    photos: dict[str, str] = field(default_factory=dict)  # old evidence id: new one

    def run(self) -> None:
        self._cases()
        self._patrols()
        self._rewards()
        self._noses()
        self._evidence()
        self._surveys()
        self._messages()
        self._talks()
        for column in _THEIRS:
            table: Table = column.table
            self.connection.execute(delete(table).where(column == self.citizen))

    def _cases(self) -> None:
        mine = select(cases).where(cases.c.citizen == self.citizen).with_for_update()
        for row in self.connection.execute(mine).all():
            nobody = new_key()
            firm = row.suspected_firm
            self._change(
                cases,
                cases.c.number == row.number,
                citizen=nobody,
                message_key=new_key(),
                photos=self._kept(row.photos, nobody),
                suspected_firm=mask(firm) if _MANY_DIGITS.search(firm) else firm,
                **_masked(row, _CASE_TEXTS),
            )
            events = case_events.c.number == row.number
            for event in self.connection.execute(select(case_events).where(events)).all():
                self._change(
                    case_events, case_events.c.id == event.id, message_key=None,
                    **_masked(event, ("note",)),
                )  # fmt: skip
            self._notices(case_notices.c.number == row.number, nobody)
            self._desk(row.number)
            self._attachments(row.number)
            words_changed(self.connection, row.number)
        # Those of a case that this one was merged into, if there are any.
        self._notices(case_notices.c.citizen == self.citizen, new_key())

    def _desk(self, number: str) -> None:
        """What officers wrote and were told of a case is masked; it cannot be put back any more."""
        gone = delete(case_batch_items).where(case_batch_items.c.number == number)
        self.connection.execute(gone)
        for table in (case_drafts, officer_notices):
            mine = select(table.c.text).where(table.c.number == number).distinct()
            for text in self.connection.scalars(mine).all():
                self._change(table, (table.c.number == number) & (table.c.text == text),
                             text=mask(text))  # fmt: skip

    def _attachments(self, number: str) -> None:
        """Copies of the citizen's photos follow them under their new names; words are masked."""
        mine = select(case_attachments).where(case_attachments.c.number == number)
        for row in self.connection.execute(mine).all():
            this = (case_attachments.c.number == number) & (case_attachments.c.serial == row.serial)
            photo = self.photos.get(row.of_photo, row.of_photo)
            self._change(
                case_attachments, this, of_photo=photo, **_masked(row, ("shows", "reason"))
            )

    def _notices(self, which: Any, nobody: str) -> None:
        mine = case_notices.c.citizen == self.citizen
        for row in self.connection.execute(select(case_notices).where(which, mine)).all():
            self._change(
                case_notices, case_notices.c.id == row.id, citizen=nobody, handed_on=True,
                reached=bool(row.reached), **_masked(row, ("text",)),
            )  # fmt: skip

    def _patrols(self) -> None:
        mine = select(volunteers.c.id).where(volunteers.c.citizen == self.citizen)
        for volunteer in self.connection.scalars(mine).all():
            nobody = new_key()
            seen = select(patrols).where(patrols.c.volunteer == volunteer)
            walked = self.connection.execute(seen).all()
            for row in walked:
                self._change(
                    patrols, patrols.c.id == row.id, message_key=new_key(),
                    photos=self._kept(row.photos, nobody), **_masked(row, _PATROL_TEXTS),
                )  # fmt: skip
            signed = patrol_signups.c.volunteer == volunteer
            if not walked:
                self.connection.execute(delete(patrol_signups).where(signed))
                self.connection.execute(delete(volunteers).where(volunteers.c.id == volunteer))
                continue
            self._change(
                volunteers,
                volunteers.c.id == volunteer,
                citizen=nobody,
                message_key=new_key(),
                town=None,
                motive="",
                team="",
                standing=ApplicationStatus.LEFT,
            )

    def _rewards(self) -> None:
        """Whom to pay goes, and what waits for a name ends; a code still gets its reward."""
        mine = select(rewards).where(rewards.c.citizen == self.citizen).with_for_update()
        for row in self.connection.execute(mine).all():
            this = reward_payees.c.reward == row.id
            self.connection.execute(delete(reward_payees).where(this))
            values: dict[str, Any] = {"citizen": new_key(), "version": row.version + 1}
            for event in self.connection.execute(
                select(reward_events).where(reward_events.c.reward == row.id)
            ).all():
                which = reward_events.c.id == event.id
                self._change(reward_events, which, **_masked(event, ("note",)))
            by_code = row.kind == ClaimKind.ANONYMOUS
            if row.status in OPEN_REWARDS and not by_code:
                values["status"] = RewardStatus.EXPIRED
                ended = {
                    "reward": row.id, "at": self.at, "verb": RewardVerb.LAPSE, "actor": "",
                    "after": RewardStatus.EXPIRED, "note": "",
                }  # fmt: skip
                self.connection.execute(insert(reward_events).values(ended))
            self._change(rewards, rewards.c.id == row.id, **values)

    def _noses(self) -> None:
        """An answer stays as a measurement; a question without one goes."""
        mine = odor_asks.c.citizen == self.citizen
        self.connection.execute(delete(odor_asks).where(mine, odor_asks.c.answered.is_(None)))
        nobody = select(odor_asks.c.id).where(mine)
        for ask in self.connection.scalars(nobody).all():
            self._change(odor_asks, odor_asks.c.id == ask, citizen=new_key(), answer_key=None)

    def _kept(self, photos: Iterable[str], nobody: str) -> list[str]:
        """Give the photos of a record that stays new names and its owner."""
        renamed = []
        for old in photos:
            new = self.photos.get(old)
            if new is None:
                new = self.photos[old] = new_key()
                mine = (evidence.c.id == old, evidence.c.citizen == self.citizen)
                row = self.connection.execute(select(evidence).where(*mine)).one_or_none()
                if row is None:  # another's, or not there
                    new = self.photos[old] = old
                else:
                    kept = {"id": new, "citizen": nobody, "media_id": "", "note": ""}
                    self._change(evidence, evidence.c.id == old, **kept)
            renamed.append(new)
        return renamed

    def _evidence(self) -> None:
        """Everything that no record shows goes; a photo still to be fetched is not fetched."""
        left = select(evidence.c.id).where(evidence.c.citizen == self.citizen)
        for old in self.connection.scalars(left).all():
            self._change(evidence, evidence.c.id == old, **nobodys_evidence())

    def _surveys(self) -> None:
        waves = self.connection.execute(select(survey_waves.c.key, survey_waves.c.source)).all()
        for wave, source in waves:
            who = self.respondent(wave, self.citizen)
            row = self.connection.execute(
                select(survey_sittings.c.id, survey_sittings.c.status).where(
                    survey_sittings.c.respondent == who
                )
            ).one_or_none()
            if row is None:
                continue
            given = survey_answers.c.sitting == row.id
            if row.status != InterviewStatus.COMPLETE:
                self.connection.execute(delete(survey_answers).where(given))
                sitting = survey_sittings.c.id == row.id
                self.connection.execute(delete(survey_sittings).where(sitting))
                continue
            open_questions = [question.id for question in load(source).open]
            written = select(survey_answers).where(
                given, survey_answers.c.question.in_(open_questions)
            )
            for answer in self.connection.execute(written).all():
                self._change(
                    survey_answers, given & (survey_answers.c.question == answer.question),
                    **_masked(answer, ("value",)),
                )  # fmt: skip
            self._change(
                survey_sittings,
                survey_sittings.c.id == row.id,
                respondent=new_key(),
                state=InterviewState(at=None, status=InterviewStatus.COMPLETE).to_json(),
                device=None,
                address=None,
                panel=None,
                last_key=None,
                last_turn=None,
            )

    def _messages(self) -> None:
        # What is on its way keeps its words until it is answered, which the next walk finds.
        theirs = select(inbox.c.key).where(inbox.c.citizen == self.citizen)
        hushed = reward_hushed.c.message_key.in_(theirs)
        self.connection.execute(delete(reward_hushed).where(hushed))
        done = (inbox.c.citizen == self.citizen, inbox.c.state == MessageState.DONE)
        self.connection.execute(
            update(inbox).where(*done).values(body={}, answer=None, options=None, confirmed=True)
        )

    def _talks(self) -> None:
        mine = select(hotline_talks.c.number).where(hotline_talks.c.citizen == self.citizen)
        self.connection.execute(delete(hotline_lines).where(hotline_lines.c.talk.in_(mine)))

    def _change(self, table: Table, which: Any, **values: Any) -> None:
        self.connection.execute(update(table).where(which).values(**values))


def nobodys_evidence() -> dict[str, Any]:
    """What a row of evidence becomes whose bytes are to go."""
    return {
        "id": new_key(),
        "citizen": "",
        "media_id": "",
        "state": ERASED,
        "note": "",
    }


def _masked(row: Any, columns: Iterable[str]) -> dict[str, str]:
    values = row._mapping
    return {name: mask(values[name]) for name in columns}
