"""How long a loop over a queue rests when it found nothing."""

from __future__ import annotations

from collections.abc import Callable


class Pace:
    """The rests of one of several loops over the same queue.

    The one that `leads` rests `usual` seconds. Every other one rests twice as long each time,
    up to `longest`, and is back at `usual` as soon as it finds work: then the first does not get
    through alone. So many idle loops cost about what one does, and nothing waits longer than
    `longest` for one of them when the first hangs.
    """

    def __init__(self, usual: float, longest: float, leads: Callable[[], bool]) -> None:
        self._usual = usual
        self._longest = longest
        self._leads = leads
        self._rest = usual

    def rest(self, *, worked: bool) -> float:
        """Return the seconds to rest after a round that did something, or found nothing."""
        if worked:
            self._rest = self._usual
            return 0.0
        if self._leads():
            self._rest = self._usual
            return self._usual
        rest, self._rest = self._rest, min(2 * self._rest, self._longest)
        return rest
