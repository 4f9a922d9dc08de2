"""The words people read about campaigns, from `words.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from basis.packaged import yaml_beside


class CampaignWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    @property
    def kinds(self) -> dict[str, str]:
        """Every kind of event with its name."""
        return dict(self._said["kinds"])

    def kind(self, key: str) -> str:
        """Return a kind of event in Chinese."""
        return str(self._said["kinds"][key])

    def state(self, key: str) -> str:
        """Return where an event stands."""
        return str(self._said["states"][key])

    def part(self, key: str, **facts: object) -> str:
        """Return a piece of a sentence."""
        return str(self._said["parts"][key]).format(**facts)

    def letter(self, key: str, **facts: object) -> str:
        """Return a letter to citizens."""
        return str(self._said["letters"][key]).format(**facts).strip()

    def refusal(self, key: str) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key])


def sourced(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry of a table; a source in which it was not checked leaves it to the bureau."""
    told = dict(entry)
    checked, source = told.pop("checked", False), told.get("source", "")
    if source and not checked:
        told["source"] = words().part("unchecked", source=source)
    return told


@cache
def words() -> CampaignWords:
    """Return the words, read once."""
    return CampaignWords(yaml_beside(__file__, "words.yml"))
