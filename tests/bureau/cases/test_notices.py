"""What a citizen is told of a case reaches them, and is followed until it does."""

from __future__ import annotations

from typing import Any

import pytest

from bureau.cases import CaseService, DeliveryState, words
from bureau.messaging import Outcome
from bureau.messaging.twin import KeptOutbox
from tests.bureau.cases.filed import AT, DAY, ask, submit, take


def test_a_notice_that_could_not_be_handed_on_is_kept_for_later(
    reports: CaseService, outbox: KeptOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**letter: Any) -> None:
        raise OSError("the ledger is away")

    case = submit(reports)
    with monkeypatch.context() as while_broken:
        while_broken.setattr(outbox, "notify", broken)
        with pytest.raises(OSError, match="away"):
            take(reports, case, "accept")
    reports.close_expired(at=AT)
    assert len(outbox.said) == 1


def test_only_a_question_that_was_read_waits_for_its_reply(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    asked = ask(reports)
    for outcome, read in ((Outcome.DEFERRED, False), (Outcome.FAILED, False), (Outcome.SENT, True)):
        outbox.outcome = outcome
        assert reports.notices.asked(asked) is read


def test_a_case_is_not_closed_before_its_answer_arrived(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    for outcome in (Outcome.QUEUED, Outcome.DEFERRED, Outcome.FAILED):
        outbox.outcome = outcome
        assert reports.close_expired(at=AT + 100 * DAY) == 0
    assert reports.notices.told(case)[-1][1].state is DeliveryState.FAILED
    outbox.outcome = Outcome.SENT
    assert reports.close_expired(at=AT + 100 * DAY) == 1


def test_an_answer_whose_citizen_left_is_closed_and_the_history_says_why(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept", "answer")
    outbox.outcome = Outcome.DROPPED
    reports.notices.settle(at=AT)
    assert reports.close_expired(at=AT + 14 * DAY) == 0
    assert reports.close_expired(at=AT + 16 * DAY) == 1
    assert reports.history(case.number)[-1].note == words().unreachable()


def test_a_long_answer_goes_in_numbered_parts_and_a_longer_one_as_a_link(
    reports: CaseService, outbox: KeptOutbox
) -> None:
    case = take(reports, submit(reports), "accept")
    answer = "".join(chr(0x4E00 + place) for place in range(1500))
    take(reports, case, "answer", note=answer)
    parts = [said.text for said in outbox.said[1:]]
    assert len(parts) == 3
    assert answer in "".join(part.partition("\n")[2] for part in parts)
    assert len({said.why for said in outbox.said}) == 4
    longer = take(reports, case, "amend", note="更正：" + answer * 3)
    [short] = outbox.said[4:]
    token = short.text.partition("/answer/")[2].split()[0]
    page = reports.notices.page(token, at=AT)
    assert answer * 3 in page.text
    assert longer.answer == "更正：" + answer * 3
    assert reports.notices.answer_address(longer, at=AT).endswith(token)
