"""The lines of a ranking: estimates of every region, their rank sets, and what is kept back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Literal

import numpy as np

from surveys.modes import self_selected_mode
from surveys.statistics import method
from surveys.statistics.answers import Answers, Coded
from surveys.statistics.calibration import Calibration, Design
from surveys.statistics.estimates import Mean, weighted_mean
from surveys.statistics.items import PersonScores, person_scores
from surveys.statistics.population import Population
from surveys.statistics.rank_sets import RankSets, bands, rank_sets
from surveys.statistics.regions import county_of, full_name
from surveys.statistics.trimming import Trimming, choose
from surveys.statistics.weights import WeightingRules

Level = Literal["county", "town"]
# What is kept back although there are answers enough: by slice (a mode, "" for all together) and
# region (or CITY), from which of `_KINDS` on.
Withheld = Mapping[str, Mapping[str, str]]
_KINDS = ("cell", "mean", "rank")
TOWN_DIGITS = 9
CITY = "city"  # everybody, as a region


@dataclass(frozen=True, slots=True)
class Floors:
    """Fewest answers for a mean, for a share or rank, and for showing a count at all.

    For a mean, a share and a rank so many simply drawn answers as are worth the same count too.
    """

    mean: int = 30
    rank: int = 50
    cell: int = 10


@dataclass(frozen=True, slots=True)
class RegionResult:
    """One line of the table; None where too few answers forbid showing it.

    `satisfied` is a share of 0 to 1, `score` lies between the lowest and highest points. `band`
    numbers the groups of places that cannot be told apart in which the region stands. `plain` is
    the mean over the questions answered alone, `responded` the share of the score's questions that
    were answered, `effective` the number of simply drawn answers that would be as precise.
    """

    region: str
    name: str
    n: int | None
    score: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    satisfied: float | None = None
    deff: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    rank_low_marginal: int | None = None
    rank_high_marginal: int | None = None
    suppressed: bool = False
    satisfied_low: float | None = None
    satisfied_high: float | None = None
    top_three: float | None = None
    bottom_three: float | None = None
    band: tuple[int, ...] = ()
    weighting: str = "unweighted"
    note: str = ""
    df: float | None = None
    effective: float | None = None
    plain: float | None = None
    responded: float | None = None


@dataclass(frozen=True, slots=True)
class RankingTable:
    """Regions in rank order (those without a rank last) and the sentence that belongs below."""

    regions: tuple[RegionResult, ...]
    bands: tuple[tuple[str, ...], ...]
    conclusion: str

    def of(self, code: str) -> RegionResult:
        """The line of one region; raises KeyError when it is not in the table."""
        for line in self.regions:
            if line.region == code:
                return line
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Made:
    """A table, and all that it was made from."""

    table: RankingTable
    designs: Mapping[str, Design]
    rows: Mapping[str, np.ndarray]
    scores: PersonScores
    trimming: Trimming
    outside: list[str]


@dataclass(frozen=True, slots=True)
class TableMaker:
    """Makes the same kind of table from different subsets of answers."""

    population: Population | None
    points: tuple[float, ...]
    level: Level
    names: Mapping[str, str]
    rules: WeightingRules
    floors: Floors
    draws: int
    withheld: Withheld

    def make(self, answers: Answers, *, ignore_weights: bool = False) -> Made:
        """The table of these answers; with `ignore_weights` all weigh the same."""
        scores = person_scores(answers.answers, self.points)
        rows = rows_by_region(answers.region, self.level, ~np.isnan(scores.score))
        calibration = Calibration(answers, self.population, self.rules)
        bounds = (self.points[0], self.points[-1])
        fitted = {
            code: calibration.unweighted(mine) if ignore_weights else calibration.region(code, mine)
            for code, mine in rows.items()
        }
        trimming = Trimming(self.rules.trim_ratio or float("inf"), {})
        if self.rules.trim_ratio is None:
            trimming = choose(fitted, {code: scores.score[mine] for code, mine in rows.items()})
        designs: dict[str, Design] = {}
        means: dict[str, Mean] = {}
        shares: dict[str, Mean] = {}
        beside: dict[str, tuple[float, float]] = {}
        for code, mine in rows.items():
            design = designs[code] = fitted.pop(code).capped(trimming.ratio)
            means[code] = weighted_mean(scores.score[mine], design, bounds)
            shares[code] = weighted_mean(scores.satisfied[mine], design, (0.0, 1.0))
            total = design.weights.sum()
            answered = (answers.answers[mine] > 0).mean() if len(mine) else float("nan")
            plain = float(design.weights @ scores.plain[mine] / total) if len(mine) else 0.0
            beside[code] = plain, float(answered)
        modes = answers.modes()
        kept_back = self.withheld.get(modes[0] if len(modes) == 1 else "", {})
        why = {
            code: self._why(mean, designs[code], kept_back.get(code))
            for code, mean in means.items()
        }
        table = self._table(
            designs, means, shares, beside, why, self_selected=self_selected(answers)
        )
        return Made(table, designs, rows, scores, trimming, calibration.outside)

    def _table(
        self,
        designs: Mapping[str, Design],
        means: Mapping[str, Mean],
        shares: Mapping[str, Mean],
        beside: Mapping[str, tuple[float, float]],
        why: Mapping[str, str],
        *,
        self_selected: bool,
    ) -> RankingTable:
        """The lines of regions in rank order, with their rank sets.

        `beside` holds the mean over answered questions alone, and the share of them answered;
        `why` what keeps a region from a rank.
        """
        ranked = [code for code in means if not why[code]]
        scores = np.array([means[code].value for code in ranked])
        sets = rank_sets(
            scores,
            np.array([means[code].se for code in ranked]),
            np.array([means[code].df for code in ranked]),
            draws=self.draws,
        )
        groups = bands(scores, sets.above)
        place = {code: i for i, code in enumerate(ranked)}
        lines = [
            self._line(
                code, means[code], shares[code], designs[code], why[code], sets, place, groups
            )
            for code in means
        ]
        lines = [
            line
            if line.score is None
            else replace(line, plain=beside[line.region][0], responded=beside[line.region][1])
            for line in lines
        ]
        lines.sort(key=lambda line: (line.rank is None, line.rank or 0, line.region))
        names = [full_name(code, self.names) for code in ranked]
        return RankingTable(
            tuple(lines),
            tuple(tuple(ranked[i] for i in group) for group in groups),
            method.conclusion(names, scores, sets, self_selected=self_selected),
        )

    def _why(self, mean: Mean, design: Design, asked: str | None) -> str:
        """What is the first that keeps a region's figures back; empty where all is shown."""
        floors = asdict(self.floors)
        for kind in _KINDS:
            if mean.n < floors[kind] or asked == kind:
                return kind
            if kind != "cell" and mean.effective < floors[kind]:
                return f"worth_{kind}"
        return "gap" if design.missed(self.rules) else ""

    def _line(
        self,
        code: str,
        mean: Mean,
        share: Mean,
        design: Design,
        why: str,
        sets: RankSets,
        place: Mapping[str, int],
        groups: list[list[int]],
    ) -> RegionResult:
        line = RegionResult(
            region=code, name=self.names.get(code, code), n=mean.n, weighting=design.kind
        )
        if why:
            line = replace(line, suppressed=True, note=self._note(why, mean, design))
        if why == "cell":
            return replace(line, n=None)
        if why in ("mean", "worth_mean"):
            return line
        line = replace(
            line,
            score=mean.value,
            se=mean.se,
            ci_low=mean.low,
            ci_high=mean.high,
            deff=mean.deff,
            df=mean.df,
            effective=mean.effective,
        )
        if why in ("rank", "worth_rank"):
            return line
        line = replace(
            line, satisfied=share.value, satisfied_low=share.low, satisfied_high=share.high
        )
        if why:
            return line
        i = place[code]
        return replace(
            line,
            rank=int(sets.rank[i]),
            rank_low=int(sets.low[i]),
            rank_high=int(sets.high[i]),
            rank_low_marginal=int(sets.low_marginal[i]),
            rank_high_marginal=int(sets.high_marginal[i]),
            top_three=float(sets.top[i]),
            bottom_three=float(sets.bottom[i]),
            band=tuple(b + 1 for b, members in enumerate(groups) if i in members),
        )

    def _note(self, why: str, mean: Mean, design: Design) -> str:
        if why == "gap" and (gap := design.missed(self.rules)):
            return method.gap_note(gap)
        return method.note(why, {**asdict(self.floors), "effective": int(mean.effective)})


def self_selected(answers: Answers) -> bool:
    """Whether any of these answers came from people who chose themselves to answer."""
    return any(self_selected_mode(mode) for mode in answers.modes())


def rows_by_region(region: Coded, level: Level, usable: np.ndarray) -> dict[str, np.ndarray]:
    """Row indices of every region at a level, codes sorted; towns roll up to their county.

    Raises ValueError when towns are asked of rows that carry only a county.
    """
    if level == "county":
        region = region.mapped({code: county_of(code) for code in region.values})
    elif short := [code for code in region.present() if len(code) != TOWN_DIGITS]:
        refused = method.texts()["refused"]["county_codes"]
        raise ValueError(refused.format(codes="、".join(short)))
    order = np.argsort(region.codes, kind="stable")
    ends = np.cumsum(np.bincount(region.codes, minlength=len(region.values)))
    parts = np.split(order, ends[:-1])
    return {
        code: part[usable[part]]
        for code, part in zip(region.values, parts, strict=True)
        if len(part)
    }
