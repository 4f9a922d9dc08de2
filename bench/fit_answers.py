"""Fits what the library's views and its gate count, on the questions that are not held out.

Run `python -m bench fit_answers`; prints the lines of `bureau/answers/index.yml` and `judging.yml`.
Views: a softmax over the entries (McFadden 1974), likelihood maximised over the open questions and
over every hint, asked of an index that lacks it. Gate: a logistic regression, by turns over five
parts, on whether the best passage is the right one.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from basis.packaged import words_beside
from bench.answers import Asked, questions, shelves
from bureau.answers import gate
from bureau.answers import index as index_module
from bureau.answers.index import Enquiry, PassageIndex, prepare
from bureau.answers.judging import FEATURES, evidence
from bureau.answers.terms import asked as bare
from bureau.answers.vectors import vectors
from bureau.dialogue.enquiry import may_want_to_know
from bureau.settings import ROOT

SHRINK = 0.02
PARTS = 5
# A question that was written to be asked counts as so many hints, which are left out by thirds.
OPEN_COUNTS, HINT_PARTS = 3, 3
# So much of what is reported may be taken for a question.
TAKEN_FOR_QUESTIONS = 0.003
JOINTS = (", ", " ", ".")
ELSEWHERE = ("other_government", "out_of_scope", "small_talk", "report", "insult")
MOST_ELSEWHERE = 4000
BESIDE = Path(__file__).with_name("answers") / "beside.yml"


def main() -> None:
    held = shelves().now()
    asked = [each for each in questions() if each.entry and each.held == "seen"]
    # Of questions that nobody answers, every other one is kept for measuring.
    unknown = [each for each in questions() if each.entry is None][::2]
    fit_views(held, [each for each in asked if each.entry in held.texts])
    fit_wish(held, asked)
    fit_gate(held, [*asked, *unknown, *(Asked(each, None, "seen") for each in beside())])


def fit_views(held, asked: list[Asked]) -> None:
    names, cube, right = looked_at(held.index, asked)
    cubes, rights = [cube] * OPEN_COUNTS, [right] * OPEN_COUNTS
    for index, left_out in without_hints(held):
        _, cube, right = looked_at(index, left_out)
        cubes.append(cube)
        rights.append(right)
        print(f"hints left out: right first {leads(cube @ counts(names), right):.3f} as it stands")
    cube, right = np.concatenate(cubes), np.concatenate(rights)
    rows = np.arange(len(right))

    def loss(weights):
        score = cube @ weights
        score -= score.max(axis=1, keepdims=True)
        chance = np.exp(score)
        chance /= chance.sum(axis=1, keepdims=True)
        slope = ((chance[..., None] * cube).sum(1) - cube[rows, right]).mean(0)
        return -np.log(chance[rows, right] + 1e-12).mean(), slope

    best = minimize(loss, np.zeros(len(names)), jac=True, bounds=[(0, None)] * len(names)).x
    shares = ", ".join(f"{n}: {w:.3f}" for n, w in zip(names, best / best.sum(), strict=True))
    print(f"index.yml    views: {{{shares}}}")


def looked_at(index: PassageIndex, asked: list[Asked]):
    """Return the views' names, what each gives each passage for each question, and who is right."""
    keys = [spot.text.key for spot in index.spots]
    views = [index.views(Enquiry.of(each.question)) for each in asked]
    names = list(views[0])
    cube = np.stack([np.stack([view[name] for name in names], -1) for view in views])
    return names, cube.astype(np.float32), np.array([keys.index(each.entry) for each in asked])


def leads(score, right) -> float:
    return float((score.argmax(axis=1) == right).mean())


def counts(names: list[str]):
    known = words_beside(index_module.__file__)["views"]
    return np.array([known[name] for name in names])


def without_hints(held):
    """Return indexes that lack a third of the hints each, with what they lack as questions."""
    dice = random.Random(2)
    turns = {}
    for key, text in held.texts.items():
        for place, passage in enumerate(text.passages):
            order = list(range(len(passage.ask)))
            dice.shuffle(order)
            turns[key, place] = [each % HINT_PARTS for each in order]
    for part in range(HINT_PARTS):
        prepared, left_out = [], []
        for key, text in held.texts.items():
            passages = []
            for place, passage in enumerate(text.passages):
                pairs = list(zip(passage.ask, turns[key, place], strict=True))
                left_out += [Asked(hint, key, "seen") for hint, turn in pairs if turn == part]
                kept = tuple(hint for hint, turn in pairs if turn != part)
                passages.append(replace(passage, ask=kept))
            prepared += prepare(replace(text, passages=tuple(passages)))
        yield PassageIndex(prepared), left_out


def elsewhere() -> list[str]:
    """What people say to the assistant that no library answers."""
    return random.Random(0).sample(said(ELSEWHERE), MOST_ELSEWHERE)


def said(intents: tuple[str, ...] | None) -> list[str]:
    """What people say with these intents, or with all but reports and questions."""
    found = []
    for path in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        for section in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            intent = section.get("intent")
            wanted = intent in intents if intents else intent not in (None, "report", "question")
            if wanted and "examples" in section:
                lines = (re.sub(r"\{\w+\}", "", each) for each in section["examples"].splitlines())
                bare = (line.strip(" -") for line in lines)
                found += [line for line in bare if line and not line.startswith("/")]
    return found


def beside() -> list[str]:
    """Questions in the library's own words that it does not answer."""
    listed = yaml.safe_load(BESIDE.read_text(encoding="utf-8"))
    return [question for each in listed for question in each]


def fit_openness(held, asked: list[Asked]) -> np.ndarray:
    """Write the gate's weights; return its log-odds for each question, learned without it."""
    hints = [q for text in held.texts.values() for p in text.passages for q in p.ask]
    own, other = [each.question for each in asked], elsewhere()
    # What is not the library's is told thrice: there are few such questions, and they are near.
    worth = np.array([3.0 if each.entry is None else 1.0 for each in asked])
    table = features([*own, *hints, *other])
    labels = np.array(
        [each.entry is not None for each in asked] + [True] * len(hints) + [False] * len(other)
    )
    weights = np.concatenate([worth, np.ones(len(hints)), np.full(len(other), 0.5)])
    turns = np.concatenate([np.arange(len(own)) % 5, np.full(len(hints) + len(other), -1)])
    odds = np.zeros(len(own))
    for turn in range(5):
        learn = turns != turn
        model = LogisticRegression(C=10, max_iter=1000).fit(
            table[learn], labels[learn], weights[learn]
        )
        mine = np.flatnonzero(turns == turn)
        odds[mine] = model.decision_function(table[mine])
    model = LogisticRegression(C=10, max_iter=1000).fit(table, labels, weights)
    np.savez_compressed(
        gate.OPENNESS, weights=model.coef_[0].astype(np.float16), bias=model.intercept_[0]
    )
    print(f"written: {gate.OPENNESS.name}, {gate.OPENNESS.stat().st_size // 1024} KB")
    return odds


def fit_wish(held, asked: list[Asked]) -> None:
    """Write the weights that tell who asks from who reports; print the line between them."""
    part = {key: place % PARTS for place, key in enumerate(sorted(held.texts))}
    hints = [(q, part[key]) for key, t in held.texts.items() for p in t.passages for q in p.ask]
    own = [(each.question, part[each.entry]) for each in asked] + hints
    dice, reports = random.Random(1), said(("report",))
    reports += [dice.choice(JOINTS).join(dice.sample(reports, 2)) for _ in range(len(reports) // 2)]
    other = said(None)
    table = features([*(question for question, _ in own), *reports, *other])
    labels = np.arange(table.shape[0]) < len(own)
    turns = np.array(
        [turn for _, turn in own] + [dice.randrange(PARTS) for _ in [*reports, *other]]
    )
    worth = np.where(np.arange(len(labels)) < len(asked), 2.0, 1.0)
    odds = np.zeros(len(labels))
    for turn in range(PARTS):
        learn, rest = turns != turn, turns == turn
        model = LogisticRegression(C=10, max_iter=2000).fit(
            table[learn], labels[learn], worth[learn]
        )
        odds[rest] = model.decision_function(table[rest])
    # What the patterns take for a complaint is none, whatever its odds.
    told = odds[len(own) : len(own) + len(reports)]
    told = np.where([may_want_to_know(each) for each in reports], told, -np.inf)
    line = np.sort(told)[::-1][int(TAKEN_FOR_QUESTIONS * len(told))]
    asks = np.array([may_want_to_know(each.question) for each in asked])
    reached = (asks & (odds[: len(asked)] > line)).mean()
    print(f"judging.yml  wish: {line:.2f}  (questions by turns above it: {reached:.3f})")
    model = LogisticRegression(C=10, max_iter=2000).fit(table, labels, worth)
    np.savez_compressed(
        gate.WISH, weights=model.coef_[0].astype(np.float16), bias=model.intercept_[0]
    )


def features(sentences: list[str]):
    found = [gate.runs(each) for each in sentences]
    rows = np.repeat(np.arange(len(found)), [len(each) for each in found])
    worth = np.concatenate([np.full(len(each), 1 / np.sqrt(len(each))) for each in found])
    shape = (len(found), gate.BUCKETS)
    written = csr_matrix((worth, (rows, np.concatenate(found))), shape=shape)
    meant = csr_matrix(vectors([bare(each) for each in sentences]))
    kinds = csr_matrix(np.stack([gate.kinds(each) for each in sentences]))
    return hstack([meant, written, kinds]).tocsr()


def fit_gate(held, asked: list[Asked]) -> None:
    odds = fit_openness(held, asked)
    rows, labels, abroad = [], [], []
    for each in asked:
        enquiry = Enquiry.of(each.question)
        ranked = held.index.search(enquiry)
        found = evidence(enquiry, ranked, held.index)
        found["openness"] = np.tanh(odds[len(rows)] / 4)
        rows.append([found[name] for name in FEATURES])
        abroad.append(bool(found["foreign"]))
        # Where the right one is among the first, near candidates are offered: it is known.
        labels.append(each.entry is not None and each.entry in _first(ranked))
    table, truth = np.array(rows), np.array(labels, dtype=float)
    foreign = np.array(abroad)
    middle, spread = table.mean(0), table.std(0) + 1e-9
    scaled = np.column_stack([np.ones(len(table)), (table - middle) / spread])
    weigh = np.where(truth == 1, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))

    def fitted(x, y, w):
        def loss(weights):
            z = x @ weights
            slope = x.T @ (w * (1 / (1 + np.exp(-z)) - y)) / len(y)
            value = (w * (np.logaddexp(0, z) - y * z)).mean()
            ridge = SHRINK * np.r_[0, weights[1:]]
            return value + 0.5 * ridge @ weights, slope + ridge

        return minimize(loss, np.zeros(x.shape[1]), jac=True).x

    turns = np.random.default_rng(0).integers(0, 5, len(truth))
    out = np.zeros(len(truth))
    for turn in range(5):
        learn = turns != turn
        out[~learn] = scaled[~learn] @ fitted(scaled[learn], truth[learn], weigh[learn])
    answerable = np.array([each.entry is not None for each in asked])
    for cut in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        yes = (1 / (1 + np.exp(-out)) >= cut) & ~foreign
        print(
            f"by turns at {cut}: answerable answered {yes[answerable].mean():.3f}, "
            f"unanswerable refused {1 - yes[~answerable].mean():.3f}"
        )
    best = fitted(scaled, truth, weigh)
    slopes = best[1:] / spread
    bias = best[0] - slopes @ middle
    told = ", ".join(f"{n}: {w:.3f}" for n, w in zip(FEATURES, slopes, strict=True))
    print(f"judging.yml  weights: {{bias: {bias:.3f}, {told}}}")


def _first(ranked) -> list[str]:
    return [each.spot.text.key for each in ranked[:2]]


if __name__ == "__main__":
    main()
