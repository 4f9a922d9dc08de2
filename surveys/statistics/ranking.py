"""From one wave of answers to a ranking that says how sure it is."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

import numpy as np

from surveys.modes import probability_mode, self_selected_mode
from surveys.statistics import method
from surveys.statistics.answers import Answers, Coded
from surveys.statistics.blend import Blended, blended
from surveys.statistics.calibration import Design, Gap, check_weights
from surveys.statistics.coarse import nearest, step_of
from surveys.statistics.items import PersonScores
from surveys.statistics.population import Population
from surveys.statistics.rank_sets import DRAWS
from surveys.statistics.regions import full_name, packaged_names
from surveys.statistics.tables import (
    CITY,
    TOWN_DIGITS,
    Floors,
    Level,
    Made,
    RankingTable,
    TableMaker,
    Withheld,
)
from surveys.statistics.trimming import Trimming
from surveys.statistics.weights import WeightingRules

POINTS = (0.0, 25.0, 50.0, 75.0, 100.0)
_FEW_DRAWS = 100


@dataclass(frozen=True, slots=True)
class Provenance:
    """What every sheet carries, so that a printed one can be traced.

    `marks`: what must be known before anything is concluded from it.
    """

    wave: str
    questionnaire: str
    mapping: tuple[float, ...]
    mode: str
    level: Level
    date: str
    fingerprint: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyRanking:
    """A wave's ranking with everything needed to defend it.

    `main` is weighted when a population table was given; `unweighted`, `without_flagged`,
    `down_weighted` and `by_mode` are the same table made otherwise, where that differs. `questions`
    are those that make the score; `designs` and `rows` (by region) and `scores` (by person) serve
    the tables by question and the comparison of waves, as do `modes` (each answer's way, None where
    not said) and `panel`. `blend` brings voluntary and drawn answers together without pooling them;
    `answered` is the share of respondents who answered each question.
    """

    provenance: Provenance
    method: tuple[str, ...]
    questions: tuple[str, ...]
    main: RankingTable
    unweighted: RankingTable | None
    without_flagged: RankingTable | None
    down_weighted: RankingTable | None
    by_mode: Mapping[str, RankingTable]
    blend: Blended | None
    trimming: Trimming
    answered: Mapping[str, float]
    designs: Mapping[str, Design] = field(repr=False)
    rows: Mapping[str, np.ndarray] = field(repr=False)
    scores: PersonScores = field(repr=False)
    modes: Coded | None = field(repr=False)
    panel: Coded | None = field(repr=False)

    def gaps(self) -> dict[str, list[Gap]]:
        """What weighting aimed at and what it reached, by region that shows a score."""
        return {
            line.region: self.designs[line.region].gaps()
            for line in self.main.regions
            if line.score is not None and self.designs[line.region].margins
        }

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
            "blend": None if self.blend is None else self.blend.as_json(),
            "item_response": dict(self.answered),
            "reached": {code: [asdict(gap) for gap in gaps] for code, gaps in self.gaps().items()},
            "trimming": [
                {
                    "ratio": None if ratio == float("inf") else ratio,
                    "chosen": ratio == self.trimming.ratio,
                    "root_mean_squared_error": error,
                    "bias": bias,
                }
                for ratio, (error, bias) in self.trimming.tried.items()
            ],
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
    withheld: Withheld | None = None,
) -> SurveyRanking:
    """Scores, intervals, ranks and rank sets of every region of one wave.

    `level` defaults to town when every region code has 9 digits, county otherwise. `trust` (n,)
    is below 1 for doubtful answers: it adds the same table without them, and one in which they
    weigh that much less. `questionnaire` is the version printed; `draws` of the simulation behind
    the rank sets may be few where only scores are wanted. `withheld` keeps figures back that reach
    the floors, because others follow from them.
    Raises ValueError for points that do not rise, for towns asked of county codes, and for one
    weight that exceeds all others of its region.
    """
    points = checked_points(points)
    rules, floors = rules or WeightingRules(), floors or Floors()
    names = packaged_names() if names is None else names
    level = level or default_level(answers.region)
    maker = TableMaker(population, points, level, names, rules, floors, draws, withheld or {})
    made = maker.make(answers)
    check_weights(answers, made.rows)
    counts = _counts(answers)
    weighted = population is not None or answers.weight is not None
    by_mode = (
        {mode: maker.make(answers.only_mode(mode)).table for mode in counts}
        if len(counts) > 1
        else {}
    )
    trust = np.ones(len(answers)) if trust is None else trust
    doubted = bool((trust < 1).any() and (trust >= 1).any())
    plain = replace(maker, population=None)
    return SurveyRanking(
        provenance=Provenance(
            wave=answers.wave,
            questionnaire=questionnaire,
            mapping=points,
            mode="、".join(counts) or method.texts()["not_said"],
            level=level,
            date=made_on.isoformat(),
            fingerprint=fingerprint(answers, population, points, level),
        ),
        method=(
            *method.modes(_open(counts, maker.withheld)),
            *method.scoring(points, weighted=weighted),
            *_said(made, answers, population, maker),
            *method.left_out(int((answers.answers == 0).all(axis=1).sum()), skipped=skipped_rows),
        ),
        questions=answers.questions,
        main=made.table,
        unweighted=plain.make(answers, ignore_weights=True).table if weighted else None,
        without_flagged=maker.make(answers.take(trust >= 1)).table if doubted else None,
        down_weighted=maker.make(answers.weighing(trust)).table if doubted else None,
        by_mode=by_mode,
        blend=_blend(by_mode, counts, maker),
        trimming=made.trimming,
        answered=_answered(answers, made.scores),
        designs=made.designs,
        rows=made.rows,
        scores=made.scores,
        modes=answers.mode,
        panel=answers.panel,
    )


def _answered(answers: Answers, scores: PersonScores) -> dict[str, float]:
    """The share that answered each question, in steps."""
    step = step_of(int((~np.isnan(scores.score)).sum()))
    return {
        question: nearest(float(share), step)
        for question, share in zip(answers.questions, scores.answered, strict=True)
    }


def _counts(answers: Answers) -> dict[str, int]:
    """How many answered in each mode that occurs."""
    if answers.mode is None:
        return {}
    codes = answers.mode.codes
    counts = np.bincount(codes[codes >= 0], minlength=len(answers.mode.values))
    return {mode: int(counts[answers.mode.values.index(mode)]) for mode in answers.modes()}


def _open(counts: Mapping[str, int], withheld: Withheld) -> dict[str, int | None]:
    """The counts of modes, None where they are kept back."""
    return {
        mode: None if CITY in withheld.get(mode, {}) else count for mode, count in counts.items()
    }


def _said(
    made: Made, answers: Answers, population: Population | None, maker: TableMaker
) -> list[str]:
    """How answers were weighted, drawn and filled in, and what is not shown."""
    designs = {full_name(code, maker.names): design for code, design in made.designs.items()}
    scored = [line.region for line in made.table.regions if line.score is not None]
    return [
        *method.weighting(
            designs,
            maker.rules,
            made.outside,
            population=population is not None,
            own_weights=answers.weight is not None,
        ),
        *method.reached(
            {full_name(code, maker.names): made.designs[code] for code in scored},
            maker.rules,
            made.trimming,
        ),
        *method.drawn(answers, weighted=population is not None),
        *method.items(
            answers.questions, made.scores.answered, int((~np.isnan(made.scores.score)).sum())
        ),
        *method.ranking(
            asdict(maker.floors),
            ranked=sum(line.rank is not None for line in made.table.regions),
            regions=len(made.table.regions),
        ),
    ]


def brought_together(
    answers: Answers,
    population: Population | None,
    *,
    points: Sequence[float] = POINTS,
    level: Level | None = None,
    draws: int = DRAWS,
    withheld: Withheld | None = None,
) -> Blended | None:
    """The largest drawn and the largest voluntary sample of a wave, blended; None without both.

    Only over places that both show: `withheld` keeps figures back beyond the floors.
    """
    points, level = checked_points(points), level or default_level(answers.region)
    rules, floors = WeightingRules(), Floors()
    names, kept_back = packaged_names(), withheld or {}
    maker = TableMaker(population, points, level, names, rules, floors, draws, kept_back)
    counts = _counts(answers)
    pair = _pair(counts)
    if pair is None:
        return None
    few = replace(maker, draws=_FEW_DRAWS)  # of each alone only the scores are wanted
    by_mode = {mode: few.make(answers.only_mode(mode)).table for mode in pair}
    return _blend(by_mode, counts, maker)


def _pair(counts: Mapping[str, int]) -> tuple[str, str] | None:
    drawn = [mode for mode in counts if probability_mode(mode)]
    volunteers = [mode for mode in counts if self_selected_mode(mode)]
    if not drawn or not volunteers:
        return None
    return max(drawn, key=counts.__getitem__), max(volunteers, key=counts.__getitem__)


def _blend(
    by_mode: Mapping[str, RankingTable], counts: Mapping[str, int], maker: TableMaker
) -> Blended | None:
    pair = _pair(counts)
    if pair is None:
        return None
    one, other = pair
    return blended(
        one, by_mode[one].regions, other, by_mode[other].regions, maker.names,
        bounds=(maker.points[0], maker.points[-1]), draws=maker.draws,
    )  # fmt: skip


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
    return "town" if all(len(c) == TOWN_DIGITS for c in region.present()) else "county"


def fingerprint(
    answers: Answers, population: Population | None, points: Sequence[float], level: str
) -> str:
    """12 hex digits of a SHA-256 over everything that went into the numbers."""
    digest = hashlib.sha256()
    for text in (answers.wave, answers.questions, answers.region.values, tuple(points), level):
        digest.update(repr(text).encode())
    arrays = [answers.answers, answers.region.codes, answers.weight, answers.fpc]
    for column in (answers.age, answers.sex, answers.mode, answers.cluster, answers.stratum):
        if column is not None:
            digest.update(repr(column.values).encode())
            arrays.append(column.codes)
    for array in (*arrays, answers.replicates):
        if array is not None:
            digest.update(np.ascontiguousarray(array).data)
    for buffer in answers.respondent.buffers():
        if buffer is not None:
            digest.update(buffer)
    if population is not None:
        digest.update(repr(sorted(population.counts.items())).encode())
    return digest.hexdigest()[:12]
