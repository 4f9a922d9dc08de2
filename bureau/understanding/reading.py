"""Reading a message for everything a report needs beside its intent."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from bureau.places import gazetteer, word_bounds
from bureau.places.model import Place
from bureau.understanding import times
from bureau.understanding.firms import firm_shapes, read_firm
from bureau.understanding.model import Clues
from bureau.understanding.spots import read_spot, shapes
from bureau.understanding.words import words

# 不是王店,是新塍; 把王店改成新塍: what is taken back is no clue.
_END = r",。;!?\uff0c\uff1b\uff01\uff1f"
_TAKEN_BACK = re.compile(
    rf"(?<![是可])不是[^{_END}是]{{1,15}}?(?=[{_END} ]*是)"
    rf"|(?<![是可])不是[^{_END}是 ]{{1,15}}?(?=[{_END} ]|是|$)"
    rf"|把[^{_END}]{{1,15}}?(?=[改换][成为回到做])"
    # 刚才说错了 is of the talk; 今晚 哦不 昨晚 takes back the first; 别写现在 wants it left out.
    r"|(?:刚刚?|刚才|前面|上面)(?:那句)?(?:(?:说|讲|答|问)|(?:写|打|发|记|报|看)(?=错|的|过|了|漏|反))"
    r"|(?:刚刚?|刚才)(?=停|好了|散|结束|没了)"
    r"|(?:今|昨|前)(?:天|晚|早|夜|日)(?=[,，。 ]*(?:哦|噢|喔|啊|呃|额|哎|唉)?[,，。 ]*"
    r"(?:不对|不|错了|说错了?)[,，。 !！]*(?:是)?(?:今|昨|前|大前))"
    r"|(?:别|不要|勿要|弗要)(?:给我)?(?:写|记|填|说|讲)(?:成|上)?(?:现在|还有|正在|刚才|今天)(?:还有|发生|在)?"
)
LONGEST = 1500
"""Characters read of a very long letter: its clues stand at the beginning."""


def read(text: str, *, at: datetime, home: Place | str | None = None) -> Clues:
    """Find place, time, odor, strength, effect, firm, urgency in a message.

    `at` (aware) is when the message came; `home` is the citizen's own place or its code, which
    我家 stands for. Never raises for any text; what is not said stays empty.
    """
    written = text[:LONGEST].strip()
    if not written:
        return Clues()
    plain = _plain(written)
    plain = _TAKEN_BACK.sub(_blank, plain) if _TAKEN_BACK.sub("", plain) else plain
    known = words()
    # The words of time are the citizen's own, so that they are read from the message as written.
    time = times.read_time(_TAKEN_BACK.sub(_blank, written), at)
    # Words of time end in 点 or 号 and would pass for a part of a name.
    without_time = _without(plain, _plain(time.text)) if time else plain
    here = gazetteer().get(home) if isinstance(home, str) else home
    spot = read_spot(without_time, here, written)
    smells = known.smell(plain)
    sources = dict.fromkeys(source for odor in smells for source in odor.sources)
    return Clues(
        found_place=spot.place,
        place_text=spot.text,
        exact_place=spot.exact,
        time=time,
        odor_qualities=tuple(odor.name for odor in smells),
        likely_sources=tuple(sources),
        intensity=known.strength(plain),
        ongoing=False if known.unwritten.search(_plain(written)) else known.goes_on(plain),
        effects=known.harm(plain),
        suspected_firm=read_firm(without_time),
        urgent=known.is_urgent(plain),
        anonymous=bool(known.anonymous.search(plain)) and not known.signed.search(plain),
        signed=bool(known.signed.search(plain)),
    )


def _plain(written: str) -> str:
    """Return a text with wide letters and marks made plain, each in its own position."""
    folded = (unicodedata.normalize("NFKC", char) for char in written)
    return "".join(
        plain if len(plain) == 1 else char for char, plain in zip(written, folded, strict=True)
    )


def _without(text: str, words: str) -> str:
    return text.replace(words, "," * len(words))


def _blank(match: re.Match[str]) -> str:
    return "," * len(match.group())


def warm() -> None:
    """Load every table, so that the first message waits for none of them."""
    gazetteer()
    word_bounds.warm()
    words()
    shapes()
    firm_shapes()
    times.warm()
