"""What can be wrong, from `data/categories.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from basis.packaged import read_yaml

FILE = Path(__file__).parents[2] / "data" / "categories.yml"
# What no other category fits.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Category:
    """A category: its name in Chinese, its own time limits, and what of it is not ours.

    `terms`: rules by clock, as in `terms.yml`. `elsewhere` names fields of `routing.yml` that may
    belong to another authority.
    """

    name: str
    terms: Mapping[str, Any] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()


@cache
def categories() -> Mapping[str, Category]:
    """Return the categories by their code, in the list's order, read once."""
    return read_categories(FILE)


def read_categories(path: Path) -> Mapping[str, Category]:
    """Read categories from YAML; an unknown field raises `TypeError`."""
    return MappingProxyType({code: Category(**told) for code, told in read_yaml(path).items()})
