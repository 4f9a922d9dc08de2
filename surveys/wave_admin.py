"""What officers do with waves: draft, open and close them, and see how far they have come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from basis.packaged import words_beside
from surveys.interview.parse_answer import Resolver
from surveys.interview.wording import preview
from surveys.modes import mode_name
from surveys.ports import AgencyIntake, SurveyStore, WaveEvent
from surveys.questionnaire.model import Questionnaire, load
from surveys.responses import Responses, responses
from surveys.waves import Phase, Wave, bounds, earlier, wave_at

_WORDS = words_beside(__file__)
_MOST_WANTED = 1_000_000


class SurveyError(ValueError):
    """A request that cannot be granted; the message says why, for people."""


class FrozenError(SurveyError):
    """A wave that has answers cannot be asked differently any more."""


@dataclass(frozen=True, slots=True)
class Towns:
    """How the surveys know towns: a text to (code, name), a code to its name, every town's code."""

    resolve: Resolver
    name: Callable[[str], str]
    codes: Sequence[str] = ()


class WaveAdmin:
    """Waves, what was done to them, and their response figures."""

    def __init__(self, *, store: SurveyStore, towns: Towns, questionnaire: Questionnaire) -> None:
        self._store = store
        self._towns = towns
        self._questionnaire = questionnaire

    def current(self, *, at: datetime) -> Wave:
        """This quarter's wave; it opens by itself, with the newest questionnaire until frozen."""
        key = wave_at(at)
        held = self._store.wave(key)
        current = held is not None and held.digest == self._questionnaire.digest
        if held is not None and (current or held.planned or held.frozen_at is not None):
            return held
        return self._store.put_wave(_made(key, self._questionnaire, targets=None))

    def every(self) -> list[Wave]:
        """Every wave that is kept, the newest first."""
        return self._store.waves()

    def kept(self, wave: str) -> Wave | None:
        """The wave of this key, if it is kept."""
        return self._store.wave(wave)

    def known(self, wave: str) -> Wave:
        """The wave of this key; raises `SurveyError` when it is not kept."""
        held = self._store.wave(wave)
        if held is None:
            raise SurveyError(_WORDS["unknown"].format(wave=wave))
        return held

    def begun(self, wave: str, *, at: datetime) -> Wave:
        """The wave that answers from elsewhere are for: made if there was none.

        Raises `SurveyError` for one that is still to come.
        """
        if at < _opens(wave):
            raise SurveyError(_WORDS["to_come"].format(wave=wave))
        return self._store.wave(wave) or self._store.put_wave(
            _made(wave, self._questionnaire, targets=None)
        )

    def find(self, wave: str, *, at: datetime) -> Wave | None:
        """The wave of this key: a stored one, this quarter's, or one that may yet be drafted."""
        if wave == wave_at(at):
            return self.current(at=at)
        held = self._store.wave(wave)
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
        held = self._store.wave(wave)
        if _closes(wave) <= at or (held is not None and held.closed_at is not None):
            raise SurveyError(_WORDS["over"].format(wave=wave))
        if questionnaire.place is None or not questionnaire.scored:
            raise SurveyError(_WORDS["unrankable"])
        made = _made(wave, questionnaire, targets)
        self._check_targets(made.targets)
        note = _WORDS["planned"].format(
            title=questionnaire.title,
            version=questionnaire.version,
            targets=self._targets_in_words(made.targets),
        )
        act = WaveEvent(wave=wave, verb="planned", by=by, at=at, note=note)
        kept = self._store.put_wave(replace(made, planned=True), act=act)
        if kept.frozen_at is not None:
            raise FrozenError(_WORDS["frozen"].format(wave=wave))
        return kept

    def preview(self, *, source: str) -> list[str]:
        """Every question as a person will see it in the chat."""
        return preview(load(source))

    def close(self, *, wave: str, by: str, at: datetime) -> Wave:
        """Close a wave before its quarter ends; nothing more is taken from citizens.

        Raises `SurveyError` for one that has not begun or is over.
        """
        held = self.current(at=at) if wave == wave_at(at) else self.known(wave)
        if held.phase(at) is not Phase.OPEN:
            raise SurveyError(_WORDS["not_open"].format(wave=wave))
        self._store.close_wave(WaveEvent(wave=wave, verb="closed", by=by, at=at))
        return self.known(wave)

    def note(self, *, wave: str, verb: str, by: str, at: datetime, note: str = "") -> None:
        """Add what was done about a wave elsewhere (invitations) to its history."""
        self._store.note(WaveEvent(wave=wave, verb=verb, by=by, at=at, note=note))

    def history(self, *, wave: str) -> list[WaveEvent]:
        """Who did what to a wave, the newest first; files that were taken in are among it."""
        taken = [
            WaveEvent(one.wave, "took_in", one.by, one.at, _taken_in_words(one))
            for one in self._store.intakes(wave)
        ]
        return sorted([*self._store.acts(wave), *taken], key=lambda act: act.at, reverse=True)

    def last_complete(self, *, at: datetime) -> str:
        """The newest wave that is over at this instant."""
        now = wave_at(at)
        held = self._store.wave(now)
        return now if held is not None and held.phase(at) is Phase.CLOSED else earlier(now)

    def newest_over(self, *, at: datetime | None = None) -> str:
        """The newest wave that is over: at this instant, or else by what is kept.

        Raises `SurveyError` when there has been none.
        """
        if at is not None:
            return self.last_complete(at=at)
        waves = self._store.waves()
        over = [wave.key for wave in waves[1:]] or [wave.key for wave in waves]
        if waves and waves[0].closed_at is not None:
            over = [waves[0].key]
        if not over:
            raise SurveyError(_WORDS["none_yet"])
        return over[0]

    def modes(self, wave: str) -> list[str]:
        """The ways in which people answered a wave, sorted."""
        return sorted({tally.mode for tally in self._store.tallies(wave)})

    def responses(self, *, wave: str, mode: str | None = None) -> Responses:
        """How many answered, by channel, day, county and town, beside what was wanted.

        `mode` counts the places and days by one way of asking alone (None: all together).
        """
        held = self.known(wave)
        return responses(
            held,
            self._store.tallies(wave),
            self._store.hours(wave),
            name=self._towns.name,
            codes=self._towns.codes,
            mode=mode,
        )

    def _check_targets(self, targets: Mapping[str, int]) -> None:
        known = {"county", "town", *self._towns.codes, *(code[:6] for code in self._towns.codes)}
        for code, number in targets.items():
            if code not in known or not 0 <= number <= _MOST_WANTED:
                raise SurveyError(_WORDS["target"].format(code=code, number=number))

    def _targets_in_words(self, targets: Mapping[str, int]) -> str:
        levels = _WORDS["levels"]
        wanted = [
            _WORDS["wanted"].format(place=levels.get(code) or self._towns.name(code), count=count)
            for code, count in targets.items()
        ]
        return "，".join(wanted) or str(_WORDS["no_targets"])


def _made(key: str, questionnaire: Questionnaire, targets: Mapping[str, int] | None) -> Wave:
    return Wave(
        key=key,
        questionnaire=questionnaire.id,
        version=questionnaire.version,
        digest=questionnaire.digest,
        source=questionnaire.source,
        targets=dict(questionnaire.targets if targets is None else targets),
    )


def _taken_in_words(intake: AgencyIntake) -> str:
    facts = {"name": intake.name, "mode": mode_name(intake.mode), "rows": intake.rows}
    return str(_WORDS["taken"].format(**facts))


def _opens(wave: str) -> datetime:
    return _bounds(wave)[0]


def _closes(wave: str) -> datetime:
    return _bounds(wave)[1]


def _bounds(wave: str) -> tuple[datetime, datetime]:
    try:
        return bounds(wave)
    except ValueError as error:
        raise SurveyError(_WORDS["no_wave"].format(wave=wave)) from error
