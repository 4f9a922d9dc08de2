"""The words under a ranking: how it was made, and what can and cannot be concluded from it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from surveys.modes import mode_name
from surveys.statistics.calibration import Design
from surveys.statistics.rank_sets import DRAWS, RankSets
from surveys.statistics.weights import WeightingRules

_PAIRS_NAMED = 4


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
            trim=f"{rules.trim_ratio:g}",
            trimmed=sum(d.trimmed for d in designs.values()),
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


def modes(present: Mapping[str, int]) -> list[str]:
    """What is said of the modes; `present` counts answers by mode."""
    wording = texts()["method"]
    if not present:
        return [wording["no_mode"]]
    online = {name.lower() for name in texts()["modes_online"]}
    said = [
        wording["one_mode"].format(mode=mode_name(next(iter(present))))
        if len(present) == 1
        else wording["several_modes"].format(
            modes="、".join(
                wording["mode_count"].format(mode=mode_name(mode), count=count)
                for mode, count in present.items()
            )
        )
    ]
    if any(mode.lower() in online for mode in present):
        said.append(wording["volunteered"])
    return said


def conclusion(names: Sequence[str], scores: np.ndarray, sets: RankSets) -> str:
    """One plain sentence: what can and what cannot be concluded."""
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
