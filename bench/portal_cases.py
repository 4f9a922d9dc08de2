"""Invented cases for the measuring of the portal, written straight into the tables."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert, text

from bureau.adapters.store.case_index import Entry, sum_anew, write_entries
from bureau.adapters.store.case_rows import case_columns
from bureau.adapters.store.engine import Database
from bureau.adapters.store.schema.cases import case_events, cases
from bureau.adapters.store.schema.finding import case_index, case_words
from bureau.cases import Case, Draft, Event, Location, Status, Verb, Who
from bureau.cases.numbers import compose
from bureau.finding.entry import PER_DAY, Progress
from bureau.places import gazetteer

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MONTH = "2026-10"
_DAYS = 730
_BATCH = 5000
_MADE, _APART = 100_000, 1000
_SMELLS = ["刺鼻的塑料味", "臭味", "像臭鸡蛋", "酸味", "油烟味", "烧焦的味道", "农药味"]
_TIMES = ["夜里", "凌晨两点", "早上", "每天傍晚", "下雨以后", "周末", "这几天"]
_WHERE = ["厂门口", "小区北面", "河边", "桥下", "菜场旁边", "学校后面", "村口", "工业园区"]
_ELSE = ["熏得睡不着", "老人咳嗽", "孩子头晕", "窗都不敢开", "打过电话没人管", "请来看看",
         "河水发黑",
         "噪声很大", "一直在冒黑烟", "灰尘很大", "污水直排", "垃圾堆了一个月"]  # fmt: skip
_FIRMS = ["", "", "", "宏达塑料厂", "恒丰印染", "永兴化工", "顺发养猪场", "金鑫铸造", "老张饭店"]
_ANSWERS = ["已到现场检查，责令停产整治。", "已采样监测，结果达标，继续关注。",
         "已约谈负责人，限期整改。",
            "经查为夜间检修，现已完工。"]  # fmt: skip
_KINDS = ["odor"] * 10 + ["air"] * 4 + ["noise"] * 4 + ["water"] * 4 + ["waste"] + ["other"]


def fill(database: Database, count: int) -> list[str]:
    """Write so many cases of the two years before `AT`; return some of their numbers.

    A hundred thousand are made; of more, those are copied with other numbers.
    """
    rng, numbers = random.Random(14), []
    times, rest = divmod(count, _MADE)
    if times and rest:
        raise SystemExit(f"more than {_MADE} cases must be a multiple of them")
    with _without_index(database):
        for batch in _batches(rng, min(count, _MADE)):
            with database.transaction() as connection:
                rows = [{**case_columns(case), "message_key": case.number} for case, _, _ in batch]
                connection.execute(insert(cases), rows)
                connection.execute(insert(case_events), [
                    {"number": case.number, "message_key": None, **_plain(event)}
                    for case, events, _ in batch for event in events
                ])  # fmt: skip
                write_entries(connection, [Entry(*each) for each in batch])
            numbers.append(batch[0][0].number)
        for copy in range(1, times):
            with database.transaction() as connection:
                for table in (cases, case_events, case_index, case_words):
                    connection.execute(text(_copied(connection, table, copy)))
    with database.transaction() as connection:
        sum_anew(connection)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")
    return numbers


def _copied(connection: Connection, table: Table, copy: int) -> str:
    """Return the statement that copies the first cases' rows under numbers of their own."""
    sequence = f"CAST(substr(number, 10, 4) AS INTEGER) + {copy * _APART}"
    padded = (
        f"lpad(({sequence})::text, 4, '0')"
        if connection.dialect.name == "postgresql"
        else f"printf('%04d', {sequence})"
    )
    number = f"substr(number, 1, 9) || {padded} || '-0'"
    changed = {"number": number, "message_key": number, "serial": f"serial + {copy * _APART}"}
    if table is case_events:
        changed["message_key"] = "NULL"
    names = [column.name for column in table.c if column.name != "id"]
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    where = (
        f"serial % {PER_DAY} < {_APART}" if "serial" in table.c
        else f"CAST(substr(number, 10, 4) AS INTEGER) < {_APART}"
    )  # fmt: skip
    listed = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table.name} ({listed}) SELECT {values} FROM {table.name} WHERE {where}"


@contextmanager
def _without_index(database: Database) -> Iterator[None]:
    """Take the index of words away while rows are written, and make it at once."""
    with database.transaction() as connection:
        if connection.dialect.name == "postgresql":
            again = ["CREATE INDEX ix_case_words_words ON case_words USING gin (words) "
                     "WITH (fastupdate = off)"]  # fmt: skip
            connection.exec_driver_sql("DROP INDEX ix_case_words_words")
        else:
            found = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).all()
            for name, _ in found:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            again = ["INSERT INTO case_fts (case_fts) VALUES ('rebuild')",
                     *(made for _, made in found)]  # fmt: skip
    yield
    with database.transaction() as connection:
        for statement in again:
            connection.exec_driver_sql(statement)


def _batches(rng: random.Random, count: int) -> Iterator[list[tuple[Case, list[Event], Progress]]]:
    batch: list[tuple[Case, list[Event], Progress]] = []
    towns, made = gazetteer().towns(), 0
    for back in range(_DAYS, 0, -1):
        day = (AT - timedelta(days=back)).date()
        wanted = count * (_DAYS - back + 1) // _DAYS - made
        for sequence in range(1, wanted + 1):
            batch.append(_case(rng, day, sequence, back, rng.choice(towns)))
            if len(batch) == _BATCH:
                yield batch
                batch = []
        made += wanted
    if batch:
        yield batch


def _case(
    rng: random.Random, day: date, sequence: int, back: int, town: Any
) -> tuple[Case, list[Event], Progress]:
    created = datetime(day.year, day.month, day.day, rng.randint(0, 15), 30, tzinfo=UTC)
    kind = "soil" if rng.random() < 0.002 and "soil" in _known() else rng.choice(_KINDS)
    draft = Draft(
        categories=(kind if kind in _known() else "other",),
        place=town.code,
        place_text=rng.choice(_WHERE),
        location=Location(town.longitude + rng.gauss(0, 0.02), town.latitude + rng.gauss(0, 0.02))
        if rng.random() < 0.7
        else None,
        description=f"{rng.choice(_TIMES)}{rng.choice(_WHERE)}有{rng.choice(_SMELLS)}，"
        f"{rng.choice(_ELSE)}，{rng.choice(_ELSE)}。已经第 {rng.randint(2, 99)} 次了",
        suspected_firm=rng.choice(_FIRMS),
        urgent=rng.random() < 0.01,
    )
    case = Case(
        number=compose(day, sequence), status=Status.SUBMITTED, draft=draft,
        citizen=f"c{sequence}", county=town.county, town=town.code, authority="bureau",
        created=created, updated=created, due=created + timedelta(days=15),
    )  # fmt: skip
    first = Event(created, Verb.SUBMIT, Who.CITIZEN, "", None, Status.SUBMITTED, "submitted")
    if back < 8 and rng.random() < 0.9:
        return case, [first], Progress(response_due=case.due)
    by, status = (
        "admin" if rng.random() < 0.01 else f"{town.code}-{rng.randint(1, 2)}",
        rng.choice([Status.CLOSED] * 9 + [Status.WITHDRAWN]),
    )
    accepted = created + timedelta(days=rng.randint(0, 4))
    answered = accepted + timedelta(days=rng.randint(2, 70))
    rating = rng.choice([None, None, True, True, False])
    over = replace(case, status=status, updated=answered, due=None, satisfied=rating,
                   settled=rating, reopenings=int(not rating),
                   answer=rng.choice(_ANSWERS))  # fmt: skip
    events = [
        first,
        Event(accepted, Verb.ACCEPT, Who.OFFICER, by, Status.SUBMITTED, Status.ACCEPTED,
              "accepted", "请监测站采样"),
        Event(answered, Verb.ANSWER, Who.OFFICER, by, Status.ACCEPTED, Status.ANSWERED, "answered",
              over.answer),
    ]  # fmt: skip
    progress = Progress(case.due, accepted, accepted + timedelta(days=60), answered)
    return over, events, progress


def _known() -> set[str]:
    from bureau.cases import categories

    return set(categories())


def _plain(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in Event.__dataclass_fields__}
