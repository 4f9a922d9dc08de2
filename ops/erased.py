"""Who was erased stays erased: a list beside the backups, played again on a restored store.

A line is a digest of a key that was drawn by lot, and when; it leads to nobody. The list is kept
apart from the database, and goes with each backup: a store restored from before an erasure, by
whichever means, forgets the same people again before the service starts on it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from bureau.adapters.store.schema.citizens import erasure_marks
from bureau.settings import Settings
from bureau.wiring import Bureau

LIST = "erased.txt"
Marks = dict[str, datetime]


def list_of(settings: Settings) -> Path:
    """Return where the list lies."""
    return settings.var / "backups" / LIST


def read(file: Path) -> Marks:
    """Return what a list says; nothing where there is none."""
    if not file.is_file():
        return {}
    marks = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        mark, _, at = line.partition(" ")
        marks[mark] = datetime.fromisoformat(at)
    return marks


def add(file: Path, marks: Marks) -> Marks:
    """Add to a list, and return all that it says."""
    known = read(file)
    if marks.keys() - known.keys():
        known = marks | known
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".part")
        lines = (f"{mark} {at.isoformat()}\n" for mark, at in sorted(known.items()))
        draft.write_text("".join(lines), encoding="utf-8")
        draft.chmod(0o600)
        draft.replace(file)
    return known


def of_store(connection: Connection) -> Marks:
    """Return whom a store remembers to have erased."""
    if not inspect(connection).has_table(erasure_marks.name):
        return {}
    return {row.mark: row.at for row in connection.execute(select(erasure_marks))}


def erase_again(bureau: Bureau) -> int:
    """Bring list and store together: whom either remembers is erased. Return how many were here.

    In the usual case, where the store knows all of the list, nothing is looked for.
    """
    file = list_of(bureau.settings)
    listed = read(file)
    with bureau.database.reading() as connection:
        stored = of_store(connection)
    add(file, stored)
    missing = {mark: at for mark, at in listed.items() if mark not in stored}
    return bureau.citizens.erase_again(missing) if missing else 0
