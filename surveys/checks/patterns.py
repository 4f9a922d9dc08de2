"""The same answers to the letter, nearly the same, and sudden equality within one region."""

import numpy as np

from surveys.checks.evidence import ALONE, Doubt, Family, surprise_of, too_many
from surveys.checks.response_profiles import ResponseProfiles
from surveys.checks.shape import differences, straight
from surveys.checks.wording import reason, words
from surveys.statistics.answers import Answers, Coded

_LEAST_QUESTIONS = 5
_SAMPLE = 20_000
_CENTRES = 150
_MODELS = 20
_NEAR = 0.2
_SEARCH = 0.3
_LEAST_COPIES = 8
_LEAST_NEAR = 12
_LEEWAY = 1.5  # people are a little more alike than independent questions make them
_KEENEST = 6.0
_LITTLE = 1.0
_SCATTERED = 1.3
_SEED = 11


def pattern_codes(grid: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(distinct rows, code of every row, count of every code) of an int8 grid."""
    random = np.random.default_rng(_SEED)
    key = np.zeros(len(grid), np.uint64)
    with np.errstate(over="ignore"):
        for column in grid.T:  # base 6 up to 24 questions, mixed beyond
            if grid.shape[1] <= 24:
                key = key * np.uint64(6) + column.astype(np.uint64)
            else:
                odd = np.uint64(random.integers(1, 2**62) * 2 + 1)
                key = (key ^ column.astype(np.uint64)) * odd
    _, first, codes, counts = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    return grid[first], codes, counts


def patterns(answers: Answers) -> list[Doubt]:
    """Doubt from equality of answers over the whole file and within groups."""
    grid = answers.answers
    if grid.shape[1] < _LEAST_QUESTIONS:
        return []
    distinct, codes, counts = pattern_codes(grid)
    habits = ResponseProfiles(distinct, counts)
    copied = _copied(distinct, counts, habits)
    found = [
        _identical(copied, codes, counts),
        _nearly_identical(grid, habits, distinct[copied]),
        _all_lowest(distinct, codes, counts),
        _straight(distinct, codes),
        _scattered(distinct, codes, counts),
        _in_group("region_equal", answers.region, (distinct, codes, counts)),
    ]
    if answers.interviewer is not None:
        found.append(_in_group("interviewer_equal", answers.interviewer, (distinct, codes, counts)))
    return found


def _copied(distinct: np.ndarray, counts: np.ndarray, habits: ResponseProfiles) -> np.ndarray:
    """Which sheets (mask) occur far more often than such answers fall together by chance."""
    hit = np.zeros(len(counts), bool)
    candidates = np.flatnonzero((counts >= _LEAST_COPIES) & ~straight(distinct))
    if len(candidates):
        expected = np.array([habits.expected(distinct[c]) for c in candidates])
        hit[candidates] = too_many(counts[candidates], np.maximum(_LEEWAY * expected, 0.5))
    return hit


def _identical(copied: np.ndarray, codes: np.ndarray, counts: np.ndarray) -> Doubt:
    """One answer sheet copied."""
    return Doubt(
        "identical",
        Family.ANSWERS,
        np.where(copied[codes], ALONE, 0.0),
        lambda row: reason("identical", others=counts[codes[row]] - 1),
    )


def _nearly_identical(grid: np.ndarray, habits: ResponseProfiles, models: np.ndarray) -> Doubt:
    """Sheets that differ from one model in a question or two, more of them than chance makes.

    `models` are sheets found copied to the letter: what lies beside them is looked at even where
    they are almost straight. Elsewhere such a crowd is natural.
    """
    random = np.random.default_rng(_SEED)
    questions = grid.shape[1]
    near, search = max(1, int(questions * _NEAR)), max(1, int(questions * _SEARCH))
    sample = grid
    if len(grid) > _SAMPLE:
        sample = grid[random.choice(len(grid), _SAMPLE, replace=False)]
    varied = np.flatnonzero((sample != sample[:, :1]).sum(axis=1) > near)
    picked = random.choice(varied, min(_CENTRES, len(varied)), replace=False)
    hit = np.zeros(len(grid), bool)
    tried: set[bytes] = set()
    for start in picked:
        centre = _commonest(sample[differences(sample, sample[start]) <= search])
        if centre.tobytes() in tried or (centre != centre[0]).sum() <= near:
            continue
        tried.add(centre.tobytes())
        away = differences(sample, centre)
        for radius in range(near, 0, -1):
            inside = np.array([(away <= radius).sum()])
            usual = habits.expected(centre, radius) * len(sample) / len(grid)
            if too_many(inside, np.array([max(_LEEWAY * usual, 0.5)]), least=_LEAST_NEAR)[0]:
                hit |= differences(grid, centre) <= radius
                break
    for model in models[:_MODELS]:
        away = differences(grid, model)
        # the copies themselves raise what is expected of everybody; without them it is too little
        others = sample[differences(sample, model) > 1]
        rest = (
            ResponseProfiles(others, np.ones(len(others))).expected(model, 1)
            * len(grid)
            / len(sample)
        )
        usual = np.sqrt(habits.expected(model, 1) * rest)
        inside = np.array([(away <= 1).sum()])
        if too_many(inside, np.array([max(_LEEWAY * usual, 0.5)]), least=_LEAST_NEAR)[0]:
            hit |= (away <= 1) & ~straight(grid)
    return Doubt(
        "nearly_identical",
        Family.ANSWERS,
        np.where(hit, ALONE, 0.0),
        lambda row: reason("nearly_identical"),
    )


def _commonest(crowd: np.ndarray) -> np.ndarray:
    return np.array([np.bincount(column, minlength=6).argmax() for column in crowd.T], np.int8)


def _all_lowest(distinct: np.ndarray, codes: np.ndarray, counts: np.ndarray) -> Doubt:
    """Everything 1 far more often than almost everything 1: anger varies, programs do not."""
    questions = distinct.shape[1]
    lowest = (distinct == 1).sum(axis=1)
    all_one, almost = counts[lowest == questions].sum(), counts[lowest == questions - 1].sum()
    found = all_one >= max(10, 0.02 * len(codes), 5 * almost)
    hit = (lowest == questions)[codes] & found
    return Doubt(
        "all_lowest",
        Family.ANSWERS,
        np.where(hit, ALONE, 0.0),
        lambda row: reason("all_lowest", all=all_one, almost=almost),
    )


def _straight(distinct: np.ndarray, codes: np.ndarray) -> Doubt:
    """Every question the same: most people who do so mean it, so it only supports."""
    return Doubt(
        "straight",
        Family.ANSWERS,
        np.where((straight(distinct) & (distinct[:, 0] > 0))[codes], _LITTLE, 0.0),
        lambda row: reason("straight", answer=distinct[codes[row], 0]),
    )


def _scattered(distinct: np.ndarray, codes: np.ndarray, counts: np.ndarray) -> Doubt:
    """Answers of one sheet further apart than almost everybody's; it only supports."""
    given = distinct > 0
    number = np.maximum(given.sum(axis=1), 1)
    mean = distinct.sum(axis=1) / number
    spread = np.sqrt((given * (distinct - mean[:, None]) ** 2).sum(axis=1) / number)
    order = np.argsort(-spread, kind="stable")
    above = np.empty(len(spread))
    above[order] = np.cumsum(counts[order]) / counts.sum()
    surprise = np.minimum(surprise_of(above), _SCATTERED)
    return Doubt(
        "scattered",
        Family.ANSWERS,
        np.where(spread > 0, surprise, 0.0)[codes],
        lambda row: reason("scattered"),
    )


def _in_group(
    kind: str,
    group: Coded,
    sheets: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> Doubt:
    """One pattern far more often within a group than everywhere else and than its own habits."""
    distinct, codes, counts = sheets
    hit = np.zeros(len(codes), bool)
    shown = np.zeros(len(codes), np.int64)
    known = group.codes >= 0
    cell = group.codes.astype(np.int64) * len(counts) + codes
    cells, place, inside = np.unique(cell[known], return_inverse=True, return_counts=True)
    sizes = np.bincount(group.codes[known], minlength=len(group.values))
    member, pattern = cells // len(counts), cells % len(counts)
    others = known.sum() - sizes[member]
    elsewhere = np.divide(
        counts[pattern] - inside + 1.0, others, out=np.ones(len(cells)), where=others > 0
    )
    odds = elsewhere / np.maximum(1 - elsewhere, 1e-9)
    expected = odds * (sizes[member] - inside + 1.0)
    crowded = too_many(inside, expected, least=10)
    usual_size = float(np.median(sizes[sizes > 0])) if known.any() else 0.0
    steps = _Steps(distinct)
    for candidate in np.flatnonzero(crowded):
        own = member == member[candidate]
        sheet = distinct[pattern[candidate]]
        many = np.array([inside[candidate]])
        if (sheet == sheet[0]).all():
            here = np.bincount(pattern[own], inside[own], minlength=len(counts))
            likely = steps.expected(sheet[0], here, counts - here)
            # content people answer like this instead of otherwise; forgeries come on top
            added = sizes[member[candidate]] - usual_size
            crowded[candidate] = added >= (inside[candidate] - likely) / 2
        else:
            rest = own & (pattern != pattern[candidate])
            habits = ResponseProfiles(distinct[pattern[rest]], inside[rest])
            likely = _LEEWAY * habits.expected(sheet)
        crowded[candidate] &= too_many(many, np.array([max(likely, 0.5)]), least=10)[0]
    hit[known] = crowded[place]
    shown[known] = inside[place]
    return Doubt(
        kind,
        Family.ANSWERS,
        np.where(hit, ALONE, 0.0),
        lambda row: reason(kind, group=words()["groups"][kind], count=shown[row]),
    )


class _Steps:
    """How the number of sheets grows from nearly all the same answer to all the same.

    Where people are more content, each step grows by about the same factor; a sheet handed in
    again and again lengthens the last step alone.
    """

    def __init__(self, distinct: np.ndarray) -> None:
        self._distinct = distinct

    def expected(self, answer: int, here: np.ndarray, elsewhere: np.ndarray) -> float:
        """Sheets of nothing but `answer` to be expected in a group; counts (m,) by sheet."""
        away = differences(self._distinct, np.full(self._distinct.shape[1], answer))
        last, before = (
            [float(count[away == step].sum()) + 1 for step in range(3)]
            for count in (here, elsewhere)
        )
        usual = before[0] / before[1]
        keener = (last[1] / last[2]) / (before[1] / before[2])
        return last[1] * usual * min(max(keener, 1.0), _KEENEST)
