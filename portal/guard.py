"""Officers' pages: each says at its registration which right it needs, and is guarded by it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort, current_app

from bureau.officers import Right
from portal.context import officer


class Pages(Blueprint):
    """A blueprint whose every route names the right it needs, or is open to all officers.

    `get`, `post` and `route` take `needs=Right.X` or `open_to_all_officers=True`; without either
    the registration raises `TypeError`. Whoever lacks the right is told that there is no such page.
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
        **options: Any,
    ) -> None:
        """Register a guarded page."""
        if view_func is None or (needs is None) is not open_to_all_officers:
            raise TypeError(f"{rule} names neither the right it needs nor that all may open it")
        super().add_url_rule(
            rule,
            endpoint,
            _guarded(view_func, needs),
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


def _guarded(view: Callable[..., Any], needs: Right | None) -> Callable[..., Any]:
    @wraps(view)
    def guarded(**asked: Any) -> Any:
        if needs is not None and not officer().holds(needs):
            abort(404)
        return view(**asked)

    guarded.__dict__["needs"] = needs
    return guarded
