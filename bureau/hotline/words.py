"""The words people read about talking with an officer, from `words.yml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from basis.packaged import yaml_beside


class HotlineWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said
        self._leaving = frozenset(said["leaving"])

    def status(self, key: str) -> str:
        """Return a status in Chinese."""
        return str(self._said["statuses"][key])

    def why(self, key: str) -> str:
        """Return why a talk ended."""
        return str(self._said["whys"][key])

    def notice(self, key: str, **facts: object) -> str:
        """Return what the citizen reads."""
        return str(self._said["notices"][key]).format(**facts)

    def refusal(self, key: str) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key])

    def ends(self, text: str) -> bool:
        """Return whether a citizen's whole message ends the talk."""
        return text.strip().strip("。.!！ ").lower() in self._leaving

    @property
    def canned(self) -> list[str]:
        """The answers that an officer may send with a tap."""
        return list(self._said["canned"])


@cache
def words() -> HotlineWords:
    """Return the words, read once."""
    return HotlineWords(yaml_beside(__file__, "words.yml"))
