"""Facts of the other rooms in English: categories, times, levels, names of places."""

from __future__ import annotations

import re
from calendar import month_name
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HAN = re.compile(r"[㐀-鿿]")
_DAY = re.compile(r"(?:(\d{4})年)?(1[0-2]|[1-9])月(\d{1,2})[日号](?=(\d{1,2}点)?)")
_HERE = Path(__file__).parent
_NAMES = _HERE.parent / "components" / "place_names.yml"
_KINDS = "街道|镇|乡|区|县|市"


def in_english(fact: Any) -> Any:
    """Return a fact in English as far as its words are known; what is no text stays as it is."""
    if not isinstance(fact, str) or not _HAN.search(fact):
        return fact
    told = _facts()
    if fact in told["whole"]:
        return told["whole"][fact]
    text = fact
    text = _DAY.sub(_day, text)
    for pattern, english in told["patterns"]:
        text = pattern.sub(english, text)
    text = told["parts"].sub(lambda found: told["of_part"][found.group()], text)
    text = told["county"].sub(lambda found: f"{_name(found[2])}, {_name(found[1])} ", text)
    text = told["place"].sub(lambda found: f"{_name(found[1])} ", text)
    text = "".join(told["marks"].get(mark, mark) for mark in text)
    return re.sub(r" +(?=[ ,.;:)]|$)", "", text)


def _day(found: re.Match[str]) -> str:
    year = f" {found[1]}" if found[1] else ""
    return f"{int(found[3])} {month_name[int(found[2])]}{year}{', ' if found[4] else ''}"


def _name(place: str) -> str:
    return str(_facts()["names"][place])


@cache
def _facts() -> dict[str, Any]:
    raw = yaml.safe_load((_HERE / "facts.yml").read_text(encoding="utf-8"))
    parts = {str(chinese): str(english) for chinese, english in raw["parts"].items()}
    names = {
        re.sub(f"(?:{_KINDS})$", "", chinese) if len(chinese) > 2 else chinese: latin
        for chinese, latin in yaml.safe_load(_NAMES.read_text(encoding="utf-8")).items()
    }
    any_place = "|".join(sorted(names, key=len, reverse=True))
    return {
        **raw,
        "parts": re.compile("|".join(map(re.escape, sorted(parts, key=len, reverse=True)))),
        "of_part": parts,
        "patterns": [(re.compile(pattern), english) for pattern, english in raw["patterns"]],
        "names": {chinese: latin.removesuffix(" Town") for chinese, latin in names.items()},
        "county": re.compile(rf"({any_place})(?:区|县|市)({any_place})(?:街道|镇)?"),
        "place": re.compile(rf"(?<![㐀-鿿])({any_place})(?:{_KINDS})?"),
    }
