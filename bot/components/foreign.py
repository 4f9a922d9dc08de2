"""English and pinyin in the Chinese that the models know, word by word.

Only intent, act, place and time are read from it: the case keeps what the citizen wrote. Unknown
words stay as they are. The words stand in `foreign_words.yml`.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
_LONGEST = 7
_APOSTROPHES = re.compile(r"['’‘`´]")
_TOKENS = re.compile(r"[a-z]+|\d+(?:[.:]\d+)*|[^\sa-z\d]+|\s+")
_ENDINGS = ("ing", "ed", "es", "s", "d", "er", "ly")
_MARKS = {",": "，", ".": "。", "!": "！", "?": "？", ";": "；", ":": "："}
_HAN = re.compile(r"[㐀-鿿]")

_G = "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"
_Z = "a ai an ang ao e en eng i ong ou u uan ui un uo"
_J = "i ia ian iang iao ie in ing iong iu u uan ue un"
_FINALS = {
    "": "a ai an ang ao e en er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ue",
    "g": _G, "k": _G, "h": _G, "j": _J, "q": _J, "x": _J,
    "zh": f"{_Z} ua uai uang", "ch": f"{_Z} ua uai uang", "sh": f"{_Z} ei ua uai uang",
    "r": _Z, "z": f"{_Z} ei", "c": _Z, "s": _Z,
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}  # fmt: skip
_SYLLABLES = frozenset(
    initial + final for initial, finals in _FINALS.items() for final in finals.split()
)


def gloss(text: str) -> str:
    """Return a message of Latin letters in Chinese words, as far as they are known."""
    plain = _APOSTROPHES.sub("", text).lower()
    words = [word for word in re.findall("[a-z]+", plain) if word not in PLACES]
    if words and is_pinyin(words):
        return _pinyin(plain)
    return _english(plain)


@lru_cache(maxsize=4096)
def _syllables(word: str) -> tuple[str, ...]:
    """Return the syllables of a word of pinyin, the longest first; empty where it is none."""
    # No word of pinyin is so long, and each syllable is a call.
    if not 0 < len(word) <= 60:
        return ()
    for length in range(min(6, len(word)), 0, -1):
        head, rest = word[:length], word[length:]
        if head in _SYLLABLES:
            following = _syllables(rest)
            if following or not rest:
                return (head, *following)
    return ()


def is_pinyin(words: Sequence[str]) -> bool:
    """Return whether words are Chinese in Latin letters: all of them can be, none is English."""
    return all(
        word in _PINYIN_WORDS or (bool(_syllables(word)) and (len(word) < 3 or not _known([word])))
        for word in words
    )


def _english(text: str) -> str:
    for pattern, made in _TIMES:
        text = pattern.sub(made, text)
    tokens = [token for token in _TOKENS.findall(text) if not token.isspace()]
    found: list[str] = []
    start = 0
    while start < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - start), 0, -1):
            known = _known(tokens[start : start + length])
            if known is not None:
                found.append(known)
                start += length
                break
        else:
            token = tokens[start]
            found.append(_MARKS.get(token, token))
            start += 1
    asks = tokens and tokens[0] in _ASKING and not any("？" in one for one in found)
    text = _joined([*found, *(["吗？"] if asks else [])])
    # Chinese names the wider place first.
    return _ROAD_IN_TOWN.sub(r"\2\1", text).strip("， ")


def _known(tokens: Sequence[str]) -> str | None:
    said = " ".join(tokens)
    if said in _ENGLISH:
        return _ENGLISH[said]
    if "".join(tokens) in PLACES and len(tokens) < 3:
        return PLACES["".join(tokens)]
    stems = [said.removesuffix(end) for end in _ENDINGS if said.endswith(end) and len(said) > 4]
    return next((_ENGLISH[stem] for stem in stems if stem in _ENGLISH), None)


def _pinyin(text: str) -> str:
    tokens = [token for token in _TOKENS.findall(text) if not token.isspace()]
    # Each syllable with the word it is of; a word that is no pinyin counts as one syllable.
    spelled = [
        (syllable, word)
        for word, token in enumerate(tokens)
        for syllable in (() if token in PLACES else _syllables(token)) or (token,)
    ]
    found: list[str] = []
    start = 0
    while start < len(spelled):
        known, end = _said_from(spelled, start)
        if known is None:
            # An unknown word stays whole: jixiang holds no 想.
            token = tokens[spelled[start][1]]
            known = _MARKS.get(token, token)
            end = start
            while end < len(spelled) and spelled[end][1] == spelled[start][1]:
                end += 1
        found.append(known)
        start = end
    return _joined(found)


def _said_from(spelled: Sequence[tuple[str, int]], start: int) -> tuple[str | None, int]:
    """Return the longest known Chinese from a syllable on, and where it ends."""
    for end in range(min(start + _LONGEST, len(spelled)), start, -1):
        said = [syllable for syllable, _ in spelled[start:end]]
        whole = end == len(spelled) or spelled[end][1] != spelled[start][1]
        alone = start == 0 or spelled[start - 1][1] != spelled[start][1]
        known = PLACES.get("".join(said)) or _PINYIN.get(" ".join(said))
        if known is not None and (end - start > 1 or (whole and alone)):
            return known, end
    return None, start


def _joined(words: Iterable[str]) -> str:
    """Return words with blanks between those in Latin letters only."""
    text = ""
    for word in words:
        if text and word and text[-1].isascii() and word[0].isascii():
            text += " "
        text += word
    return text


def _hour(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), match[2], match[3]
    if half == "a":
        named = "凌晨" if hour in (12, 1, 2, 3, 4) else "早上" if hour < 9 else "上午"
    else:
        named = "中午" if hour == 12 else "下午" if hour < 6 else "晚上"
    hour = 0 if half == "a" and hour == 12 else hour
    return f" {named}{hour}点{minute + '分' if minute and minute != '00' else ''} "


_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "a": 1, "an": 1, "a few": "几", "several": "好几",
}  # fmt: skip
_UNITS = {
    "minute": "分钟", "hour": "小时", "day": "天", "week": "个星期", "month": "个月", "year": "年",
}  # fmt: skip
_MONTHS = [name.lower() for name in month_name if name]
_COUNT = rf"(\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = rf"({'|'.join(_UNITS)})s?"
_SOME = "(?:over |about |more than |at least )?"
_PART_OF_DAY = "(?: (?:night|morning|evening|afternoon))?"
_MONTH = rf"({'|'.join([*_MONTHS, 'sept', *(name[:3] for name in _MONTHS)])})\.?"


def _length(ending: str, count: int = 1, unit: int = 2) -> Any:
    def made(match: re.Match[str]) -> str:
        return f" {_NUMBERS.get(match[count], match[count])}{_UNITS[match[unit]]}{ending} "

    return made


def _date(month: int, day: int) -> Any:
    def made(match: re.Match[str]) -> str:
        named = [name[:3] for name in _MONTHS].index(match[month][:3])
        return f" {named + 1}月{match[day]}日 "

    return made


_TIMES = (
    (re.compile(r"\b(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?\s?m\b\.?"), _hour),
    (re.compile(r"\b(\d{1,2}) o ?clock\b"), r" \1点 "),
    (re.compile(rf"\b{_COUNT} {_UNIT} ago\b"), _length("前")),
    (re.compile(rf"\bfor {_SOME}(?:the (?:last|past) )?{_COUNT} {_UNIT}\b"), _length("了")),
    (re.compile(rf"\b(?:the )?(?:last|past) {_COUNT} {_UNIT}\b"), _length("以来")),
    (re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b"), _date(1, 2)),
    (re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?![a-z])"), _date(2, 1)),
    (re.compile(r"\bpm ?2[.]?5\b"), "PM2.5"),
    (re.compile(rf"\bsince\s+((?:last |this )?[a-z]+{_PART_OF_DAY}\b|\S+)"), r" \1 以来 "),
)  # fmt: skip


def _read(name: str) -> Any:
    # Every word is a word: no and on are no truth values here.
    return yaml.load((_HERE / name).read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506


def _places() -> dict[str, str]:
    """Return the Chinese of places, by their names in Latin letters without blanks."""
    places: dict[str, str] = {}
    for chinese, latin in _read("place_names.yml").items():
        for kind in ("", " Town"):
            name = _APOSTROPHES.sub("", latin.removesuffix(kind)).replace(" ", "").lower()
            places.setdefault(name, chinese)
    return places


_WORDS = _read("foreign_words.yml")
_ASKING = frozenset(_WORDS["asking"].split())
ANYWHERE = frozenset(_WORDS["anywhere"].split())
_ENGLISH = {said: chinese for chinese, all_said in _WORDS["english"].items() for said in all_said}
_PINYIN_WORDS = frozenset(
    said.replace(" ", "") for all_said in _WORDS["pinyin"].values() for said in all_said
)
PLACES = _places()
_TOWNS = "|".join(PLACES.values())
_ROAD_IN_TOWN = re.compile(
    # Counted repeats: what may hold blanks or not, any number of times, is never done with.
    r"\b((?:[a-z]{1,30} ){0,5}[a-z]{1,30} ?(?:路|街|村|小区|桥|厂|公园|学校|医院))，+"
    rf"((?:{_TOWNS})(?:镇|区|街道)?)"
)
_PINYIN = {
    " ".join(
        syllable for word in said.split() for syllable in (_syllables(word) or (word,))
    ): chinese
    for chinese, all_said in _WORDS["pinyin"].items()
    for said in all_said
}
