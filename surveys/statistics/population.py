"""The population against which answers are weighted, and who of it a respondent stands for."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.statistics.demography import SURVEYED_AGES, age_span


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
