"""Which authority a matter belongs to, from `routing.yml` and `data/categories.yml`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.cases.categories import categories
from bureau.cases.model import Draft

OURS = "bureau"
"""The code of the bureau itself."""

# Not 是不是 and 可不是, which take nothing back.
_TAKEN_BACK = re.compile(r"(?<![是可])不是([^，,。；;！!？?是\s]{2,15})")


@dataclass(frozen=True, slots=True)
class Remit:
    """A matter that is an authority's, the text that says so, and when that holds."""

    matter: str
    source: str
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether the duty is in force on a day."""
        return (self.since or day) <= day <= (self.until or day)


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority: who, under which number, and what is theirs by which text.

    `about` names the field when another authority than ours is responsible.
    """

    code: str
    name: str
    ours: bool
    phone: str
    duties: tuple[Remit, ...]
    about: str = ""


class Routing:
    """The table of rules; the first that fits decides, otherwise the matter is ours."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self._authorities: dict[str, dict[str, Any]] = raw["authorities"]
        self._branches: dict[str, str] = raw["branches"]
        self._rules: list[dict[str, Any]] = raw["rules"]

    def authority(self, draft: Draft, county: str | None) -> Authority:
        """Return who is responsible for this report in a county (6-digit code)."""
        for rule in self._rules:
            if _fits(rule, draft):
                return self._named(rule["authority"], about=rule["about"])
        ours = self._named(OURS)
        return replace(ours, name=self._branches.get(county or "", ours.name))

    def named(self, code: str) -> Authority:
        """Return an authority by its code."""
        return self._named(code)

    def others(self) -> list[Authority]:
        """Return the authorities that a case can be referred to."""
        every = [self._named(code) for code in self._authorities]
        return [authority for authority in every if not authority.ours]

    def names(self) -> list[str]:
        """Return the names of all authorities and branches."""
        named = [self._named(code).name for code in self._authorities]
        return [*named, *self._branches.values()]

    def _named(self, code: str, about: str = "") -> Authority:
        told = self._authorities[code]
        duties = tuple(
            Remit(each["matter"], each["source"], each.get("from"), each.get("until"))
            for each in told["duties"]
        )
        return Authority(
            code, told["name"], ours=told["ours"], phone=told["phone"], duties=duties, about=about
        )


def _fits(rule: dict[str, Any], draft: Draft) -> bool:
    if rule["about"] not in categories()[draft.category].elsewhere:
        return False
    if not (draft.place or "").startswith(tuple(rule.get("places", [""]))):
        return False
    told = _without_taken_back(draft.description)
    said = f"{told} {draft.place_text} {draft.suspected_firm}".upper()
    if any(word in said for word in rule.get("unless", ())):
        return False
    return any(word in said for word in rule["words"])


def _without_taken_back(told: str) -> str:
    """Leave out what the citizen took back, here and where it was said first: 不是烧垃圾，是 …"""
    for taken in _TAKEN_BACK.findall(told):
        told = told.replace(taken, "")
    return told


@cache
def routing() -> Routing:
    """Return the bureau's routing, read once."""
    return Routing(yaml_beside(__file__, "routing.yml"))
