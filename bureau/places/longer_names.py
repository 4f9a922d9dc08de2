"""Names that are only the beginning of a longer one: 桐乡大道 and 王店人家饭店 tell no place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from basis.packaged import read_yaml

_TABLE = Path(__file__).parent / "data" / "longer_names.yml"


@dataclass(frozen=True)
class LongerNames:
    """What behind a place's name makes a road, a bridge, a school or a firm of it."""

    way: re.Pattern[str]
    stands_there: re.Pattern[str]
    named: re.Pattern[str]
    foreign: re.Pattern[str]

    def begins(self, text: str, end: int) -> bool:
        """Return whether the name that ends at `end` begins a longer one, of whatever kind."""
        if self.stands_there.match(text, end):
            return False
        return bool(self.way.match(text, end) or self.named.match(text, end))

    def begins_foreign(self, text: str, end: int) -> bool:
        """Return whether another city's name that ends at `end` begins a longer one."""
        return self.begins(text, end) or bool(self.foreign.match(text, end))


@cache
def longer_names() -> LongerNames:
    """Build the patterns, once a process."""
    said = read_yaml(_TABLE)

    def any_of(lines: list[str]) -> str:
        return "|".join(word for line in lines for word in line.split())

    own = rf"(?:(?!{''.join(said['never_between'].split())})[^\W_a-zA-Z0-9])"
    way = f"{said['before_ways']}(?:{any_of(said['ways'])})"
    no_way = f"(?!{way})"  # 西塘南苑路 is a road in 西塘
    named = [
        f"{own}{{0,{kind['between']}}}?(?:{any_of(kind['names'])}){no_way}"
        for kind in said["kinds"]
    ]
    everywhere, institutions = any_of(said["called_everywhere"]), any_of(said["institutions"])
    return LongerNames(
        way=re.compile(way),
        stands_there=re.compile(any_of(said["stands_there"])),
        named=re.compile("|".join([*named, f"(?:{everywhere})*(?:{institutions}){no_way}"])),
        foreign=re.compile(any_of(said["foreign_kinds"])),
    )
