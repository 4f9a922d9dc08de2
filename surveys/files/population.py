"""The bureau's population table, against which answers are weighted."""

import itertools
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from surveys.files import cells
from surveys.files.csvfile import CsvFile
from surveys.files.problems import FileProblem, UnusableFileError, whole_file
from surveys.statistics.demography import SURVEYED_AGES, age_span, canonical_age, canonical_sex

_COLUMNS = ["region", "age", "sex", "count"]


@dataclass(frozen=True, slots=True)
class Population:
    """People by region, age group and sex: `counts[(region, age, sex)]`.

    Ages are `low-high` spans, sexes 男/女 (or the table's own labels); "" where a table does not
    tell them apart.
    """

    counts: Mapping[tuple[str, str, str], float]

    def regions(self) -> list[str]:
        """The codes in the table, sorted."""
        return sorted({region for region, _, _ in self.counts})

    def ages(self) -> list[str]:
        """The age groups, youngest first."""
        return sorted({age for _, age, _ in self.counts}, key=_age_order)

    def sexes(self) -> list[str]:
        """The sexes, sorted."""
        return sorted({sex for _, _, sex in self.counts})

    def for_region(self, code: str) -> tuple[dict[tuple[str, str, str], float], bool]:
        """Counts by (part, age, sex) for a region, and whether they are its county's instead.

        A county gathers its towns (`part` = town); a town without rows of its own borrows the
        structure of its county. Empty when the table knows neither.
        """
        for prefix, borrowed in ((code, False), (code[:6], True)):
            found = {
                (region, age, sex): count
                for (region, age, sex), count in self.counts.items()
                if (region == prefix if borrowed else region.startswith(prefix)) and count > 0
            }
            if found:
                exact = any(part == prefix for part, _, _ in found)
                towns = {part for part, _, _ in found} - {prefix}
                if exact and towns:  # a county row beside its towns would count people twice
                    found = {k: v for k, v in found.items() if k[0] != prefix}
                return found, borrowed
        return {}, False

    def within_survey(self, seen: set[str]) -> tuple["Population", list[str]]:
        """The table without age groups outside 18 to 70 that nobody `seen` belongs to."""
        low, high = SURVEYED_AGES
        outside = []
        for age in self.ages():
            span = age_span(age)
            if span is None or (span[1] >= low and span[0] <= high):
                continue
            if not any(matches(own, age) for own in seen):
                outside.append(age)
        kept = {key: count for key, count in self.counts.items() if key[1] not in outside}
        return Population(kept), outside


def matches(own: str, group: str) -> bool:
    """Whether a respondent's age (or group) lies wholly in a group of the table."""
    if own == group:
        return True
    inner, outer = age_span(own), age_span(group)
    if inner is None or outer is None:
        return False
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _age_order(age: str) -> tuple[int, str]:
    span = age_span(age)
    return (span[0] if span else 999, age)


def read_population(source: Path | BinaryIO) -> Population:
    """The table from a CSV `region,age,sex,count`; the same cell twice is added up.

    Raises UnusableFileError naming the lines of every row that cannot be used: a table with holes
    would weight wrongly without anyone noticing.
    """
    file = CsvFile(source)
    if missing := [name for name in _COLUMNS if name not in file.columns]:
        raise UnusableFileError([whole_file(f"人口表缺少列：{'、'.join(missing)}")])
    counts: dict[tuple[str, str, str], float] = defaultdict(float)
    faults: dict[str, list[int]] = defaultdict(list)
    for batch in file.batches(_COLUMNS):
        texts = [batch.columns[name].to_pylist() for name in _COLUMNS]
        for line, region, age, sex, count in zip(batch.line, *texts, strict=True):
            code, fault = cells.tried(cells.region, region)
            if fault or code is None:
                faults[fault or ""].append(int(line))
                continue
            try:
                people = float(count)
            except ValueError:
                people = -1.0
            if not np.isfinite(people) or people < 0:
                faults[f"人数“{count}”不是 0 或以上的数"].append(int(line))
                continue
            counts[code, canonical_age(age) or "", canonical_sex(sex) or ""] += people
    problems = [*file.problems, *(FileProblem(m, np.array(lines)) for m, lines in faults.items())]
    if problems:
        raise UnusableFileError([FileProblem(f"人口表：{p.message}", p.lines) for p in problems])
    if not any(count > 0 for count in counts.values()):
        raise UnusableFileError([whole_file("人口表里没有人数")])
    if overlapping := _overlaps({age for _, age, _ in counts}):
        raise UnusableFileError([whole_file(f"人口表的年龄段互相重叠：{overlapping}")])
    return Population(dict(counts))


def _overlaps(ages: set[str]) -> str | None:
    spans = sorted((span, age) for age in ages if (span := age_span(age)))
    for ((_, end), first), ((start, _), second) in itertools.pairwise(spans):
        if start <= end:
            return f"{first} 与 {second}"
    return None
