"""`python -m ops.preparation`: migrates the store and loads the demonstration, for what follows."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import structlog

from basis.private_files import write_privately
from bureau import logs
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
    finally:
        bureau.close()
    _log.info("prepared", demo=settings.demo, database=settings.database_url.split(":")[0])


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
