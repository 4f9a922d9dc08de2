"""The words of time of a message, one after another, each of a kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from basis.numerals import NUMERALS
from basis.packaged import yaml_beside
from bureau.places import gazetteer
from bureau.understanding.numerals import AMOUNT, NUMBER
from bureau.understanding.times.strangers import BLANK
from bureau.understanding.times.vocabulary import any_of


@dataclass(frozen=True, slots=True)
class Token:
    """One word of time: its kind, its stretch of the text, and its parts by name."""

    kind: str
    start: int
    end: int
    said: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """Return a part by name, empty where it was not said."""
        return self.said.get(name, "")


def tokens(text: str) -> list[Token]:
    """Return every word of time that stands in a time's company."""
    found: list[Token] = []
    at = 0
    while match := _pattern().search(text, at):
        said = {name: value for name, value in match.groupdict().items() if value}
        kind = match.lastgroup or ""
        token = _pointing(Token(kind, match.start(), match.end(), said), text, found)
        if _in_company(token, text, found):
            found.append(token)
            at = match.end()
        else:
            at = match.start() + 1
    return found


def _pointing(token: Token, text: str, before: list[Token]) -> Token:
    """Return 次日, 当晚 or 那天 as what it points to, open where nothing stands before it."""
    if token.kind not in ("next", "open"):
        return token
    last = before[-1] if before else None
    words = text[token.start : token.end]
    if last is not None and last.kind == "to" and token.kind == "next":
        return token
    beside = last is not None and last.kind in _DATES and last.end == token.start
    if beside and words in ("当晚", "那晚"):
        return Token("short", token.start, token.end, {"sp_name": words[-1]})
    if beside and words in ("当天", "那天", "当日", "这天", "那几天"):
        return Token("later", token.start, token.end, {})
    return Token("open", token.start, token.end, {})


# Which day a lone 12号 may be: not a house's, whose road or estate stands before it.
_OPENING = re.compile(r"(?:^|[,。;!?:\n、(\"“]|[我们家边里近的了和跟在从自于是到至])\s*$")
_DAY_FOLLOWS = re.compile(
    r"\s?(?:的?(?:[早晚夜]|上午|下午|中午|凌晨|半夜|深夜|傍晚|清晨|白天|大半夜|后半夜|前半夜|午后)|那[天晚]|当[天晚]|左右|前后"
    rf"|以后|之后|之前|以前|后(?![面门院])|起(?!重)|开始|以来|至今|\(?周[一二三四五六日]|{NUMBER}[点:时](?!意见)"
    rf"|(?:到现在|[到至~、和-]{NUMBER}[号日]))"
)
_DAY_GOES_ON = re.compile(
    r"\s?(?:就|又|也|还|才|我|闻|看|听|发现|投诉|举报|反映|打|下雨|[,。;!]|$)"
)
_DAY_BEFORE = {"month", "from", "to", "and", "mday", "date", "repeat", "week"}
_ONE_FOLLOWS = re.compile(r"\s?(?:多|左右|[到至~-]|整|开始|以后|之后|以前|之前|许|不到|出头)")
_DATES = {"date", "mday", "full", "pointed", "day", "weekday", "moon", "festival", "term", "eve"}
_FROM_REACHES, _GAP = 24, 8
_APART = re.compile(f"[,。;!?\n{BLANK}]")
_CLOCKED = {"minute", "few_minutes", "half", "quarter", "lack"}
_WHEN = {"part", "day", "mday", "date", "weekday", "full", "clock", "to", "from", "about", "ref"}
_DAYS = {"day", "short_day", "mday", "date", "weekday", "full", "pointed", "repeat", "weekend"}


def _in_company(token: Token, text: str, before: list[Token]) -> bool:
    """Return whether what may be a word of time is one, by what stands beside it."""
    last = before[-1] if before else None
    beside = last if last and not text[last.end : token.start].strip(" 的") else None
    after = text[token.end :]
    if token.kind == "mday":
        return _is_day(token, text, beside)
    if token.kind == "clock" and token["hour"] == "一" and not _CLOCKED & token.said.keys():
        company = beside is not None and beside.kind in _WHEN | {"short"}
        return company or "钟" in text[token.start : token.end] or bool(_ONE_FOLLOWS.match(after))
    if token.kind == "short":
        return (beside is not None and beside.kind in _DAYS) or bool(
            re.match(rf"上?\s?(?:\d{{1,2}}[点:]|[{NUMERALS}]+点)(?!意见)", after)
        )
    if token.kind == "later" and text[token.start : token.end] in ("多", "许", "不到", "出头"):
        return beside is not None and beside.kind in ("clock", "length")
    if token.kind == "to" and last is not None and _from_there(token, text, before):
        return True
    if token.kind in ("before", "after", "around", "to", "and", "later"):
        return beside is not None
    if token.kind == "condition":
        return beside is not None and beside.kind in ("repeat", "condition")
    if token.kind == "done":
        return beside is not None and beside.kind == "length"
    return True


def _from_there(token: Token, text: str, before: list[Token]) -> bool:
    """Return whether a 从 stands so near that 闻到今天早上 ends what it begins."""
    near = [word for word in before if token.start - word.start <= _FROM_REACHES]
    gap = text[before[-1].end : token.start]
    return any(word.kind == "from" for word in near) and not _APART.search(gap)


def _is_day(token: Token, text: str, beside: Token | None) -> bool:
    before, after = text[: token.start], text[token.end :]
    if beside is not None and beside.kind in _DAY_BEFORE:
        return not re.match(r"[楼幢栋室]", after)
    if re.fullmatch(r"\s*", before) and re.fullmatch(r"\s*[,。!]?\s*", after):
        return True
    opening = bool(_OPENING.search(before)) or _after_town(before)
    if token["md_sign"] == "日":
        return not re.search("[每周期拜近续第限满达几]$", before) and (
            opening or bool(_DAY_FOLLOWS.match(after))
        )
    if not opening:
        return False
    at_start = re.search(r"^\s*$|[我们]$", before) is not None
    return bool(_DAY_FOLLOWS.match(after)) or (at_start and bool(_DAY_GOES_ON.match(after)))


def _after_town(before: str) -> bool:
    """Return whether a town's name ends there: 王店12号晚上 is a day."""
    mention = gazetteer().best(before[-8:])
    return mention is not None and not before[-8:][mention.end :].strip("镇街道县市区 ")


def runs(text: str) -> Iterator[list[Token]]:
    """Return the words of time in groups of what is said in one breath."""
    group: list[Token] = []
    for token in tokens(text):
        if group and not _goes_on(group, token, text):
            yield group
            group = []
        group.append(token)
    if group:
        yield group


_MORE_EXACT = {"part", "clock", "digital", "short", "about"}
_ALONE = {"lately", "now", "just_now"}
_WITHOUT_HOUR = {"day", "date", "mday", "full", "weekday", "part", "pointed", "festival", "lunar"}


def _goes_on(group: list[Token], token: Token, text: str) -> bool:
    gap = text[group[-1].end : token.start]
    if _ALONE & {token.kind, group[-1].kind}:
        return False
    if token.kind == "repeat" and group[-1].kind != "repeat":
        return False
    if not gap.strip(" 的("):
        return True
    if gap.strip() in (",", "、,", ")") and token.kind in _MORE_EXACT:
        return group[-1].kind in _WITHOUT_HOUR and group[-1].kind != token.kind
    # 从昨晚臭到现在
    if group[0].kind == "from" and token.kind in ("to", "since"):
        # 从这条路开始 is no time, but 自开业以来 is.
        told = len(group) > 1 or text[token.start : token.end] == "以来"
        return told and len(gap) <= _GAP and not _APART.search(gap)
    return False


@cache
def _pattern() -> re.Pattern[str]:
    """Build the pattern of every kind, once a process."""
    said = yaml_beside(__file__, "shapes.yml")
    pieces = {name: _group(piece) for name, piece in said["pieces"].items()}
    pieces |= {"number": NUMBER, "numerals": NUMERALS, "amount": AMOUNT}
    kinds = {kind: "|".join(shapes) for kind, shapes in said["kinds"].items()}
    return re.compile("|".join(f"(?P<{kind}>{_filled(kinds[kind], pieces)})" for kind in kinds))


def _group(piece: str) -> str:
    return f"(?:{''.join(piece.split())})"


def _filled(shape: str, pieces: dict[str, str]) -> str:
    """Put pieces and lists of words in where they are named."""
    while "@" in shape:
        shape = re.sub(
            "@([a-z_]+)",
            lambda name: pieces[name[1]] if name[1] in pieces else f"(?:{any_of(name[1])})",
            shape,
        )
    return shape
