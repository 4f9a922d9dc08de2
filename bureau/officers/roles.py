"""The roles of officers, from `roles.yml`, and the post that a role and an area make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from basis.packaged import read_yaml
from bureau.officers.rights import IN_AN_AREA, IRREVERSIBLE, Right
from bureau.places import Level, gazetteer
from bureau.places.villages import town_of

FILE = Path(__file__).with_name("roles.yml")
ADMINISTRATOR = "administrator"
CITY = "city"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its name in Chinese, whose matters it is over, what it may do with them."""

    code: str
    name: str
    level: Level
    two_factors: bool
    rights: frozenset[Right]


class PostError(Exception):
    """A post that cannot be; `code` is `role`, `area`, `villages` or `categories`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Post:
    """A role with the area and the categories it is over; raises `PostError` for what cannot be.

    `area`: official code of a county or town as the role's level wants it, None for the city.
    `categories`: codes, none for all. `villages`: codes of villages of the town, where the role is
    one of villages; one without any sees only what is handed to them.
    """

    role: str
    area: str | None = None
    categories: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        role = roles().get(self.role)
        if role is None:
            raise PostError("role")
        if (self.area is not None) is not (role.level is not Level.CITY):
            raise PostError("area")
        place = gazetteer().get(self.area) if self.area else None
        of_villages = role.level is Level.VILLAGE
        level = Level.TOWN if of_villages else role.level
        if self.area and (place is None or place.level is not level):
            raise PostError("area")
        if any(not of_villages or town_of(code) != self.area for code in self.villages):
            raise PostError("villages")
        if Right.SEE_CASES not in role.rights and self.categories:
            raise PostError("categories")


@cache
def roles() -> Mapping[str, Role]:
    """Return the roles by their code, in the file's order, read once."""
    return read_roles(FILE)


@cache
def right_names() -> Mapping[Right, str]:
    """Return the rights with their names in Chinese."""
    return MappingProxyType({Right(code): name for code, name in read_yaml(FILE)["rights"].items()})


def read_four_eyes(path: Path = FILE) -> frozenset[Right]:
    """Return the rights whose acts wait for a second officer.

    Raises ValueError for an unknown right, and for one whose acts can be undone.
    """
    rights = frozenset(map(Right, read_yaml(path)["four_eyes"]))
    if easy := rights - IRREVERSIBLE:
        raise ValueError(f"four_eyes is for what cannot be undone, not for {sorted(easy)}")
    return rights


def read_roles(path: Path) -> Mapping[str, Role]:
    """Read roles from YAML.

    Raises ValueError for an unknown right or level, and for a role below the city with a right
    over the whole city's matters; `TypeError` for an unknown field.
    """
    return MappingProxyType(
        {code: _role(code, **told) for code, told in read_yaml(path)["roles"].items()}
    )


def _role(code: str, *, name: str, level: str, two_factors: bool, rights: Iterable[str]) -> Role:
    role = Role(code, name, Level(level), two_factors, frozenset(map(Right, rights)))
    if role.level is not Level.CITY and (beyond := role.rights - IN_AN_AREA):
        raise ValueError(f"{code} is over a {level}, not over the city: {sorted(beyond)}")
    return role
