"""What citizens said after their answer: settled, satisfied, by town and by who answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import render_template

from bureau.cases import FeedbackCount
from bureau.officers import Right
from portal.context import bureau, officer
from portal.guard import Pages

pages = Pages("feedback", __name__, template_folder="templates")

# Rates over fewer words than this are marked: one citizen more would move them by ten points.
FEW = 10


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    """One town's or handler's words: answered cases, and of those who said something, how many.

    Rates are of those who said something; None where nobody did.
    """

    name: str
    cases: int
    asked_settled: int
    settled: int
    asked_satisfied: int
    satisfied: int

    @property
    def settled_share(self) -> float | None:
        """Settled of those who said whether it is."""
        return self.settled / self.asked_settled if self.asked_settled else None

    @property
    def satisfied_share(self) -> float | None:
        """Satisfied of those who said whether they are."""
        return self.satisfied / self.asked_satisfied if self.asked_satisfied else None

    @property
    def few(self) -> bool:
        """Whether so few spoke that the rates say little."""
        return min(self.asked_settled, self.asked_satisfied) < FEW


@pages.get("/feedback", needs=Right.SEE_CASES)
def table() -> str:
    """Both questions' results, by town and by handler, with the small numbers marked."""
    counts = bureau().cases.feedback(officer().scope)
    names = {each.name: each.full_name for each in bureau().officers.every()}
    return render_template(
        "portal/feedback.html",
        total=rows(counts, lambda _: "")[:1],
        towns=rows(counts, lambda one: bureau().places.label(one.town or one.county or "330400")),
        handlers=rows(counts, lambda one: names.get(one.handler, one.handler)),
        few=FEW,
    )


def rows(
    counts: Iterable[FeedbackCount], named: Callable[[FeedbackCount], str]
) -> list[FeedbackRow]:
    """Return the sums under each name, in the names' order: no ranking among small numbers."""
    by_name: dict[str, list[FeedbackCount]] = {}
    for one in counts:
        by_name.setdefault(named(one), []).append(one)
    return [_row(name, by_name[name]) for name in sorted(by_name)]


def _row(name: str, counts: list[FeedbackCount]) -> FeedbackRow:
    def of(wanted: Callable[[FeedbackCount], bool]) -> int:
        return sum(one.cases for one in counts if wanted(one))

    return FeedbackRow(
        name=name,
        cases=of(lambda _: True),
        asked_settled=of(lambda one: one.settled is not None),
        settled=of(lambda one: one.settled is True),
        asked_satisfied=of(lambda one: one.satisfied is not None),
        satisfied=of(lambda one: one.satisfied is True),
    )
