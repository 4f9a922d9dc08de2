"""An agency's file as officers handle it: looked at before it counts, and taken back whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from basis.packaged import words_beside
from surveys.ports import AgencyIntake, StagedFile, SurveyStore, WaveEvent
from surveys.questionnaire.model import load
from surveys.service import SurveyService
from surveys.wave_admin import SurveyError, Towns
from surveys.waves import earlier

if TYPE_CHECKING:
    from surveys.files.agency import Taken
    from surveys.files.preview import Preview

_WORDS = words_beside(__file__)


class AgencyFiles:
    """What officers do with agencies' files; `service` takes them in."""

    def __init__(self, *, store: SurveyStore, towns: Towns, service: SurveyService) -> None:
        self._store = store
        self._towns = towns
        self._service = service

    def look_at(
        self, *, wave: str, name: str, data: bytes, mapping: str, by: str, at: datetime
    ) -> Preview:
        """Read an agency's file as `take_in` would, and keep it aside; nothing is taken in."""
        from surveys.files import agency, preview
        from surveys.files.problems import UnusableFileError

        held = self._service.waves.begun(wave, at=at)
        questionnaire, digest = load(held.source), agency.digest(data, wave)
        if self._store.intake(digest) is not None:
            return preview.Preview(digest, 0, already=True)
        reader = self._service.reader(wave, held.source, mapping, at)
        try:
            rows = reader.read(data)
        except UnusableFileError as error:
            unknown = preview.unknown_places(reader.unknown, self._names())
            return preview.Preview(digest, 0, unknown=unknown, problems=tuple(error.problems))
        self._store.stage(StagedFile(digest, wave, name[:200], data, mapping, by, at))
        scored = [question.id for question in questionnaire.scored]
        return preview.Preview(
            digest,
            len(rows),
            places=preview.place_rows(rows, {c: self._towns.name(c) for c in self._towns.codes}),
            items=preview.items(rows, scored, self._means_before(wave, rows[0][0].mode, scored)),
        )

    def take_looked_at(self, *, wave: str, digest: str, by: str, at: datetime) -> Taken:
        """Take in a file that was looked at. Raises `SurveyError` where it is kept no longer."""
        file = self._store.staged(digest)
        if file is None or file.wave != wave:
            raise SurveyError(_WORDS["look_again"])
        return self._service.take_in(
            wave=wave, name=file.name, data=file.data, mapping=file.mapping, by=by, at=at
        )

    def intakes(self, *, wave: str) -> list[AgencyIntake]:
        """Return the files that were taken in for a wave, the oldest first."""
        return self._store.intakes(wave)

    def withdraw(self, *, wave: str, digest: str, by: str, at: datetime) -> int:
        """Take a file back whole, with every answer that came with it; return how many those were.

        Raises `SurveyError` where it is not there, its answers are not known apart, or the wave's
        answers were given away.
        """
        file = self._store.intake(digest)
        if file is None or file.wave != wave:
            raise SurveyError(_WORDS["no_file"])
        if self._store.release(wave) is not None:
            raise SurveyError(_WORDS["released"].format(wave=wave))
        note = _WORDS["withdrawn"].format(name=file.name, rows=file.rows, by=file.by)
        act = WaveEvent(wave=wave, verb="withdrew", by=by, at=at, note=note)
        gone = self._store.withdraw(digest, act=act)
        if gone is None:
            raise SurveyError(_WORDS["old_file"])
        return gone

    def _names(self) -> dict[str, str]:
        """Every town's own name, with the full one."""
        full = {code: self._towns.name(code) for code in self._towns.codes}
        return {name.removeprefix(self._towns.name(code[:6])): name for code, name in full.items()}

    def _means_before(self, wave: str, mode: str, scored: Sequence[str]) -> dict[str, float]:
        """The mean of each question in the wave before, asked in the same way."""
        held = self._store.wave(earlier(wave))
        if held is None:
            return {}
        asked = load(held.source)
        names = [name for name in scored if asked.has(name)]
        scores = self._store.table(held.key, scored=names, mode=mode).scores
        return {
            name: float(given.mean())
            for name, column in zip(names, scores.T, strict=True)
            if len(given := column[column > 0])
        }
