"""Demonstration data: a month of reports, patrols and volunteers, the same at every first start."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.adapters.store.cases import StoredCases
from bureau.adapters.store.casework import StoredHands
from bureau.adapters.store.desk import StoredDesk
from bureau.adapters.store.patrols import StoredPatrols
from bureau.adapters.store.referrals import StoredReferrals
from bureau.cases import Case, CaseService, Draft, KeptAlarms, Location, routing, terms
from bureau.casework import Casework, KeptPager
from bureau.demo.open_days import load_open_days
from bureau.demo.rewards import load_rewards
from bureau.demo.surveys import load_demo_answers
from bureau.messaging import Outcome
from bureau.messaging.media import inspect_photo
from bureau.messaging.twin import KeptOutbox
from bureau.officers import ADMIN
from bureau.patrols import PatrolDraft, PatrolKind, Patrols
from bureau.patrols.ports import RouteStore
from bureau.patrols.routes import GridShape, PatrolRoute, RouteSpot
from bureau.patrols.shifts import DutyCalendar
from bureau.referrals import Referrals
from bureau.wiring import Bureau

DAYS = 30
# When people smell something: late evening first, then the early morning.
_HOURS = (22, 23, 21, 7, 6, 20, 22, 12, 15, 8, 0, 17)


def load_demo(bureau: Bureau, at: datetime) -> None:
    """Fill a fresh store with a believable month before `at`; a second call changes nothing.

    The surveys of earlier quarters come later, from the poller: the start need not wait for them.
    """
    if not bureau.cases.of_citizen(by=_citizen(0), limit=1):
        # Nobody is told: the citizens of the demonstration have no address.
        quiet = KeptOutbox()
        store = StoredCases(bureau.database)
        service = CaseService(
            store,
            quiet,
            bureau.places,
            routing(),
            terms(),
            KeptAlarms(),
            bureau.answer_links,
            bureau.villages,
        )
        hands, desk = StoredHands(bureau.database), StoredDesk(bureau.database)
        work = Casework(
            hands, desk, store, bureau.officers, bureau.places, bureau.villages, KeptPager()
        )
        paper = Referrals(
            StoredReferrals(bureau.database), service, bureau.places, bureau.referral_seal
        )
        bureau.villages.take_in(yaml_beside(__file__, "records.yml")["villages"], by=ADMIN, at=at)
        month = _Month(bureau, at, service, work, paper)
        month.volunteers(Patrols(StoredPatrols(bureau.database), quiet, bureau.places))
        month.plans(bureau.patrol_routes, bureau.duty_calendar)
        month.reports()
        # What was said counts as read.
        quiet.outcome = Outcome.SENT
        service.notices.settle(at=at)
        load_rewards(bureau, at)
    load_open_days(bureau, at)
    load_demo_answers(bureau, at, compared=False)


class _Month:
    def __init__(
        self,
        bureau: Bureau,
        at: datetime,
        service: CaseService,
        work: Casework,
        referrals: Referrals,
    ) -> None:
        self._told: dict[str, Any] = yaml_beside(__file__, "records.yml")
        self._dice = random.Random(3304)  # noqa: S311 - the same month every time
        self._towns = {town.name: town for town in bureau.places.towns()}
        self._bureau = bureau
        self._at = at
        self._service = service
        self._work = work
        self._referrals = referrals

    def reports(self) -> None:
        told = self._in_towns("reports")
        told.sort(key=lambda each: each[0].get("newest") == each[1])
        for index, ((entry, town), at) in enumerate(
            zip(told, self._moments(len(told)), strict=True)
        ):
            self._report(index, entry, town, at)

    def _report(self, index: int, entry: dict[str, Any], town: str, at: datetime) -> None:
        draft = self._draft(entry, town, at, index)
        case = self._service.submit(
            draft=draft, by=_citizen(index), at=at, message_key=f"demo report {index}"
        )
        self._work_on(case, index)

    def _draft(self, entry: dict[str, Any], town: str, at: datetime, index: int) -> Draft:
        place = self._towns[town]
        located = self._dice.random() < 0.5
        spread = self._dice.uniform(-0.01, 0.01), self._dice.uniform(-0.01, 0.01)
        point = Location(
            round(place.longitude + spread[0], 5), round(place.latitude + spread[1], 5), town
        )
        return Draft(
            categories=tuple(entry["categories"]),
            place=place.code,
            place_text=entry["place"],
            location=point if located else None,
            description=entry["text"],
            time_text=entry.get("time", ""),
            pattern=entry.get("pattern", ""),
            odor_qualities=tuple(entry.get("odor", ())),
            intensity=entry.get("intensity"),
            ongoing=entry.get("ongoing"),
            effects=tuple(entry.get("effects", ())),
            suspected_firm=entry.get("firm", ""),
            photos=(self._photo(at, index),) if index % 5 == 2 else (),
            anonymous=self._dice.random() < 0.3,
            urgent=entry.get("urgent", False),
        )

    def _work_on(self, case: Case, index: int) -> None:
        """Take the steps that a case of its age has behind it."""
        if index in (6, 9):  # forgotten: the portal marks them
            return
        for days, verb, facts in self._steps(case, index):
            when = case.created + timedelta(days=days)
            if (
                verb in ("accept", "start", "answer", "refer", "refuse", "ask")
                and not case.draft.urgent
            ):
                when = _office_hours(when)
            if when > self._at:
                break
            if verb in ("satisfied", "reopen"):
                note = self._told["reopened"] if verb == "reopen" else ""
                self._service.reply(
                    verb=verb, number=case.number, by=case.citizen, at=when, note=note
                )
            elif verb == "supplement":
                self._service.supplement(
                    number=case.number, by=case.citizen, at=when, text=self._told["supplement"]
                )
            elif verb == "refer":
                self._referrals.send(
                    case=case.number, authority=facts["authority"], note="", by=ADMIN, at=when
                )
            else:
                self._service.take(verb=verb, number=case.number, by=ADMIN, at=when, **facts)
                self._work.take_along(number=case.number, by=ADMIN, at=when)

    def _steps(self, case: Case, index: int) -> Iterator[tuple[float, str, dict[str, Any]]]:
        responsible = self._service.responsible(case)
        urgent = case.draft.urgent
        accepted = 0.1 if urgent else self._dice.uniform(0.4, 1.8)
        if not responsible.ours:
            yield accepted, "refer", {"authority": responsible.code}
            return
        if index % 17 == 4:
            yield accepted, "refuse", {"note": self._told["refusals"][0]}
            return
        answer = {"note": self._told["answers"][case.draft.category]}
        answered = accepted + self._dice.uniform(3, 9)
        yield accepted, "accept", {}
        yield accepted + 0.4, "start", {}
        if index % 13 == 12:
            yield accepted + 0.6, "ask", {"note": self._told["questions"][0]}
            return
        if index % 6 == 1:
            yield accepted + 1.2, "supplement", {}
        yield answered, "answer", answer
        if index % 9 == 5:
            yield answered + 2, "reopen", {}
            return
        if index % 4:
            yield answered + 1, "satisfied", {}

    def volunteers(self, patrols: Patrols) -> None:
        approved: dict[str, str] = {}
        kinds = (PatrolKind.ODOR, PatrolKind.WATER, PatrolKind.GROUP, PatrolKind.ODOR)
        for index, kind in enumerate(kinds):
            by = _citizen(1000 + index)
            pending = index == len(kinds) - 1
            applied = self._moment(2 if pending else DAYS + 5 - index)
            town = self._dice.choice(list(self._towns.values())).code
            volunteer = patrols.apply(
                kind=kind, town=town, by=by, at=applied, message_key=f"demo volunteer {index}"
            )
            if not pending:
                patrols.decide(
                    volunteer=volunteer.id, approved=True, by=ADMIN, at=applied + timedelta(days=1)
                )
                approved[kind] = by
        told = self._in_towns("patrols")
        for index, ((entry, town), at) in enumerate(
            zip(told, self._moments(len(told)), strict=True)
        ):
            place = self._towns[town]
            draft = PatrolDraft(
                kind=entry["kind"],
                place=place.code,
                place_text=entry["place"],
                intensity=entry.get("intensity"),
                water_look=entry.get("look", ""),
                found=entry.get("found", True),
                seen=entry["seen"],
                photos=(self._photo(at, index),) if index % 6 == 3 else (),
            )
            patrols.record(
                draft=draft, by=approved[draft.kind], at=at, message_key=f"demo patrol {index}"
            )

    def plans(self, routes: RouteStore, calendar: DutyCalendar) -> None:
        told = self._told["plans"]
        town = self._bureau.places.get(str(told["town"]))
        assert town is not None, "the plans name a town of ours"
        area = (town.county, town.official_code)
        spots = tuple(
            RouteSpot(str(n), name, round(town.longitude + n * 0.006, 4), town.latitude)
            for n, name in enumerate(told["spots"], 1)
        )
        grid = GridShape(town.longitude, town.latitude, 250.0, 3, 2)
        for name, points, shape in (
            (told["route"], spots, None), (told["grid"], grid.spots(), grid),
        ):  # fmt: skip
            routes.add_route(
                PatrolRoute(0, name, PatrolKind.ODOR, *area, points, shape, self._at, ADMIN)
            )
        evening = (self._at + timedelta(days=2)).replace(hour=12, minute=0)  # 20:00 in Jiaxing
        calendar.publish(
            kind=PatrolKind.ODOR,
            begins=evening,
            ends=evening + timedelta(hours=2),
            town=town.code,
            meet=told["meet"],
            seats=4,
            route=None,
            by=ADMIN,
            at=self._at,
        )

    def _in_towns(self, what: str) -> list[tuple[dict[str, Any], str]]:
        told = [(entry, town) for entry in self._told[what] for town in entry["towns"]]
        self._dice.shuffle(told)
        return told

    def _moments(self, count: int) -> list[datetime]:
        """Return so many instants of the month in their order."""
        return sorted(self._moment(DAYS * (1 - index / count)) for index in range(count))

    def _moment(self, days_ago: float) -> datetime:
        """Return an instant about so many days ago, at an hour when people write."""
        day = (self._at - timedelta(days=days_ago)).astimezone(SHANGHAI)
        moment = day.replace(hour=self._dice.choice(_HOURS), minute=self._dice.randrange(60))
        return min(moment, self._at - timedelta(minutes=5 + self._dice.randrange(30)))

    def _photo(self, at: datetime, index: int) -> str:
        """Keep a drawn scene as evidence; no photo of a real place is used."""
        width, height = 960, 720
        picture = Image.new("RGB", (width, height))
        draw = ImageDraw.Draw(picture)
        dusk = 90 + 40 * (index % 3)
        for y in range(height):
            shade = y / height
            draw.line(
                [(0, y), (width, y)], fill=(int(dusk + 70 * shade), int(dusk + 50 * shade), dusk)
            )
        for x in range(40, width, 150):
            top = 380 + (x * 7 + index * 31) % 120
            draw.rectangle([x, top, x + 110, height], fill=(52, 62, 66))
            draw.rectangle([x + 40, top - 150, x + 62, top], fill=(70, 80, 84))
            draw.ellipse([x + 10, top - 230, x + 130, top - 150], fill=(168, 166, 160))
        draw.rectangle([0, 640, width, height], fill=(44, 70, 70))
        content = io.BytesIO()
        picture.save(content, "JPEG", quality=82)
        inspected = inspect_photo(content.getvalue())
        return self._bureau.evidence.add(inspected, kind="image", by=_citizen(index), at=at)


def _office_hours(at: datetime) -> datetime:
    """Return the same minute between nine and five, never earlier."""
    local = at.astimezone(SHANGHAI)
    if local.hour >= 17:
        local += timedelta(days=1)
    return local if 9 <= local.hour < 17 else local.replace(hour=9 + local.hour % 8)


def _citizen(index: int) -> str:
    return hashlib.sha256(f"demo citizen {index}".encode()).hexdigest()[:32]
