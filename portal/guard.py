"""Officers' pages: each says which right it needs, is guarded by it, and leaves a line of use.

The line is written here, for every form and every download, so that no page can forget it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, request
from flask import session as cookie

from bureau.audit import AuditLine, AuditOutcome, Deed
from bureau.officers import Right
from portal.context import bureau, now, officer

# What may stand in a line of what an address or a form holds: codes, never words.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_FORMS_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_SHOWN = ("text/html", "application/json")  # and pictures: what is looked at and not taken along


class Pages(Blueprint):
    """A blueprint whose every route names the right it needs, or is open to all officers.

    `get`, `post` and `route` take `needs=Right.X` or `open_to_all_officers=True`; without either
    the registration raises `TypeError`. Whoever lacks the right is told that there is no such page.
    `tells`: the fields of the form that go into the audit log, where they hold codes.
    `by_itself`: the page sends this form by itself, again and again: a line in ten minutes will do.
    """

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        *,
        needs: Right | None = None,
        open_to_all_officers: bool = False,
        tells: tuple[str, ...] = (),
        by_itself: bool = False,
        **options: Any,
    ) -> None:
        """Register a guarded page."""
        if view_func is None or (needs is None) is not open_to_all_officers:
            raise TypeError(f"{rule} names neither the right it needs nor that all may open it")
        super().add_url_rule(
            rule,
            endpoint,
            _guarded(view_func, needs, tells, by_itself),
            provide_automatic_options,
            **options,
        )


def right_of(endpoint: str) -> Right | None:
    """Return the right that a page needs, None for one that is open to all officers.

    Raises `KeyError` for an endpoint that is no page of the officers.
    """
    view = current_app.view_functions[endpoint]
    try:
        needed: Right | None = view.__dict__["needs"]
    except KeyError:
        raise KeyError(f"{endpoint} is no officers' page") from None
    return needed


def may_open(endpoint: str) -> bool:
    """Return whether who is signed in may open a page: for links and buttons to it."""
    needed = right_of(endpoint)
    return needed is None or officer().holds(needed)


def about(number: str) -> None:
    """Say which case this request is about, for its line."""
    g.number = number


def because(reason: str) -> None:
    """Say why an officer does this, in their words, for its line."""
    g.reason = reason


def asked_another() -> None:
    """Say that this was put to a second officer, for its line."""
    g.asked = True


def with_second(name: str, act: str) -> None:
    """Say who else wanted this act, for its line."""
    g.second, g.act = name, act


def note_deed(response: Response) -> Response:
    """Leave a line of a form that was sent, a file that was taken along, a matter that was seen.

    Runs after every page of the officers. Without its line, an answer does not go out.
    """
    verb = (request.endpoint or "").removeprefix("portal.")
    if "officer" not in g or "." not in verb:
        return response
    if request.method == "POST":
        done = _done(response)
        note = bureau().audit.note_once if _by_itself() else bureau().audit.note
        note(
            _line(
                Deed.DID,
                verb,
                subject=_codes(list((request.view_args or {}).values())),
                detail=_told() if done else "",
                outcome=_outcome(done),
                second=g.get("second", ""),
            )
        )
    elif request.method == "GET" and response.status_code == 200:
        _note_reading(response, verb)
    return response


def _note_reading(response: Response, verb: str) -> None:
    file = response.headers.get("Content-Disposition", "")
    mime = response.mimetype or ""
    shown = mime in _SHOWN or mime.startswith("image/")
    if file.startswith("attachment") or not shown:
        named = re.search(r'filename="?([^";]+)', file)
        subject = _codes([named[1] if named else "", *(request.view_args or {}).values()])
        bureau().audit.note(_line(Deed.TOOK, verb, subject=subject))
    elif request.view_args:
        subject = _codes([next(iter(request.view_args.values()))])
        bureau().audit.note_once(_line(Deed.SAW, verb, subject=subject))


def _line(deed: Deed, verb: str, *, subject: str, **facts: Any) -> AuditLine:
    number = g.get("number", "")
    return AuditLine(
        now(),
        officer().name,
        deed,
        verb,
        number=number,
        subject="" if number else subject,
        reason=g.get("reason", ""),
        **facts,
    )


def _done(response: Response) -> bool:
    """Return whether a form did what it is for: its page ran, and nothing was refused."""
    ran: bool = g.get("ran", False)
    return ran and response.status_code < 400 and _problems() <= g.problems


def _by_itself() -> bool:
    sent: bool = current_app.view_functions[request.endpoint or ""].__dict__["by_itself"]
    return sent


def _outcome(done: bool) -> AuditOutcome:
    if not done:
        return AuditOutcome.REFUSED
    return AuditOutcome.ASKED if g.get("asked") else AuditOutcome.DONE


def _problems() -> int:
    return sum(tone == "problem" for tone, _ in cookie.get("_flashes", ()))


def _told() -> str:
    """Return the codes that the form holds in the fields its page names."""
    tells = current_app.view_functions[request.endpoint or ""].__dict__["tells"]
    told = [(name, value) for name in tells for value in request.form.getlist(name)]
    if "act" in g:
        told.append(("act", g.act))
    return " ".join(f"{name}={value}" for name, value in told if _FORMS_CODE.fullmatch(value))[:120]


def _codes(values: list[Any]) -> str:
    return " ".join(filter(_CODE.fullmatch, map(str, values)))[:80]


def _guarded(
    view: Callable[..., Any], needs: Right | None, tells: tuple[str, ...], by_itself: bool
) -> Callable[..., Any]:
    @wraps(view)
    def guarded(**asked: Any) -> Any:
        if needs is not None and not officer().holds(needs):
            abort(404)
        g.ran, g.problems = True, _problems()
        return view(**asked)

    guarded.__dict__.update(needs=needs, tells=tells, by_itself=by_itself)
    return guarded
