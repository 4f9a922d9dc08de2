"""How sure it is that the library knows what is asked: a gate before anything is said.

A logistic regression over what the search found and how the question reads; its weights in
`judging.yml` are fitted by `python -m bench fit_answers`. The best score of a search alone does
not tell what is asked of the library from what is not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

from basis.packaged import words_beside
from bureau.answers.gate import openness
from bureau.answers.index import ELSEWHERE, Enquiry, PassageIndex
from bureau.answers.model import Scored
from bureau.answers.terms import weight

FEATURES = (
    "score", "lexical", "likeness", "near", "middle", "meaning", "kind", "matter", "words_held",
    "pairs_held", "concepts_held", "kinds_held", "rarest_missing", "margin", "few_terms",
    "openness",
)  # fmt: skip


def evidence(enquiry: Enquiry, ranked: Sequence[Scored], index: PassageIndex) -> dict[str, float]:
    """Return what speaks for the best passage and against it, each about 0 to 1."""
    best = ranked[0]
    terms, held = enquiry.terms, set(index.terms_of(best.spot))
    next_other = next(
        (each.score for each in ranked[1:] if each.spot.text.key != best.spot.text.key), 0.0
    )
    missing = [index.rarity(t) for t in terms if t not in held and t[0] in "cw"]
    content = sum(1 for term in terms if term[0] in "cw")
    return {
        "score": best.score,
        **best.views,
        "words_held": _held("w", terms, held, index),
        "pairs_held": _held("b", terms, held, index),
        "concepts_held": _held("c", terms, held, index),
        "kinds_held": _held("k", terms, held, index),
        "rarest_missing": max(missing, default=0.0) / index.rarity(""),
        "margin": best.score - next_other,
        "few_terms": 1.0 / (1 + content),
        "openness": math.tanh(openness(enquiry.question, enquiry.vector) / 4),
        # What holds here says nothing of another city.
        "foreign": float(ELSEWHERE in terms and ELSEWHERE not in held),
    }


def sureness(found: Mapping[str, float]) -> float:
    """Return how likely it is that the passage answers the question, 0 to 1."""
    if found["foreign"]:
        return 0.0
    weights = _weights()
    total = weights["bias"] + sum(weights[name] * found[name] for name in FEATURES)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def threshold(name: str) -> float:
    """Return a threshold: `known`, or `near` for how near candidates are offered together."""
    return float(words_beside(__file__)["thresholds"][name])


def _held(sort: str, terms: Mapping[str, int], held: set[str], index: PassageIndex) -> float:
    worth = {term: weight(term) * index.rarity(term) for term in terms if term[0] == sort}
    whole = sum(worth.values())
    return sum(value for term, value in worth.items() if term in held) / whole if whole else 0.5


@cache
def _weights() -> dict[str, float]:
    return {name: float(value) for name, value in words_beside(__file__)["weights"].items()}
