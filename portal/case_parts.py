"""What the parts of a case's page show beside its facts: its clock, its letters, its deliveries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from bureau.cases import Case, DeliveryState, NoticeDelivery, SentNotice, Verb, words
from bureau.cases.decision import ANSWERING
from bureau.cases.delivery import MOST_PARTS, ROOM
from bureau.cases.lifecycle import Clock, Step
from bureau.cases.text import LONGEST, LONGEST_ANSWER
from bureau.messaging.text import LIMIT, size
from bureau.rewards import CONFIRMABLE, Reward, RewardMatter
from bureau.supervision import Measure
from bureau.supervision import words as supervision_words
from portal.context import bureau, now, say
from portal.deliveries import reason

# As long as the address of every page with an answer.
_A_PAGE = f"/answer/1000000.1800000000.{'x' * 22}"
_SOON = timedelta(days=3)
_A_NUMBER = "20261124-0001-7"  # as long as every number
_AT_ONCE = (Clock.ARRIVE,)  # no hour of these is calm


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """What the citizen was told by a step, and whether they have it, in an officer's words.

    `beside`: of the citizens whose cases are merged into this one, how many have it or not.
    """

    notice: SentNotice
    delivery: NoticeDelivery
    state: str
    why: str
    beside: dict[str, int]

    @property
    def answers(self) -> bool:
        """Whether it is the bureau's answer or a correction of it."""
        return self.notice.verb in ANSWERING


def limit(case: Case) -> dict[str, str] | None:
    """Return how the running time limit stands, to the hour: its words and its tone."""
    if case.stopped is not None and case.left_seconds is not None:
        return {"tone": "calm", "text": words().standing_clock(case.left_seconds)}
    if case.due is None:
        return None
    left = case.due - now()
    text = words().left(case.due, now())
    if bureau().cases.provisional(case):
        text = f"{text}（{words().provisional()}）"
    if left < timedelta(0):
        return {"tone": "late", "text": text}
    soon = left < _SOON or case.clock in _AT_ONCE or case.draft.urgent
    return {"tone": "soon" if soon else "calm", "text": text}


def told(case: Case) -> list[ToldNotice]:
    """Return the answers and questions of a case, the newest first."""
    shown = (*ANSWERING, Verb.ASK)
    every = [each for each in bureau().cases.notices.told(case) if each[0].verb in shown]
    if not every:
        return []
    others = bureau().cases.notices.told_beside(case)
    return [_told(notice, delivery, others) for notice, delivery in reversed(every)]


def measures(case: Case) -> list[Measure]:
    """Return a case's letters and marks, the newest first."""
    return bureau().supervision.of_case(case.number)[::-1]


def rewarding(case: Case) -> tuple[RewardMatter | None, list[Reward], bool]:
    """Return a case's matter with its rewards, and whether a violation can be confirmed now."""
    room = bureau().rewards
    matter = room.of_case(case.number)
    possible = case.status in CONFIRMABLE and not case.merged_into
    return matter, room.of_matter(matter.id) if matter else [], possible


def longest(verb: str) -> int:
    """Return how many characters the words of a step may have."""
    return LONGEST_ANSWER if verb in ANSWERING else LONGEST


def counted(step: Step) -> bool:
    """Return whether a citizen reads the words of a step, so that their length matters."""
    return step.notice is not None and words().holds_note(step.notice)


def counting(step: Step, shown: str) -> dict[str, str | int]:
    """Return what the counting script needs: the platform's limits, the words, where to show it.

    `frame`: bytes of the sentences around the officer's own; `enclosed`: of the line on files that
    go along, where some do.
    """
    facts = dict.fromkeys(("note", "into", "authority", "phone", "referral", "due"), "")
    line = words().enclosed_at(
        words().enclosed(photos=1, documents=1), f"{bureau().settings.public_url}{_A_PAGE}"
    )
    frame = words().notice(str(step.notice), number=_A_NUMBER, **facts)
    return {
        "data-counted": shown,
        "data-frame": size(frame),
        "data-enclosed": size(f"\n{line}"),
        "data-limit": LIMIT,
        "data-mark": LIMIT - ROOM,
        "data-most": MOST_PARTS,
        **{f"data-{key}": say(f"counted_{key}") for key in ("count", "one", "parts", "link")},
    }


def _told(
    notice: SentNotice,
    delivery: NoticeDelivery,
    others: list[tuple[SentNotice, NoticeDelivery]],
) -> ToldNotice:
    failed = delivery.state is DeliveryState.FAILED
    why = reason("failed", delivery.errcode) if failed else ""
    same = [gone for one, gone in others if (one.verb, one.at) == (notice.verb, notice.at)]
    beside = Counter(words().delivery(each.state) for each in same)
    return ToldNotice(notice, delivery, words().delivery(delivery.state), why, dict(beside))


def add_parts(app: Flask) -> None:
    """Make these known to the templates."""
    app.jinja_env.tests["counted"] = counted
    app.jinja_env.filters.update(
        limit=limit,
        told=told,
        measures=measures,
        rewarding=rewarding,
        longest=longest,
        counting=counting,
        clock=words().clock,
        limit_rule=lambda case: bureau().cases.limit_rule(case),
        letter_number=lambda measure: supervision_words().number(measure),
        paper=lambda key: supervision_words().paper(key),
        mark=lambda key: supervision_words().mark(key),
        borne=lambda case: bureau().supervision.mark(case.number),
    )
