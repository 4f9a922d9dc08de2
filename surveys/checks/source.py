"""Many answers from one device or address, bursts, and failed attention checks."""

import numpy as np
from scipy import special

from surveys.checks.evidence import ALONE, Doubt, Family, surprise_of, too_many
from surveys.checks.shape import answered, total
from surveys.checks.wording import reason
from surveys.statistics.answers import Answers, Coded

_SHARED = 7  # a family of six may share a phone; more needs an explanation
_ORDINARY = 0.25  # fewer on one phone, or many on one network, hardly support other evidence
_UNLIKE = 1e-6
_LEAST_UNLIKE = 10


def source(answers: Answers) -> list[Doubt]:
    """Doubt from where and when answers came in, as far as the file says."""
    found = []
    for kind, column in (("device", answers.device), ("address", answers.address)):
        if column is not None:
            found.append(_shared(kind, column, alone=kind == "device"))
    if answers.submitted is not None:
        found.append(_bursts(answers, answers.submitted))
    if answers.attention is not None:
        failed = answers.attention == 0
        found.append(
            Doubt(
                "attention",
                Family.CONTROL,
                np.where(failed, ALONE, 0.0),
                lambda row: reason("attention"),
            )
        )
    return found


def _shared(kind: str, column: Coded, *, alone: bool) -> Doubt:
    """Devices seen more often than sharing in this very file explains.

    Half a village shares the network of its hall, so that a network never counts `alone`.

    From the devices seen once and twice follows how many would be seen c times if people shared
    at random (Poisson); a home or office network makes that ordinary.
    """
    known = column.codes >= 0
    per_source = np.bincount(column.codes[known], minlength=max(len(column.values), 1))
    seen = np.bincount(per_source, minlength=3).astype(float)
    rate = min(2 * seen[2] / max(seen[1], 1.0), 50.0)
    limit = _SHARED
    expected = seen[1] * rate ** (limit - 1) / _factorial(limit)
    while expected * limit > 0.002 * known.sum() and limit < 100:
        limit += 1
        expected *= rate / limit
    times = np.where(known, per_source[np.maximum(column.codes, 0)], 0)
    share = np.bincount(times, minlength=1) / max(known.sum(), 1)
    tail = np.cumsum(share[::-1])[::-1]
    surprise = np.where(times >= 2, np.minimum(surprise_of(tail[times]), _ORDINARY), 0.0)
    if alone:
        surprise[times >= limit] = ALONE
    return Doubt(kind, Family.SOURCE, surprise, lambda row: reason(kind, count=times[row]))


def _factorial(number: int) -> float:
    return float(np.prod(np.arange(1, number + 1)))


def _bursts(answers: Answers, submitted: np.ndarray) -> Doubt:
    """Hours in which a region sent far more than its own and the whole city's rhythm explain.

    A village that was called to the hall does that, too: its people answer as their neighbours do
    at other times. So an hour is doubted where its answers are unlike the region's others.
    """
    known = ~np.isnat(submitted)
    surprise = np.zeros(len(answers))
    hours = np.zeros(len(answers), np.int64)
    if not known.any():
        return Doubt("burst", Family.TIMING, surprise, lambda row: "")
    whole = submitted.astype("datetime64[h]").astype(np.int64)
    first = whole[known].min()
    hours[known] = np.minimum(whole[known] - first, 24 * 366)
    regions, size = answers.region.codes, int(hours.max()) + 1
    cell = regions.astype(np.int64) * size + hours
    cells, place, counts = np.unique(cell[known], return_inverse=True, return_counts=True)
    by_hour = np.bincount(hours[known], minlength=size)
    by_region = np.bincount(regions[known])
    region, hour = cells // size, cells % size
    others = max(int(known.sum()), 1) - by_region[region]
    elsewhere = np.divide(
        by_hour[hour] - counts, others, out=np.zeros(len(cells)), where=others > 0
    )
    filled = np.bincount(region, minlength=len(by_region))
    usual = (by_region[region] - counts) / np.maximum(filled[region] - 1, 1)
    expected = np.maximum(elsewhere * by_region[region], np.maximum(usual, 0.5))
    crowded = too_many(counts, expected, least=12, purity=0.75)
    level = _levels(answers.answers[known])
    for one in np.flatnonzero(crowded):
        inside = place == one
        beside = (regions[known] == region[one]) & ~inside
        crowded[one] = _unlike(level[inside], level[beside], level[~inside])
    surprise[known] = np.where(crowded[place], ALONE, 0.0)
    shown = np.zeros(len(answers), np.int64)
    shown[known] = counts[place]
    return Doubt(
        "burst",
        Family.TIMING,
        surprise,
        lambda row: reason("burst", hour=submitted[row].astype("datetime64[h]"), count=shown[row]),
    )


def _levels(grid: np.ndarray) -> np.ndarray:
    """Each sheet's mean answer in steps of a quarter, all fives apart; int64."""
    mean = total(grid) / np.maximum(answered(grid), 1)
    return np.asarray(np.floor(mean * 4).astype(np.int64))


def _unlike(inside: np.ndarray, beside: np.ndarray, elsewhere: np.ndarray) -> bool:
    """Whether levels of answers are spread otherwise than at other times and in other places."""
    here = np.bincount(inside, minlength=21).astype(float)
    others = np.bincount(beside, minlength=21) + 30 * np.bincount(elsewhere, minlength=21) / max(
        len(elsewhere), 1
    )
    shares = (others + 0.05) / (others + 0.05).sum()
    # neighbouring levels together, so that every one is expected a few times
    edges = np.unique(np.searchsorted(np.cumsum(shares), np.arange(1, 6) / 6))
    group = np.searchsorted(edges, np.arange(len(shares)), side="left")
    wanted = np.bincount(group, shares) * len(inside)
    seen = np.bincount(group, here, minlength=len(wanted))
    # the others are a sample, too
    loose = 1 + len(inside) / max(len(beside) + 30, 1)
    chi = float(((seen - wanted) ** 2 / np.maximum(wanted, 0.5)).sum()) / loose
    return len(inside) >= _LEAST_UNLIKE and bool(
        special.chdtrc(max(len(wanted) - 1, 1), chi) < _UNLIKE
    )
