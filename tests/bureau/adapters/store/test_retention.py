"""What was kept long enough goes, and what was not stays, on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bureau.adapters.store.schema.audit import audit_lines
from bureau.adapters.store.schema.callbacks import callback_tickets
from bureau.adapters.store.schema.duty import duty_codes, duty_tries
from bureau.adapters.store.schema.messages import evidence, inbox, outbox
from bureau.adapters.store.schema.officers import officer_sessions, officers
from bureau.adapters.store.schema.patrols import patrols, volunteers
from bureau.adapters.store.schema.surveys import survey_invitations, survey_sittings
from bureau.cases import Draft
from bureau.messaging import InspectedMedia
from bureau.retention import TERMS, Rule
from bureau.wiring import Bureau

AT = datetime(2026, 11, 3, 1, 20, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


MESSAGE = {
    "key": "k", "citizen": "lin", "kind": "text", "body": {}, "at": AT, "state": "done",
    "due": AT, "attempts": 0, "told_to_wait": False, "passive": False, "confirmed": True,
}  # fmt: skip
LETTER = {
    "to": "lin", "kind": "text", "body": {}, "why": "w", "created": AT, "due": AT,
    "outcome": "sent", "attempts": 1, "note": "", "bulk": False,
}  # fmt: skip
TICKET = {
    "message_key": "k", "citizen": "lin", "text": "t", "left": AT, "status": "answered",
    "answer": "a", "ended": AT, "ended_by": "li",
}  # fmt: skip
APPLICATION = {
    "message_key": "k", "citizen": "lin", "kind": "odor", "standing": "declined",
    "applied": AT, "decided": AT, "decided_by": "li",
}  # fmt: skip
SITTING = {
    "respondent": "r", "wave": "2026Q4", "channel": "chat", "mode": "wechat", "status": "open",
    "state": {}, "started": AT, "touched": AT, "revision": 0,
}  # fmt: skip
SESSION = {
    "id_hash": "h", "officer": "li", "since": AT, "last_seen": AT, "address": "a", "agent": "b",
}  # fmt: skip
LINE = {
    "at": AT, "officer": "li", "deed": "saw", "verb": "cases.case", "number": "n", "subject": "",
    "detail": "", "reason": "", "outcome": "done", "second": "",
}  # fmt: skip
INVITATION = {"citizen": "lin", "wave": "2026Q4", "kind": "reminder", "at": AT}
CODE = {"officer": "li", "digest": "d", "expires": AT}

# Rule, table, a row that goes when its term is over, and what keeps a row like it.
RULED: list[tuple[Rule, Any, dict[str, Any], dict[str, Any] | None]] = [
    (Rule.MESSAGES, inbox, MESSAGE, {"state": "waiting"}),
    (Rule.LETTERS, outbox, LETTER, {"outcome": "deferred"}),
    (Rule.LETTERS, outbox, LETTER | {"outcome": "failed"}, {"outcome": "queued"}),
    (Rule.TICKETS, callback_tickets, TICKET, {"ended": None, "status": "waiting"}),
    (Rule.APPLICATIONS, volunteers, APPLICATION, {"standing": "approved"}),
    (Rule.INTERVIEWS, survey_sittings, SITTING, {"status": "complete"}),
    (Rule.INTERVIEWS, survey_sittings, SITTING | {"status": "left"}, None),
    (Rule.SESSIONS, officer_sessions, SESSION, None),
    (Rule.AUDIT, audit_lines, LINE, None),
    (Rule.INVITATIONS, survey_invitations, INVITATION, None),
    (Rule.DUTY_CODES, duty_codes, CODE, None),
    (Rule.DUTY_CODES, duty_tries, {"citizen": "lin", "count": 1, "since": AT}, None),
]


def put(bureau: Bureau, table: Any, row: dict[str, Any]) -> None:
    with bureau.database.transaction() as connection:
        if not connection.scalar(select(func.count()).select_from(officers)):
            officer = {
                "name": "li", "full_name": "李", "password_hash": "", "active": True,
                "session": 1, "created": AT,
            }  # fmt: skip
            connection.execute(insert(officers).values(**officer))
        connection.execute(insert(table).values(**row))


def count(bureau: Bureau, table: Any) -> int:
    with bureau.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize(("rule", "table", "row", "but"), RULED)
def test_a_row_goes_when_its_term_is_over_and_not_before(
    bureau: Bureau, rule: Rule, table: Any, row: dict[str, Any], but: dict[str, Any] | None
) -> None:
    put(bureau, table, row)
    over = AT + TERMS[rule].length
    assert bureau.retention.keep(at=over - MOMENT)[rule] == 0
    assert bureau.retention.keep(at=over + MOMENT)[rule] == 1
    assert count(bureau, table) == 0
    if but is not None:
        put(bureau, table, row | but)
        assert bureau.retention.keep(at=over + MOMENT)[rule] == 0
        assert count(bureau, table) == 1


def test_a_declined_volunteers_patrols_keep_the_row_they_hang_on(bureau: Bureau) -> None:
    put(bureau, volunteers, APPLICATION | {"id": 7})
    walked = {
        "message_key": "p", "volunteer": 7, "kind": "odor", "place_text": "", "water_look": "",
        "found": False, "seen": "", "photos": [], "at": AT,
    }  # fmt: skip
    put(bureau, patrols, walked)
    bureau.retention.keep(at=AT + TERMS[Rule.APPLICATIONS].length + MOMENT)
    assert count(bureau, volunteers) == 1


def test_a_photo_goes_unless_a_case_or_a_patrol_shows_it(bureau: Bureau) -> None:
    lin = bureau.citizens.meet(openid="oLin", at=AT).key
    for name in ("in-a-case", "on-patrol", "loose", "in-a-cas"):
        bureau.evidence.want(id=name, kind="image", media_id="m", by=lin, at=AT)
        bureau.evidence.keep(name, InspectedMedia(name.encode(), "image/jpeg"), at=AT)
    shown = Draft(description="臭", photos=("in-a-case",))
    bureau.cases.submit(draft=shown, by=lin, at=AT, message_key="k")
    put(bureau, volunteers, APPLICATION | {"id": 7, "citizen": lin, "standing": "approved"})
    walked = {
        "message_key": "p", "volunteer": 7, "kind": "odor", "place_text": "", "water_look": "",
        "found": False, "seen": "", "photos": ["on-patrol"], "at": AT,
    }  # fmt: skip
    put(bureau, patrols, walked)
    over = AT + TERMS[Rule.LOOSE_EVIDENCE].length
    assert bureau.retention.keep(at=over - MOMENT)[Rule.LOOSE_EVIDENCE] == 0
    assert bureau.retention.keep(at=over + MOMENT)[Rule.LOOSE_EVIDENCE] == 2
    bureau.evidence.sweep()
    files = [path for path in (bureau.settings.var / "evidence").rglob("*") if path.is_file()]
    assert {path.read_bytes() for path in files} == {b"in-a-case", b"on-patrol"}
    assert count(bureau, evidence) == 2
    # Whoever is erased later leaves their case its photo, and it stays by the rule, too.
    bureau.citizens.erase(by=lin, at=over)
    assert bureau.retention.keep(at=over + timedelta(days=99))[Rule.LOOSE_EVIDENCE] == 0


def test_whoever_was_silent_too_long_is_erased_followers_later_than_visitors(
    bureau: Bureau,
) -> None:
    follower = bureau.citizens.meet(openid="oFollower", at=AT).key
    visitor = bureau.citizens.visit(openid="oVisitor", at=AT)
    gone = bureau.retention.keep(at=AT + TERMS[Rule.VISITORS].length + MOMENT)
    assert (gone[Rule.VISITORS], gone[Rule.FOLLOWERS]) == (1, 0)
    assert bureau.citizens.openid(visitor) is None
    assert bureau.citizens.openid(follower) == "oFollower"
    late = AT + TERMS[Rule.FOLLOWERS].length + MOMENT
    assert bureau.retention.keep(at=late)[Rule.FOLLOWERS] == 1
    assert bureau.citizens.openid(follower) is None


def test_whoever_writes_again_is_not_silent(bureau: Bureau) -> None:
    key = bureau.citizens.meet(openid="oFollower", at=AT).key
    bureau.citizens.meet(openid="oFollower", at=AT + timedelta(days=700))
    assert bureau.retention.keep(at=AT + timedelta(days=800))[Rule.FOLLOWERS] == 0
    assert bureau.citizens.openid(key) == "oFollower"
