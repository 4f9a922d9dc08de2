"""The bureau's time limits, from `terms.yml` and `data/categories.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import read_yaml
from bureau.cases.categories import Category, categories
from bureau.cases.clocks import Limit, Unit, Workdays, workdays
from bureau.cases.lifecycle import Clock
from bureau.cases.model import Draft


@dataclass(frozen=True, slots=True)
class LimitRule:
    """A time limit and the text it comes from; `until` is the last day on which it holds.

    `confirm`: the bureau has yet to confirm it, no text says so.
    """

    limit: Limit
    source: str
    since: date
    until: date | None = None
    article: str = ""
    confirm: bool = False

    def holds(self, day: date) -> bool:
        """Return whether the rule is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


Rules = Mapping[Clock, Sequence[LimitRule]]


@dataclass(frozen=True, slots=True)
class Terms:
    """Time limits by clock, category and urgency, and how they are counted."""

    default: Rules
    urgent: Rules
    close_after: timedelta
    reopen_within: timedelta
    similar_within: timedelta
    similar_metres: float
    categories: Mapping[str, Rules]
    workdays: Workdays

    def rule(self, clock: Clock, draft: Draft, start: datetime) -> LimitRule:
        """Return the rule for a clock that starts now; raises `LookupError` where none holds."""
        found = self.rule_if_any(clock, draft, start)
        if found is None:
            raise LookupError(f"no limit for {clock} on {start:%Y-%m-%d}")
        return found

    def rule_if_any(self, clock: Clock, draft: Draft, start: datetime) -> LimitRule | None:
        """Return the rule for a clock that starts now, None where this clock does not run."""
        day = start.astimezone(SHANGHAI).date()
        own = self.categories.get(draft.category, {})
        for rules in (self.urgent if draft.urgent else {}, own, self.default):
            holding = [rule for rule in rules.get(clock, ()) if rule.holds(day)]
            if holding:
                return max(holding, key=lambda rule: rule.since)
        return None

    def due(self, clock: Clock, draft: Draft, start: datetime) -> datetime:
        """Return when a time limit that starts now ends."""
        return self.rule(clock, draft, start).limit.ends(start, self.workdays)

    def extended(self, due: datetime, draft: Draft, start: datetime) -> datetime:
        """Return when the limit to finish ends that began at `start`, extended once."""
        limit = self.rule(Clock.FINISH, draft, start).limit
        return limit.longer(due, self.rule(Clock.EXTEND, draft, start).limit, self.workdays)

    def left(self, clock: Clock, draft: Draft, start: datetime, due: datetime, at: datetime) -> int:
        """Return how many seconds are left of a limit that began at `start`, in its measure."""
        limit = self.rule(clock, draft, start).limit
        return round(limit.before(due, at, self.workdays).total_seconds())

    def resumed(
        self, clock: Clock, draft: Draft, start: datetime, left: int, at: datetime
    ) -> datetime:
        """Return when a limit ends of which `left` seconds run from `at` on."""
        limit = self.rule(clock, draft, start).limit
        return limit.go_on(at, timedelta(seconds=left), self.workdays)

    def characters(self) -> str:
        """Return every character that the sources of these rules may hold."""
        every = (self.default, self.urgent, *self.categories.values())
        rules = [rule for part in every for each in part.values() for rule in each]
        return "".join(rule.source + rule.article for rule in rules)

    def provisional(self, clock: Clock, draft: Draft, start: datetime, due: datetime) -> bool:
        """Return whether a limit counts working days of a year that is not published yet."""
        rule = self.rule_if_any(clock, draft, start)
        counted = rule is not None and rule.limit.unit is Unit.WORKDAYS
        return counted and not self.workdays.known(due.astimezone(SHANGHAI).year)


def read_terms(
    path: Path,
    *,
    known: Mapping[str, Category] | None = None,
    days: Workdays | None = None,
) -> Terms:
    """Read the time limits from YAML; what is missing or unknown raises.

    `known`: the categories with rules of their own; `days`: the working days.
    """
    raw: dict[str, Any] = read_yaml(path)
    return Terms(
        default=_rules(raw["default"]),
        urgent=_rules(raw["urgent"]),
        close_after=timedelta(days=raw["close_after_days"]),
        reopen_within=timedelta(days=raw["reopen_within_days"]),
        similar_within=timedelta(days=raw["similar"]["days"]),
        similar_metres=float(raw["similar"]["metres"]),
        categories={
            code: _rules(each.terms) for code, each in (known or categories()).items() if each.terms
        },
        workdays=days or workdays(),
    )


def _rules(raw: Mapping[str, Any]) -> Rules:
    return {Clock(clock): tuple(_rule(each) for each in told) for clock, told in raw.items()}


def _rule(told: Mapping[str, Any]) -> LimitRule:
    named = dict(told)
    [(unit, amount)] = named.pop("limit").items()
    return LimitRule(Limit(amount, Unit(unit)), since=named.pop("from"), **named)


@cache
def terms() -> Terms:
    """Return the bureau's time limits, read once."""
    return read_terms(Path(__file__).with_name("terms.yml"))
