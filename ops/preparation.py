"""`python -m ops.preparation`: migrates the store and loads the demonstration, for what follows."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import structlog

from basis.private_files import write_privately
from bureau import logs
from bureau.open_days import OpenDayError, read_list, read_sheet
from bureau.settings import Settings, SettingsError, load
from bureau.wiring import Bureau
from ops import erased
from ops.backup import before_migrating

_log = structlog.get_logger()


def prepare(settings: Settings) -> None:
    """Migrate the store, prove its key and load the demonstration, where it is one (once).

    A store that a migration will change is copied first (`var/backups`).
    """
    if copy := before_migrating(settings, at=datetime.now(UTC)):
        _log.info("copied_before_migrating", file=str(copy))
    bureau = Bureau(settings)
    try:
        bureau.prove()  # opening the store migrates it
        if again := erased.erase_again(bureau):
            _log.warning("erased_again", citizens=again)  # the store is a restored one
        if settings.demo:
            from bureau.demo.records import load_demo

            load_demo(bureau, datetime.now(UTC))
        if settings.open_days:
            read_open_days(bureau, Path(settings.open_days), at=datetime.now(UTC))
    finally:
        bureau.close()
    _log.info("prepared", demo=settings.demo, database=settings.database_url.split(":")[0])


def read_open_days(bureau: Bureau, file: Path, *, at: datetime) -> None:
    """Bring facilities and open days to what a file says; one with a fault changes nothing.

    What is wrong is logged by row and column, and keeps nothing else from starting.
    """
    try:
        content = file.read_bytes()
        is_yaml = file.suffix.lower() in (".yml", ".yaml")
        lines = read_list(content.decode()) if is_yaml else read_sheet(content, named=file.name)
        plan = bureau.open_day_intake.plan(lines=lines, at=at)
        for fault in plan.faults:
            _log.error("open_days_fault", row=fault.line, column=fault.column, what=fault.what)
        if plan.ready:
            bureau.open_day_intake.take(plan=plan, at=at)
            _log.info("open_days_read", changes=plan.changes, file=file.name)
    except (OSError, ValueError, OpenDayError) as error:
        _log.error("open_days_not_read", file=file.name, what=str(error))


def main() -> int:
    """Prepare; return 2 when the settings cannot be used with this store."""
    logs.configure("preparation")
    try:
        prepare(load())
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
