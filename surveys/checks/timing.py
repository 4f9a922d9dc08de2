"""Too fast, and times too equal to be people."""

import numpy as np
from scipy import stats

from surveys.answers import MISSING, Answers
from surveys.checks.evidence import ALONE, Evidence, Family, surprise_of, too_many

FASTEST_PER_QUESTION = 0.7  # seconds; nobody reads and taps faster
_SHAPES = (0.0, 0.25, 0.5, 0.75, 1.0)
_LEAST_ROWS = 40
_GAP = 1.35
_CLUSTER = 0.2
_WINDOWS = (1, 3, 5, 9)
_ROUNDED = 0.2
_LONGEST = 20_000
_SUSPECT = 0.3


def timing(answers: Answers) -> list[Evidence]:
    """Evidence from the seconds spent; none when the file has no such column."""
    seconds = answers.seconds
    if seconds is None or np.isfinite(seconds).sum() < _LEAST_ROWS:
        return []
    return [_speed(answers, seconds.astype(float)), _equal_times(answers.answers, seconds.astype(float))]


def _speed(answers: Answers, seconds: np.ndarray) -> Evidence:
    known = np.isfinite(seconds)
    values = np.maximum(seconds[known], 0.5)
    surprise = np.zeros(len(seconds))
    surprise[known] = surprise_of(_lower_tail(values))
    surprise[known] = np.where(_apart(values), np.maximum(surprise[known], ALONE), surprise[known])
    answered = (answers.answers != MISSING).sum(axis=1)
    impossible = known & (seconds < FASTEST_PER_QUESTION * answered)
    surprise[impossible] = np.maximum(surprise[impossible], ALONE)
    middle = float(np.median(values))
    return Evidence(
        "speed",
        Family.TIMING,
        surprise,
        lambda row: f"答得太快：{answered[row]} 题只用 {seconds[row]:.0f} 秒（一般 {middle:.0f} 秒）",
    )


def _lower_tail(values: np.ndarray) -> np.ndarray:
    """Chance of being this fast, from a power of the times whose middle half is symmetric.

    Only the middle half shapes the scale, so that a few per cent of forgeries cannot hide
    themselves by widening it.
    """

    def bent(shape: float) -> tuple[float, np.ndarray, np.ndarray]:
        x = np.log(values) if shape == 0 else values**shape
        quarters = np.quantile(x, (0.25, 0.5, 0.75))
        width = max(float(quarters[2] - quarters[0]), 1e-9)
        return abs(float(quarters[0] + quarters[2] - 2 * quarters[1])) / width, x, quarters

    _, x, (low, middle, high) = min((bent(shape) for shape in _SHAPES), key=lambda b: b[0])
    scale = max(float(high - low) / 1.349, 1e-9)
    return np.asarray(stats.norm.cdf((x - middle) / scale))


def _apart(values: np.ndarray) -> np.ndarray:
    """The fast cluster when an empty stretch parts it from everybody else."""
    ordered = np.sort(values)
    limit = int(len(ordered) * _CLUSTER)
    if limit < 3:
        return np.zeros(len(values), bool)
    ratios = ordered[2 : limit + 1] / ordered[1:limit]
    widest = int(np.argmax(ratios))
    below = ordered[widest + 1]
    if ratios[widest] < _GAP or below > np.median(values) / 2:
        return np.zeros(len(values), bool)
    return np.asarray(values <= below)


def _equal_times(grid: np.ndarray, seconds: np.ndarray) -> Evidence:
    """Times crowding on one value or a narrow stretch, as a program's fixed delay makes them."""
    known = np.isfinite(seconds)
    whole = np.zeros(len(seconds), np.int64)
    whole[known] = np.minimum(np.round(seconds[known]), _LONGEST)
    level = _levels(grid)
    hit = np.zeros(len(seconds), bool)
    for width in _WINDOWS:  # narrow first: what one second explains is not looked at again
        inside, expected = _stretches(np.bincount(whole[known & ~hit]).astype(float), width)
        crowded = np.flatnonzero(too_many(inside, expected, least=10, purity=_SUSPECT))
        for centre in crowded[np.argsort(expected[crowded] / inside[crowded])]:
            window = known & ~hit & (np.abs(whole - centre) <= width // 2)
            hit |= window & _excess_levels(level, window, known & ~window, expected[centre])[level]
    if hit.sum() > _ROUNDED * known.sum():  # times were rounded by whoever noted them
        hit[:] = False
    return Evidence(
        "equal_times",
        Family.TIMING,
        np.where(hit, ALONE, 0.0),
        lambda row: f"用时过于一致：很多份都在 {whole[row]} 秒上下，答案也相近，像程序定时提交",
    )


def _stretches(counts: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Answers within a window around every second, and as many as beside it."""
    around = 3 * width + 8
    padded = np.concatenate([np.zeros(around), counts, np.zeros(around)])
    here = slice(around, around + len(counts))
    inside = np.convolve(padded, np.ones(width), "same")[here]
    wide = np.convolve(padded, np.ones(2 * around + 1), "same")[here]
    guard = np.convolve(padded, np.ones(2 * width + 1), "same")[here]
    return inside, np.maximum((wide - guard) * width / (2 * around - 2 * width), 0.3)


def _levels(grid: np.ndarray) -> np.ndarray:
    answered = np.maximum((grid != MISSING).sum(axis=1), 1)
    return np.asarray(np.rint(grid.sum(axis=1) / answered * 5).astype(np.int64))


def _excess_levels(
    level: np.ndarray, window: np.ndarray, outside: np.ndarray, expected: float
) -> np.ndarray:
    """The levels of mean answer at which a crowded stretch has far more than the rest has."""
    size = int(level.max()) + 1
    inside = np.bincount(level[window], minlength=size)
    shares = np.bincount(level[outside], minlength=size) / max(int(outside.sum()), 1)
    return too_many(inside, np.maximum(expected * shares, 0.3), least=10)
