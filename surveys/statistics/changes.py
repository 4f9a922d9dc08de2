"""What changed since an earlier wave, with its interval; never between unlike measurements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from surveys.modes import mode_name, modes_in_words
from surveys.statistics.estimates import Change, change, influence
from surveys.statistics.method import mapping_text, texts
from surveys.statistics.ranking import SurveyRanking
from surveys.statistics.tables import RegionResult
from surveys.waves import wave_title

_ALPHA = 0.05
_OTHER_SHARES = 0.1  # of the answers in another mode than before: no longer the same measurement


@dataclass(frozen=True, slots=True)
class Comparison:
    """A wave beside an earlier one, by region code; a region missing in either is left out.

    `why_not` says why nothing is compared, else it is empty. `left_out` are regions whose answers
    came in other ways than before; `overlap` counts the people who answered both times and agreed
    that this be known.
    """

    before: str
    changes: Mapping[str, Change]
    why_not: str = ""
    left_out: tuple[str, ...] = ()
    overlap: int = 0

    def sentence(self, names: Mapping[str, str]) -> str:
        """What rose and what fell beyond chance, in one plain sentence."""
        wording = texts()["changes"]
        if self.why_not:
            return self.why_not
        before = wave_title(self.before)
        clear = {code: one for code, one in self.changes.items() if one.clear}
        risen = [names.get(code, code) for code, one in clear.items() if one.value > 0]
        fallen = [names.get(code, code) for code, one in clear.items() if one.value < 0]
        others = len(self.changes) - len(clear)
        rest = wording["rest"].format(count=others) if clear and others else ""
        if self.left_out:
            regions = "、".join(names.get(code, code) for code in self.left_out)
            rest += wording["left_out"].format(regions=regions)
        if self.overlap:
            rest += wording["overlap"].format(people=self.overlap)
        if not clear:
            nothing = str(wording["nothing"].format(before=before))
            return nothing.removesuffix("。") + rest + "。" if rest else nothing
        said = [
            wording[key].format(regions="、".join(regions))
            for key, regions in (("risen", risen), ("fallen", fallen))
            if regions
        ]
        return str(wording["some"].format(before=before, said="；".join(said), rest=rest))


def compare(now: SurveyRanking, before: SurveyRanking) -> Comparison:
    """The changes of every region's score since an earlier wave.

    Refused (see `why_not`) when points, questions, level, modes or their shares differ: the
    difference would then be one of the measuring. Which changes are clear is judged for all regions
    together (Holm 1979).
    """
    label = before.provenance.wave
    if why_not := _unlike(now, before):
        return Comparison(label, {}, why_not)
    then = {line.region: line for line in before.main.regions}
    changes, left_out, overlap = {}, [], 0
    for line in now.main.regions:
        earlier = then.get(line.region)
        if earlier is None or line.score is None or earlier.score is None:
            continue
        if _moved(_shares(now, line.region), _shares(before, line.region)):
            left_out.append(line.region)
            continue
        shared, people = _covariance(now, before, line.region)
        overlap += people
        changes[line.region] = change(_estimate(line), _estimate(earlier), shared)
    return Comparison(label, holm(changes), "", tuple(left_out), overlap)


def holm(changes: Mapping[str, Change]) -> dict[str, Change]:
    """The same changes, those clear that hold when all are judged together (Holm 1979)."""
    adjusted, largest = {}, 0.0
    for rank, code in enumerate(sorted(changes, key=lambda code: changes[code].p)):
        largest = max(largest, min((len(changes) - rank) * changes[code].p, 1.0))
        adjusted[code] = largest
    return {
        code: replace(one, clear=adjusted[code] < _ALPHA and one.value != 0)
        for code, one in changes.items()
    }


def absent(before: str) -> Comparison:
    """The comparison with an earlier wave that nobody answered."""
    why_not = texts()["changes"]["absent"].format(before=wave_title(before))
    return Comparison(before, {}, why_not)


def _unlike(now: SurveyRanking, before: SurveyRanking) -> str:
    """Why two waves did not measure the same; empty when they did."""
    wording = texts()["changes"]
    ours, theirs = now.provenance, before.provenance
    if ours.mapping != theirs.mapping:
        why_not = wording["mapping"].format(
            before=wave_title(theirs.wave),
            now=mapping_text(ours.mapping),
            then=mapping_text(theirs.mapping),
        )
    elif now.questions != before.questions:
        why_not = wording["questions"].format(before=wave_title(theirs.wave))
    elif ours.mode != theirs.mode or ours.level != theirs.level:
        why_not = wording["mode"].format(
            before=wave_title(theirs.wave),
            now=modes_in_words(ours.mode),
            then=modes_in_words(theirs.mode),
        )
    elif _moved(shares := _shares(now), earlier := _shares(before)):
        changed = "、".join(
            wording["share"].format(
                mode=mode_name(mode), then=f"{earlier[mode]:.0%}", now=f"{share:.0%}"
            )
            for mode, share in shares.items()
        )
        why_not = wording["shares"].format(before=wave_title(theirs.wave), changed=changed)
    else:
        return ""
    return str(why_not)


def _shares(ranking: SurveyRanking, region: str | None = None) -> dict[str, float]:
    """The weighted share of every mode, of all answers or of one region's."""
    if ranking.modes is None:
        return {}
    found: dict[str, float] = dict.fromkeys(ranking.modes.present(), 0.0)
    for code in ranking.rows if region is None else [region]:
        codes = ranking.modes.codes[ranking.rows[code]]
        weights = ranking.designs[code].weights[codes >= 0]
        sums = np.bincount(codes[codes >= 0], weights, minlength=len(ranking.modes.values))
        for mode, total in zip(ranking.modes.values, sums, strict=True):
            found[mode] = found.get(mode, 0.0) + float(total)
    whole = sum(found.values())
    return {mode: total / whole for mode, total in found.items()} if whole else found


def _moved(now: Mapping[str, float], before: Mapping[str, float]) -> bool:
    """Whether more of the answers than chance explains came in another mode than before."""
    modes = {*now, *before}
    return sum(abs(now.get(m, 0.0) - before.get(m, 0.0)) for m in modes) / 2 > _OTHER_SHARES


def _covariance(now: SurveyRanking, before: SurveyRanking, region: str) -> tuple[float, int]:
    """What people who answered both times have in common, and how many they are."""
    if now.panel is None or before.panel is None:
        return 0.0, 0
    parts = []
    for ranking in (now, before):
        rows, design = ranking.rows[region], ranking.designs[region]
        assert ranking.panel is not None
        codes = ranking.panel.codes[rows]
        known = np.flatnonzero(codes >= 0)
        own = influence(ranking.scores.score[rows], design)
        parts.append({ranking.panel.values[codes[i]]: float(own[i]) for i in known})
    both = parts[0].keys() & parts[1].keys()
    return sum(parts[0][who] * parts[1][who] for who in both), len(both)


def _estimate(line: RegionResult) -> tuple[float, float, float]:
    assert line.score is not None
    assert line.se is not None
    assert line.df is not None
    return line.score, line.se, line.df
