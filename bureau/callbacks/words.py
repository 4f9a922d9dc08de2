"""The words people read about their messages to the bureau, from `words.yml`."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside


class CallbackWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, dict[str, str]]) -> None:
        self._said = said

    def status(self, key: str) -> str:
        """Return a status in Chinese."""
        return self._said["statuses"][key]

    def answer(self, *, number: int, left: datetime, answer: str) -> str:
        """Return what the citizen reads when the message they left was answered."""
        day = left.astimezone(SHANGHAI)
        return self._said["notices"]["answer"].format(
            day=f"{day.month}月{day.day}日", number=number, answer=answer
        )

    def moment(self, at: datetime) -> str:
        """Return an instant by which an answer is promised, as people write it."""
        return self._said["dates"]["moment"].format(at=at.astimezone(SHANGHAI))

    def refusal(self, key: str) -> str:
        """Return why a wish cannot be met."""
        return self._said["refusals"][key]


@cache
def words() -> CallbackWords:
    """Return the words, read once."""
    return CallbackWords(yaml_beside(__file__, "words.yml"))
