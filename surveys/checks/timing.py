"""Too fast, and times too equal to be people."""

import numpy as np
from scipy import special

from surveys.checks.evidence import ALONE, Doubt, Family, surprise_of, too_many
from surveys.checks.shape import answered, straight, total
from surveys.checks.wording import reason
from surveys.statistics.answers import Answers

FASTEST_PER_QUESTION = 0.5  # seconds; nobody reads and taps faster
_QUICK_PER_QUESTION = 1.25  # the young and content do; with nothing else it proves nothing
_QUICKEST = 0.001  # of those who vary their answers and so must read are quicker than fits
_QUICK = 2.0
_HURRIED = 0.25  # of the median; above it speed only supports other evidence
_SUPPORTING = 2.5
_CROWD = 2.3  # with any oddness of the answers enough
_IMPOSSIBLE = 0.2
_SHAPES = (0.0, 0.25, 0.5, 0.75, 1.0)
_LEAST_ROWS = 40
_GAP = 1.35
_CLUSTER = 0.2
_LEAST_CLUSTER = 10
_WINDOWS = (1, 3, 5, 9)
_UNITS = (60, 30, 20, 15, 10, 5)
_ROUNDED = 0.85
_LONGEST = 20_000
_SUSPECT = 0.3
_LEVEL_SUSPECT = 0.6
_FITS = 4
_GUARD = 2
_NEAR = 3
_STANDS_OUT = 1.3


def timing(answers: Answers) -> list[Doubt]:
    """Doubt from the seconds spent; none when the file has no such column."""
    seconds = answers.seconds
    if seconds is None or np.isfinite(seconds).sum() < _LEAST_ROWS:
        return []
    return [
        _speed(answers, seconds.astype(float)),
        _equal_times(answers.answers, seconds.astype(float)),
    ]


def _speed(answers: Answers, seconds: np.ndarray) -> Doubt:
    known = np.isfinite(seconds)
    values = np.maximum(seconds[known], 0.5)
    surprise = np.zeros(len(seconds))
    usual_pace = values > np.median(values) * _HURRIED
    tail = surprise_of(_lower_tail(values))
    surprise[known] = np.where(usual_pace, np.minimum(tail, _SUPPORTING), tail)
    surprise[known] = np.where(_apart(values), np.maximum(surprise[known], ALONE), surprise[known])
    crowd = _crowded_tail(values)
    surprise[known] = np.where(crowd, np.maximum(surprise[known], _CROWD), surprise[known])
    done = answered(answers.answers)
    human = known & (seconds > _quick(answers.answers, seconds) * np.maximum(done, 1))
    surprise[human] = np.minimum(surprise[human], _QUICK)
    impossible = known & (seconds < FASTEST_PER_QUESTION * done)
    if impossible.sum() > _IMPOSSIBLE * known.sum():  # then the unit is not the second
        impossible[:] = False
    surprise[impossible] = np.maximum(surprise[impossible], ALONE)
    middle = float(np.median(values))
    return Doubt(
        "speed",
        Family.TIMING,
        surprise,
        lambda row: reason("speed", questions=done[row], seconds=seconds[row], usual=middle),
    )


def _quick(grid: np.ndarray, seconds: np.ndarray) -> float:
    """Seconds a question above which a quick person is no wonder in this wave.

    From those who vary their answers, for they have read: where nearly none of them would be.
    """
    reading = np.isfinite(seconds) & ~straight(grid) & (answered(grid) > 0)
    if reading.sum() < _LEAST_ROWS:
        return _QUICK_PER_QUESTION
    pace = np.maximum(seconds[reading], 0.5) / answered(grid)[reading]
    tail = _lower_tail(pace)
    slowest = pace[tail <= _QUICKEST].max(initial=FASTEST_PER_QUESTION)
    return float(np.clip(slowest, FASTEST_PER_QUESTION, _QUICK_PER_QUESTION))


def _crowded_tail(values: np.ndarray) -> np.ndarray:
    """The fastest answers as long as three times as many are there as the middle half lets expect.

    People's times may have heavier tails than that, so it only supports other evidence.
    """
    order = np.argsort(values, kind="stable")
    tail = _lower_tail(values)[order]
    counted = np.arange(1, len(values) + 1)
    low = (values[order] <= np.median(values) / 2) & (counted <= _CLUSTER * len(values))
    many = low & too_many(counted, len(values) * tail, least=_LEAST_CLUSTER)
    crowd = np.zeros(len(values), bool)
    if many.any():
        crowd[values <= values[order][many].max()] = True
    return crowd


def _lower_tail(values: np.ndarray) -> np.ndarray:
    """Chance of being this fast, from a power of the times whose middle half is symmetric.

    The most bent power (the logarithm first) that is symmetric within chance is taken. Only the
    middle half shapes the scale, so that a few per cent of forgeries cannot hide themselves by
    widening it.
    """
    allowed = 0.03 + 1.8 / np.sqrt(len(values))
    best = (np.inf, values, values)
    for shape in _SHAPES:
        x = np.log(values) if shape == 0 else values**shape
        quarters = np.quantile(x, (0.25, 0.5, 0.75))
        width = max(float(quarters[2] - quarters[0]), 1e-9)
        skew = abs(float(quarters[0] + quarters[2] - 2 * quarters[1])) / width
        if skew < best[0]:
            best = (skew, x, quarters)
        if skew <= allowed:
            break
    _, x, quarters = best
    scale = max(float(quarters[2] - quarters[0]) / 1.349, 1e-9)
    return np.asarray(special.ndtr((x - quarters[1]) / scale))


def _unit(values: np.ndarray) -> int:
    """Seconds to which times were rounded by whoever noted them (1 = not rounded)."""
    for unit in _UNITS:
        if (values % unit == 0).mean() >= _ROUNDED:
            return unit
    return 1


def _apart(values: np.ndarray) -> np.ndarray:
    """The fast cluster when an empty stretch parts it from everybody else."""
    ordered = np.sort(values)
    first, last = max(_LEAST_CLUSTER, len(values) // 200), int(len(ordered) * _CLUSTER)
    if last <= first:
        return np.zeros(len(values), bool)
    below, above = ordered[first - 1 : last - 1], ordered[first:last]
    gap = (above / below >= _GAP) & (above - below >= 3 * _unit(values))
    gap &= below <= np.median(values) / 2
    return np.asarray(values <= below[gap].max()) if gap.any() else np.zeros(len(values), bool)


def _equal_times(grid: np.ndarray, seconds: np.ndarray) -> Doubt:
    """Times crowding on one value or a narrow stretch, as a program's fixed delay makes them."""
    known = np.isfinite(seconds)
    whole = np.zeros(len(seconds), np.int64)
    whole[known] = np.minimum(np.round(seconds[known]), _LONGEST)
    level = _levels(grid)
    hit = np.zeros(len(seconds), bool)
    rounded = _unit(seconds[known]) > 1  # by whoever noted them: crowding means nothing
    counts = np.bincount(whole[known]).astype(float)
    # narrow first: in a wider window only what narrower ones leave over must still stand out
    for width in () if rounded else _WINDOWS:
        expected = _beside(counts, width)
        left = _summed(np.bincount(whole[known & ~hit], minlength=len(counts)), width)
        crowded = np.flatnonzero(too_many(left, expected, least=10, purity=_SUSPECT))
        for centre in crowded[np.argsort(expected[crowded] / left[crowded])]:
            window = known & ~hit & (np.abs(whole - centre) <= width // 2)
            odd = _excess_levels(level, window, known & ~window, expected[centre])
            for one in np.flatnonzero(odd):
                mine = np.bincount(whole[known & (level == one)], minlength=len(counts))
                odd[one] = _steep(mine.astype(float), int(centre), width)
            hit |= window & odd[level]
    return Doubt(
        "equal_times",
        Family.TIMING,
        np.where(hit, ALONE, 0.0),
        lambda row: reason("equal_times", seconds=seconds[row]),
    )


def _steep(counts: np.ndarray, centre: int, width: int) -> bool:
    """Whether the times of people of one level crowd in a window beyond their own smooth peak.

    The quick may all be content, and are many then at their own pace: the seconds just beside the
    window tell.
    """
    places = [
        _summed(counts, width, shift)[centre] for shift in (-width - _GUARD, 0, width + _GUARD)
    ]
    likely = max(places[0], places[2], _beneath_peak(counts, centre, width), 0.3)
    return bool(
        too_many(np.array([places[1]]), np.array([likely]), least=10, purity=_LEVEL_SUSPECT)[0]
    )


def _summed(counts: np.ndarray, width: int, first: int = 0) -> np.ndarray:
    """Answers within `width` seconds around each one (`first` seconds later)."""
    sums = np.concatenate([[0.0], np.cumsum(counts)])
    start = np.arange(len(counts)) + first - width // 2
    ends = np.clip(np.stack([start, start + width]), 0, len(counts))
    return np.asarray(sums[ends[1]] - sums[ends[0]])


def _beside(counts: np.ndarray, width: int) -> np.ndarray:
    """As many answers as the times beside a window let expect in it.

    Where a window holds no more than its neighbours nothing is expected to stand out, and the
    window's own number is given.
    """
    inside, reach = _summed(counts, width), max(width, _NEAR)
    away = (width + reach) // 2
    left = _summed(counts, reach, -away) * width / reach
    right = _summed(counts, reach, away) * width / reach
    fuller, emptier = np.maximum(left, right), np.minimum(left, right)
    # where times begin or end abruptly one side is empty and only the other tells
    abrupt = emptier < fuller / 4
    beside = np.where(abrupt, fuller, (left + right) / 2)
    expected = inside.copy()
    for centre in np.flatnonzero((inside >= _LEAST_CLUSTER) & (inside > _STANDS_OUT * beside)):
        likely = _beneath_peak(counts, int(centre), width)
        expected[centre] = max(likely, beside[centre] if abrupt[centre] else 0.3)
    return expected


def _beneath_peak(counts: np.ndarray, centre: int, width: int) -> float:
    """Answers within a window if times beside it run on through it as a smooth peak does.

    The logarithm of a peak is about a parabola (exactly for a normal one): it is fitted to the
    counts on both sides by weighted least squares, starting from the smoothed counts (Poisson).
    """
    half, reach = width // 2, 3 * width + 8
    away = np.arange(-reach, reach + 1)
    place = centre + away
    inside = np.abs(away) <= half
    seen = np.where(
        (place >= 0) & (place < len(counts)), counts[np.clip(place, 0, len(counts) - 1)], 0.0
    )
    x = away / reach
    powers = np.stack([np.ones(len(x)), x, x**2], axis=1)
    beside = np.abs(away) > half + _GUARD  # a delay that trembles spills over the window
    rate = np.maximum(np.convolve(seen, np.ones(5) / 5, mode="same"), 0.2)
    for _ in range(_FITS):
        work = np.log(rate[beside]) + (seen[beside] - rate[beside]) / rate[beside]
        root = np.sqrt(rate[beside])
        found = np.linalg.lstsq(powers[beside] * root[:, None], work * root, rcond=None)[0]
        rate = np.exp(np.clip(powers @ found, -8.0, 14.0))
    return float(rate[inside].sum())


def _levels(grid: np.ndarray) -> np.ndarray:
    mean = total(grid) / np.maximum(answered(grid), 1)
    return np.asarray(np.rint(mean * 5).astype(np.int64))


def _excess_levels(
    level: np.ndarray, window: np.ndarray, outside: np.ndarray, expected: float
) -> np.ndarray:
    """The levels of mean answer at which a crowded stretch has far more than the rest has."""
    size = int(level.max()) + 1
    inside = np.bincount(level[window], minlength=size)
    shares = np.bincount(level[outside], minlength=size) / max(int(outside.sum()), 1)
    return too_many(inside, np.maximum(expected * shares, 0.3), least=10, purity=_LEVEL_SUSPECT)
