"""What is said from a passage: its own sentences, and under them where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bureau.answers.figures import adds_figures
from bureau.answers.model import Force, LibraryText, PassageSpot
from bureau.answers.ports import Rephraser
from bureau.answers.reading.cutting import sentences
from bureau.answers.terms import question_terms, text_terms, weight
from bureau.answers.words import day, word

MOST_SENTENCES = 3
# An entry is written to be said; so many characters of another text are enough for a chat.
LONGEST = 220
SHORT_TITLE = 24


def chosen(spot: PassageSpot, question: str) -> str:
    """Return one to three sentences of a passage, to the letter: those next to what is asked."""
    told = sentences(spot.passage.text) or [spot.passage.text]
    if len(told) <= MOST_SENTENCES and len(spot.passage.text) <= LONGEST:
        return spot.passage.text
    terms = question_terms(question)
    worth = [sum(weight(term) for term in text_terms(each) if term in terms) for each in told]
    at = max(range(len(told)), key=lambda place: (worth[place], -place))
    first = last = at
    while last - first + 1 < MOST_SENTENCES:
        before = worth[first - 1] if first else -1.0
        after = worth[last + 1] if last + 1 < len(told) else -1.0
        new = last + 1 if after >= before else first - 1
        if max(before, after) <= 0 or len("".join(told[first : last + 1]) + told[new]) > LONGEST:
            break
        first, last = min(first, new), max(last, new)
    return "".join(told[first : last + 1])


def rephrased(words: str, *, spot: PassageSpot, question: str, rephraser: Rephraser | None) -> str:
    """Return the words as another says them, or as they are where a figure was added to them."""
    if rephraser is None:
        return words
    other = rephraser.rephrase(words=words, question=question).strip()
    return words if not other or adds_figures(other, spot.passage.text) else other


def source(spot: PassageSpot) -> str:
    """Return the lines that say where a passage stands: title, article, issuer, number, days."""
    text, said = spot.text, word("source", "between")
    article = spot.passage.article or text.article
    named = "title" if not article or article in text.title else "article"
    lines = [word("source", named, title=text.title, article=article)]
    facts = [text.issuer, text.number]
    if text.in_force:
        facts.append(word("source", "since", day=day(text.in_force)))
    if text.until:
        facts.append(word("source", "until", day=day(text.until)))
    lines.append(said.join(filter(None, facts)))
    if text.link:
        lines.append(word("source", "link", link=text.link))
    if not text.checked:
        lines.append(word("source", "unchecked"))
    return "\n".join(lines)


def out_of_force(text: LibraryText, texts: Mapping[str, LibraryText], *, on: date) -> str:
    """Return what is said of a text that does not hold, with its successor where one is known."""
    if text.force(on) is Force.COMING:
        assert text.in_force is not None, "it comes on a day"
        return word("coming", day=day(text.in_force))
    said = word("expired", day=day(text.until)) if text.until else word("expired_since")
    for key in text.see_also:
        next_one = texts.get(key)
        if next_one is not None and next_one.force(on) is Force.IN_FORCE:
            return said + word("successor", title=next_one.title)
    return said


def label(spot: PassageSpot) -> str:
    """Return what a passage answers, short enough for a button."""
    passage = spot.passage
    named = passage.ask[0] if passage.ask else passage.heading
    named = named or f"{spot.text.title} {passage.article}".strip()
    return named if len(named) <= SHORT_TITLE else f"{named[: SHORT_TITLE - 1]}…"
