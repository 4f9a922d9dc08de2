"""Response figures of a wave: by channel, by county and town, beside what was wanted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from surveys.interview import Status
from surveys.ports import Tally
from surveys.waves import Wave


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """One channel: sittings begun, complete, still open or left, screened out.

    `rate` is complete over begun; `seconds` the mean time of a complete sitting.
    """

    channel: str
    mode: str
    started: int
    complete: int
    unfinished: int
    screened: int
    rate: float
    seconds: float | None


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """One county or town: complete answers, the number wanted and what is missing to it."""

    code: str
    name: str
    complete: int
    target: int

    @property
    def missing(self) -> int:
        """Answers still wanted."""
        return max(0, self.target - self.complete)


@dataclass(frozen=True, slots=True)
class Responses:
    """The figures of a wave."""

    wave: str
    started: int
    complete: int
    channels: tuple[ChannelFigures, ...]
    counties: tuple[PlaceFigures, ...]
    towns: tuple[PlaceFigures, ...]


def responses(wave: Wave, tallies: Sequence[Tally], name: Callable[[str], str]) -> Responses:
    """Sum the store's counts; places without a complete answer are not listed."""
    by_channel: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    towns: Counter[str] = Counter()
    counties: Counter[str] = Counter()
    for tally in tallies:
        by_channel[tally.channel, tally.mode].append(tally)
        if tally.status == Status.COMPLETE and tally.town:
            towns[tally.town] += tally.count
            counties[tally.town[:6]] += tally.count
    channels = tuple(_channel(*key, by_channel[key]) for key in sorted(by_channel))

    def places(counts: Counter[str]) -> tuple[PlaceFigures, ...]:
        return tuple(
            PlaceFigures(code, name(code), counts[code], wave.target(code))
            for code in sorted(counts)
        )

    return Responses(
        wave=wave.key,
        started=sum(channel.started for channel in channels),
        complete=sum(channel.complete for channel in channels),
        channels=channels,
        counties=places(counties),
        towns=places(towns),
    )


def _channel(channel: str, mode: str, tallies: Sequence[Tally]) -> ChannelFigures:
    counts: Counter[str] = Counter()
    for tally in tallies:
        counts[tally.status] += tally.count
    complete = counts[Status.COMPLETE]
    seconds = sum(tally.seconds for tally in tallies if tally.status == Status.COMPLETE)
    started = sum(counts.values())
    return ChannelFigures(
        channel=channel,
        mode=mode,
        started=started,
        complete=complete,
        unfinished=counts[Status.OPEN] + counts[Status.LEFT],
        screened=counts[Status.SCREENED],
        rate=complete / started if started else 0.0,
        seconds=seconds / complete if complete and seconds else None,
    )
