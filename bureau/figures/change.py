"""Why a figure is another than in the month before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bureau.figures.model import CaseRate, Measures


@dataclass(frozen=True, slots=True)
class Part:
    """What one group adds to a change: cases, or points of a share (0 to 1)."""

    key: str
    change: float


@dataclass(frozen=True, slots=True)
class RateChange:
    """A rate's change in two parts that add up to it (Kitagawa 1955).

    `within`: what the groups did otherwise, the largest first; `mix`: other groups than before.
    """

    change: float
    within: tuple[Part, ...]
    mix: float


def more(
    now: Mapping[str, Measures], before: Mapping[str, Measures], most: int = 3
) -> tuple[Part, ...]:
    """Return the groups whose intake changed most, the largest change first."""
    none = Measures()
    parts = [
        Part(key, now.get(key, none).received - before.get(key, none).received)
        for key in {**now, **before}
    ]
    changed = sorted((part for part in parts if part.change), key=lambda p: (-abs(p.change), p.key))
    return tuple(changed[:most])


def rate_change(
    now: Mapping[str, Measures],
    before: Mapping[str, Measures],
    rate: Callable[[Measures], CaseRate],
    most: int = 3,
) -> RateChange | None:
    """Return why a rate changed; None where one of the months has none.

    With share w and rate r of a group: sum of (w'+w)/2 (r'-r), and of (r'+r)/2 (w'-w). A group
    that one month lacks counts with the rate it has in the other.
    """
    after, earlier = _rates(now, rate), _rates(before, rate)
    whole_after = sum(each.whole for each in after.values())
    whole_before = sum(each.whole for each in earlier.values())
    if not whole_after or not whole_before:
        return None
    none, parts, mix, total = CaseRate(0, 0), [], 0.0, 0.0
    for key in sorted({**after, **earlier}):
        new, old = after.get(key, none), earlier.get(key, none)
        first = old.value if old.value is not None else new.value
        second = new.value if new.value is not None else old.value
        if first is None or second is None:
            continue
        w0, w1 = old.whole / whole_before, new.whole / whole_after
        parts.append(Part(key, (w0 + w1) / 2 * (second - first)))
        mix += (first + second) / 2 * (w1 - w0)
        total += w1 * second - w0 * first
    parts.sort(key=lambda part: (-abs(part.change), part.key))
    return RateChange(total, tuple(part for part in parts[:most] if part.change), mix)


def _rates(
    groups: Mapping[str, Measures], rate: Callable[[Measures], CaseRate]
) -> dict[str, CaseRate]:
    return {key: rate(measures) for key, measures in groups.items()}
