"""Training, skipped when nothing that goes into the model has changed.

The model's file name carries the fingerprint of its ingredients, so "is it up to date" is one
look into the folder. Rasa's own training cache is not used: it knows a component by its class
alone and would miss a change in a module beside it.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from bot import stand_ins

if TYPE_CHECKING:
    from rasa.shared.nlu.training_data.training_data import TrainingData

ROOT = Path(__file__).resolve().parent.parent
# What is read at run time, from data/answers, is no part of the model.
LEFT_OUT = {"__pycache__", ".DS_Store", "answers"}


class TrainingError(Exception):
    """The model could not be made; the message says why."""


@dataclass(frozen=True)
class Recipe:
    """Where the ingredients of a model are, and where the model goes."""

    config: Path = ROOT / "config.yml"
    data: Path = ROOT / "data"
    domain: Path = ROOT / "bot" / "domain"
    components: Path = ROOT / "bot" / "components"
    models: Path = ROOT / "var" / "models"

    def files(self) -> Iterator[Path]:
        """Every file that goes into the model, in a fixed order."""
        for place in (self.config, self.data, self.domain, self.components):
            if place.is_file():
                yield place
            for path in sorted(place.rglob("*")):
                if path.is_file() and not LEFT_OUT.intersection(path.parts):
                    yield path

    def fingerprint(self) -> str:
        """Sixteen hex digits over the names and contents of all ingredients and Rasa's version."""
        digest = hashlib.sha256(version("rasa").encode())
        for path in self.files():
            content = path.read_bytes()
            name = os.path.relpath(path, self.config.parent)
            digest.update(f"\0{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()[:16]

    def model(self) -> Path:
        """The file that a model of these ingredients has."""
        return self.models / f"assistant-{self.fingerprint()}.tar.gz"


def newest_model(models: Path) -> Path | None:
    """Return the newest trained model of a folder that is whole."""
    found = sorted(models.glob("assistant-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return next(filter(whole, reversed(found)), None)


def damaged(models: Path) -> bool:
    """Return whether a model of a folder is not whole."""
    return not all(map(whole, models.glob("assistant-*.tar.gz")))


def whole(model: Path) -> bool:
    """Return whether a model is there and its checksum holds (a full disk leaves a half one)."""
    try:
        with gzip.open(model) as content:
            begun = bool(content.read(1))  # of an empty file no error is told
            while content.read(1 << 20):
                pass
    except (OSError, EOFError, zlib.error):
        return False
    return begun


def train(recipe: Recipe, *, force: bool = False) -> Path:
    """Make the model unless it is there already and whole, and return its file.

    Older models of the folder are removed. Raises `TrainingError`.
    """
    model = recipe.model()
    if not force and whole(model):
        say(f"nothing changed, {model.name} stays")
        return model
    _check(recipe)
    say("training the assistant")
    started = time.monotonic()
    recipe.models.mkdir(parents=True, exist_ok=True)
    partial = f"partial-{os.getpid()}"
    os.environ["RASA_CACHE_DIRECTORY"] = str(recipe.models / ".cache")
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    from rasa.model_training import train as rasa_train
    from rasa.shared.exceptions import RasaException

    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), _reading_once():
            result = rasa_train(
                domain=str(recipe.domain),
                config=str(recipe.config),
                training_files=[str(recipe.data)],
                output=str(recipe.models),
                force_training=True,
                fixed_model_name=partial,
            )
    except RasaException as error:
        raise TrainingError(f"{type(error).__name__}: {error}") from error
    if result.code != 0 or result.model is None:
        raise TrainingError(printed.getvalue().strip() or "Rasa made no model")
    # A rename is all or nothing: a server starting now sees the old model or the new one.
    Path(result.model).replace(model)
    for old in recipe.models.glob("assistant-*.tar.gz"):
        if old != model:
            old.unlink(missing_ok=True)
    say(f"trained in {time.monotonic() - started:.1f} s: {model.name}")
    return model


@contextlib.contextmanager
def _reading_once() -> Iterator[None]:
    """Let Rasa read the training data once: it asks again for the same, for five seconds."""
    from rasa.shared.importers.importer import E2EImporter

    reading = E2EImporter.get_nlu_data
    kept: dict[str, TrainingData] = {}

    def read_once(importer: E2EImporter, language: str = "en") -> TrainingData:
        if language not in kept:
            kept[language] = reading(importer, language)
        return kept[language]

    E2EImporter.get_nlu_data = read_once
    try:
        yield
    finally:
        E2EImporter.get_nlu_data = reading


def say(line: str) -> None:
    """Print one line of progress."""
    print(f"train: {line}", file=sys.stderr, flush=True)


def _check(recipe: Recipe) -> None:
    for place in (recipe.config, recipe.data, recipe.domain):
        if not place.exists():
            raise TrainingError(f"{place} is missing")
    for path in recipe.files():
        # Rasa leaves out a domain file that it cannot read, with a warning only.
        if path.suffix in (".yml", ".yaml"):
            _check_yaml(path)
    config = yaml.safe_load(recipe.config.read_text(encoding="utf-8")) or {}
    missing = stand_ins.left_out(config)
    if missing:
        raise TrainingError(
            f"{recipe.config.name} names {', '.join(missing)}: these need TensorFlow "
            "or scikit-learn, which the assistant answers without"
        )


def _check_yaml(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            yaml.load(stream, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise TrainingError(f"{path} is not YAML: {error}") from error
