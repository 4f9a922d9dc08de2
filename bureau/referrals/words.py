"""The words people read about referrals, from `words.yml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from basis.packaged import yaml_beside


class ReferralWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    def number(self, year: int, sequence: int) -> str:
        """Return a referral's number as it is printed."""
        return str(self._said["number"]).format(year=year, sequence=sequence)

    def status(self, key: str) -> str:
        """Return a status in Chinese."""
        return str(self._said["statuses"][key])

    def kind(self, key: str) -> str:
        """Return what kind of file goes along."""
        return str(self._said["kinds"][key])

    def refusal(self, key: str) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key])


@cache
def words() -> ReferralWords:
    """Return the words, read once."""
    return ReferralWords(yaml_beside(__file__, "words.yml"))
