"""All evidence weighed together: who is flagged, why, and what weight is suggested."""

from collections import Counter
from dataclasses import asdict, dataclass, replace

import numpy as np

from surveys.checks.evidence import ALONE, Doubt
from surveys.checks.fit import FIT_ALONE, fit
from surveys.checks.patterns import patterns
from surveys.checks.shape import answered, straight, total
from surveys.checks.source import source
from surveys.checks.timing import timing
from surveys.checks.towns import GroupWarning, town_warnings
from surveys.checks.wording import check_name, words
from surveys.statistics.answers import MISSING, Answers, Coded
from surveys.statistics.population import Population

TOGETHER = 3.3  # different kinds of evidence, added up
_SUPPORTING = 1.0
_ODD_GROUP = 4.0
_LEAST_GROUP = 20


@dataclass(frozen=True, slots=True)
class Flag:
    """One doubtful answer; `weight` is a suggestion for a sensitivity run, 1 would be full."""

    respondent: str
    region: str
    line: int
    kinds: tuple[str, ...]
    reasons: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The outcome of all checks; `flagged` (n,) and `weight` (n,) follow the rows."""

    wave: str
    n: int
    flagged: np.ndarray
    weight: np.ndarray
    flags: tuple[Flag, ...]
    groups: tuple[GroupWarning, ...]
    not_checked: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """`{wave, n, flagged, flags: [...], groups: [...], not_checked: [...], rule}`."""
        return {
            "wave": self.wave,
            "n": self.n,
            "flagged": len(self.flags),
            "flags": [asdict(flag) for flag in self.flags],
            "groups": [asdict(group) for group in self.groups],
            "not_checked": list(self.not_checked),
            "rule": words()["rule"],
        }

    def __str__(self) -> str:
        said = words()
        share = len(self.flags) / self.n if self.n else 0.0
        facts = {"wave": self.wave, "n": self.n, "flagged": len(self.flags), "share": share}
        lines = [said["summary"].format(**facts, rule=said["rule"])]
        kinds = Counter(kind for flag in self.flags for kind in flag.kinds)
        lines += [
            said["count"].format(name=check_name(kind), count=count)
            for kind, count in kinds.most_common()
        ]
        lines += [
            said["flag"].format(
                respondent=flag.respondent,
                line=flag.line,
                region=flag.region,
                weight=flag.weight,
                reasons="；".join(flag.reasons),
            )
            for flag in self.flags
        ]
        lines += [said["odd_group"].format(**asdict(group)) for group in self.groups]
        lines += [said["unchecked"].format(why=why) for why in self.not_checked]
        return "\n".join(lines)


def check(answers: Answers, population: Population | None = None) -> CheckReport:
    """Every check the columns allow; the volume of towns only beside a `population`.

    An answer is flagged when one piece of evidence is enough by itself, or when pieces of
    different families (timing, source, answers) together are too much for chance.
    """
    evidence = [*timing(answers), *source(answers), *patterns(answers), *fit(answers.answers)]
    by_family: dict[str, np.ndarray] = {}
    alone = np.zeros(len(answers), bool)
    for piece in evidence:
        alone |= piece.surprise >= (FIT_ALONE if piece.kind == "fit" else ALONE)
        so_far = by_family.get(piece.family)
        by_family[piece.family] = (
            piece.surprise if so_far is None else np.maximum(so_far, piece.surprise)
        )
    total = sum(by_family.values(), np.zeros(len(answers)))
    flagged = alone | (total >= TOGETHER)
    weight = np.ones(len(answers))
    flags = []
    for row in np.flatnonzero(flagged):
        against = [piece for piece in evidence if piece.surprise[row] >= _SUPPORTING]
        weight[row] = 0.5 ** max(len(against), 1)
        flags.append(_flag(answers, int(row), against, float(weight[row])))
    return CheckReport(
        answers.wave,
        len(answers),
        flagged,
        weight,
        tuple(flags),
        (*_odd_groups(answers), *town_warnings(answers, population)),
        tuple(_not_checked(answers, population)),
    )


def _flag(answers: Answers, row: int, against: list[Doubt], weight: float) -> Flag:
    return Flag(
        respondent=answers.respondent[row].as_py(),
        region=answers.region.text(row) or "",
        line=int(answers.line[row]),
        kinds=tuple(piece.kind for piece in against),
        reasons=tuple(piece.explain(row) for piece in against),
        weight=weight,
    )


def _odd_groups(answers: Answers) -> list[GroupWarning]:
    grid = answers.answers
    mean = total(grid) / np.maximum(answered(grid), 1)
    same = straight(grid) & (grid[:, 0] != MISSING)
    found = []
    said = words()["odd_groups"]
    for group, label in ((answers.region, "region"), (answers.interviewer, "interviewer")):
        if group is None:
            continue
        for value, text in ((mean, said["mean"]), (same.astype(float), said["straight"])):
            standing_out = _stand_out(group, said[label], value, text)
            if label == "region":
                found += standing_out
            else:  # whose region is none
                found += [replace(one, region="") for one in standing_out]
    return found


def _stand_out(group: Coded, label: str, value: np.ndarray, text: str) -> list[GroupWarning]:
    """Groups whose mean lies far from the others', counting how groups usually differ."""
    known = group.codes >= 0
    sizes = np.bincount(group.codes[known], minlength=len(group.values))
    sums = np.bincount(group.codes[known], value[known], minlength=len(group.values))
    large = np.flatnonzero(sizes >= _LEAST_GROUP)
    if len(large) < 5:
        return []
    means = sums[large] / sizes[large]
    usual = float(np.median(means))
    between = float(np.median(np.abs(means - usual))) * 1.4826
    within = float(value[known].std()) / np.sqrt(sizes[large])
    z = (means - usual) / np.maximum(np.hypot(between, within), 1e-9)
    return [
        GroupWarning(
            label.format(name=group.values[large[i]]),
            int(sizes[large[i]]),
            text.format(own=means[i], usual=usual),
            region=group.values[large[i]],
        )
        for i in np.flatnonzero(np.abs(z) > _ODD_GROUP)
    ]


def _not_checked(answers: Answers, population: Population | None) -> list[str]:
    said = words()["not_checked"]
    missing = [
        said[name]
        for name in ("seconds", "device", "submitted", "attention", "interviewer")
        if getattr(answers, name) is None
    ]
    if population is None:
        missing.append(said["population"])
    return [*missing, *said["always"]]
