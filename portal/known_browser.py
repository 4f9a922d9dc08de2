"""Browsers from which an officer signed in before: a flood from elsewhere does not stop them."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from bureau.officers import Officer
from portal.context import bureau

_LIFETIME = timedelta(days=180)


def known_browser(name: str) -> str | None:
    """Return the id of this browser if the officer of this name signed in with it before.

    A new password, and leaving, make all browsers unknown.
    """
    try:
        owner, session, browser = _signer().loads(
            request.cookies.get(_cookie(name), ""), max_age=int(_LIFETIME.total_seconds())
        )
    except BadSignature:
        return None
    officer = bureau().officers.get(name)
    current = officer is not None and (owner, session) == (officer.name, officer.session)
    return str(browser) if current else None


def remember_browser(response: Response, officer: Officer) -> None:
    """Let this browser be known as one of the officer's."""
    browser = known_browser(officer.name) or secrets.token_urlsafe(12)
    response.set_cookie(
        _cookie(officer.name),
        str(_signer().dumps([officer.name, officer.session, browser])),
        max_age=_LIFETIME,
        path="/portal/login",
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )


def _cookie(name: str) -> str:
    # One an officer: several may share a computer.
    return f"known-{name}"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(bureau().settings.signing_keys, salt="known-browser")
