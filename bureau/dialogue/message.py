"""A citizen's message as the conversation takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from basis.answers import bare
from bureau.dialogue.acts.model import Act
from bureau.understanding import Clues, read

# A category as sure as this is added even by an answer to a question.
SURE_CATEGORY = 0.8
_FOREIGN = re.compile("[A-Za-z]{3}")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message. `at` is aware, `town` a 9-digit code or None.

    `text` is empty for payloads (a tapped button, a location, a photo): those are `tapped`, and
    what they carry stands in `carried`. `said` is what was written, to the letter; `text` the plain
    form in which it is read. `categories` are those of the complaint, the leading one
    first, whatever the intent; `sure` are those that even an answer to a question would add.
    """

    at: datetime
    text: str
    said: str = ""
    intent: str = ""
    confidence: float = 0.0
    tapped: bool = False
    town: str | None = None
    carried: Mapping[str, Any] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    ranking: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """Which option a tapped button stands for."""
        return str(self.carried.get("option", ""))

    @property
    def pressed(self) -> Act | None:
        """What a button that decides something says; None for every other message."""
        return Act(self.carried["says"]) if self.tapped and self.intent == "press" else None

    def presses(self, what: str) -> bool:
        """Return whether the button of a question (`report`, `erase` …) was pressed."""
        return self.pressed is not None and self.carried.get("what") == what

    @property
    def point(self) -> tuple[float, float, str] | None:
        """The point a citizen sent (degrees, GCJ-02, and its label)."""
        if not (self.tapped and self.intent == "send_location"):
            return None
        carried = self.carried
        label = str(carried.get("label") or "")
        return float(carried["longitude"]), float(carried["latitude"]), label

    @property
    def photo(self) -> str:
        """The evidence id of the photo a citizen sent, or an empty text."""
        return str(self.carried.get("media") or "")

    @property
    def home(self) -> str | None:
        """The code of the citizen's town."""
        return self.town

    @property
    def words(self) -> str:
        """What was written, as an officer is to read it."""
        return self.said or self.text

    @property
    def glossed(self) -> bool:
        """Return whether foreign words were written, so that `text` is their Chinese."""
        return self.said != self.text and _FOREIGN.search(self.said) is not None

    @cached_property
    def clues(self) -> Clues:
        """Place, time, odor and the rest, read out of the text once.

        They are cut from what was written, unless its characters had to be changed to be read.
        """
        as_written = self.said and bare(self.said) == bare(self.text)
        return read(self.said if as_written else self.text, at=self.at, home=self.home)
