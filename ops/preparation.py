"""`python -m ops.preparation`: migrates the store and loads the demonstration, for what follows."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog

from bureau import logs
from bureau.settings import Settings, load
from bureau.wiring import Bureau
from ops.backup import before_migrating

_log = structlog.get_logger()


def prepare(settings: Settings) -> None:
    """Migrate the store and, in demonstration mode, load what there is to look at (once).

    A store that a migration will change is copied first (`var/backups`).
    """
    if copy := before_migrating(settings, at=datetime.now(UTC)):
        _log.info("copied_before_migrating", file=str(copy))
    bureau = Bureau(settings)
    try:
        bureau.database  # noqa: B018 - opening it migrates it
        if settings.demo:
            from bureau.demo.records import load_demo

            load_demo(bureau, datetime.now(UTC))
    finally:
        bureau.close()
    _log.info("prepared", demo=settings.demo, database=settings.database_url.split(":")[0])


if __name__ == "__main__":
    logs.configure("preparation")
    prepare(load())
