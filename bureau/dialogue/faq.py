"""Which answer a question about the assistant and its reports gets, from `faq.yml`."""

from __future__ import annotations

import re
from functools import cache

from basis.packaged import yaml_beside
from bureau.dialogue.acts.features import concepts, fold
from bureau.dialogue.phrases import contains

# What a question is about by its concepts, where no word of `faq.yml` stands in it.
_ABOUT = {"privacy": "privacy", "anonymous": "privacy", "howlong": "howlong"}


def answer_to(text: str) -> str | None:
    """Return the name of the answer whose words a question about the service itself contains."""
    return _named(text, second=False)


def second_answer_to(text: str) -> str | None:
    """Return the answer for what the library does not know, by its words or else its concept."""
    if named := _named(text, second=True):
        return named
    found = concepts("act_concepts", fold(text))
    return next((answer for concept, answer in _ABOUT.items() if concept in found), None)


def _named(text: str, *, second: bool) -> str | None:
    return next(
        (name for name, last, words in _faq() if last is second and words.search(text)), None
    )


# 交了之后谁负责 asks what comes then.
_AFTERWARDS = re.compile("[交报记功]了?[之以]?后")


def asks_whether_filed(text: str) -> bool:
    """Return whether it is asked if a report went through: 是不是就算登记成功了."""
    return contains(text, "handed_in") and not _AFTERWARDS.search(text)


@cache
def _faq() -> tuple[tuple[str, bool, re.Pattern[str]], ...]:
    return tuple(
        (entry["answer"], bool(entry.get("second")), re.compile("|".join(entry["words"])))
        for entry in yaml_beside(__file__, "faq.yml")
    )
