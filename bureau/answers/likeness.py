"""Which questions ask alike, and which passages say two things of one matter."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache

from basis.packaged import yaml_beside
from bureau.answers.figures import quantities, stated
from bureau.answers.index import Enquiry, PassageIndex, ReadyPassage
from bureau.answers.model import Contradiction, Force, PassageSpot, QuestionGroup, Unanswered
from bureau.answers.terms import question_terms, weight

# The cosine of their terms from which two questions are shown together.
ALIKE = 0.5
# The likeness from which two passages are on one matter.
SAME_MATTER = 0.62


def grouped(questions: Sequence[Unanswered]) -> list[QuestionGroup]:
    """Return the questions in groups that ask alike, the most asked first.

    A question joins the group whose most asked question it is nearest to.
    """
    ordered = sorted(questions, key=lambda each: (-each.count, each.id))
    heads: list[tuple[Counter[str], list[Unanswered]]] = []
    for question in ordered:
        terms = question_terms(question.text)
        near = max(heads, key=lambda head: cosine(terms, head[0]), default=None)
        if near is not None and cosine(terms, near[0]) >= ALIKE:
            near[1].append(question)
        else:
            heads.append((terms, [question]))
    groups = [QuestionGroup(tuple(members)) for _, members in heads]
    return sorted(groups, key=lambda group: (-group.count, -group.last.timestamp()))


def cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Return how near two bags of terms are, 0 to 1; single characters chance to be shared."""
    shared = sum(weight(term) ** 2 for term in one if term in other and term[0] != "u")
    return shared / (_norm(one) * _norm(other)) if shared else 0.0


def contradictions(
    index: PassageIndex, prepared: Sequence[ReadyPassage], *, on: date
) -> list[Contradiction]:
    """Return the passages in force of two texts that state other figures of one matter."""
    found = []
    seen: set[frozenset[str]] = set()
    for each in prepared:
        if each.spot.text.force(on) is not Force.IN_FORCE or each.asked_vectors is None:
            continue
        for asked, vector in zip(each.asked, each.asked_vectors, strict=True):
            for near in index.search(Enquiry("", asked, vector), most=4):
                pair = frozenset({each.spot.key, near.spot.key})
                other = near.spot
                if len(pair) < 2 or pair in seen or near.score < SAME_MATTER:
                    continue
                if other.text.key == each.spot.text.key or each.spot.key in other.text.see_also:
                    continue
                if other.text.force(on) is Force.IN_FORCE and (told := _differ(each.spot, other)):
                    seen.add(pair)
                    found.append(Contradiction(each.spot, other, told))
    return found


def _differ(one: PassageSpot, other: PassageSpot) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the figures of two passages where one states others than the other in a unit."""
    ours, theirs = _by_unit(one), _by_unit(other)
    for unit in ours.keys() & theirs.keys() & _weighed():
        if not ours[unit] & theirs[unit]:
            return _said(one, unit), _said(other, unit)
    return None


def _by_unit(spot: PassageSpot) -> dict[str, set[Fraction]]:
    values: dict[str, set[Fraction]] = {}
    for quantity in quantities(spot.passage.text):
        values.setdefault(quantity.unit, set()).add(quantity.value)
    return values


def _said(spot: PassageSpot, unit: str) -> tuple[str, ...]:
    return tuple(words for quantity, words in stated(spot.passage.text) if quantity.unit == unit)


def _norm(terms: Mapping[str, int]) -> float:
    return math.sqrt(sum(weight(term) ** 2 for term in terms if term[0] != "u"))


@cache
def _weighed() -> frozenset[str]:
    return frozenset(yaml_beside(__file__, "figures.yml")["weighed"])
