"""Which answer a question about the work gets, from `faq.yml`."""

from __future__ import annotations

from functools import cache

from basis.packaged import yaml_beside


def answer_to(text: str) -> str | None:
    """Return the name of the answer whose words a question contains."""
    return next((answer for answer, words in _faq() if any(word in text for word in words)), None)


@cache
def _faq() -> tuple[tuple[str, tuple[str, ...]], ...]:
    entries = yaml_beside(__file__, "faq.yml")
    return tuple((entry["answer"], tuple(entry["words"])) for entry in entries)
