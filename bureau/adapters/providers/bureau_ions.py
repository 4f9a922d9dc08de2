"""The bureau's network of clean air: hourly tables of negative oxygen ions."""

from __future__ import annotations

from datetime import datetime

from bureau.adapters.providers.bureau_hours import SOURCE, TIMETABLE, BureauHours
from bureau.adapters.providers.bureau_rows import TableRow, value
from bureau.adapters.providers.bureau_tables import Tables
from bureau.places import Gazetteer
from bureau.quality.headings import IONS
from bureau.quality.model import Fetched, IonObservation

_MOST_PER_CM3 = 200_000.0  # below a waterfall; more is a fault of the instrument


class BureauIons:
    """`bureau.quality.ports.Source` on the tables of the network.

    A value is in ions per cm³ unless its heading names another unit.
    """

    name = "bureau_ions"
    timetable = TIMETABLE

    def __init__(self, tables: Tables, places: Gazetteer) -> None:
        self._hours = BureauHours(
            tables, places, headings={"ions": IONS}, measured="ions", read=_ions
        )

    def fetch(self, *, at: datetime) -> Fetched:
        """Return what the tables say that are new, changed or young."""
        new = self._hours.new(at=at)
        return Fetched(
            ions=new.observed, ion_stations=new.stations, raw=new.raw, findings=new.findings
        )


def _ions(row: TableRow, hour: datetime, findings: list[str]) -> IonObservation | None:
    ions = value(row, "ions", findings)
    if ions is None:
        return None
    if not 0 <= ions <= _MOST_PER_CM3:
        raise ValueError(f"{ions:g} ions per cm³")
    return IonObservation(row.site.code, hour, SOURCE, round(ions, 1))
