"""Which answer a question about the work gets, from `faq.yml`."""

from __future__ import annotations

from functools import cache

from basis.packaged import yaml_beside
from bureau.dialogue.acts.features import concepts, fold

# What a question is about by its concepts, where no word of `faq.yml` stands in it.
_ABOUT = {"privacy": "privacy", "anonymous": "privacy", "howlong": "howlong"}


def answer_to(text: str) -> str | None:
    """Return the name of the answer whose words, or else whose concept, a question contains."""
    for answer, words in _faq():
        if any(word in text for word in words):
            return answer
    found = concepts("act_concepts", fold(text))
    return next((answer for concept, answer in _ABOUT.items() if concept in found), None)


@cache
def _faq() -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = yaml_beside(__file__, "faq.yml")
    return tuple((entry["answer"], tuple(entry["words"])) for entry in entries)
