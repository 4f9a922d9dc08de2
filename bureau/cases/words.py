"""The words people read about a case, from `words.yml`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.cases.categories import categories


class CaseWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, dict[str, str]]) -> None:
        self._said = said

    def status(self, key: str) -> str:
        """Return a status in Chinese."""
        return self._said["statuses"][key]

    def standing(self, key: str) -> str:
        """Return one sentence on how a case in this status stands."""
        return self._said["standings"][key]

    def verb(self, key: str) -> str:
        """Return the label of a step."""
        return self._said["verbs"][key]

    def audit(self, key: str) -> str:
        """Return the audit log's word for a step."""
        return self._said["audits"][key]

    def notice(self, key: str, **facts: Any) -> str:
        """Return the notice to the citizen."""
        return self._said["notices"][key].format(**facts).strip()

    def refusal(self, key: str, **facts: Any) -> str:
        """Return why a step was refused."""
        return self._said["refusals"][key].format(**facts)

    def number(self, key: str) -> str:
        """Return what is wrong with a case number (`numbers.NumberError.code`)."""
        return self._said["numbers"][key]

    def category(self, key: str) -> str:
        """Return a category in Chinese."""
        return categories()[key].name

    def day(self, at: datetime) -> str:
        """Return a day as people write it."""
        return self._said["dates"]["day"].format(at=at)

    def reporter(self, *, anonymous: bool) -> str:
        """Return what officers see in place of the person who reported."""
        return self._said["reporters"]["anonymous" if anonymous else "named"]


@cache
def words() -> CaseWords:
    """Return the words, read once."""
    return CaseWords(yaml_beside(__file__, "words.yml"))
