"""Reads one answer as people write it: numbers, Chinese numerals, titles and plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from basis.answers import clean, number
from surveys.interview.degrees import compared
from surveys.interview.quantities import length_option, stated_number
from surveys.questionnaire.kinds import KINDS, AnswerForm
from surveys.questionnaire.phrases import phrases
from surveys.questionnaire.question import ELSEWHERE, Question

# Resolves a text to a town: official 9-digit code and name, or None.
Resolver = Callable[[str], tuple[str, str] | None]

LONGEST_TEXT = 500
_LONGEST_SENTENCE = 14  # in a longer one, a word like 满意 is rarely the answer itself

_NUMBER_AND_TITLE = re.compile(r"(\d{1,2})\s*[.、:,，)\s]*\s*(\D.*)")
_SEPARATORS = re.compile(r"[\s,，、;；/+和跟与.]+")
_QUESTION = re.compile(r"[?？]|吗|什么|怎么|为啥|谁|哪")
_NEGATIONS = "不没未别非无莫"


def read(question: Question, text: str, resolve: Resolver) -> tuple[str, str] | None:
    """Return the value that a message gives to a question and how it reads, or None.

    Values: an option's value (several joined by commas), a number as digits, a town's code, or
    the text itself for a free answer.
    """
    return _READERS[KINDS[question.kind].reading](question, text, resolve)


def _read_text(question: Question, text: str, resolve: Resolver) -> tuple[str, str] | None:
    whole = _storable(text).strip()
    return (whole, whole) if whole and len(whole) <= LONGEST_TEXT else None


def _read_number(question: Question, text: str, resolve: Resolver) -> tuple[str, str] | None:
    stated = number(text)
    if stated is None and len(text) <= _LONGEST_SENTENCE and not _QUESTION.search(text):
        stated = stated_number(clean(text), low=question.low, high=question.high)
    if stated is None or not question.low <= stated <= question.high:
        return None
    return str(stated), f"{stated}{question.unit}"


def _read_one(question: Question, text: str, resolve: Resolver) -> tuple[str, str] | None:
    plain = clean(text)
    value = _one(question, plain) if plain else None
    if value is None:
        value = _meant(question, plain)
    return None if value is None else (value, question.title(value))


def _meant(question: Question, plain: str) -> str | None:
    """Return the option that a length of time, or a comparison, in plain words falls into."""
    titles = [option.title for option in question.options]
    place = length_option(plain, titles)
    if place is None and len(plain) <= _LONGEST_SENTENCE and not _QUESTION.search(plain):
        place = compared(plain, titles)
    return None if place is None else question.options[place].value


def _read_several(question: Question, text: str, resolve: Resolver) -> tuple[str, str] | None:
    plain = clean(text)
    value = _several(question, plain) if plain else None
    return None if value is None else (value, question.title(value))


def _read_place(question: Question, text: str, resolve: Resolver) -> tuple[str, str] | None:
    plain = clean(text)
    if not plain:
        return None
    if question.elsewhere and (
        plain in (ELSEWHERE, "1", clean(question.elsewhere)) or plain in phrases().elsewhere
    ):
        return ELSEWHERE, question.elsewhere
    return resolve(plain)


_READERS: Mapping[AnswerForm, Callable[[Question, str, Resolver], tuple[str, str] | None]] = {
    AnswerForm.ONE: _read_one,
    AnswerForm.SEVERAL: _read_several,
    AnswerForm.NUMBER: _read_number,
    AnswerForm.TEXT: _read_text,
    AnswerForm.PLACE: _read_place,
}


def _storable(text: str) -> str:
    """Without control characters and halves of characters, which no database takes."""
    plain = text.encode("utf-8", "ignore").decode()
    return "".join(char for char in plain if char >= " " or char in "\n\t")


def _one(question: Question, plain: str) -> str | None:
    if plain in {option.value for option in question.options}:
        return plain
    vocabulary = _vocabulary(question)
    if plain in vocabulary:
        return vocabulary[plain]
    stated = number(plain)
    if stated is not None:
        return _at(question, stated)
    if (both := _NUMBER_AND_TITLE.fullmatch(plain)) is not None:
        numbered, worded = _at(question, int(both[1])), _spoken(both[2], vocabulary)
        return numbered if numbered == worded else None
    return _spoken(plain, vocabulary)


def _several(question: Question, plain: str) -> str | None:
    if plain in phrases().everything:
        return ",".join(option.value for option in question.options)
    if (single := _one(question, plain)) is not None:
        return single
    parts: Iterable[str] = [part for part in _SEPARATORS.split(plain) if part]
    if plain.isdigit() and len(question.options) < 10:
        parts = plain
    chosen = {_one(question, part) for part in parts}
    if not chosen or None in chosen:
        return None
    return ",".join(option.value for option in question.options if option.value in chosen)


def _at(question: Question, position: int) -> str | None:
    if not 1 <= position <= len(question.options):
        return None
    return question.options[position - 1].value


@lru_cache(maxsize=256)
def _vocabulary(question: Question) -> dict[str, str]:
    """Every title and word that stands for an option, the question's own before the general."""
    words: dict[str, str] = {}
    for option in question.options:
        for spoken in (option.title, *option.words):
            words.setdefault(clean(spoken), option.value)
    if KINDS[question.kind].scored:
        for value, general in phrases().five_point.items():
            for spoken in general:
                words.setdefault(clean(spoken), value)
    return words


def _spoken(plain: str, vocabulary: dict[str, str]) -> str | None:
    """The option named inside a short sentence; None if none, several, or negated."""
    if plain in vocabulary:
        return vocabulary[plain]
    if len(plain) > _LONGEST_SENTENCE or _QUESTION.search(plain):
        return None
    found: set[str] = set()
    rest = plain
    for word in sorted((w for w in vocabulary if len(w) > 1), key=len, reverse=True):
        start = rest.find(word)
        if start < 0:
            continue
        if set(rest[max(0, start - 2) : start]) & set(_NEGATIONS):
            return None
        if rest[start + len(word) :].startswith("度"):
            return None  # 满意度 speaks of the survey, not of being content
        found.add(vocabulary[word])
        rest = rest.replace(word, "\n" * len(word))
    return found.pop() if len(found) == 1 else None
