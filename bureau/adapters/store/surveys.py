"""Surveys in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    Select,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from basis.clock import SHANGHAI
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.surveys import (
    survey_acts,
    survey_answers,
    survey_intakes,
    survey_releases,
    survey_sittings,
    survey_staged,
    survey_waves,
)
from bureau.adapters.store.upsert import insert_ignore
from surveys.interview.state import InterviewState, InterviewStatus
from surveys.ports import (
    AgencyIntake,
    Answer,
    AnswerTable,
    Hour,
    Sitting,
    StagedFile,
    Tally,
    WaveEvent,
)
from surveys.waves import Wave

_COLUMNS = (
    "respondent", "town", "mode", "channel", "seconds", "device", "address", "interviewer",
    "panel", "finished",
)  # fmt: skip
_CHUNK = 500  # respondents in one IN list: below every database's limit
_STAGED = timedelta(days=1)
_DIGITS = 15  # scores packed into one whole number, a decimal digit each


def _waves() -> Select[Any]:
    return select(*(column for column in survey_waves.c if column.name != "closed_by"))


# A turn of an interview asks these three: they are built once, not at every turn.
_WAVE = _waves().where(survey_waves.c.key == bindparam("key_"))
_SITTING = select(survey_sittings).where(survey_sittings.c.respondent == bindparam("respondent_"))
_MOVE = update(survey_sittings).where(
    survey_sittings.c.respondent == bindparam("respondent_"),
    survey_sittings.c.revision == bindparam("revision_"),
)


class StoredSurveys:
    """`surveys.ports.SurveyStore` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Waves

    def wave(self, key: str) -> Wave | None:
        """Return the wave of this key."""
        with self._database.reading() as connection:
            row = connection.execute(_WAVE, {"key_": key}).one_or_none()
        return Wave(**row._mapping) if row else None

    def waves(self) -> list[Wave]:
        """Return every wave, the newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_waves().order_by(survey_waves.c.key.desc())).all()
        return [Wave(**row._mapping) for row in rows]

    def put_wave(self, wave: Wave, *, act: WaveEvent | None = None) -> Wave:
        """Keep a wave unless a frozen or closed one is there; return the one that holds now."""
        table, values = survey_waves, {**asdict(wave), "targets": dict(wave.targets)}
        with self._database.transaction() as connection:
            kept = insert_ignore(connection, table, **values)
            if not kept:
                still_open = table.c.frozen_at.is_(None), table.c.closed_at.is_(None)
                changed = connection.execute(
                    update(table).where(table.c.key == wave.key, *still_open).values(**values)
                )
                kept = bool(changed.rowcount)
            if kept and act is not None:
                connection.execute(insert(survey_acts), asdict(act))
            row = connection.execute(_waves().where(survey_waves.c.key == wave.key)).one()
        return Wave(**row._mapping)

    def freeze(self, key: str, *, at: datetime) -> None:
        """Pin the questionnaire: an answer has come in. The first call counts."""
        with self._database.transaction() as connection:
            connection.execute(
                update(survey_waves)
                .where(survey_waves.c.key == key, survey_waves.c.frozen_at.is_(None))
                .values(frozen_at=at)
            )

    def close_wave(self, act: WaveEvent) -> None:
        """Close a wave before its quarter ends, and note it. The first call counts."""
        with self._database.transaction() as connection:
            closed = connection.execute(
                update(survey_waves)
                .where(survey_waves.c.key == act.wave, survey_waves.c.closed_at.is_(None))
                .values(closed_at=act.at, closed_by=act.by)
            )
            if closed.rowcount:
                connection.execute(insert(survey_acts), asdict(act))

    def note(self, act: WaveEvent) -> None:
        """Add an act to a wave's history."""
        with self._database.transaction() as connection:
            connection.execute(insert(survey_acts), asdict(act))

    def acts(self, wave: str) -> list[WaveEvent]:
        """Return a wave's history, the oldest first."""
        table = survey_acts
        columns = (table.c.wave, table.c.verb, table.c.by, table.c.at, table.c.note)
        with self._database.reading() as connection:
            rows = connection.execute(
                select(*columns).where(table.c.wave == wave).order_by(table.c.id)
            ).all()
        return [WaveEvent(*row) for row in rows]

    # Sittings

    def sitting(self, respondent: str) -> Sitting | None:
        """Return the sitting of this respondent."""
        with self._database.reading() as connection:
            row = connection.execute(_SITTING, {"respondent_": respondent}).one_or_none()
        return _sitting(row) if row else None

    def save(self, sitting: Sitting, answers: Sequence[Answer] = ()) -> bool:
        """Keep a sitting read at `sitting.revision`; False if another message was first."""
        table, values = survey_sittings, _columns(sitting)
        with self._database.transaction() as connection:
            if sitting.revision == 0:
                kept = insert_ignore(connection, table, **values)
            else:
                read = {"respondent_": sitting.respondent, "revision_": sitting.revision}
                kept = bool(connection.execute(_MOVE, values | read).rowcount)
            if kept and answers:
                number = connection.scalar(
                    select(table.c.id).where(table.c.respondent == sitting.respondent)
                )
                connection.execute(delete(survey_answers).where(survey_answers.c.sitting == number))
                _keep_answers(connection, [(int(number or 0), answers)])
        return kept

    # Figures

    def tallies(self, wave: str) -> list[Tally]:
        """Count the sittings of a wave."""
        table = survey_sittings
        key = (table.c.channel, table.c.mode, table.c.town, table.c.status)
        seconds = func.coalesce(func.sum(table.c.seconds), 0.0)
        counted = select(*key, func.count(), seconds, table.c.via).group_by(*key, table.c.via)
        with self._database.reading() as connection:
            rows = connection.execute(counted.where(table.c.wave == wave)).all()
        return [Tally(*row) for row in rows]

    def hours(self, wave: str) -> list[Hour]:
        """Count the complete sittings of a wave by the hour in which they were finished."""
        table = survey_sittings
        key = (table.c.finished, table.c.channel, table.c.mode)
        complete = table.c.wave == wave, table.c.status == InterviewStatus.COMPLETE
        counted = select(*key, func.count()).where(*complete, table.c.finished.is_not(None))
        with self._database.reading() as connection:
            return [Hour(*row) for row in connection.execute(counted.group_by(*key))]

    def table(
        self,
        wave: str,
        *,
        scored: Sequence[str],
        extra: Sequence[str] = (),
        mode: str | None = None,
    ) -> AnswerTable:
        """Return the complete sittings of a wave as columns, of one mode or of all."""
        sittings, answers = survey_sittings, survey_answers
        packed = [
            _packed(scored[first : first + _DIGITS]) for first in range(0, len(scored), _DIGITS)
        ]
        values = [func.max(case((answers.c.question == name, answers.c.value))) for name in extra]
        found = (
            select(*(sittings.c[name] for name in _COLUMNS), *packed, *values)
            .outerjoin(answers, answers.c.sitting == sittings.c.id)
            .where(
                sittings.c.wave == wave,
                sittings.c.status == InterviewStatus.COMPLETE,
                sittings.c.town.is_not(None),
                *([] if mode is None else [sittings.c.mode == mode]),
            )
            .group_by(sittings.c.id)
            .order_by(sittings.c.id)
        )
        width = len(_COLUMNS) + len(packed) + len(values)
        with self._database.reading() as connection:
            rows = connection.execute(found).all()
        lists = list(zip(*rows, strict=True)) if rows else [()] * width
        by_name: dict[str, Sequence[Any]] = dict(zip(_COLUMNS, lists, strict=False))
        sums = lists[len(_COLUMNS) : width - len(values)]
        finished, seconds = by_name.pop("finished"), by_name.pop("seconds")
        # A finished sitting knows the hour alone, so that a few instants stand for all.
        hours = {at: at.astimezone(SHANGHAI).replace(tzinfo=None) for at in set(finished)}
        return AnswerTable(
            **by_name,
            seconds=np.array(seconds, np.float64),
            scores=_unpacked(sums, len(rows), len(scored)),
            submitted=np.array([hours[at] for at in finished], "datetime64[s]"),
            extra=dict(zip(extra, lists[width - len(values) :], strict=True)),
        )

    def texts(self, wave: str, question: str) -> list[tuple[str, str]]:
        """Return (town, text) for every answer to an open question."""
        table = survey_sittings
        found = (
            select(table.c.town, survey_answers.c.value)
            .join(table, table.c.id == survey_answers.c.sitting)
            .where(table.c.wave == wave, survey_answers.c.question == question)
            .order_by(table.c.id)
        )
        with self._database.reading() as connection:
            return [(town, text) for town, text in connection.execute(found)]

    # What was given away

    def release(self, wave: str) -> bytes | None:
        """Return the anonymised answers of a wave as they were given away, None if never."""
        table = survey_releases
        with self._database.reading() as connection:
            found = connection.scalar(select(table.c.content).where(table.c.wave == wave))
        return None if found is None else bytes(found)

    def keep_release(self, wave: str, content: bytes, *, at: datetime) -> bytes:
        """Keep what is given away of a wave; the first one holds, and is returned."""
        table = survey_releases
        with self._database.transaction() as connection:
            insert_ignore(connection, table, wave=wave, content=content, at=at)
            held = select(table.c.content).where(table.c.wave == wave)
            return bytes(connection.execute(held).scalar_one())

    # Third-party files

    def intake(self, digest: str) -> AgencyIntake | None:
        """Return the intake of a file, if it was taken in."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(survey_intakes).where(survey_intakes.c.digest == digest)
            ).one_or_none()
        return AgencyIntake(**row._mapping) if row else None

    def intakes(self, wave: str) -> list[AgencyIntake]:
        """Return the files that were taken in for a wave, the oldest first."""
        table = survey_intakes
        with self._database.reading() as connection:
            rows = connection.execute(
                select(table).where(table.c.wave == wave).order_by(table.c.at)
            ).all()
        return [AgencyIntake(**row._mapping) for row in rows]

    def take_in(
        self, intake: AgencyIntake, rows: Sequence[tuple[Sitting, Sequence[Answer]]]
    ) -> list[str]:
        """Keep a file whole or not at all; return respondents already there (then nothing is)."""
        people = [sitting.respondent for sitting, _ in rows]
        with self._database.transaction() as connection:
            known = _numbers(connection, people)
            if known:
                return sorted(known)
            if not insert_ignore(connection, survey_intakes, **asdict(intake)):
                return []
            if rows:
                made = [{**_columns(sitting), "intake": intake.digest} for sitting, _ in rows]
                connection.execute(insert(survey_sittings), made)
                numbers = _numbers(connection, people)
                _keep_answers(connection, [(numbers[s.respondent], answers) for s, answers in rows])
        return []

    def stage(self, file: StagedFile) -> None:
        """Keep a file that was looked at for a day; those older than that go."""
        table = survey_staged
        with self._database.transaction() as connection:
            old = table.c.at < file.at - _STAGED
            connection.execute(delete(table).where(old | (table.c.digest == file.digest)))
            connection.execute(insert(table).values(**asdict(file)))

    def staged(self, digest: str) -> StagedFile | None:
        """Return a file that was looked at."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(survey_staged).where(survey_staged.c.digest == digest)
            ).one_or_none()
        if row is None:
            return None
        return StagedFile(**{**row._mapping, "data": bytes(row.data)})

    def withdraw(self, digest: str, *, act: WaveEvent) -> int | None:
        """Forget a file with every sitting that came with it; return how many those were.

        None, and nothing is done, where the file is not there or its sittings are not known.
        """
        table = survey_sittings
        theirs = select(table.c.id).where(table.c.intake == digest)
        with self._database.transaction() as connection:
            held = connection.execute(
                select(survey_intakes.c.rows).where(survey_intakes.c.digest == digest)
            ).scalar_one_or_none()
            count = connection.scalar(
                select(func.count()).select_from(table).where(table.c.intake == digest)
            )
            if held is None or held != count:
                return None
            connection.execute(delete(survey_answers).where(survey_answers.c.sitting.in_(theirs)))
            connection.execute(delete(table).where(table.c.intake == digest))
            connection.execute(delete(survey_intakes).where(survey_intakes.c.digest == digest))
            connection.execute(insert(survey_acts).values(**asdict(act)))
        return held


def _columns(sitting: Sitting) -> dict[str, Any]:
    names = [c.name for c in survey_sittings.c if c.name not in ("id", "status", "state", "intake")]
    values = {name: getattr(sitting, name) for name in names}
    status = sitting.state.status.value
    revision = sitting.revision + 1
    return {**values, "status": status, "state": sitting.state.to_json(), "revision": revision}


def _sitting(row: Row[Any]) -> Sitting:
    values = dict(row._mapping)
    for kept_apart in ("id", "status", "intake"):
        values.pop(kept_apart)
    return Sitting(**{**values, "state": InterviewState.from_json(values["state"])})


def _keep_answers(connection: Connection, kept: list[tuple[int, Sequence[Answer]]]) -> None:
    rows = [
        {"sitting": number, "question": one.question, "value": one.value, "score": one.score}
        for number, answers in kept
        for one in answers
    ]
    if rows:
        connection.execute(insert(survey_answers), rows)


def _numbers(connection: Connection, respondents: Sequence[str]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for first in range(0, len(respondents), _CHUNK):
        some = respondents[first : first + _CHUNK]
        found = connection.execute(
            select(survey_sittings.c.respondent, survey_sittings.c.id).where(
                survey_sittings.c.respondent.in_(some)
            )
        )
        numbers.update((respondent, number) for respondent, number in found)
    return numbers


def _packed(questions: Sequence[str]) -> Any:
    """Return a sitting's scores as one whole number, a decimal digit a question.

    So a million answers cross as a hundred thousand rows.
    """
    digit = case(
        {name: literal(10**place, BigInteger) for place, name in enumerate(questions)},
        value=survey_answers.c.question,
        else_=0,
    )
    return func.coalesce(func.sum(survey_answers.c.score * digit), 0)


def _unpacked(sums: Sequence[Sequence[Any]], people: int, questions: int) -> np.ndarray:
    """Return scores as (people, questions), 0 for missing."""
    grid = np.zeros((people, questions), np.int8)
    for first, packed in enumerate(sums):
        digits = np.array(packed, np.int64)
        for place in range(min(_DIGITS, questions - first * _DIGITS)):
            grid[:, first * _DIGITS + place] = digits // 10**place % 10
    return grid
