"""Reports with an address or a figure that is no time: `figures.yml`, each in each sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml


def messages() -> Iterator[tuple[str, str, bool]]:
    """Return each message, its figure, and whether the sentence holds a time of its own."""
    said = yaml.safe_load((Path(__file__).parent / "figures.yml").read_text(encoding="utf-8"))
    figures = [str(one) for kind in ("addresses", "figures", "littles") for one in said[kind]]
    for timed in (False, True):
        for frame in said["timed" if timed else "plain"]:
            for figure in figures:
                yield frame.format(figure), figure, timed


def overlaps(words: str, text: str, figure: str) -> bool:
    """Return whether words of time reach into the figure."""
    begin, at = text.index(figure), text.index(words)
    return at < begin + len(figure) and begin < at + len(words)
