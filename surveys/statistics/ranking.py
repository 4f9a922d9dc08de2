"""From one wave of answers to a ranking that says how sure it is."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Literal

import numpy as np

from surveys.statistics import method
from surveys.statistics.answers import Answers, Coded
from surveys.statistics.calibration import Calibration, Design
from surveys.statistics.estimates import Mean, person_scores, weighted_mean
from surveys.statistics.population import Population
from surveys.statistics.rank_sets import DRAWS, RankSets, bands, rank_sets
from surveys.statistics.regions import county_of, full_name, packaged_names
from surveys.statistics.weights import WeightingRules

Level = Literal["county", "town"]
POINTS = (0.0, 25.0, 50.0, 75.0, 100.0)
_TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Floors:
    """Fewest answers for a mean, for a share or rank, and for showing a count at all."""

    mean: int = 30
    rank: int = 50
    cell: int = 10


@dataclass(frozen=True, slots=True)
class RegionResult:
    """One line of the table; None where too few answers forbid showing it.

    `satisfied` is a share of 0 to 1, `score` lies between the lowest and highest points. `band`
    numbers the groups of places that cannot be told apart in which the region stands.
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
class Provenance:
    """What every sheet carries, so that a printed one can be traced."""

    wave: str
    questionnaire: str
    mapping: tuple[float, ...]
    mode: str
    level: Level
    date: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class SurveyRanking:
    """A wave's ranking with everything needed to defend it.

    `main` is weighted when a population table was given; `unweighted`, `without_flagged`,
    `down_weighted` and `by_mode` are the same table made otherwise, where that differs. `questions`
    are those that make the score; `designs` and `rows` (by region) serve the tables by question.
    """

    provenance: Provenance
    method: tuple[str, ...]
    questions: tuple[str, ...]
    main: RankingTable
    unweighted: RankingTable | None
    without_flagged: RankingTable | None
    down_weighted: RankingTable | None
    by_mode: Mapping[str, RankingTable]
    designs: Mapping[str, Design] = field(repr=False)
    rows: Mapping[str, np.ndarray] = field(repr=False)

    def as_json(self) -> dict[str, object]:
        """The published form: `{wave, mapping, method, regions: [...]}` and what else is known."""
        return {
            "wave": self.provenance.wave,
            "mapping": list(self.provenance.mapping),
            "method": "\n".join(self.method),
            "conclusion": self.main.conclusion,
            "questionnaire": self.provenance.questionnaire,
            "mode": self.provenance.mode,
            "level": self.provenance.level,
            "date": self.provenance.date,
            "hash": self.provenance.fingerprint,
            "regions": _plain(self.main),
            "bands": [list(band) for band in self.main.bands],
            "unweighted": None if self.unweighted is None else _plain(self.unweighted),
            "without_flagged": (
                None if self.without_flagged is None else _plain(self.without_flagged)
            ),
            "down_weighted": None if self.down_weighted is None else _plain(self.down_weighted),
            "by_mode": {mode: _plain(table) for mode, table in self.by_mode.items()},
        }


def _plain(table: RankingTable) -> list[dict[str, object]]:
    return [asdict(line) for line in table.regions]


def estimate(
    answers: Answers,
    population: Population | None = None,
    *,
    points: Sequence[float] = POINTS,
    level: Level | None = None,
    names: Mapping[str, str] | None = None,
    questionnaire: str = "",
    made_on: date,
    trust: np.ndarray | None = None,
    skipped_rows: int = 0,
    rules: WeightingRules | None = None,
    floors: Floors | None = None,
    draws: int = DRAWS,
) -> SurveyRanking:
    """Scores, intervals, ranks and rank sets of every region of one wave.

    `level` defaults to town when every region code has 9 digits, county otherwise. `trust` (n,)
    is below 1 for doubtful answers: it adds the same table without them, and one in which they
    weigh that much less. `questionnaire` is the version printed; `draws` of the simulation behind
    the rank sets may be few where only scores are wanted.
    Raises ValueError for points that do not rise, or for towns asked of county codes.
    """
    points = checked_points(points)
    rules, floors = rules or WeightingRules(), floors or Floors()
    names = packaged_names() if names is None else names
    level = level or default_level(answers.region)
    maker = _TableMaker(population, points, level, names, rules, floors, draws)
    main, designs, rows = maker.make(answers)
    modes = (
        {
            mode: int((answers.mode.codes == answers.mode.values.index(mode)).sum())
            for mode in answers.modes()
        }
        if answers.mode is not None
        else {}
    )
    weighted = population is not None or answers.weight is not None
    said = [
        *method.modes(modes),
        *method.scoring(points, weighted=weighted),
        *method.weighting(
            {full_name(code, names): design for code, design in designs.items()},
            rules,
            maker.outside,
            population=population is not None,
            own_weights=answers.weight is not None,
        ),
        *method.ranking(
            asdict(floors),
            ranked=sum(line.rank is not None for line in main.regions),
            regions=len(main.regions),
        ),
    ]
    wording = method.texts()["method"]
    if unanswered := int((answers.answers == 0).all(axis=1).sum()):
        said.append(wording["empty"].format(rows=unanswered))
    if skipped_rows:
        said.append(wording["skipped"].format(rows=skipped_rows))
    trust = np.ones(len(answers)) if trust is None else trust
    doubted = bool((trust < 1).any() and (trust >= 1).any())
    plain = _TableMaker(None, points, level, names, rules, floors, draws)
    return SurveyRanking(
        provenance=Provenance(
            wave=answers.wave,
            questionnaire=questionnaire,
            mapping=points,
            mode="、".join(modes) or method.texts()["not_said"],
            level=level,
            date=made_on.isoformat(),
            fingerprint=fingerprint(answers, population, points, level),
        ),
        method=tuple(said),
        questions=answers.questions,
        main=main,
        unweighted=plain.make(answers, ignore_weights=True)[0] if weighted else None,
        without_flagged=maker.make(answers.take(trust >= 1))[0] if doubted else None,
        down_weighted=maker.make(answers.weighing(trust))[0] if doubted else None,
        by_mode=(
            {mode: maker.make(answers.only_mode(mode))[0] for mode in modes}
            if len(modes) > 1
            else {}
        ),
        designs=designs,
        rows=rows,
    )


def checked_points(points: Sequence[float]) -> tuple[float, ...]:
    """Five finite points that never fall from answer 1 to 5; raises ValueError otherwise."""
    values = tuple(float(point) for point in points)
    if len(values) != 5 or not np.isfinite(values).all():
        raise ValueError(method.texts()["refused"]["points"])
    if any(a > b for a, b in itertools.pairwise(values)) or values[0] == values[-1]:
        raise ValueError(method.texts()["refused"]["points_order"])
    return values


def default_level(region: Coded) -> Level:
    """Town when every code is a town's, county otherwise."""
    return "town" if all(len(c) == _TOWN_DIGITS for c in region.present()) else "county"


class _TableMaker:
    """Makes the same kind of table from different subsets of answers."""

    def __init__(
        self,
        population: Population | None,
        points: tuple[float, ...],
        level: Level,
        names: Mapping[str, str],
        rules: WeightingRules,
        floors: Floors,
        draws: int,
    ) -> None:
        self.draws = draws
        self.population = population
        self.points = points
        self.level = level
        self.names = names
        self.rules = rules
        self.floors = floors
        self.outside: list[str] = []

    def make(
        self, answers: Answers, *, ignore_weights: bool = False
    ) -> tuple[RankingTable, dict[str, Design], dict[str, np.ndarray]]:
        score, satisfied = person_scores(answers.answers, self.points)
        rows = rows_by_region(answers.region, self.level, ~np.isnan(score))
        calibration = Calibration(answers, self.population, self.rules)
        self.outside = calibration.outside
        bounds = (self.points[0], self.points[-1])
        designs: dict[str, Design] = {}
        means: dict[str, Mean] = {}
        shares: dict[str, Mean] = {}
        for code, mine in rows.items():
            design = calibration.region(code, mine)
            if ignore_weights:
                design = Design("unweighted", np.ones(len(mine)), np.zeros(len(mine), int), None)
            designs[code] = design
            means[code] = weighted_mean(score[mine], design, bounds)
            shares[code] = weighted_mean(satisfied[mine], design, (0.0, 1.0))
        return self._table(designs, means, shares), designs, rows

    def _table(
        self, designs: dict[str, Design], means: dict[str, Mean], shares: dict[str, Mean]
    ) -> RankingTable:
        ranked = [code for code, mean in means.items() if mean.n >= self.floors.rank]
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
            self._line(code, means[code], shares[code], designs[code], sets, place, groups)
            for code in means
        ]
        lines.sort(key=lambda line: (line.rank is None, line.rank or 0, line.region))
        return RankingTable(
            tuple(lines),
            tuple(tuple(ranked[i] for i in group) for group in groups),
            method.conclusion([full_name(code, self.names) for code in ranked], scores, sets),
        )

    def _line(
        self,
        code: str,
        mean: Mean,
        share: Mean,
        design: Design,
        sets: RankSets,
        place: dict[str, int],
        groups: list[list[int]],
    ) -> RegionResult:
        floors = asdict(self.floors)
        line = RegionResult(
            region=code, name=self.names.get(code, code), n=mean.n, weighting=design.kind
        )
        if mean.n < self.floors.cell:
            return replace(line, n=None, suppressed=True, note=method.note("cell", floors))
        if mean.n < self.floors.mean:
            return replace(line, suppressed=True, note=method.note("mean", floors))
        line = replace(
            line,
            score=mean.value,
            se=mean.se,
            ci_low=mean.low,
            ci_high=mean.high,
            deff=mean.deff,
        )
        if mean.n < self.floors.rank:
            return replace(line, suppressed=True, note=method.note("rank", floors))
        i = place[code]
        return replace(
            line,
            satisfied=share.value,
            satisfied_low=share.low,
            satisfied_high=share.high,
            rank=int(sets.rank[i]),
            rank_low=int(sets.low[i]),
            rank_high=int(sets.high[i]),
            rank_low_marginal=int(sets.low_marginal[i]),
            rank_high_marginal=int(sets.high_marginal[i]),
            top_three=float(sets.top[i]),
            bottom_three=float(sets.bottom[i]),
            band=tuple(b + 1 for b, members in enumerate(groups) if i in members),
        )


def rows_by_region(region: Coded, level: Level, usable: np.ndarray) -> dict[str, np.ndarray]:
    """Row indices of every region at a level, codes sorted; towns roll up to their county.

    Raises ValueError when towns are asked of rows that carry only a county.
    """
    if level == "county":
        region = region.mapped({code: county_of(code) for code in region.values})
    elif short := [code for code in region.present() if len(code) != _TOWN_DIGITS]:
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


def fingerprint(
    answers: Answers, population: Population | None, points: Sequence[float], level: str
) -> str:
    """12 hex digits of a SHA-256 over everything that went into the numbers."""
    digest = hashlib.sha256()
    for text in (answers.wave, answers.questions, answers.region.values, tuple(points), level):
        digest.update(repr(text).encode())
    for array in (answers.answers, answers.region.codes, answers.weight):
        if array is not None:
            digest.update(np.ascontiguousarray(array).data)
    for buffer in answers.respondent.buffers():
        if buffer is not None:
            digest.update(buffer)
    for column in (answers.age, answers.sex, answers.mode):
        if column is not None:
            digest.update(repr(column.values).encode())
            digest.update(np.ascontiguousarray(column.codes).data)
    if population is not None:
        digest.update(repr(sorted(population.counts.items())).encode())
    return digest.hexdigest()[:12]
