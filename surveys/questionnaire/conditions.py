"""Branching and screening as other survey tools write them: who still sees a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from surveys.questionnaire.model import Questionnaire
from surveys.questionnaire.question import Question

# Writes that question `q` has the value `v` in the tool's own language.
Equals = Callable[[Question, str], str]
# Writes that the number of question `q` lies from `low` to `high`.
Between = Callable[[Question, int, int], str]

_TERM = re.compile(
    r"""^\(*\s*(?:selected\s*\(\s*)?\$\{\s*(\w+)\s*\}\s*(?:,|==?)\s*"""
    r"""(?:(['"])(?P<quoted>[^'"]*)\2|(?P<plain>\d+))\s*\)*$"""
)
# As word processors turn them: “1”, ‘1’, ＂1＂, `1`.
_QUOTES = str.maketrans("“”„＂«»「」‘’‚＇`´＝（）", '"' * 8 + "'" * 6 + "=()")


def relevance(
    questionnaire: Questionnaire, question: Question, *, equals: Equals, between: Between
) -> str:
    """When a question is asked: its own branch, and every screening question before it passed."""
    parts = []
    for name, values in question.when:
        source = questionnaire.question(name)
        ordered = [value for value in source.values if value in values]
        parts.append(_any(equals(source, value) for value in ordered))
    for earlier in questionnaire.questions:
        if earlier.id == question.id:
            break
        if earlier.screen is not None:
            parts.append(passes(earlier, equals=equals, between=between))
    return " and ".join(part for part in parts if part)


def passes(question: Question, *, equals: Equals, between: Between) -> str:
    """That a screening question lets people go on, empty where the tool cannot say it."""
    screen = question.screen
    if screen is None:
        return ""
    if screen.low is not None and screen.high is not None:
        return between(question, screen.low, screen.high)
    return _any(equals(question, v) for v in question.values if screen.passes(v))


def parse_relevant(text: str) -> Mapping[str, list[str]] | None:
    """Our form of `(${q} = 'a' or ${q} = 'b') and …`; None for what says more than that."""
    when: dict[str, list[str]] = {}
    parts = re.split(r"\s+and\s+", text.translate(_QUOTES).strip())
    for part in map(str.strip, parts):
        names: set[str] = set()
        values: list[str] = []
        terms = re.split(r"\s+or\s+", part)
        # Without brackets `and` binds first, and that is another condition.
        is_bracketed = part.startswith("(") and part.endswith(")")
        if part.count("(") != part.count(")"):
            return None
        if len(parts) > 1 and len(terms) > 1 and not is_bracketed:
            return None
        for term in terms:
            found = _TERM.match(term.strip())
            if found is None:
                return None
            names.add(found[1])
            values.append(found["plain"] or found["quoted"] or "")
        if len(names) != 1 or names & set(when):
            return None
        when[names.pop()] = values
    return when


def _any(terms: Iterable[str]) -> str:
    written = [term for term in terms if term]
    if len(written) < 2:
        return "".join(written)
    return f"({' or '.join(written)})"
