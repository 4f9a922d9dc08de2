"""Two mixed models for small areas, fitted by restricted maximum likelihood.

Area level: Fay and Herriot 1979 (10.2307/2286322). Unit level: Battese, Harter and Fuller 1988
(10.2307/2288915), here from counts and sums of people who share their covariates, so that a
million rows cost no more than the groups they make. Mean squared errors: Prasad and Rao 1990 in
the form of Rao and Molina, Small Area Estimation, 2nd ed., sections 6.2 and 7.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize_scalar

_WIDEST = 12.0  # the logarithm of the largest ratio of variances looked at
_NONE = -14.0  # and of what counts as no variance between areas
_RATIOS = 105  # looked at when averaging over them
_UNLIKELY = 1e-6


@dataclass(frozen=True, slots=True)
class Predicted:
    """Areas (a,): estimates, their mean squared errors, and how much of each is its own data.

    `coefficients` (p,) of the covariates; `between` and `within` are the variances.
    """

    value: np.ndarray
    mse: np.ndarray
    own: np.ndarray
    coefficients: np.ndarray
    between: float
    within: float


def area_level(y: np.ndarray, variance: np.ndarray, x: np.ndarray) -> Predicted:
    """Fay-Herriot from direct estimates (a,), their known variances (a,) and covariates (a, p)."""

    def fitted(between: float) -> tuple[float, np.ndarray, np.ndarray]:
        weight = 1 / (between + variance)
        root = np.sqrt(weight)
        q, r = np.linalg.qr(x * root[:, None])
        beta = np.linalg.solve(r, q.T @ (y * root))
        residual: np.ndarray = y - x @ beta
        size = -np.log(weight).sum() + 2 * np.log(np.abs(np.diag(r))).sum()
        return float(size + (weight * residual**2).sum()), beta, np.linalg.inv(r)

    usual = float(np.median(variance))
    between = _best(lambda ratio: fitted(ratio * usual)[0]) * usual
    _, beta, root = fitted(between)
    covariance = root @ root.T
    own = between / (between + variance)
    value = x @ beta + own * (y - x @ beta)
    of_between = 2 / ((between + variance) ** -2).sum()
    mse = (
        own * variance
        + (1 - own) ** 2 * np.einsum("ap,pq,aq->a", x, covariance, x)
        + 2 * variance**2 / (between + variance) ** 3 * of_between
    )
    return Predicted(value, mse, own, beta, between, float("nan"))


@dataclass(frozen=True, slots=True)
class AreaSums:
    """People who share `area` (g,) and covariates `x` (g, p), and the sums of what they said."""

    area: np.ndarray
    people: np.ndarray
    total: np.ndarray
    squares: np.ndarray
    x: np.ndarray


def unit_level(groups: AreaSums, means: np.ndarray) -> Predicted:
    """Battese-Harter-Fuller for areas with the population means (a, p) of the covariates.

    An area without people gets what its covariates say alone.
    """
    return _UnitLevel(groups, len(means)).predicted(means)


@dataclass(frozen=True, slots=True)
class Averaged(Predicted):
    """Areas predicted at several ratios of the variances, and averaged.

    `likely` (k,) says how likely each is; `values` and `errors` (k, a) are what they give.
    """

    likely: np.ndarray
    values: np.ndarray
    errors: np.ndarray

    def drawn(self, random: np.random.Generator, draws: int) -> np.ndarray:
        """What the areas may be (draws, a): a ratio first, which is the same for all areas."""
        ratio = random.choice(len(self.likely), draws, p=self.likely)
        noise = random.standard_normal((draws, self.values.shape[1]))
        made: np.ndarray = self.values[ratio] + noise * self.errors[ratio]
        return made


def averaged(groups: AreaSums, means: np.ndarray, silent: np.ndarray) -> Averaged:
    """The same over all that the ratio of the variances may be, not at the likeliest alone.

    With few areas the likelihood of the variance between them often peaks at or near nothing, and
    errors worked out there are far too small. Here each ratio counts by its restricted likelihood
    times the ratio itself (the adjusted density of Li and Lahiri 2010 and Morris and Tang 2011).
    Areas in `silent` (a,) get what their covariates say alone.
    """
    return _UnitLevel(groups, len(means)).averaged(means, silent)


class _UnitLevel:
    def __init__(self, groups: AreaSums, areas: int) -> None:
        self._people = np.bincount(groups.area, groups.people, minlength=areas)
        self._n = float(self._people.sum())
        weighted = groups.x * groups.people[:, None]
        self._x = np.stack(
            [np.bincount(groups.area, column, minlength=areas) for column in weighted.T], axis=1
        )
        self._y = np.bincount(groups.area, groups.total, minlength=areas)
        self._xx = groups.x.T @ weighted
        self._xy = groups.x.T @ groups.total
        self._yy = float(groups.squares.sum())

    def _fitted(self, ratio: float) -> tuple[float, np.ndarray, np.ndarray, float]:
        shrink = ratio / (1 + ratio * self._people)
        xx = self._xx - (self._x * shrink[:, None]).T @ self._x
        xy = self._xy - self._x.T @ (shrink * self._y)
        yy = self._yy - float((shrink * self._y**2).sum())
        inverse = np.linalg.inv(xx)
        beta = inverse @ xy
        free = self._n - len(beta)
        within = max(float(yy - xy @ beta), 1e-12) / free
        size = free * np.log(within) + np.log1p(ratio * self._people).sum()
        return float(size + np.linalg.slogdet(xx)[1]), beta, inverse, within

    def predicted(self, means: np.ndarray) -> Predicted:
        """Fit, then predict the mean of every area."""
        made = self._at(_best(lambda r: self._fitted(r)[0]), means, np.zeros(len(means), bool))
        return replace(made, mse=made.mse + 2 * self._of_variances(made.between, made.within))

    def averaged(self, means: np.ndarray, silent: np.ndarray) -> Averaged:
        """Predict the mean of every area at each ratio and average by its likelihood."""
        logarithms = np.linspace(_NONE, _WIDEST, _RATIOS)
        ratios = np.exp(logarithms)
        deviance = np.array([self._fitted(float(ratio))[0] for ratio in ratios])
        likely = np.exp(-0.5 * (deviance - deviance.min())) * ratios**2  # one is the grid's
        kept = np.flatnonzero(likely > likely.max() * _UNLIKELY)
        share = likely[kept] / likely[kept].sum()
        made = [self._at(float(ratios[i]), means, silent) for i in kept]
        values = np.array([one.value for one in made])
        value = share @ values
        mses = np.array([one.mse for one in made])
        return Averaged(
            value,
            share @ (mses + (values - value) ** 2),
            share @ np.array([one.own for one in made]),
            share @ np.array([one.coefficients for one in made]),
            float(share @ [one.between for one in made]),
            float(share @ [one.within for one in made]),
            share,
            values,
            np.sqrt(mses),
        )

    def _at(self, ratio: float, means: np.ndarray, silent: np.ndarray) -> Predicted:
        """Predict at one ratio of the variances, as if it were known."""
        _, beta, inverse, within = self._fitted(ratio)
        between, people = ratio * within, self._people
        own = np.where(silent, 0.0, between * people / (between * people + within))
        divisor = np.maximum(people, 1)
        x_mean, y_mean = self._x / divisor[:, None], self._y / divisor
        value = means @ beta + own * np.where(people > 0, y_mean - x_mean @ beta, 0.0)
        away = means - own[:, None] * x_mean
        mse = between * (1 - own) + np.einsum("ap,pq,aq->a", away, within * inverse, away)
        return Predicted(value, mse, own, beta, between, within)

    def _of_variances(self, between: float, within: float) -> np.ndarray:
        """What not knowing the variances adds (g3)."""
        seen = self._people > 0
        people = self._people[seen]
        alpha = within + people * between
        information = 0.5 * np.array(
            [
                [(people**2 / alpha**2).sum(), (people / alpha**2).sum()],
                [
                    (people / alpha**2).sum(),
                    ((people - 1) / within**2 + 1 / alpha**2).sum(),
                ],
            ]
        )
        of = np.linalg.inv(information)
        spread = within**2 * of[0, 0] + between**2 * of[1, 1] - 2 * within * between * of[0, 1]
        added = np.zeros(len(self._people))
        added[seen] = spread / people**2 / (between + within / people) ** 3
        return added


def _best(deviance: Callable[[float], float]) -> float:
    """The ratio of variances at which minus twice the restricted likelihood is least."""
    grid = np.linspace(_NONE, _WIDEST, 27)
    values = [deviance(float(np.exp(at))) for at in grid]
    least = int(np.argmin(values))
    ends = grid[max(least - 1, 0)], grid[min(least + 1, len(grid) - 1)]
    found = minimize_scalar(
        lambda at: deviance(float(np.exp(at))),
        bounds=ends,
        method="bounded",
        options={"xatol": 1e-9},
    )
    return 0.0 if deviance(0.0) <= found.fun else float(np.exp(found.x))
