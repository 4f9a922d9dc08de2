"""The words under a ranking: how it was made, and what can and cannot be concluded from it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from surveys.modes import mode_name, self_selected_mode
from surveys.statistics.answers import Answers
from surveys.statistics.calibration import Design, Gap
from surveys.statistics.coarse import nearest, step_of
from surveys.statistics.rank_sets import DRAWS, RankSets
from surveys.statistics.regions import packaged_names
from surveys.statistics.trimming import Trimming
from surveys.statistics.weights import WeightingRules

_PAIRS_NAMED = 4
_SKIPPED_NAMED = 3


@cache
def texts() -> Mapping[str, Any]:
    """The packaged wording, by section."""
    text = Path(__file__).with_name("method.yml").read_text(encoding="utf-8")
    # folded lines leave a space that Chinese does not write
    loaded: Mapping[str, Any] = yaml.safe_load(re.sub(r"(?<=[，。；、：）])\n {4,}", "", text))
    return loaded


def mapping_text(points: Sequence[float]) -> str:
    """The points of answers 1 to 5 as printed on every sheet: `0/25/50/75/100`."""
    return "/".join(f"{point:g}" for point in points)


def scoring(points: Sequence[float], *, weighted: bool) -> list[str]:
    """How score and satisfied share are made."""
    wording = texts()["method"]
    averaging = wording["weighted_mean" if weighted else "plain_mean"]
    return [
        wording["score"].format(
            mapping=mapping_text(points),
            averaging=averaging,
            lowest=f"{min(points):g}",
            highest=f"{max(points):g}",
        ),
        wording["satisfied"].format(averaging=averaging),
    ]


def weighting(
    designs: Mapping[str, Design],
    rules: WeightingRules,
    outside: Sequence[str],
    *,
    population: bool,
    own_weights: bool,
) -> list[str]:
    """How answers were weighted; `designs` by region name."""
    wording = texts()["method"]
    if not population:
        return [wording["design" if own_weights else "unweighted"]]
    kinds = Counter(design.kind for design in designs.values())
    said = [
        wording["weighted"].format(
            start=wording["start_design"] if own_weights else "",
            poststratified=kinds["poststratified"],
            raked=kinds["raked"],
            least=rules.least_cell,
            collapsed=sum(d.collapsed for d in designs.values()),
            unknown=sum(d.unknown for d in designs.values()),
        )
    ]
    if plain := [n for n, d in designs.items() if d.kind in ("unweighted", "design")]:
        said.append(wording["no_weights"].format(regions="、".join(plain)))
    if any(d.borrowed for d in designs.values()):
        said.append(wording["borrowed"])
    if outside:
        said.append(wording["outside"].format(ages="、".join(outside)))
    return said


def ranking(floors: Mapping[str, int], *, ranked: int, regions: int) -> list[str]:
    """How intervals and rank sets were made, and what is not shown."""
    wording = texts()["method"]
    return [
        wording["interval"],
        wording["ranks"].format(draws=DRAWS),
        wording["floors"].format(**floors),
        wording["ranked"].format(ranked=ranked, regions=regions),
    ]


def modes(present: Mapping[str, int | None]) -> list[str]:
    """What is said of the modes; `present` counts answers by mode (None: not to be told)."""
    wording = texts()["method"]
    if not present:
        return [wording["no_mode"]]
    said = [
        wording["one_mode"].format(mode=mode_name(next(iter(present))))
        if len(present) == 1
        else wording["several_modes"].format(
            modes="、".join(
                mode_name(mode)
                if count is None
                else wording["mode_count"].format(mode=mode_name(mode), count=count)
                for mode, count in present.items()
            )
        )
    ]
    if any(map(self_selected_mode, present)):
        said.append(wording["volunteered"])
    return said


def reached(designs: Mapping[str, Design], rules: WeightingRules, trimming: Trimming) -> list[str]:
    """Where weights were capped, and what shares were reached; `designs` by region name."""
    wording = texts()["method"]
    if not any(design.margins for design in designs.values()):
        return []
    trimmed = sum(design.trimmed for design in designs.values())
    said = [
        wording["trimmed"].format(
            chosen=_ratio(trimming.ratio),
            trimmed=trimmed,
            tried="；".join(
                wording["tried"].format(
                    ratio=_ratio(ratio), error=f"{error:.2f}", bias=f"{bias:.2f}"
                )
                for ratio, (error, bias) in trimming.tried.items()
            ),
        )
        if trimming.tried
        else wording["trimmed_at"].format(chosen=_ratio(trimming.ratio), trimmed=trimmed)
    ]
    short = {name: gap for name, design in designs.items() if (gap := design.missed(rules))}
    if not short:
        return [*said, wording["reached"]]
    gaps = "；".join(f"{name}{_gap(gap)}" for name, gap in short.items())
    return [*said, wording["not_reached"].format(gaps=gaps)]


def _ratio(ratio: float) -> str:
    wording = texts()["method"]
    text = wording["ratio" if np.isfinite(ratio) else "no_cap"]
    return str(text.format(ratio=f"{ratio:g}"))


def _gap(gap: Gap) -> str:
    group = group_name(gap)
    return str(
        texts()["method"]["gap"].format(
            group=group, target=f"{gap.target:.0%}", reached=f"{gap.reached:.0%}"
        )
    )


def group_name(gap: Gap) -> str:
    """How a group of people reads: a town by its name, an age or sex as it stands."""
    group = packaged_names().get(gap.group, gap.group)
    return group or str(texts()["method"]["whole_group"])


def gap_note(gap: Gap) -> str:
    """Why a region has no rank: weights could not make up for those who did not answer."""
    return str(texts()["notes"]["gap"].format(gap=_gap(gap)))


def drawn(answers: Answers, *, weighted: bool) -> list[str]:
    """How answers were drawn, as far as the file says; `weighted` to a population table."""
    wording = texts()["method"]
    said = []
    if answers.cluster is not None:
        said.append(wording["clusters"])
    elif answers.device is not None:
        said.append(wording["devices"])
    if answers.stratum is not None:
        said.append(wording["strata"])
    if answers.fpc is not None:
        said.append(wording["fpc"])
    if answers.replicates is not None and not weighted:
        said.append(wording["replicates"].format(count=answers.replicates.shape[1]))
    return said


def items(questions: Sequence[str], answered: np.ndarray, people: int) -> list[str]:
    """How skipped questions were filled in, and which were skipped the most by so many people."""
    if (answered >= 1).all():
        return []
    wording = texts()["method"]
    least = [i for i in np.argsort(answered, kind="stable")[:_SKIPPED_NAMED] if answered[i] < 1]
    shares = "、".join(
        wording["item"].format(
            question=questions[i], share=f"{100 * nearest(float(answered[i]), step_of(people)):g}%"
        )
        for i in least
    )
    return [wording["items"].format(shares=shares)]


def left_out(unanswered: int, *, skipped: int) -> list[str]:
    """How many rows count for nothing: no question answered, or not usable at all."""
    wording = texts()["method"]
    said = [wording["empty"].format(rows=unanswered)] if unanswered else []
    return [*said, wording["skipped"].format(rows=skipped)] if skipped else said


def blend(
    drawn: str, voluntary: str, bias: float, bias_se: float, rest: float, share: float
) -> str:
    """How two kinds of answers were brought together."""
    return str(
        texts()["blend"].format(
            drawn=drawn,
            voluntary=voluntary,
            bias=f"{bias:+.1f}",
            error=f"{bias_se:.1f}",
            rest=f"{rest:.1f}",
            share=f"{share:.0%}",
        )
    )


def conclusion(
    names: Sequence[str], scores: np.ndarray, sets: RankSets, *, self_selected: bool = False
) -> str:
    """One plain sentence: what can and what cannot be concluded, and of whom it speaks."""
    said = _conclusion(names, scores, sets)
    return f"{texts()['conclusion']['respondents']}{said}" if self_selected else said


def _conclusion(names: Sequence[str], scores: np.ndarray, sets: RankSets) -> str:
    wording = texts()["conclusion"]
    p = len(names)
    if p < 2:
        return str(wording["none"])
    pairs = p * (p - 1) // 2
    clear = int(sets.above.sum())
    if clear == 0:
        return str(wording["nothing"])
    if clear == pairs:
        return str(wording["all"])
    best, worst = np.nonzero(sets.above)
    by_gap = np.argsort(scores[worst] - scores[best], kind="stable")[:_PAIRS_NAMED]
    shown = "、".join(
        wording["pair"].format(higher=names[best[i]], lower=names[worst[i]]) for i in by_gap
    )
    return str(
        wording["some"].format(
            pairs=shown
            if clear <= _PAIRS_NAMED
            else wording["many"].format(shown=shown, count=clear),
            open=pairs - clear,
            width=f"{float((sets.high - sets.low + 1).mean()):.1f}",
        )
    )


def note(kind: str, floors: Mapping[str, int]) -> str:
    """Why something of a region is not shown (`cell`, `mean` or `rank`)."""
    return str(texts()["notes"][kind].format(**floors))
