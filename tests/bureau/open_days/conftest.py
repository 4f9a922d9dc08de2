"""Open days over a real store of SQLite, with letters that are only kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bureau.adapters.store.engine import Database
from bureau.adapters.store.open_days import StoredOpenDays
from bureau.citizens import IdentityKeys
from bureau.messaging.twin import KeptOutbox
from bureau.open_days import (
    Booking,
    DayPlan,
    Facility,
    FacilityKind,
    Letters,
    OpenDay,
    OpenDayDesk,
    OpenDays,
)

AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")  # a Tuesday
STARTS = datetime.fromisoformat("2026-12-05T09:00:00+08:00")  # Saturday of next week
PLACE = Facility(
    code="plant", kind=FacilityKind.SEWAGE, name="污水处理厂", town="330402100", meeting="东门",
    longitude=120.75, latitude=30.75, least_age=6, most_each=6,
)  # fmt: skip
PLAN = DayPlan(
    facility="plant", starts=STARTS, ends=STARTS + timedelta(hours=2), seats=6,
    opens=AT - timedelta(days=1), closes=STARTS - timedelta(days=1),
)  # fmt: skip


@dataclass
class House:
    """The use-cases with what they stand on."""

    store: StoredOpenDays
    outbox: KeptOutbox
    citizens: OpenDays
    desk: OpenDayDesk

    def day(self, **changes: object) -> OpenDay:
        """Announce a day like the plan's."""
        return self.desk.announce(plan=replace(PLAN, **changes), at=AT)  # type: ignore[arg-type]

    def book(
        self, day: OpenDay, who: str, party: int = 2, *, at: datetime = AT, **more: object
    ) -> Booking:
        """Book, or wait where it is full."""
        facts = {"wait": True, "message_key": f"{who} {day.id} {at}", **more}
        return self.citizens.book(day=day.id, party=party, by=who, at=at, **facts)  # type: ignore[arg-type]

    def told(self, who: str) -> list[str]:
        """Return what a citizen was written."""
        return [letter.text for letter in self.outbox.said if letter.to == who]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    database.migrate()
    store = StoredOpenDays(database, IdentityKeys("a secret of the tests"))
    outbox = KeptOutbox()
    letters = Letters(outbox, "https://example.test/")
    citizens = OpenDays(store, letters)
    desk = OpenDayDesk(store, citizens, letters, lambda code: len(code) == 9)
    desk.keep_facility(facility=PLACE)
    yield House(store, outbox, citizens, desk)
    database.close()
