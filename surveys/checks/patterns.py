"""The same answers to the letter, nearly the same, and sudden equality within one region."""

import numpy as np

from surveys.answers import Answers, Coded
from surveys.checks.evidence import ALONE, Evidence, Family, too_many
from surveys.checks.habits import Habits
from surveys.checks.shape import differences, straight

_LEAST_QUESTIONS = 5
_SAMPLE = 20_000
_CENTRES = 150
_NEAR = 0.2
_SEARCH = 0.3
_LEAST_COPIES = 8
_LEAST_NEAR = 12
_LEEWAY = 1.5  # people are a little more alike than independent questions make them
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


def patterns(answers: Answers) -> list[Evidence]:
    """Evidence from equality of answers over the whole file and within groups."""
    grid = answers.answers
    if grid.shape[1] < _LEAST_QUESTIONS:
        return []
    distinct, codes, counts = pattern_codes(grid)
    habits = Habits(distinct, counts)
    found = [
        _identical(distinct, codes, counts, habits),
        _nearly_identical(grid, habits),
        _all_lowest(distinct, codes, counts),
        _in_group("region_equal", "本地区", answers.region, codes, counts),
    ]
    if answers.interviewer is not None:
        found.append(
            _in_group("interviewer_equal", "同一访问员", answers.interviewer, codes, counts)
        )
    return found


def _identical(
    distinct: np.ndarray, codes: np.ndarray, counts: np.ndarray, habits: Habits
) -> Evidence:
    """One answer sheet copied, far more often than such answers fall together by chance."""
    hit = np.zeros(len(counts), bool)
    candidates = np.flatnonzero((counts >= _LEAST_COPIES) & ~straight(distinct))
    if len(candidates):
        expected = np.array([habits.expected(distinct[c]) for c in candidates])
        hit[candidates] = too_many(counts[candidates], np.maximum(_LEEWAY * expected, 0.5))
    return Evidence(
        "identical",
        Family.ANSWERS,
        np.where(hit[codes], ALONE, 0.0),
        lambda row: (
            f"与另外 {counts[codes[row]] - 1} 份逐题相同（不是全选一项），像照着同一张样卷填写"
        ),
    )


def _nearly_identical(grid: np.ndarray, habits: Habits) -> Evidence:
    """Sheets that differ from one model in a question or two, more of them than chance makes."""
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
    return Evidence(
        "nearly_identical",
        Family.ANSWERS,
        np.where(hit, ALONE, 0.0),
        lambda row: "与一批答卷只差一两题，像照着同一张样卷稍作改动",
    )


def _commonest(crowd: np.ndarray) -> np.ndarray:
    return np.array([np.bincount(column, minlength=6).argmax() for column in crowd.T], np.int8)


def _all_lowest(distinct: np.ndarray, codes: np.ndarray, counts: np.ndarray) -> Evidence:
    """Everything 1 far more often than almost everything 1: anger varies, programs do not."""
    questions = distinct.shape[1]
    lowest = (distinct == 1).sum(axis=1)
    all_one, almost = counts[lowest == questions].sum(), counts[lowest == questions - 1].sum()
    found = all_one >= max(10, 0.02 * len(codes), 5 * almost)
    hit = (lowest == questions)[codes] & found
    return Evidence(
        "all_lowest",
        Family.ANSWERS,
        np.where(hit, ALONE, 0.0),
        lambda row: f"{all_one} 份全部选 1，而差一题的只有 {almost} 份，像成批刷低分",
    )


def _in_group(
    kind: str, where: str, group: Coded, codes: np.ndarray, counts: np.ndarray
) -> Evidence:
    """One pattern far more often within a group than everywhere else."""
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
    crowded = too_many(inside, elsewhere * (sizes[member] - inside + 1.0), least=10)
    hit[known] = crowded[place]
    shown[known] = inside[place]
    return Evidence(
        kind,
        Family.ANSWERS,
        np.where(hit, ALONE, 0.0),
        lambda row: f"{where}有 {shown[row]} 份逐题相同，远多于别处，像统一口径填写",
    )
