"""The examples from which acts are learned and on which they are measured: `data/acts`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from basis.packaged import read_yaml
from bureau.dialogue.acts.model import Act, Setting

FOLDER = Path(__file__).resolve().parents[3] / "data" / "acts"
# In the files of danger and despair: what only looks so.
NONE = "none"


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
    """Return the messages of `danger` or `despair` with their kind, `none` for look-alikes."""
    return [
        (text, str(group["kind"]))
        for group, texts in _groups(folder / half / f"{name}.yml")
        for text in texts
    ]


def _groups(file: Path) -> Iterator[tuple[dict[str, str], list[str]]]:
    for group in read_yaml(file):
        yield group, [line.strip() for line in str(group["say"]).splitlines() if line.strip()]
