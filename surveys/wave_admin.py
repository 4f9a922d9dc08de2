"""The desk's part for officers: waves drafted, opened, closed, and how far they have come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from surveys.interview.parse_answer import Resolver
from surveys.interview.wording import preview
from surveys.ports import SurveyStore, WaveEvent
from surveys.questionnaire.model import Questionnaire, load
from surveys.responses import Responses, responses
from surveys.waves import Phase, Wave, bounds, earlier, wave_at

_MOST_WANTED = 1_000_000


class SurveyError(ValueError):
    """A request that cannot be granted; the message says why, for people."""


class FrozenError(SurveyError):
    """A wave that has answers cannot be asked differently any more."""


@dataclass(frozen=True, slots=True)
class Towns:
    """How the desk knows towns: a text to (code, name), a code to its name, every town's code."""

    resolve: Resolver
    name: Callable[[str], str]
    codes: Sequence[str] = ()


class WaveAdmin:
    """Waves and their response figures."""

    def __init__(self, *, store: SurveyStore, towns: Towns, questionnaire: Questionnaire) -> None:
        self.store = store
        self._towns = towns
        self._questionnaire = questionnaire

    def wave(self, *, at: datetime) -> Wave:
        """This quarter's wave; it opens by itself, with the newest questionnaire until frozen."""
        key = wave_at(at)
        held = self.store.wave(key)
        current = held is not None and held.digest == self._questionnaire.digest
        if held is not None and (current or held.planned or held.frozen_at is not None):
            return held
        return self.store.put_wave(_made(key, self._questionnaire, targets=None))

    def find(self, wave: str, *, at: datetime) -> Wave | None:
        """The wave of this key: a stored one, this quarter's, or one that may yet be drafted."""
        if wave == wave_at(at):
            return self.wave(at=at)
        held = self.store.wave(wave)
        if held is not None:
            return held
        try:
            coming = at < bounds(wave)[0]
        except ValueError:
            return None
        return _made(wave, self._questionnaire, targets=None) if coming else None

    def plan(
        self, *, wave: str, source: str, targets: Mapping[str, int] | None, by: str, at: datetime
    ) -> Wave:
        """Draft a wave: its questionnaire (YAML text) and the answers wanted, by level or code.

        Raises `QuestionnaireError` with the faults, `FrozenError` once an answer is in,
        `SurveyError` for a wave that is none or over, targets that are none, and a questionnaire
        from which nothing could be ranked.
        """
        questionnaire = load(source)
        held = self.store.wave(wave)
        if _closes(wave) <= at or (held is not None and held.closed_at is not None):
            raise SurveyError(f"{wave} 已经结束，不能再改")
        if questionnaire.place is None or not questionnaire.scored:
            raise SurveyError("问卷要有一道问镇街的题（place）和至少一道计分的题，否则排不了名")
        made = _made(wave, questionnaire, targets)
        self._check_targets(made.targets)
        wanted = "，".join(f"{self._level(code)} {n} 份" for code, n in made.targets.items())
        note = f"{questionnaire.title} {questionnaire.version}；目标：{wanted or '不设'}"
        act = WaveEvent(wave=wave, verb="planned", by=by, at=at, note=note)
        kept = self.store.put_wave(replace(made, planned=True), act=act)
        if kept.frozen_at is not None:
            raise FrozenError(f"{wave} 已有答卷，问卷和目标不能再改")
        return kept

    def preview(self, *, source: str) -> list[str]:
        """Every question as a person will see it in the chat."""
        return preview(load(source))

    def close(self, *, wave: str, by: str, at: datetime) -> Wave:
        """Close a wave before its quarter ends; nothing more is taken from citizens.

        Raises `SurveyError` for one that has not begun or is over.
        """
        held = self.wave(at=at) if wave == wave_at(at) else self._known(wave)
        if held.phase(at) is not Phase.OPEN:
            raise SurveyError(f"{wave} 不在调查中，不用结束")
        self.store.close_wave(WaveEvent(wave=wave, verb="closed", by=by, at=at))
        return self._known(wave)

    def note(self, *, wave: str, verb: str, by: str, at: datetime, note: str = "") -> None:
        """Add what was done about a wave elsewhere (invitations) to its history."""
        self.store.note(WaveEvent(wave=wave, verb=verb, by=by, at=at, note=note))

    def history(self, *, wave: str) -> list[WaveEvent]:
        """Who did what to a wave, the newest first; files that were taken in are among it."""
        taken = [
            WaveEvent(one.wave, "took_in", one.by, one.at, f"{one.name}（{one.mode}）{one.rows} 份")
            for one in self.store.intakes(wave)
        ]
        return sorted([*self.store.acts(wave), *taken], key=lambda act: act.at, reverse=True)

    def last_complete(self, *, at: datetime) -> str:
        """The newest wave that is over at this instant."""
        now = wave_at(at)
        held = self.store.wave(now)
        return now if held is not None and held.phase(at) is Phase.CLOSED else earlier(now)

    def responses(self, *, wave: str, mode: str | None = None) -> Responses:
        """How many answered, by channel, day, county and town, beside what was wanted.

        `mode` counts the places and days by one way of asking alone (None: all together).
        """
        held = self._known(wave)
        return responses(
            held,
            self.store.tallies(wave),
            self.store.hours(wave),
            name=self._towns.name,
            codes=self._towns.codes,
            mode=mode,
        )

    def _check_targets(self, targets: Mapping[str, int]) -> None:
        known = {"county", "town", *self._towns.codes, *(code[:6] for code in self._towns.codes)}
        for code, number in targets.items():
            if code not in known or not 0 <= number <= _MOST_WANTED:
                raise SurveyError(f"目标“{code}：{number}”不能用")

    def _level(self, code: str) -> str:
        return {"county": "每县", "town": "每镇"}.get(code) or self._towns.name(code)

    def _begun(self, wave: str, at: datetime) -> Wave:
        """The wave of a file: made if it was none yet, never one that is still to come."""
        if at < _opens(wave):
            raise SurveyError(f"{wave} 还没有开始")
        return self.store.wave(wave) or self.store.put_wave(
            _made(wave, self._questionnaire, targets=None)
        )

    def _known(self, wave: str) -> Wave:
        held = self.store.wave(wave)
        if held is None:
            raise SurveyError(f"没有 {wave} 这一期")
        return held

    def _over(self, at: datetime | None) -> str:
        if at is not None:
            return self.last_complete(at=at)
        waves = self.store.waves()
        over = [wave.key for wave in waves[1:]] or [wave.key for wave in waves]
        if waves and waves[0].closed_at is not None:
            over = [waves[0].key]
        if not over:
            raise SurveyError("还没有调查")
        return over[0]


def _made(key: str, questionnaire: Questionnaire, targets: Mapping[str, int] | None) -> Wave:
    return Wave(
        key=key,
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        digest=questionnaire.digest,
        source=questionnaire.source,
        targets=dict(questionnaire.targets if targets is None else targets),
    )


def _opens(wave: str) -> datetime:
    return _bounds(wave)[0]


def _closes(wave: str) -> datetime:
    return _bounds(wave)[1]


def _bounds(wave: str) -> tuple[datetime, datetime]:
    try:
        return bounds(wave)
    except ValueError as error:
        raise SurveyError(f"“{wave}”不是调查期次，写成 2026Q4 这样") from error
