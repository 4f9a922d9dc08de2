"""Response figures of a wave: by channel, day, county and town, beside what was wanted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from basis.clock import SHANGHAI
from surveys.interview.state import InterviewStatus
from surveys.modes import SELF
from surveys.ports import Hour, Tally
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
class DayFigures:
    """Complete answers of one day in Jiaxing, in all and by channel."""

    day: date
    complete: int
    channels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WayFigures:
    """What brought people in (menu, qr, article, case, notice; empty: not known)."""

    via: str
    started: int
    complete: int


@dataclass(frozen=True, slots=True)
class Responses:
    """The figures of a wave; `counties`, `towns` and `days` are those of `mode` (None: of all)."""

    wave: str
    mode: str | None
    started: int
    complete: int
    channels: tuple[ChannelFigures, ...]
    ways: tuple[WayFigures, ...]
    days: tuple[DayFigures, ...]
    counties: tuple[PlaceFigures, ...]
    towns: tuple[PlaceFigures, ...]

    def modes(self) -> list[str]:
        """Every mode in which somebody answered, people's own answers first."""
        return sorted({channel.mode for channel in self.channels}, key=lambda m: (m != SELF, m))


def responses(
    wave: Wave,
    tallies: Sequence[Tally],
    hours: Sequence[Hour],
    *,
    name: Callable[[str], str],
    codes: Sequence[str],
    mode: str | None = None,
) -> Responses:
    """Sum the store's counts; every town of `codes` is listed, and any other that answered."""
    by_channel: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    by_way: dict[str, list[Tally]] = defaultdict(list)
    towns: Counter[str] = Counter(dict.fromkeys(codes, 0))
    counties: Counter[str] = Counter({code[:6]: 0 for code in codes})
    for tally in tallies:
        by_channel[tally.channel, tally.mode].append(tally)
        by_way[tally.via or ""].append(tally)
        if mode in (None, tally.mode) and tally.status == InterviewStatus.COMPLETE and tally.town:
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
        mode=mode,
        started=sum(channel.started for channel in channels),
        complete=sum(channel.complete for channel in channels),
        channels=channels,
        ways=tuple(_way(via, by_way[via]) for via in sorted(by_way)),
        days=_days([hour for hour in hours if mode in (None, hour.mode)]),
        counties=places(counties),
        towns=places(towns),
    )


def _days(hours: Sequence[Hour]) -> tuple[DayFigures, ...]:
    counted: dict[date, Counter[str]] = defaultdict(Counter)
    for hour in hours:
        counted[hour.begins.astimezone(SHANGHAI).date()][hour.channel] += hour.count
    return tuple(
        DayFigures(day, counted[day].total(), dict(counted[day])) for day in sorted(counted)
    )


def _way(via: str, tallies: Sequence[Tally]) -> WayFigures:
    complete = sum(tally.count for tally in tallies if tally.status == InterviewStatus.COMPLETE)
    return WayFigures(via, sum(tally.count for tally in tallies), complete)


def _channel(channel: str, mode: str, tallies: Sequence[Tally]) -> ChannelFigures:
    counts: Counter[str] = Counter()
    for tally in tallies:
        counts[tally.status] += tally.count
    complete = counts[InterviewStatus.COMPLETE]
    seconds = sum(tally.seconds for tally in tallies if tally.status == InterviewStatus.COMPLETE)
    started = sum(counts.values())
    return ChannelFigures(
        channel=channel,
        mode=mode,
        started=started,
        complete=complete,
        unfinished=counts[InterviewStatus.OPEN] + counts[InterviewStatus.LEFT],
        screened=counts[InterviewStatus.SCREENED],
        rate=complete / started if started else 0.0,
        seconds=seconds / complete if complete and seconds else None,
    )
