"""The words about the alarm, from `words.yml`."""

from __future__ import annotations

from functools import cache

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.cases import Case
from bureau.cases import words as case_words
from bureau.cases.masking import masked

_LONGEST = 80  # characters of what happened: enough to set out, the rest is in the portal


class DutyWords:
    """Looks up a sentence by its key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, str]) -> None:
        self._said = said

    def alarm(self, case: Case, *, where: str, address: str) -> str:
        """Return the alarm of a case; `address` is where it is taken."""
        draft = masked(case.draft)
        told = " ".join((draft.description or draft.place_text).split())
        return self._said["alarm"].format(
            where=where,
            what=told[:_LONGEST] + "…" * (len(told) > _LONGEST)
            or case_words().category(draft.category),
            number=case.number,
            time=case.created.astimezone(SHANGHAI).strftime("%m-%d %H:%M"),
            address=address,
        )

    def alarm_again(self, case: Case, *, where: str, minutes: int, address: str) -> str:
        """Return the alarm of a case that nobody took for so many minutes."""
        return self._said["alarm_again"].format(
            where=where, number=case.number, minutes=minutes, address=address
        )

    def told(self, text: str, *, address: str) -> str:
        """Return what an officer is told of their work."""
        return self._said["told"].format(text=text, address=address)

    def refusal(self, key: str) -> str:
        """Return why a code does not bind."""
        return self._said[key]


@cache
def words() -> DutyWords:
    """Return the words, read once."""
    return DutyWords(yaml_beside(__file__, "words.yml"))
