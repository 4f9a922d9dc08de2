"""Which answer a question about the work gets, from `faq.yml`."""

from __future__ import annotations

import re
from functools import cache

from basis.packaged import yaml_beside
from bureau.dialogue.acts.features import concepts, fold
from bureau.dialogue.phrases import contains

# What a question is about by its concepts, where no word of `faq.yml` stands in it.
_ABOUT = {"privacy": "privacy", "anonymous": "privacy", "howlong": "howlong"}


def answer_to(text: str) -> str | None:
    """Return the name of the answer whose words, or else whose concept, a question contains."""
    for answer, words in _faq():
        if words.search(text):
            return answer
    found = concepts("act_concepts", fold(text))
    return next((answer for concept, answer in _ABOUT.items() if concept in found), None)


# 交了之后谁负责 asks what comes then.
_AFTERWARDS = re.compile("[交报记功]了?[之以]?后")


def asks_whether_filed(text: str) -> bool:
    """Return whether it is asked if a report went through: 是不是就算登记成功了."""
    return contains(text, "handed_in") and not _AFTERWARDS.search(text)


@cache
def _faq() -> tuple[tuple[str, re.Pattern[str]], ...]:
    entries = yaml_beside(__file__, "faq.yml")
    return tuple((entry["answer"], re.compile("|".join(entry["words"]))) for entry in entries)
