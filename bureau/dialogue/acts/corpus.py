"""The examples from which acts are learned and on which they are measured: `data/acts`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from random import Random
from string import Formatter
from typing import Any

from basis.packaged import read_yaml
from bureau.dialogue.acts.model import Act, Setting

FOLDER = Path(__file__).resolve().parents[3] / "data" / "acts"
# In the files of danger and despair: what only looks so.
NONE = "none"
_SEED = 5


@dataclass(frozen=True, slots=True)
class ActExample:
    """One message of the corpus, with the setting it was sent in and the act it does."""

    text: str
    setting: Setting
    act: Act


def said(half: str, *, folder: Path = FOLDER) -> list[ActExample]:
    """Return the messages of a half (`learn` or `held`), each once a setting it fits in."""
    return [
        ActExample(text, Setting(setting), act)
        for act in Act
        for group, texts in _groups(folder / half / f"{act}.yml")
        for setting in str(group["states"]).split()
        for text in texts
    ]


def alarms(half: str, name: str, *, folder: Path = FOLDER) -> list[tuple[str, str]]:
    """Return the messages of `danger`, `despair` … with their kind, `none` for look-alikes.

    They stand in `NAME.yml` and in the files whose names begin with `NAME_`.
    """
    files = [folder / half / f"{name}.yml", *sorted((folder / half).glob(f"{name}_*.yml"))]
    told = [
        (text, str(group["kind"])) for file in files for group, texts in _groups(file)
        for text in texts
    ]  # fmt: skip
    return list(dict.fromkeys(told))


def _groups(file: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    for group in read_yaml(file):
        written = [line.strip() for line in str(group.get("say", "")).splitlines() if line.strip()]
        yield group, written + (_composed(group) if "of" in group else [])


def _composed(group: dict[str, Any]) -> list[str]:
    """Return messages put together of a group's forms and words, always the same ones.

    `of`: forms with the names of word lists in braces; `count`: how many messages at most. A form
    is drawn as often as it has many ways to be filled, but never so often that others are left out.
    """
    drawn, forms = Random(_SEED), list(group["of"])  # noqa: S311 - nothing secret
    words = {name: _flat(group[name]) for form in forms for name in _names(form)}
    weights = [prod(len(words[name]) for name in _names(form)) ** 0.5 for form in forms]
    made: dict[str, None] = {}
    for form in drawn.choices(forms, weights, k=3 * int(group["count"])):
        if len(made) < int(group["count"]):
            filled = {name: drawn.choice(words[name]) for name in _names(form)}
            made[form.format(**filled).strip()] = None
    return list(made)


def _names(form: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(form) if name]


def _flat(words: list[Any]) -> list[str]:
    return [str(one) for word in words for one in (word if isinstance(word, list) else [word])]
