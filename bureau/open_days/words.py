"""The words people read about open days, from `words.yml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from basis.packaged import yaml_beside

LONGEST_FIELD = 20  # characters of a template message's field


class OpenDayWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    def kind(self, key: str) -> str:
        """Return a kind of facility in Chinese."""
        return str(self._said["kinds"][key])

    @property
    def kinds(self) -> dict[str, str]:
        """Every kind of facility with its name."""
        return dict(self._said["kinds"])

    def state(self, key: str) -> str:
        """Return where a booking stands."""
        return str(self._said["states"][key])

    def phase(self, key: str) -> str:
        """Return where an open day stands."""
        return str(self._said["phases"][key])

    def refusal(self, key: str, **facts: object) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key]).format(**facts)

    def letter(self, key: str, **facts: object) -> str:
        """Return a letter to a citizen."""
        return str(self._said["letters"][key]).format(**facts).strip()

    def part(self, key: str, **facts: object) -> str:
        """Return a piece of a sentence."""
        return str(self._said["parts"][key]).format(**facts)

    def button(self, key: str, **facts: object) -> str:
        """Return what stands on a button."""
        return str(self._said["buttons"][key]).format(**facts)

    def told(self, key: str) -> str:
        """Return what a letter is about, for officers."""
        return str(self._said["told"][key])

    def reach(self, key: str) -> str:
        """Return whether a letter arrived, for officers."""
        return str(self._said["reach"][key])

    def told_service(self, key: str) -> str:
        """Return what a template message says of it."""
        return str(self._said["service"]["what"][key])

    def service(self, **facts: str) -> dict[str, str]:
        """Return the fields of a template message, each as long as the platform takes."""
        fields: dict[str, str] = self._said["service"]["fields"]
        return {name: form.format(**facts)[:LONGEST_FIELD] for name, form in fields.items()}

    def ages(self, least: int, alone: int) -> str:
        """Return a facility's rule for children, empty where it has none."""
        said = []
        if least:
            said.append(self.part("least_age", age=least))
        if alone > least:
            said.append(self.part("alone_age", age=alone))
        return self.part("and").join(said)


@cache
def words() -> OpenDayWords:
    """Return the words, read once."""
    return OpenDayWords(yaml_beside(__file__, "words.yml"))
