"""What changed since an earlier wave, with its interval; never between unlike measurements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.modes import modes_in_words
from surveys.statistics.estimates import Change, change
from surveys.statistics.method import mapping_text, texts
from surveys.statistics.ranking import RegionResult, SurveyRanking
from surveys.statistics.weights import degrees_of_freedom
from surveys.waves import wave_title


@dataclass(frozen=True, slots=True)
class Comparison:
    """A wave beside an earlier one, by region code; a region missing in either is left out.

    `why_not` says why nothing is compared, else it is empty.
    """

    before: str
    changes: Mapping[str, Change]
    why_not: str = ""

    def sentence(self, names: Mapping[str, str]) -> str:
        """What rose and what fell beyond chance, in one plain sentence."""
        wording = texts()["changes"]
        if self.why_not:
            return self.why_not
        before = wave_title(self.before)
        risen = [names.get(code, code) for code, one in self.changes.items() if one.low > 0]
        fallen = [names.get(code, code) for code, one in self.changes.items() if one.high < 0]
        if not risen and not fallen:
            return str(wording["nothing"].format(before=before))
        said = [
            wording[key].format(regions="、".join(regions))
            for key, regions in (("risen", risen), ("fallen", fallen))
            if regions
        ]
        others = len(self.changes) - len(risen) - len(fallen)
        rest = wording["rest"].format(count=others) if others else ""
        return str(wording["some"].format(before=before, said="；".join(said), rest=rest))


def compare(now: SurveyRanking, before: SurveyRanking) -> Comparison:
    """The changes of every region's score since an earlier wave.

    Refused (see `why_not`) when points, questions, level or mode differ: the difference would
    then be one of the measuring.
    """
    wording = texts()["changes"]
    ours, theirs = now.provenance, before.provenance
    why_not = ""
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
    if why_not:
        return Comparison(theirs.wave, {}, why_not)
    then = {line.region: line for line in before.main.regions}
    changes = {}
    for line in now.main.regions:
        earlier = then.get(line.region)
        if earlier is None or line.score is None or earlier.score is None:
            continue
        changes[line.region] = change(_estimate(line), _estimate(earlier))
    return Comparison(theirs.wave, changes)


def absent(before: str) -> Comparison:
    """The comparison with an earlier wave that nobody answered."""
    why_not = texts()["changes"]["absent"].format(before=wave_title(before))
    return Comparison(before, {}, why_not)


def _estimate(line: RegionResult) -> tuple[float, float, float]:
    assert line.n is not None
    assert line.score is not None
    assert line.se is not None
    assert line.deff is not None
    return line.score, line.se, degrees_of_freedom(line.n, line.deff)
