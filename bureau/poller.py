"""`python -m bureau.poller`: asks the sources of air and water on their timetables.

`--once` asks all of them once; `backfill --days N` fetches what they still have of the past.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import structlog

from basis import bound
from basis.clock import SHANGHAI
from basis.ending import Ending
from basis.heartbeat import Heartbeat, folder_of
from basis.private_files import write_privately
from bureau import logs
from bureau.messaging.ports import Lead
from bureau.quality.polling import Polled, Poller
from bureau.settings import SettingsError, load
from bureau.side_door import open_side_door
from bureau.wiring import Bureau

_DEMO_DAYS = 430
RECENT = 2
_JITTER_SECONDS = 20.0
_LOOK = 5.0  # seconds between looks whether another poller has ended

log = structlog.get_logger("poller")


def main(arguments: list[str] | None = None) -> int:
    """Run until told to stop. Status 1: a source failed (`--once`, `backfill`), 2: settings."""
    options = _parser().parse_args(arguments)
    logs.configure("poller")
    try:
        bureau = Bureau(load())
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        if options.command == "backfill":
            return _backfill(bureau.poller, options.days)
        if options.once:
            return int(any(p.error for p in _poll(bureau.poller, everything=True)))
        _run(bureau)
        return 0
    finally:
        bureau.close()


def _run(bureau: Bureau) -> None:
    stop = Ending()
    stop.listen()
    heartbeat = Heartbeat(folder_of(bureau.settings.var), "poller").start()
    member, lead = bureau.member("poller"), bureau.lead("polling")
    member.join()
    door = None
    if bureau.settings.poller_port:
        door = open_side_door(
            bureau.settings.host,
            bureau.settings.poller_port,
            lives=lambda: True,
            ready=bureau.database.check,
        )
    # Of several pollers one asks; another takes its place when it dies.
    while not (leads := lead.leads()) and not stop.wait(_LOOK):
        pass
    if leads:
        _poll_until(stop, bureau, lead)
    lead.close()
    member.leave()
    heartbeat.stop()
    if door is not None:
        door.close()


def _poll_until(stop: Ending, bureau: Bureau, lead: Lead) -> None:
    _poll(bureau.poller, everything=True)
    spans = demo_spans(datetime.now(SHANGHAI).date()) if _has_no_past(bureau) else []
    _fill_demo(bureau, stop, spans[:RECENT])
    if bureau.settings.demo:
        # A process of its own: what it imports is gone from memory when it ends.
        subprocess.run(
            (sys.executable, "-m", "bureau.demo.surveys"),
            check=False,
            preexec_fn=bound.to_parent(),
        )
    _fill_demo(bureau, stop, spans[RECENT:])
    while not stop.is_set():
        now = datetime.now(UTC)
        look = bureau.poller.next_look(at=now)
        # The jitter keeps many installations from asking in the same second.
        pause = max((look - now).total_seconds(), 1.0) + random.uniform(0, _JITTER_SECONDS)  # noqa: S311
        if not stop.wait(pause) and lead.leads():
            _poll(bureau.poller)


def _poll(poller: Poller, *, everything: bool = False) -> list[Polled]:
    try:
        results = poller.poll(at=datetime.now(UTC), everything=everything)
    except Exception:  # the next round may find the database well again
        log.exception("polling failed")
        return []
    for polled in results:
        _tell(polled)
    return results


def demo_spans(today: date) -> list[tuple[date, date]]:
    """Return the first and last days of what a fresh demonstration's past is filled with, in order.

    What is asked about first comes first (`RECENT` of them): last month and this one, then the
    same months a year ago; the rest goes back to `_DEMO_DAYS` days.
    """
    yesterday = today - timedelta(days=1)
    recent = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    before = recent.replace(year=recent.year - 1)
    first = min(before, yesterday - timedelta(days=_DEMO_DAYS))
    return [
        (recent, yesterday),
        (before, before + (yesterday - recent)),
        (first, recent - timedelta(days=1)),
    ]


def _has_no_past(bureau: Bureau) -> bool:
    if bureau.settings.data_source != "demo":
        return False
    first, _ = demo_spans(datetime.now(SHANGHAI).date())[-1]
    return not bureau.quality.has_days(first=first, last=first + timedelta(days=10))


def _fill_demo(bureau: Bureau, stop: Ending, spans: Sequence[tuple[date, date]]) -> None:
    """Give a fresh demonstration its past."""
    for first, last in spans:
        for _ in bureau.poller.backfill(first=first, last=last, at=datetime.now(UTC)):
            if stop.wait(0.05):  # the web comes first
                return
        log.info("demonstration data loaded", first=str(first), last=str(last))


def _backfill(poller: Poller, days: int) -> int:
    now = datetime.now(UTC)
    last = now.astimezone(SHANGHAI).date()
    first = last - timedelta(days=days - 1)
    failed = False
    for number, polled in enumerate(poller.backfill(first=first, last=last, at=now), 1):
        failed |= bool(polled.error)
        saved = polled.saved
        sys.stdout.write(
            f"{number:4} {polled.source}: {saved.new} new, {saved.corrected} corrected, "
            f"{saved.unchanged} unchanged {polled.error}".rstrip()
            + "\n"
        )
        sys.stdout.flush()
    return int(failed)


def _tell(polled: Polled) -> None:
    newest = polled.newest.astimezone(SHANGHAI).isoformat() if polled.newest else None
    if polled.error:
        log.warning("source failed", source=polled.source, error=polled.error, newest=newest)
        return
    log.info(
        "source read",
        source=polled.source,
        new=polled.saved.new,
        corrected=polled.saved.corrected,
        newest=newest,
        findings=len(polled.findings),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bureau.poller", description=__doc__)
    parser.add_argument("--once", action="store_true", help="ask every source once and stop")
    commands = parser.add_subparsers(dest="command")
    backfill = commands.add_parser("backfill", help="fetch what the sources have of the past")
    backfill.add_argument("--days", type=_days, default=14, help="how many days back (14)")
    return parser


def _days(text: str) -> int:
    days = int(text)
    if not 1 <= days <= 3660:
        raise argparse.ArgumentTypeError("from 1 to 3660")
    return days


if __name__ == "__main__":
    write_privately()
    sys.exit(main())
