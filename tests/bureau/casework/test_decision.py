"""The step that most probably comes next is the one that is offered."""

from __future__ import annotations

import pytest

from bureau.cases import Case, Draft, Status, Verb
from bureau.casework import Hands
from bureau.casework.decision import likely
from tests.bureau.casework.conftest import AT

ME = frozenset({"li"})


def case(status: Status, *, urgent: bool = False) -> Case:
    draft = Draft(description="臭", urgent=urgent)
    return Case("n", status, draft, "c", None, None, "bureau", AT, AT, None)


@pytest.mark.parametrize(
    ("status", "hands", "urgent", "verb"),
    [
        (Status.SUBMITTED, Hands("n"), False, Verb.ACCEPT),
        (Status.SUBMITTED, Hands("n"), True, Verb.TAKE),
        (Status.SUBMITTED, Hands("n", lead="li"), False, Verb.TAKE),
        (Status.SUBMITTED, Hands("n", lead="wang"), False, Verb.ACCEPT),
        (Status.SUBMITTED, Hands("n", lead="wang"), True, Verb.TAKE),
        (Status.SUBMITTED, Hands("n", lead="li", taken=AT), True, Verb.ACCEPT),
        (Status.ACCEPTED, Hands("n"), False, Verb.START),
        (Status.REOPENED, Hands("n", lead="li", taken=AT), False, Verb.START),
        (Status.IN_PROGRESS, Hands("n", lead="li", taken=AT), False, Verb.ANSWER),
        (Status.ANSWERED, Hands("n", lead="li"), True, None),
        (Status.CLOSED, Hands("n"), True, None),
        (Status.MERGED, Hands("n"), False, None),
    ],
)
def test_what_comes_next(status: Status, hands: Hands, urgent: bool, verb: Verb | None) -> None:
    assert likely(case(status, urgent=urgent), hands, names=ME) is verb
