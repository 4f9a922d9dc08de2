"""What an attacker with every page and sheet of a survey finds of the figures that are kept back.

    python -m bench.surveys_attacker [--publications 1000] [--seed 1]

Random waves are published as the portal and the command do it: counties and towns, every mode alone
and (the command's way) all together, with and without the doubtful answers. The attacker knows the
rules of rounding and how many people answered everywhere, and takes for every hidden figure the
least and greatest value that all published ones leave possible, by linear programmes over all
differences at once. The same attack on tables that keep the floors alone stands beside.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse, special
from scipy.optimize import linprog

from bench.surveys_world import Page, Publication, random_publication
from surveys.disclosure.decisions import OF_SCALE
from surveys.statistics.coarse import PEOPLE, step_of
from surveys.statistics.items import person_scores
from surveys.statistics.questions import QuestionResult
from surveys.statistics.ranking import POINTS
from surveys.statistics.tables import Floors

LEAST_VALUES = 3.0  # a hidden share's count stays open by so much, or nobody may stand behind it
_TRIED = 8  # hidden shares attacked in each publication
_SLACK = 1e-6


@dataclass
class Found:
    """How many hidden figures were attacked, and which were found, by kind."""

    attacked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, *, found: bool) -> None:
        """Count one attack."""
        self.attacked[kind] += 1
        self.found[kind] += found


class _Attack:
    """Linear programmes over unknown numbers of which some sums are published."""

    def __init__(self, truth: np.ndarray, ceiling: np.ndarray) -> None:
        self._truth, self._ceiling = truth, ceiling
        self._rows: list[np.ndarray] = []
        self._low: list[float] = []
        self._high: list[float] = []

    def know(self, row: np.ndarray, low: float, high: float) -> None:
        """That a sum (weights `row`) lies in an interval; a belief that is wrong is left out."""
        value = float(row @ self._truth)
        if low - _SLACK <= value <= high + _SLACK and row.any():
            self._rows.append(row)
            self._low.append(low - _SLACK)
            self._high.append(high + _SLACK)

    def fixes(self, row: np.ndarray) -> bool:
        """Whether the published sums alone make up another one, whatever the numbers are."""
        known = np.array(self._rows).T
        made = np.linalg.lstsq(known, row, rcond=None)[0]
        return bool(np.abs(known @ made - row).max() < _SLACK)

    def ends(self, row: np.ndarray) -> tuple[float, float]:
        """The least and greatest value of a sum that all that is known leaves possible."""
        bounds = np.stack([np.zeros(len(self._truth)), self._ceiling], axis=1)
        matrix = sparse.csr_array(np.array(self._rows)) if self._rows else None
        upper = None if matrix is None else sparse.vstack([matrix, -matrix]).tocsr()
        limit = np.array([*self._high, *(-low for low in self._low)])
        found = []
        for sign in (1.0, -1.0):
            made = linprog(
                sign * row,
                A_ub=upper,
                b_ub=None if upper is None else limit,
                bounds=bounds,
                method="highs",
            )
            found.append(sign * made.fun if made.status == 0 else sign * -np.inf)
        return found[0], found[1]


def attack(publication: Publication, random: np.random.Generator, result: Found) -> None:
    """Attack the hidden numbers of people, the hidden means, and hidden shares of questions."""
    answers = publication.answers
    groups = _Groups(publication)
    made = person_scores(answers.answers, POINTS)
    score, satisfied = made.score, made.satisfied
    sums = {
        "people": np.ones(len(answers)),
        "score": np.nan_to_num(score / POINTS[-1]),
        "plain": np.nan_to_num(made.plain / POINTS[-1]),
        "responded": (answers.answers > 0).mean(axis=1),
        "satisfied": np.nan_to_num(satisfied),
    }
    used = ~np.isnan(score)
    for kind, values in sums.items():
        size = groups.sums(used.astype(float))
        truth = groups.sums(values * used)
        attack_ = _Attack(truth, np.full(len(truth), np.inf) if kind == "people" else size)
        hidden = [*_learned(kind, groups, size, attack_)]
        hidden += [few for few in groups.doubtful() if few @ size < Floors().cell]
        for where in _distinct(hidden):
            people = float(where @ size)
            if people == 0:
                continue
            low, high = attack_.ends(where.astype(float))
            if kind == "people":
                result.note(kind, found=high - low < PEOPLE - 1e-3)
            else:
                # near the end of the scale: known of all together, unless sums single it out
                at_end = low <= 1e-3 * people or high >= people * (1 - 1e-3)
                narrow = high - low < OF_SCALE * people - 1e-3
                result.note(
                    kind, found=narrow and (not at_end or attack_.fixes(where.astype(float)))
                )
    if publication.pages[0].ranking.unweighted is None:  # a weighted share is no sum of answers
        _attack_shares(publication, random, result)


def _learned(kind: str, groups: _Groups, size: np.ndarray, attack_: _Attack) -> list[np.ndarray]:
    """Tell the attack every printed figure of a kind; returns what is kept back."""
    hidden = []
    scale = POINTS[-1] if kind in ("score", "plain") else 1.0
    for where, line, beside, exact in groups.lines():
        shown = getattr(line, "n" if kind == "people" else kind)
        people = 1.0 if kind == "people" else float(where @ size)
        if shown is None and (where @ size) < _floor(kind) and not beside:
            hidden.append(where)
        elif shown is not None and (exact or kind == "people"):
            half = step_of(int(people)) / 2 + 1e-9 if kind == "responded" else 0.0
            attack_.know(
                where.astype(float),
                (shown / scale - half) * people,
                (shown / scale + half) * people,
            )
    for where, total in groups.totals() if kind == "people" else ():
        if total is not None:
            attack_.know(where.astype(float), total, total)
        elif where @ size < Floors().cell:
            hidden.append(where)
    for where, score in groups.blended() if kind == "score" else ():
        known = score / scale * float(where @ size)
        attack_.know(where.astype(float), known, known)
    return hidden


def _floor(kind: str) -> int:
    floors = Floors()
    of_kind = {"people": floors.cell, "satisfied": floors.rank}
    return of_kind.get(kind, floors.mean)


def _distinct(rows: Sequence[np.ndarray]) -> list[np.ndarray]:
    return list({row.tobytes(): row for row in rows}.values())


class _Groups:
    """The smallest groups: a town's people of one mode, doubtful or not."""

    def __init__(self, publication: Publication) -> None:
        answers = publication.answers
        assert answers.mode is not None
        self._pages, self._totals = publication.pages, publication.totals
        self.towns = np.array(answers.region.values)
        self.modes = np.array(answers.mode.values)
        cell = (answers.region.codes * len(self.modes) + answers.mode.codes) * 2
        self._cell = cell + publication.doubted
        self._size = len(self.towns) * len(self.modes) * 2
        number = np.arange(self._size)
        self._town = self.towns[number // 2 // len(self.modes)]
        self._mode = self.modes[number // 2 % len(self.modes)]
        self._doubted = number % 2 == 1

    def sums(self, values: np.ndarray) -> np.ndarray:
        """The sum of values (n,) in each smallest group."""
        return np.bincount(self._cell, values, minlength=self._size)

    def where(self, place: str, slice_: str, *, clear: bool = False) -> np.ndarray:
        """The smallest groups (mask) that a place holds in a slice, perhaps without the doubted."""
        mask = np.char.startswith(self._town, place) & ((self._mode == slice_) | (slice_ == ""))
        return mask & ~self._doubted if clear else mask

    def doubtful(self) -> Iterator[np.ndarray]:
        """The doubtful ones of every place whose figures stand on a page with and without them."""
        for page in self._pages:
            for line in (
                page.ranking.without_flagged.regions if page.ranking.without_flagged else ()
            ):
                yield self.where(line.region, page.slice) & self._doubted

    def lines(self) -> Iterator[tuple[np.ndarray, object, bool, bool]]:
        """Every published line of a ranking, the groups it sums, and if it repeats one without few.

        A town of 30 without its doubtful one is no figure of its own to hide: the one is. Last
        comes whether its means are sums of answers: weighted ones are not.
        """
        for page in self._pages:
            made, weighted = page.ranking, page.ranking.unweighted is not None
            tables = [(page.slice, made.main, False, not weighted)]
            if made.unweighted is not None:
                tables.append((page.slice, made.unweighted, False, True))
            tables += [(mode, table, False, not weighted) for mode, table in made.by_mode.items()]
            if made.without_flagged is not None:
                tables.append((page.slice, made.without_flagged, True, not weighted))
            for slice_, table, clear, exact in tables:
                for line in table.regions:
                    yield self.where(line.region, slice_, clear=clear), line, clear, exact

    def totals(self) -> Iterator[tuple[np.ndarray, float | None]]:
        """The whole city in every slice, and its number where that is printed."""
        for slice_ in ("", *self.modes):
            yield self.where("", slice_), self._totals.get(slice_)

    def blended(self) -> Iterator[tuple[np.ndarray, float]]:
        """The scores of drawn and of voluntary answers that stand beside their blend."""
        for page in self._pages:
            blend = page.ranking.blend
            if blend is None or page.ranking.unweighted is not None:
                continue
            for line in blend.regions:
                yield self.where(line.region, blend.drawn), line.drawn
                yield self.where(line.region, blend.voluntary), line.voluntary


def _attack_shares(publication: Publication, random: np.random.Generator, result: Found) -> None:
    """Attack shares that rest on 1 to 9 answers, within one county, over pages and modes."""
    inside = _County(publication, random)
    attack_ = _Attack(inside.truth.ravel(), np.repeat(inside.truth.sum(axis=3).ravel(), 5))
    for one in np.ndindex(inside.truth.shape[:3]):
        cell = np.zeros(inside.truth.shape)
        cell[one] = 1.0
        attack_.know(cell.ravel(), *[inside.truth[one].sum()] * 2)
    hidden: list[np.ndarray] = []
    for page in publication.pages:
        inside.read_ranking(page, attack_)
        hidden += inside.read_lines(page, attack_)
    open_ = [cell for cell in _distinct(hidden) if 1 <= cell @ inside.truth.ravel() < Floors().cell]
    for chosen in random.permutation(len(open_))[:_TRIED]:
        low, high = attack_.ends(open_[chosen])
        few = high - low < LEAST_VALUES - 1e-3 and low > 1e-3
        result.note("share", found=few or high - low < 1 - 1e-3)


_SCALE, _LIKED = np.array(POINTS), np.array([0, 0, 0, 1.0, 1.0])


class _County:
    """The answers of one county by town, mode, question and answer: `truth` (t, m, q, 5)."""

    def __init__(self, publication: Publication, random: np.random.Generator) -> None:
        answers = publication.answers
        assert answers.mode is not None
        self.county = random.choice(sorted({town[:6] for town in answers.region.values}))
        self.towns = [town for town in answers.region.values if town.startswith(self.county)]
        self.modes, self.questions = answers.mode.values, answers.questions
        self.groups = {
            **{q: [q] for q in self.questions},
            **publication.dimensions,
            "all": self.questions,
        }
        self.complete = bool((answers.answers > 0).all())
        self.truth = np.zeros((len(self.towns), len(self.modes), len(self.questions), 5))
        for t, m in np.ndindex(self.truth.shape[:2]):
            town = answers.region.codes == answers.region.values.index(self.towns[t])
            mine = answers.answers[town & (answers.mode.codes == m)]
            for a in range(5):
                self.truth[t, m, :, a] = (mine == a + 1).sum(axis=0)

    def row(
        self, place: str, slice_: str, asked: Sequence[str], weight: np.ndarray
    ) -> tuple[np.ndarray, float]:
        """A sum over some cells, and how many answers lie in them."""
        made = np.zeros(self.truth.shape)
        at = np.ix_(
            [t for t, town in enumerate(self.towns) if town.startswith(place)],
            [m for m, mode in enumerate(self.modes) if slice_ in ("", mode)],
            [self.questions.index(q) for q in asked],
        )
        made[at] = weight
        return made.ravel(), float(self.truth[at].sum())

    def read_ranking(self, page: Page, attack_: _Attack) -> None:
        """What the lines of a ranking tell of the questions: a person's mean is theirs."""
        for line in page.ranking.main.regions:
            if line.region.startswith(self.county) and self.complete:
                for value, weight in ((line.score, _SCALE), (line.satisfied, _LIKED)):
                    if value is not None:
                        sums, everybody = self.row(line.region, page.slice, self.questions, weight)
                        attack_.know(sums, value * everybody, value * everybody)

    def read_lines(self, page: Page, attack_: _Attack) -> list[np.ndarray]:
        """What the lines of questions tell, and the cells of shares that they keep back."""
        hidden = []
        for line in page.lines:
            if not line.region.startswith(self.county) or line.n is None:
                continue
            asked, share = self.groups[line.question], page.steps[line.region]
            step = share * POINTS[-1] / 2
            for a, shown in enumerate(line.shares):
                cell, everybody = self.row(line.region, page.slice, asked, np.eye(5)[a])
                if shown is not None:
                    _within(attack_, cell, shown, share, everybody)
                elif len(asked) == 1 and line.score is not None:
                    hidden.append(cell)
            if len(asked) == 1 or self.complete:
                for figure, weight, size in (
                    (line.satisfied, _LIKED, share),
                    (line.score, _SCALE, step),
                ):
                    if figure is not None:
                        sums, everybody = self.row(line.region, page.slice, asked, weight)
                        _within(attack_, sums, figure, size, everybody)
            if len(asked) == 1 and line.score is not None:
                squares, _ = self.row(line.region, page.slice, asked, _SCALE**2)
                attack_.know(squares, *_spread(line, step))
        return hidden


def _within(attack_: _Attack, row: np.ndarray, shown: float, step: float, everybody: float) -> None:
    """That a rounded figure is within half a step of the truth."""
    half = step / 2 + 1e-9
    attack_.know(row, (shown - half) * everybody, (shown + half) * everybody)


def _spread(line: QuestionResult, step: float) -> tuple[float, float]:
    """The sum of squared points that an interval leaves possible; it was widened to whole steps."""
    assert line.n is not None
    assert line.score is not None
    assert line.ci_low is not None
    if line.ci_low <= POINTS[0]:
        return 0.0, POINTS[-1] ** 2 * line.n
    lowest, highest = max(line.score - step / 2, 0.0), min(line.score + step / 2, POINTS[-1])
    t = float(special.stdtrit(max(line.n - 1, 1), 0.975))
    near = max(lowest - line.ci_low - step, 0.0) / t
    far = (highest - line.ci_low) / t
    n = line.n
    return n * (n - 1) * near**2 + n * lowest**2, n * (n - 1) * far**2 + n * highest**2


def main() -> None:
    """Print how many hidden figures of how many were found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--publications", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'tables':10s} {'kind':10s} {'hidden':>8s} {'found':>7s} {'share':>7s}")
    for guarded in (False, True):
        result = Found()
        number = options.publications if guarded else max(options.publications // 10, 1)
        for seed in range(options.seed, options.seed + number):
            made = random_publication(seed, guarded=guarded)
            attack(made, np.random.default_rng(seed), result)
        for kind, count in result.attacked.items():
            found = result.found[kind]
            name = "guarded" if guarded else "floors"
            print(f"{name:10s} {kind:10s} {count:8d} {found:7d} {found / count:7.1%}", flush=True)


if __name__ == "__main__":
    main()
