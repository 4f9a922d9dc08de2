"""Learns the models of acts, danger and despair from the corpus; scikit-learn is used only here."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from basis.packaged import read_yaml
from bureau.dialogue.acts.corpus import FOLDER, NONE, ActExample, alarms, said
from bureau.dialogue.acts.features import act_features, alarm_features
from bureau.dialogue.acts.linear import Linear
from bureau.understanding.words import words

INTENTS = FOLDER.parent / "nlu"

SEED = 7
ROUNDS = 60
LEAST_SEEN = 2
# Inverse of the regularisation, chosen by five-fold checks within the learning half.
ACT_STRENGTH, ALARM_STRENGTH = 30.0, 10.0
ALARM_WEIGHT = 10.0
# Concepts say more than the runs of characters they were found in.
CONCEPT_WEIGHT = 4.0


def learn_acts(lessons: Sequence[ActExample]) -> Linear:
    """Return the model of acts: one chance an act, together 1."""
    names = [act_features(lesson.text, lesson.setting) for lesson in lessons]
    # A message that fits many situations counts no more than one that fits a single one.
    times = Counter((lesson.text, lesson.act) for lesson in lessons)
    weights = [times[lesson.text, lesson.act] ** -0.5 for lesson in lessons]
    return _fit(names, [str(lesson.act) for lesson in lessons], weights, ACT_STRENGTH)


def learn_alarm(messages: Sequence[tuple[str, str]]) -> Linear:
    """Return the model of danger or despair from messages with their kind, `none` among them."""
    names = [alarm_features(text) for text, _ in messages]
    # Danger is rare among messages, and to miss it is worse than to ask once too often.
    weights = [1.0 if kind == NONE else ALARM_WEIGHT for _, kind in messages]
    return _fit(names, [kind for _, kind in messages], weights, ALARM_STRENGTH)


def _fit(
    rows: Sequence[set[str]], labels: Sequence[str], weights: Sequence[float], strength: float
) -> Linear:
    seen = Counter(name for names in rows for name in names)
    vocabulary = {
        name: place
        for place, name in enumerate(
            sorted(name for name, times in seen.items() if times >= LEAST_SEEN)
        )
    }
    rarity = np.array(
        [
            CONCEPT_WEIGHT if name.startswith("#") else np.log(1 + len(rows) / seen[name])
            for name in vocabulary
        ],
        dtype=np.float32,
    )
    matrix = _matrix(rows, vocabulary, rarity)
    model = LogisticRegression(C=strength, max_iter=ROUNDS, tol=0.001, random_state=SEED)
    # Stopped early on purpose: what more rounds change helps no sentence that is new.
    warnings.filterwarnings("ignore", category=ConvergenceWarning)
    model.fit(matrix, np.array(labels), sample_weight=np.array(weights))
    coefficients, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one column of two
        coefficients = np.vstack([-coefficients[0] / 2, coefficients[0] / 2])
        bias = np.array([-bias[0] / 2, bias[0] / 2])
    return Linear(
        vocabulary,
        rarity,
        np.ascontiguousarray(coefficients.T, dtype=np.float32),
        bias.astype(np.float32),
        tuple(model.classes_),
    )


def _matrix(
    rows: Sequence[set[str]], vocabulary: dict[str, int], rarity: NDArray[np.float32]
) -> csr_matrix:
    indices: list[NDArray[np.int64]] = []
    for names in rows:
        known = sorted(vocabulary[name] for name in names if name in vocabulary)
        indices.append(np.array(known, dtype=np.int64))
    values = [rarity[index] / (np.linalg.norm(rarity[index]) or 1.0) for index in indices]
    ends = np.cumsum([0, *(len(index) for index in indices)])
    return csr_matrix(
        (np.concatenate(values), np.concatenate(indices), ends),
        shape=(len(rows), len(vocabulary)),
    )


def learn(folder: Path = FOLDER, half: str = "learn") -> dict[str, Linear]:
    """Return the models by name: `acts`, `danger`, `despair`, `care`, `hostile`."""
    calm = _calm(half, folder)
    return {
        "acts": learn_acts(said(half, folder=folder)),
        "danger": learn_alarm([*alarms(half, "danger", folder=folder), *calm]),
        "despair": learn_alarm(
            [*alarms(half, "despair", folder=folder), *_endangered(half, folder), *calm]
        ),
        "care": learn_alarm(alarms(half, "care", folder=folder)),
        "hostile": learn_alarm([*alarms(half, "hostile", folder=folder), *calm]),
    }


def ordinary(intents: Path) -> list[str]:
    """Return the sentences that teach the intents, but for those that tell of urgency."""
    texts: list[str] = []
    for file in sorted(intents.glob("*.yml")):
        for section in read_yaml(file)["nlu"]:
            lines = (line.strip() for line in str(section.get("examples", "")).splitlines())
            texts += [line[2:] for line in lines if line.startswith("- ") and "{" not in line]
    urgent = words().urgent
    return [text for text in texts if not text.startswith("/") and not urgent.search(text)]


def _endangered(half: str, folder: Path) -> list[tuple[str, str]]:
    """Return what is said in danger, and so not in despair: 眼睛里溅了碱水."""
    sad = {text for text, kind in alarms(half, "despair", folder=folder) if kind != NONE}
    told = (text for text, _ in alarms(half, "danger", folder=folder))
    return [(text, NONE) for text in told if text not in sad]


def _calm(half: str, folder: Path) -> list[tuple[str, str]]:
    """Return what is said in neither danger nor despair: examples of acts and of intents."""
    texts = [lesson.text for lesson in said(half, folder=folder)]
    urgent = words().urgent
    calm = [text for text in texts if not urgent.search(text)]
    return [(text, NONE) for text in dict.fromkeys([*calm, *ordinary(INTENTS)])]
