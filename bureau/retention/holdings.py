"""The list of everything that the service keeps, read from `holdings.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from basis.packaged import words_beside
from bureau.retention.model import Fate, Holding, Rule, Term

_LISTS = ("tables", "files")
_FIELDS = {each.name for each in fields(Holding)}


def read_terms(raw: Mapping[str, Any]) -> dict[Rule, Term]:
    """Read the rules' terms from what their YAML holds; raises `ValueError` for unknown rules."""
    return {Rule(name): Term(**term) for name, term in raw.items()}


def read_holding(raw: Mapping[str, Any]) -> Holding:
    """Read a holding from what its YAML holds; raises `ValueError` for what cannot be meant."""
    what = raw.get("what", "a holding without a name")
    if unknown := set(raw) - _FIELDS:
        raise ValueError(f"{what}: no holding has {', '.join(sorted(unknown))}")
    if missing := {"what", "fate", "why"} - {name for name, said in raw.items() if said}:
        raise ValueError(f"{what}: it does not say {', '.join(sorted(missing))}")
    if not any(raw.get(name) for name in _LISTS):
        raise ValueError(f"{what}: it lies in no table and no file")
    if bool(raw.get("rule")) == bool(raw.get("kept")):
        raise ValueError(f"{what}: it wants either a rule or words on how long it is kept")
    lists = {name: tuple(raw.get(name, ())) for name in _LISTS}
    rule = Rule(raw["rule"]) if "rule" in raw else None
    return Holding(**{**raw, **lists, "fate": Fate(raw["fate"]), "rule": rule})


TERMS = read_terms(words_beside(__file__)["terms"])
HOLDINGS = tuple(map(read_holding, words_beside(__file__)["holdings"]))
