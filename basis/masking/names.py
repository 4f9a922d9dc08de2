"""Names of people in a text: introduced (我叫…), with a title, across a dot, or read by words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from basis.masking.words import words
from basis.segmenter import segmenter

Stretch = tuple[int, int, str]
_HAN = "[\u4e00-\u9fff]"
_LONGEST = 3
# The reader's marks of names; and of places, which given names may be: 吴国 in 吴国强.
_NO_WORD = (None, "nr", "nrt", "nrfg", "ns")
_READ = ("nr", "nrt", "nrfg")
_BEGINS_A_TITLE = "家说先女师老主经书大阿厂"


def names(text: str) -> Iterator[Stretch]:
    """Yield start, end and kind of every name, those that their surroundings tell first."""
    return chain.from_iterable(
        find(text) for find in (_transliterated, _introduced, _compound, _titled, _familiar, _read)
    )


def _transliterated(text: str) -> Iterator[Stretch]:
    """买买提·艾力: sounds of another language on both sides of a dot; or a name known as such."""
    sounds = f"[{words()['transliterated']}]"
    for found in re.finditer(rf"{sounds}{{2,8}}(?:[·•・‧∙．.]{sounds}{{2,8}})+", text):
        yield *found.span(), "name"
    known = words()["minority"]
    for found in re.finditer(rf"(?:{known})(?:{known}|{sounds}){{0,4}}?(?:{known})", text):
        yield *found.span(), "name"


def _introduced(text: str) -> Iterator[Stretch]:
    by_family, whole = _introductions()
    for found in by_family.finditer(text):
        start, end = found.span(1)
        end = _without_next_word(text, start, end)
        if text[start].isascii() or _can_be_introduced(text[start:end], text[end:]):
            yield start, end, "name"
    for found in whole.finditer(text):
        start, end = found.span(1)
        if _can_be_introduced(found[1], text[end:]) and not _holds_a_word(found[1]):
            yield start, end, "name"


def _can_be_introduced(name: str, after: str) -> bool:
    given = name[2 if name[:2] in words()["compound"] else 1 :]
    return not (
        any(name.startswith(word) for word in words()["no_names"])
        or re.match(words()["places"], after)
        or set(given) & set(words()["no_given"])
        or _is_word(name)
        or (given == name[1:] and _is_word(name[:2]))
    )


def _compound(text: str) -> Iterator[Stretch]:
    for found in re.finditer(rf"(?:{words()['clear_compound']})({_HAN}{{1,2}})", text):
        if re.match(words()["titles"], found[1]):
            continue
        end = _without_next_word(text, found.start(), found.end())
        if text[end - 1] in words()["no_given"] + _BEGINS_A_TITLE:
            end -= 1
        if end > found.start() + 2 and not re.match(words()["places"], text[found.start() + 2 :]):
            yield found.start(), end, "name"


def _titled(text: str) -> Iterator[Stretch]:
    family, titles = words()["family"], words()["titles"]
    compound = "|".join(words()["compound"])
    for found in re.finditer(rf"(?=((?:{compound}|[{family}]){_HAN}{{1,2}})(?:{titles}))", text):
        start, end = found.span(1)
        if not _is_word(found[1]) and not _is_word(found[1][:2]) and not _ends_a_word(text, start):
            yield start, end, "name"
    for found in re.finditer(rf"(?:{compound}|[{family}])(?={titles})", text):
        if not _ends_a_word(text, found.start()):
            yield *found.span(), "name"


def _familiar(text: str) -> Iterator[Stretch]:
    """小王, 老李: how neighbours are called."""
    for found in re.finditer(rf"(?<![大变])[小老](?P<it>[{words()['clear_family']}])", text):
        start, end = found.span()
        if not any(_is_word(text[start + 1 : start + n]) for n in (3, 4)) and not _is_word(
            text[start : end + 1]
        ):
            yield start, end, "name"


def _read(text: str) -> Iterator[Stretch]:
    place = 0
    for pair in _cut(text):
        start, place = place, place + len(pair.word)
        if pair.flag in _READ and _names_somebody(pair.word, text[:start], text[place:]):
            yield start, place, "name"
    # What the reader of words takes apart: 吴国强 in 厂长吴国强说.
    for found in re.finditer(rf"(?=([{words()['family']}]{_HAN}{{2}}))", text):
        start, end = found.span(1)
        before, after = text[:start], text[end:]
        if (
            _is_beside_a_name(before, after)
            and not _is_word(found[1])
            and not _ends_a_word(text, start)
            and _names_somebody(found[1], before, after)
        ):
            yield start, end, "name"


def _names_somebody(word: str, before: str, after: str) -> bool:
    if not 2 <= len(word) <= _LONGEST or word[0] not in words()["family"]:
        return False
    if any(word.startswith(other) for other in words()["no_names"]) or _is_word(word[:2]):
        return False
    if re.match(words()["places"].replace("|的|人", ""), after) or _is_word(word[-1] + after[:1]):
        return False
    if set(word[1:]) & set(words()["no_given"]):
        return False
    is_clear = word[0] not in words()["doubtful_family"]
    if _is_beside_a_name(before, after):
        return is_clear or not (_is_word(word[1:]) or word[-1] in words()["place_end"])
    return len(word) == _LONGEST and is_clear and word[-1] not in words()["place_end"]


def _is_beside_a_name(before: str, after: str) -> bool:
    return any(before.endswith(one) for one in words()["before_name"]) or any(
        after.startswith(one) for one in words()["after_name"]
    )


def _without_next_word(text: str, start: int, end: int) -> int:
    """Return the end of a name, a character less where its last begins a word: 欧阳娜希望."""
    return end - 1 if end - start > 2 and _is_word(text[end - 1 : end + 1]) else end


def _holds_a_word(name: str) -> bool:
    pairs = (name[i : i + 2] for i in range(len(name) - 1))
    return name[0] in words()["no_given"] or any(_is_word(pair) for pair in pairs)


def _ends_a_word(text: str, place: int) -> bool:
    """Return whether the character there ends a word: 任 in 主任, 周 in 上周."""
    return place > 0 and _is_word(text[place - 1 : place + 1])


@cache
def _introductions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what introduces a name that begins with a family, and what introduces any name."""
    compound, family = "|".join(words()["compound"]), words()["family"]
    link = rf"(?:[\s:：]|{words()['linked']})*"
    end = rf"(?=$|[\s,，。.;；:：!！、(（)）/]|{words()['follows']})"
    by_family = (
        rf"(?:{compound}){_HAN}{{1,2}}|[{family}]{_HAN}{{1,2}}{end}|[{family}]{_HAN}{{2}}"
        r"|[A-Z][a-z]+(?: [A-Z][a-z]+)*"
    )
    return (
        re.compile(rf"(?:{words()['introduced']}){link}({by_family})"),
        re.compile(rf"(?:{words()['naming']}){link}({_HAN}{{2,4}}){end}"),
    )


def _is_word(text: str) -> bool:
    """Return whether a text is a word of the language that is no name."""
    tag = segmenter().posseg.dt.word_tag_tab.get(text) if len(text) > 1 else None
    return text in words()["no_names"] or tag not in _NO_WORD


def _cut(text: str) -> list[Any]:
    return list(segmenter().posseg.cut(text))
