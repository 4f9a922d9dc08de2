"""Acts that nobody can take back: carried out at once, or once a second officer has agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.reviews import ActError, Review, ReviewError
from portal.context import bureau, now, officer, say
from portal.guard import asked_another

Act = Callable[["Order"], str]
_ACTS: dict[str, tuple[Right, Act]] = {}


@dataclass(frozen=True, slots=True)
class Order:
    """What an act needs: codes, the case's number and what is said, in whose name and when."""

    facts: Mapping[str, str]
    number: str
    words: str
    by: str
    at: datetime


def act(code: str, right: Right) -> Callable[[Act], Act]:
    """Register how an act is carried out: it returns what to say, or raises `ActError`."""

    def registered(function: Act) -> Act:
        _ACTS[code] = right, function
        return function

    return registered


def acts() -> Mapping[str, Right]:
    """Return the acts with the rights they need."""
    return {code: right for code, (right, _) in _ACTS.items()}


def wants_another(code: str) -> bool:
    """Return whether an act waits for a second officer."""
    return _ACTS[code][0] in bureau().reviews.four_eyes


def order(
    code: str, back: str, *, facts: Mapping[str, str], number: str = "", words: str = ""
) -> AnyResponse:
    """Carry an act out, or put it to a second officer; say which, and lead back."""
    right, function = _ACTS[code]
    if wants_another(code):
        try:
            bureau().reviews.ask(
                act=code,
                right=right,
                facts=facts,
                number=number,
                words=words,
                by=officer().name,
                at=now(),
            )
        except ReviewError as refused:
            flash(say(f"review_{refused.code}"), "problem")
        else:
            asked_another()
            flash(say("review_waits"), "done")
        return redirect(back)
    try:
        flash(function(Order(facts, number, words, officer().name, now())), "done")
    except ActError as refused:
        flash(str(refused), "problem")
    return redirect(back)


def carry_out(review: Review) -> str:
    """Carry out what a second officer agreed to, in the name of who asked."""
    _, function = _ACTS[review.act]
    return function(Order(review.facts, review.number, review.words, review.asked_by, now()))
