"""Groups of an XLSForm: what a group waits for, every question in it waits for too."""

from __future__ import annotations

from collections.abc import Mapping

from basis.packaged import words_beside
from surveys.questionnaire.conditions import parse_relevant

_WORDS = words_beside(__file__)
When = Mapping[str, list[str]]


class Groups:
    """The groups that are open at a row. Its methods raise `ValueError` in words for the row."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def takes(self, row: Mapping[str, str]) -> bool:
        """Open or close a group, and return whether the row does either."""
        match row.get("type", "").lower().replace("_", " ").split():
            case ["begin", "group"]:
                # Opened first: a fault in its condition must not make its end one too many.
                self._open.append(row.get("relevant", ""))
                read_relevant(row)
            case ["end", "group"]:
                if not self._open:
                    raise ValueError(_WORDS["end"])
                self._open.pop()
            case ["begin" | "end", "repeat"]:
                raise ValueError(_WORDS["repeat"])
            case _:
                return False
        return True

    def closed(self) -> None:
        """Say that a group was never closed."""
        if self._open:
            raise ValueError(_WORDS["open"])

    def when(self, own: When) -> When:
        """Return what a question waits for, its open groups included."""
        together = dict(own)
        for relevant in self._open:
            for name, values in (parse_relevant(relevant) or {} if relevant else {}).items():
                both = [v for v in values if v in together[name]] if name in together else values
                if not both:
                    raise ValueError(_WORDS["never"].format(name=name))
                together[name] = both
        return together


def read_relevant(row: Mapping[str, str]) -> When:
    """Return what a row waits for by its `relevant`, nothing without one."""
    if not row.get("relevant"):
        return {}
    when = parse_relevant(row["relevant"])
    if when is None:
        raise ValueError(_WORDS["relevant"].format(said=row["relevant"]))
    return when
