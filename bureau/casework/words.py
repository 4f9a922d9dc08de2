"""The words officers read about their work, from `words.yml`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside


class CaseworkWords:
    """Looks up a word by its kind and key; a missing one raises `KeyError`."""

    def __init__(self, said: dict[str, Any]) -> None:
        self._said = said

    def bucket(self, key: str) -> str:
        """Return the heading of a part of the queue."""
        return str(self._said["buckets"][key])

    def unit(self, level: str, name: str) -> str:
        """Return the name of the office of a place."""
        return str(self._said["units"][level]).format(name=name)

    def notice(self, key: str, **facts: Any) -> str:
        """Return what an officer is told."""
        return str(self._said["notices"][key]).format(**facts).strip()

    def heard(self, key: str, **facts: Any) -> str:
        """Return what an officer is told of an event that no officer made, "" for nothing."""
        said = self._said["heard"].get(key, "").format(**facts).strip()
        return said.rstrip("：") if isinstance(said, str) else ""

    def photo_only(self) -> str:
        """Return what stands for the words of a citizen who sent a photo alone."""
        return str(self._said["heard_photo"])

    def remark(self, key: str, **facts: Any) -> str:
        """Return what the case's history says of a hand-over or a correction."""
        return str(self._said["remarks"][key]).format(**facts).strip()

    def field(self, key: str) -> str:
        """Return what a corrected part of a report is called."""
        return str(self._said["fields"][key])

    def value(self, key: str) -> str:
        """Return a value of a corrected part that has no word of its own."""
        return str(self._said["values"][key])

    def attachment(self, key: str) -> str:
        """Return what kind of file an attachment is."""
        return str(self._said["attachments"][key])

    def refusal(self, key: str, **facts: Any) -> str:
        """Return why a wish cannot be met."""
        return str(self._said["refusals"][key]).format(**facts)

    def kept(self, key: str) -> str:
        """Return why one case of a batch was left as it was when the batch was undone."""
        return str(self._said["kept"][key])

    def blanks(self) -> dict[str, str]:
        """Return the blanks of a template: what stands in the text, and which fact fills it."""
        return dict(self._said["blanks"])

    def moment(self, at: datetime | None) -> str:
        """Return an instant as a history writes it."""
        return f"{at.astimezone(SHANGHAI):%m-%d %H:%M}" if at else self.value("none")


@cache
def words() -> CaseworkWords:
    """Return the words, read once."""
    return CaseworkWords(yaml_beside(__file__, "words.yml"))
