"""Voluntary and drawn answers brought together without pooling their rows.

Volunteers differ from people who were drawn: their estimates carry a bias, common to all places up
to a rest that differs by place. The common bias is the weighted mean difference of the two kinds
over all places; the variance of the rest is that of DerSimonian and Laird (1986). Freed of the bias
the voluntary estimate is averaged with the drawn one, each by its precision (Elliott and Haviland
2007). Drawn answers alone say what is true; volunteers only sharpen it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from scipy import special

from surveys.modes import mode_name
from surveys.statistics import method
from surveys.statistics.rank_sets import rank_sets
from surveys.statistics.regions import full_name
from surveys.statistics.tables import RegionResult

_FEWEST_PLACES = 4


@dataclass(frozen=True, slots=True)
class BlendedRegion:
    """One place: the blend with its error and rank set, and what it was made of.

    `share` is the weight that the voluntary answers have in it, 0 to 1.
    """

    region: str
    name: str
    score: float
    se: float
    ci_low: float
    ci_high: float
    rank: int
    rank_low: int
    rank_high: int
    drawn: float
    voluntary: float
    share: float


@dataclass(frozen=True, slots=True)
class Blended:
    """The blend of two modes; `bias` of the voluntary one with its error, `rest` by place (SD).

    `sentence` says what was done; `conclusion` what may be concluded.
    """

    drawn: str
    voluntary: str
    bias: float
    bias_se: float
    rest: float
    regions: tuple[BlendedRegion, ...]
    sentence: str
    conclusion: str

    def as_json(self) -> dict[str, object]:
        """The published form."""
        return asdict(self)


def combine(
    drawn: np.ndarray, drawn_se: np.ndarray, voluntary: np.ndarray, voluntary_se: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float, float, float]:
    """Blend p places: estimates, errors and voluntary shares (p,); bias, its error, rest (SD).

    The errors count in that the bias is itself estimated, from the very answers it is taken off.
    """
    gap = voluntary - drawn
    inner = drawn_se**2 + voluntary_se**2
    precise = 1 / inner
    center = float((precise * gap).sum() / precise.sum())
    excess = float((precise * (gap - center) ** 2).sum()) - (len(gap) - 1)
    room = float(precise.sum() - (precise**2).sum() / precise.sum())
    rest = max(excess / room, 0.0)
    parts = 1 / (inner + rest)
    parts = parts / parts.sum()
    bias = float(parts @ gap)
    bias_variance = float(parts**2 @ (inner + rest))
    freed = voluntary_se**2 + rest + bias_variance
    share = drawn_se**2 / (drawn_se**2 + freed)
    here = np.eye(len(gap))
    of_drawn = (1 - share)[:, None] * here + share[:, None] * parts
    of_voluntary = share[:, None] * (here - parts)
    value = of_drawn @ drawn + of_voluntary @ voluntary
    variance = of_drawn**2 @ drawn_se**2 + of_voluntary**2 @ (voluntary_se**2 + rest)
    return value, np.sqrt(variance), share, bias, float(np.sqrt(bias_variance)), float(rest**0.5)


def blended(
    drawn: str,
    drawn_lines: Sequence[RegionResult],
    voluntary: str,
    voluntary_lines: Sequence[RegionResult],
    names: Mapping[str, str],
    *,
    bounds: tuple[float, float],
    draws: int,
) -> Blended | None:
    """The blend of two tables over the places that both show; None where those are too few."""
    theirs = {line.region: line for line in voluntary_lines if line.score is not None}
    both = [line for line in drawn_lines if line.score is not None and line.region in theirs]
    if len(both) < _FEWEST_PLACES:
        return None
    columns = [
        (line.score, line.se, theirs[line.region].score, theirs[line.region].se, line.df)
        for line in both
    ]
    one, one_se, other, other_se, df = np.array(columns, float).T
    value, se, share, bias, bias_se, rest = combine(one, one_se, other, other_se)
    value = np.clip(value, *bounds)
    df = np.maximum(np.minimum(df, len(both) / np.maximum(share, 1e-9)), 1.0)
    half = special.stdtrit(df, 0.975) * se
    sets = rank_sets(value, se, df, draws=draws)
    lines = [
        BlendedRegion(
            region=line.region,
            name=line.name,
            score=float(value[i]),
            se=float(se[i]),
            ci_low=float(max(value[i] - half[i], bounds[0])),
            ci_high=float(min(value[i] + half[i], bounds[1])),
            rank=int(sets.rank[i]),
            rank_low=int(sets.low[i]),
            rank_high=int(sets.high[i]),
            drawn=float(one[i]),
            voluntary=float(other[i]),
            share=float(share[i]),
        )
        for i, line in enumerate(both)
    ]
    lines.sort(key=lambda line: (line.rank, line.region))
    called = [full_name(line.region, names) for line in both]
    return Blended(
        drawn,
        voluntary,
        bias,
        bias_se,
        rest,
        tuple(lines),
        method.blend(
            mode_name(drawn), mode_name(voluntary), bias, bias_se, rest, float(share.mean())
        ),
        method.conclusion(called, value, sets),
    )
