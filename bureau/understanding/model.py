"""What a message says beside its intent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bureau.places.model import Place


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """When something happened: the words, the span they stand for, and how it repeats.

    `start` and `end` are aware, Asia/Shanghai. What repeats (`pattern`, such as 每天半夜) has the
    span of its latest time; both are None where the words give no span (一到下雨天).
    """

    text: str
    start: datetime | None = None
    end: datetime | None = None
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Clues:
    """The clues of one message; what was not said is None, empty or False.

    `found_place` is the most specific place of Jiaxing named, `place_text` its wording with road,
    village, firm, river or landmark, `exact_place` whether that is enough to go and look.
    `intensity` is 0 to 5. `ongoing` is None when nothing was said about it. `signed`: not to be
    anonymous is wished in so many words.
    """

    found_place: Place | None = None
    place_text: str = ""
    exact_place: bool = False
    time: TimePhrase | None = None
    odor_qualities: tuple[str, ...] = ()
    likely_sources: tuple[str, ...] = ()
    intensity: int | None = None
    ongoing: bool | None = None
    effects: tuple[str, ...] = ()
    suspected_firm: str | None = None
    urgent: bool = False
    anonymous: bool = False
    signed: bool = False

    @property
    def place(self) -> str | None:
        """The code of the place."""
        return self.found_place.code if self.found_place else None

    @property
    def time_text(self) -> str:
        """The words about time, or an empty text."""
        return self.time.text if self.time else ""

    @property
    def started(self) -> datetime | None:
        """When it began, aware."""
        return self.time.start if self.time else None

    @property
    def ended(self) -> datetime | None:
        """When it ended, aware."""
        return self.time.end if self.time else None

    @property
    def pattern(self) -> str | None:
        """How it repeats, in the citizen's words."""
        return self.time.pattern if self.time else None

    @property
    def found(self) -> bool:
        """Return whether the message says anything that a report needs."""
        return self != Clues()
