"""The matters of one message: several reports in one breath, a question beside a report.

Where it is in doubt whether two things are one matter, they are one: a works that stinks and
roars, a smell that drifts to the next town.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from basis.packaged import yaml_beside
from bureau.places import Gazetteer, Level, gazetteer

_SEPARATORS = re.compile(r"[,。;!?:、\n…]+|(?<=[^\x00-\x7f])[ \t]+(?=[^\x00-\x7f])")
_REACH = 4  # characters in which a "not" takes a trouble back
_LONGEST = 2000  # characters looked at
# Where foreign words and their Chinese are cut alike: at sentences and what adds, or at sentences.
_SENTENCES = re.compile(r"[.!?;\n]+(?=\s|$)"), re.compile(r"[。!?;\n]+")
_CUTS = (
    re.compile(rf"{_SENTENCES[0].pattern}|\b(?:also|too|as well|in addition|hai ?you)\b", re.I),
    re.compile(rf"{_SENTENCES[1].pattern}|还有"),
)
_MOST_SENTENCES = 20


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: its words as they were written, and the categories that its words name.

    `plain` is the form in which its words are read: their Chinese where they were foreign.
    """

    words: str
    categories: tuple[str, ...]
    plain: str


@dataclass(slots=True)
class _Part:
    """A stretch of the message from `start` to `end`, and what its words name."""

    start: int
    end: int
    further: bool = False
    same: bool = False
    counted: bool = False
    troubles: list[str] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    polluters: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    sides: set[str] = field(default_factory=set)

    @property
    def placed(self) -> bool:
        return bool(self.towns or self.polluters or self.places)

    def take(self, other: _Part) -> None:
        """Go on to the end of the part behind."""
        self.end = other.end
        self.further = self.further or other.further
        self.troubles += [one for one in other.troubles if one not in self.troubles]
        self.towns += [one for one in other.towns if one not in self.towns]
        self.polluters |= other.polluters
        self.places |= other.places
        self.sides |= other.sides


def matters(written: str, glossed: str = "") -> tuple[Matter, ...]:
    """Return the matters of a message in their order, empty where it holds fewer than two.

    Their words, joined, are the whole message as it was written, but for blanks between them.
    `glossed`: foreign words are told apart by their Chinese, sentence by sentence.
    """
    if glossed:
        return _glossed_matters(written, glossed)
    text = _plain(written)
    if len(_hits(text)) < 2 or _pattern("earlier").search(text):
        return ()
    parts = _parts(text, gazetteer())
    groups: list[_Part] = []
    for part in parts:
        if groups and not _begins(part, groups[-1]):
            groups[-1].take(part)
        else:
            groups.append(part)
    whole = _with_troubles(groups)
    if len(whole) < 2:
        return ()
    whole[-1].end = len(written)
    cuts = [(written[part.start : part.end].strip(), tuple(part.troubles)) for part in whole]
    return tuple(Matter(words, troubles, words) for words, troubles in cuts)


def _glossed_matters(written: str, glossed: str) -> tuple[Matter, ...]:
    """Return the matters of a foreign message, none where its sentences are not its Chinese's."""
    for cuts in (_CUTS, _SENTENCES):
        said, read = _sentences(written, cuts[0]), _sentences(_plain(glossed), cuts[1])
        if len(said) == len(read) <= _MOST_SENTENCES:
            break
    else:
        return ()
    groups: list[tuple[str, str]] = []
    for words, plain in zip(said, read, strict=True):
        if groups and not _is_another(groups[-1][1], plain):
            before = groups.pop()
            words, plain = before[0] + words, before[1] + plain
        groups.append((words, plain))
    if len(groups) < 2:
        return ()
    return tuple(Matter(words.strip(), tuple(_troubles(plain)), plain) for words, plain in groups)


def _sentences(text: str, cut: re.Pattern[str]) -> list[str]:
    """Return the stretches of a text: a mark ends one, a word that adds begins one."""
    text = text.strip()
    marks = [(hit.start(), hit.end(), hit[0][0].isalnum()) for hit in cut.finditer(text)]
    bounds = sorted({0, len(text)} | {start if adds else end for start, end, adds in marks})
    return [text[start:end] for start, end in pairwise(bounds) if text[start:end].strip()]


def _is_another(told: str, plain: str) -> bool:
    """Return whether a sentence of a gloss, whose commas mean nothing, begins another matter."""
    return bool(further_matters(told.replace(",", ""), plain.replace(",", "")))


def further_matters(told: str, words: str) -> tuple[Matter, ...]:
    """Return the matters of a message that are others than what was told before, often none."""
    found = matters(f"{told}\n{words}")
    begins = (
        place for place, matter in enumerate(found) if place and words.startswith(matter.words)
    )
    first = next(begins, len(found))
    return found[first:]


def matter_elsewhere(
    written: str, glossed: str, *, known: str | None, named: str | None
) -> Matter | None:
    """Return a foreign message as a matter of its own where it tells of trouble in another town.

    `known` and `named` are codes: of the place in hand and of the one that the message names.
    """
    text = _plain(glossed)
    troubles = _troubles(text)
    apart = known and named and not _within(named, [known])
    if not (apart and troubles) or _pattern("same").search(text):
        return None
    return Matter(written, tuple(troubles), text)


def asked_beside(written: str) -> tuple[str, str]:
    """Return what is reported and what is asked beside it, the latter empty without a question."""
    text = _plain(written)
    for name in ("asks_beside", "looks_up"):
        found = _pattern(name).search(text)
        if found is None:
            continue
        start = found.start()
        if name == "looks_up":
            before = [hit.end() for hit in _SEPARATORS.finditer(text, 0, start)]
            start = before[-1] if before else start
        if _pattern("asking").search(text, start) and _troubles(text[:start]):
            return written[:start].strip(), written[start:].strip()
    return written, ""


def asked_behind(written: str) -> tuple[str, str]:
    """Return what stands before a question beside it, and the question: 确认 顺便问下…

    The question is empty where there is none.
    """
    text = _plain(written)
    found = _pattern("asks_beside").search(text)
    if found is None or not _pattern("asking").search(text, found.start()):
        return written, ""
    return written[: found.start()].strip(), written[found.start() :].strip()


def replaced_trouble(text: str) -> tuple[str, str] | None:
    """Return the category that words take back and the one they put instead: 不是臭味 是声音."""
    swapped = replaced_words(text)
    if swapped is None:
        return None
    parts = [_troubles(words) or _named(words) for words in swapped]
    return (parts[0][0], parts[1][0]) if all(parts) and parts[0][0] != parts[1][0] else None


def replaced_words(text: str) -> tuple[str, str] | None:
    """Return the words that are taken back and those put instead: 是鸡不是猪 → 猪, 鸡."""
    plain = _plain(text)
    found = _pattern("instead").search(plain) or _pattern("instead_first").search(plain)
    if found is None:
        return None
    wrong, right = found["wrong"].strip(), found["right"].strip()
    clear = len(wrong) > 1 or _pattern("one_character").fullmatch(wrong)
    return (wrong, right) if clear or _troubles(wrong) or _named(wrong) else None


def _named(words: str) -> list[str]:
    return [category for category, known in _kinds("named") if known.fullmatch(words)]


def lets_all_go(text: str) -> bool:
    """Return whether whoever takes a report back means all that wait."""
    return _pattern("every").search(_plain(text)) is not None


def _begins(part: _Part, before: _Part) -> bool:
    """Return whether a part begins a matter other than the one before it."""
    if part.same or not before.troubles:
        return False
    fresh = bool(set(part.troubles) - set(before.troubles))
    if fresh and part.sides and before.sides and not part.sides & before.sides:
        return True
    if part.counted and fresh and part.placed and not part.polluters & before.polluters:
        return True
    if any(not _within(town, before.towns) for town in part.towns):
        return bool(before.towns) or (before.placed and (part.further or fresh))
    if part.polluters and before.polluters and not part.polluters & before.polluters:
        return part.further or fresh
    return (
        part.further
        and fresh
        and before.placed
        and bool(part.places - before.places)
        and not part.polluters & before.polluters
    )


def _with_troubles(groups: list[_Part]) -> list[_Part]:
    """Join what names no trouble to what does: a place where one lives, a plea at the end."""
    whole: list[_Part] = []
    for group in groups:
        if whole and not (whole[-1].troubles and group.troubles):
            whole[-1].take(group)
        else:
            whole.append(group)
    return whole


def _parts(text: str, places: Gazetteer) -> list[_Part]:
    """Cut a text where another matter may begin; a part without content goes with the next."""
    towns = [
        (mention.start, mention.end, mention.place.code)
        for mention in places.find(text)
        if mention.place.level is not Level.CITY
    ]
    cuts = {0, len(text)}
    cuts |= {found.end() for found in _SEPARATORS.finditer(text)}
    cuts |= {found.start() for found in _pattern("further").finditer(text)}
    cuts |= {found.start() for found in _pattern("counts").finditer(text)}
    for start, _, _ in sorted(towns):
        begin = max(cut for cut in cuts if cut <= start)
        cut = begin + _lead(text[begin:start])
        if _troubles(text[begin:cut]):
            cuts.add(cut)
    bounds = sorted(cuts)
    parts: list[_Part] = []
    for start, end in pairwise(bounds):
        part = _read(text, start, end, towns)
        before = parts[-1] if parts else None
        if (
            before
            and not (before.troubles or before.placed)
            and (before.further or before.counted or len(parts) == 1)
        ):
            part.start, part.further = before.start, before.further or part.further
            part.counted = before.counted or part.counted
            parts[-1] = part
        else:
            parts.append(part)
    return parts


def _lead(before: str) -> int:
    """Return where the words begin that belong to a place behind them: 昨天晚上 洪合镇."""
    found = _pattern("lead").search(before)
    return found.start() if found else len(before)


def _read(text: str, start: int, end: int, towns: list[tuple[int, int, str]]) -> _Part:
    words = text[start:end]
    return _Part(
        start,
        end,
        further=_pattern("further").match(words) is not None,
        same=_pattern("same").search(words) is not None,
        counted=_pattern("counted").match(words) is not None,
        troubles=_troubles(words),
        towns=[code for first, _, code in towns if start <= first < end],
        polluters={kind for kind, known in _kinds("polluters") if known.search(words)},
        places={found.group() for found in _pattern("places").finditer(words)},
        sides={found.group() for found in _pattern("sides").finditer(words)},
    )


def _within(town: str, others: list[str]) -> bool:
    """Return whether a place lies in one of others, or one of them in it.

    A county counts only where none of its towns is among them.
    """
    nearest = [one for one in others if not any(o != one and o.startswith(one) for o in others)]
    return any(town.startswith(other[:9]) or other.startswith(town[:9]) for other in nearest)


def _troubles(text: str) -> list[str]:
    """Return the categories that a text names, in the order of their words."""
    return list(dict.fromkeys(category for _, category in _hits(text)))


def _hits(text: str) -> list[tuple[int, str]]:
    """Return where a text names what is wrong, and the category."""
    untroubled = _pattern("untroubled")
    return sorted(
        (hit.start(), category)
        for category, known in _kinds("troubles")
        for hit in known.finditer(text)
        if not untroubled.search(text[max(0, hit.start() - _REACH) : hit.start()])
    )


def _plain(written: str) -> str:
    """Return a text with wide letters and marks made plain, each in its own position."""
    folded = (unicodedata.normalize("NFKC", char) for char in written[:_LONGEST])
    return "".join(
        plain if len(plain) == 1 else char for char, plain in zip(written, folded, strict=False)
    )


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "matters.yml"))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\s+", "", str(_said()[name])))


@cache
def _kinds(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(str(words))) for kind, words in _said()[name].items())
