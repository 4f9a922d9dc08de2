"""What every page of the portal reaches for: the bureau, the time, the officer signed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import cast

from flask import current_app, g

from basis.packaged import yaml_beside
from bureau.officers import Officer
from bureau.officers.budgets import Budgets
from bureau.officers.sessions import OfficerSession
from bureau.wiring import Bureau

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal's own state in the application."""

    bureau: Bureau
    clock: Clock
    tries: Budgets


def bureau() -> Bureau:
    """Return the bureau's use-cases."""
    return cast(Portal, current_app.extensions["portal"]).bureau


def now() -> datetime:
    """Return the present instant (aware)."""
    return cast(Portal, current_app.extensions["portal"]).clock()


def tries() -> Budgets:
    """Return the budgets of tries with passwords."""
    return cast(Portal, current_app.extensions["portal"]).tries


def own_session() -> OfficerSession:
    """Return the session of who is signed in; only behind the login."""
    return cast(OfficerSession, g.session)


def officer() -> Officer:
    """Return who is signed in; only behind the login."""
    return cast(Officer, g.officer)


def say(key: str, **facts: object) -> str:
    """Return a sentence to officers from `texts.yml`."""
    return _texts()[key].format(**facts)


@cache
def _texts() -> dict[str, str]:
    return cast(dict[str, str], yaml_beside(__file__, "texts.yml"))
