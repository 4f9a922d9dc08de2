"""The words people read about volunteers and patrols, from `words.yml`."""

from __future__ import annotations

from functools import cache

from basis.packaged import yaml_beside


class PatrolWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, dict[str, str]]) -> None:
        self._said = said

    def kind(self, key: str) -> str:
        """Return the kind of volunteer in Chinese."""
        return self._said["kinds"][key]

    def standing(self, key: str) -> str:
        """Return how an application stands."""
        return self._said["standings"][key]

    def notice(self, key: str, *, kind: str) -> str:
        """Return what a volunteer is told about their application."""
        return self._said["notices"][key].format(kind=self.kind(kind)).strip()

    def refusal(self, key: str) -> str:
        """Return why a wish cannot be met."""
        return self._said["refusals"][key]


@cache
def words() -> PatrolWords:
    """Return the words, read once."""
    return PatrolWords(yaml_beside(__file__, "words.yml"))
