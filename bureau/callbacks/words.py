"""The words people read about their messages to the bureau, from `words.yml`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside

if TYPE_CHECKING:
    from bureau.callbacks.model import Ticket


class CallbackWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, dict[str, str]]) -> None:
        self._said = said

    def status(self, key: str) -> str:
        """Return a status in Chinese."""
        return self._said["statuses"][key]

    def answer(self, ticket: Ticket) -> str:
        """Return what the citizen reads when their message was answered."""
        left = ticket.left.astimezone(SHANGHAI)
        return self._said["notices"]["answer"].format(
            day=f"{left.month}月{left.day}日", number=ticket.number, answer=ticket.answer
        )

    def refusal(self, key: str) -> str:
        """Return why a wish cannot be met."""
        return self._said["refusals"][key]


@cache
def words() -> CallbackWords:
    """Return the words, read once."""
    return CallbackWords(yaml_beside(__file__, "words.yml"))
