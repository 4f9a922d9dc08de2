"""The officers' pages in groups: which stand above a page, and where an officer is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import request, url_for
from jinja2 import pass_context
from jinja2.runtime import Context

from basis.packaged import yaml_beside
from portal.guard import may_open


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the navigation, or a group of them.

    `waiting` is how much waits there; `current` whether the officer is there.
    """

    name: str
    address: str
    current: bool
    waiting: int
    pages: tuple[Tab, ...] = ()


@cache
def groups() -> list[dict[str, Any]]:
    """Return the groups as `navigation.yml` has them."""
    return list(yaml_beside(__file__, "navigation.yml"))


@pass_context
def tabs(context: Context) -> list[Tab]:
    """Return the groups of which the officer may open a page; each leads to its first."""
    shown = []
    for group in groups():
        pages = tuple(
            _tab(page, context)
            for page in group["pages"]
            if may_open(f"portal.{page['page']}") and _holds(page.get("shown"), context)
        )
        if pages:
            waiting = sum(each.waiting for each in pages)
            here = any(each.current for each in pages)
            shown.append(Tab(group["name"], pages[0].address, here, waiting, pages))
    return shown


def _tab(page: Mapping[str, Any], context: Context) -> Tab:
    own = page["page"].partition(".")[0]
    parts = (request.endpoint or "").split(".")
    here = len(parts) > 2 and parts[0] == "portal" and parts[1] in page.get("under", [own])
    counted = page.get("counts")
    waiting = _known(counted, context)() if counted else 0
    return Tab(page["name"], url_for(f"portal.{page['page']}"), here, waiting)


def _holds(name: str | None, context: Context) -> bool:
    return name is None or bool(_known(name, context)())


def _known(name: str, context: Context) -> Callable[[], Any]:
    known: Callable[[], Any] = context.resolve(name)
    return known
