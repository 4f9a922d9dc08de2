"""Reads what a message does: the one question every turn asks of its words and its setting."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from basis import bound
from bureau.dialogue.acts.corpus import FOLDER
from bureau.dialogue.acts.features import act_features, alarm_features
from bureau.dialogue.acts.linear import Linear
from bureau.dialogue.acts.model import Act, ActReading, Danger, Setting

HERE = Path(__file__).resolve().parent
# What is done with what was learned: a change here teaches nothing.
_AFTERWARDS = ("reader.py", "thresholds.py")
# The models that one file holds.
MODELS_LEARNED = ("acts", "danger", "despair", "care", "hostile")
MODELS = HERE.parents[2] / "var" / "models"


class ActReader:
    """Reads messages with the learned models; one message takes well under a millisecond."""

    def __init__(self, models: dict[str, Linear]) -> None:
        self._acts, self._danger, self._despair = (
            models["acts"], models["danger"], models["despair"],
        )  # fmt: skip
        self._care, self._hostile = models["care"], models["hostile"]
        self._names = [Act(label) for label in self._acts.labels]
        self._kinds = [label for label in self._danger.labels if label in list(Danger)]
        self._calm = self._danger.labels.index("none")
        self._sad = self._despair.labels.index("despair")

    def read(self, text: str, setting: Setting) -> ActReading:
        """Return what a message does in a setting, and whether anybody is in danger."""
        chances = self._acts.chances(act_features(text, setting))
        order = np.argsort(-chances, kind="stable")
        alarming = alarm_features(text)
        dangers = self._danger.chances(alarming)
        kind = max(self._kinds, key=lambda name: dangers[self._danger.labels.index(name)])
        return ActReading(
            ranking=tuple((self._names[place], float(chances[place])) for place in order),
            danger=Danger(kind),
            danger_chance=1 - float(dangers[self._calm]),
            despair=float(self._despair.chances(alarming)[self._sad]),
        )

    def care(self, text: str) -> tuple[str, float]:
        """Return which reply of `care.yml` words ask for after despair, and how likely (0 to 1)."""
        return self._care.likeliest(alarm_features(text))

    def hostile(self, text: str) -> tuple[str, float]:
        """Return which threat or complaint of `hostile.yml` words are, `none` among them."""
        return self._hostile.likeliest(alarm_features(text))

    def read_glossed(self, text: str, written: str, setting: Setting) -> ActReading:
        """Return what a message does that was written in foreign words, here glossed in Chinese.

        Its act is read from the gloss; alarm from both, since either may miss a word.
        """
        glossed, plain = self.read(text, setting), self.read(written, setting)
        likelier = max(glossed, plain, key=lambda reading: reading.danger_chance)
        return replace(
            glossed,
            danger=likelier.danger,
            danger_chance=(glossed.danger_chance + plain.danger_chance) / 2,
            despair=max(glossed.despair, plain.despair),
        )


def models_file() -> Path:
    """Return where the models learned from today's corpus and code are kept, beside Rasa's."""
    digest = hashlib.sha256()
    taught = [*FOLDER.glob("learn/*.yml"), *(FOLDER.parent / "nlu").glob("*.yml")]
    code = [file for file in HERE.glob("*.py") if file.name not in _AFTERWARDS]
    for file in sorted([*taught, *code, *HERE.glob("*.yml")]):
        digest.update(file.read_bytes())
    return MODELS / f"acts-{digest.hexdigest()[:16]}.npz"


@cache
def load_reader() -> ActReader:
    """Return the reader, learning first (some seconds) where that was not done since a change.

    Learning runs in a process of its own, so that its library stays out of a service's memory.
    """
    file = models_file()
    kept = kept_models(file)
    if kept is None:
        file.unlink(missing_ok=True)  # a full disk leaves a half one
        subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "bureau.dialogue.acts", str(file)],
            cwd=HERE.parents[2],
            check=True,
            preexec_fn=bound.to_parent(),
        )
        kept = kept_models(file)
    if kept is None:
        raise FileNotFoundError(f"{file} was learned and cannot be read")
    return ActReader(kept)


def kept_models(file: Path) -> dict[str, Linear] | None:
    """Return the models in a file, or None where it is not there, or not whole."""
    try:
        with file.open("rb") as content, np.load(content) as arrays:
            kept = dict(arrays)  # each is compared with its checksum
        return {name: Linear.of(kept, name) for name in MODELS_LEARNED}
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return None


def keep(models: dict[str, Linear], file: Path) -> None:
    """Write the models, at once for whoever reads the file meanwhile; older ones go."""
    file.parent.mkdir(parents=True, exist_ok=True)
    arrays = {
        key: value for name, model in models.items() for key, value in model.arrays(name).items()
    }
    half = file.with_suffix(f".{os.getpid()}.half.npz")
    np.savez(half, **arrays)
    for old in file.parent.glob("acts-*.npz"):
        # Another process may be writing its own half just now.
        if old != file and not old.name.endswith(".half.npz"):
            old.unlink(missing_ok=True)
    half.replace(file)
