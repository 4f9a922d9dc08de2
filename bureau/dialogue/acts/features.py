"""What a message looks like to the models: short runs of characters, concepts, the setting."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import combinations

from basis.packaged import yaml_beside
from bureau.dialogue.acts.model import Setting

LONGEST_RUN = 3
# Runs of up to so many characters are also taken together with the setting.
LONGEST_SITUATED_RUN = 2
# A long message is read by its beginning and its end.
HEAD, TAIL = 200, 60
# Questions that are answered in the same kinds of ways share what is learned of them.
_FAMILIES = {
    Setting.MATTER: "form", Setting.PLACE: "form", Setting.TIME: "form",
    Setting.DETAIL: "form", Setting.SUPPLEMENT: "form",
    Setting.SAME: "yesno", Setting.YESNO: "yesno",
}  # fmt: skip
_LENGTHS = (0, 1, 2, 4, 7, 12, 25, 60)
_DIGITS = re.compile(r"\d+")
_MARKS = re.compile(r"[\s,.!;:~…、，。！；：“”‘’\"'()（）【】《》\[\]<>*_—\-]+")
_QUESTIONS = re.compile(r"[?]+")
_ASKS = re.compile(r"(?:吗|么|呢|\?|没有|没|不|多久|怎么样|怎么办|多少|啥|什么|谁|哪里)$")


def fold(text: str) -> str:
    """Return the form that features are taken from.

    Lower case, digits as one 0, punctuation as one blank, question marks as one.
    """
    if len(text) > HEAD + TAIL:
        text = f"{text[:HEAD]} {text[-TAIL:]}"
    text = _DIGITS.sub("0", unicodedata.normalize("NFKC", text).lower())
    return _MARKS.sub(" ", _QUESTIONS.sub("?", text)).strip()


def runs(folded: str) -> set[str]:
    """Return the runs of one to `LONGEST_RUN` characters, the ends marked."""
    framed = f"^{folded}$"
    return {
        framed[start : start + length]
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(framed) - length + 1)
    }


def act_features(text: str, setting: Setting) -> set[str]:
    """Return the names of what tells the act of a message: its runs alone and in its setting."""
    folded = fold(text)
    family = _FAMILIES.get(setting, str(setting))
    found = runs(folded)
    names = found | {f"{family}|{run}" for run in found if len(run) <= LONGEST_SITUATED_RUN}
    present = concepts("act_concepts", folded)
    names |= {f"#{name}" for name in present} | {f"#{name}|{family}" for name in present}
    names |= {f"#{one}&{other}" for one, other in combinations(present, 2)}
    length = next((bound for bound in _LENGTHS if len(folded) <= bound), "longer")
    names |= {f"@{setting}", f"@{family}", f"%{length}", f"%{length}|{setting}"}
    if _ASKS.search(folded):
        names |= {"?end", f"?end|{family}"}
    if "0" in folded:
        names |= {f"0|{setting}"}
    return names


def alarm_features(text: str) -> set[str]:
    """Return the names of what tells danger and despair: runs, concepts, and pairs of concepts."""
    folded = fold(text)
    present = concepts("alarm_concepts", folded)
    return (
        runs(folded)
        | {f"#{name}" for name in present}
        | {f"#{one}&{other}" for one, other in combinations(present, 2)}
    )


def concepts(table: str, folded: str) -> list[str]:
    """Return the names of the concepts of a table whose words are in a message, sorted."""
    return [name for name, words in _patterns(table) if words.search(folded)]


@cache
def _patterns(table: str) -> list[tuple[str, re.Pattern[str]]]:
    words = yaml_beside(__file__, f"{table}.yml")
    return [(name, re.compile(str(words[name]))) for name in sorted(words)]
