"""Who has which case in hand: the use-cases behind an officer's queue and its hand-overs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from basis.clock import SHANGHAI
from bureau.cases import Case, Cases
from bureau.cases.numbers import NumberError, read
from bureau.cases.text import clean
from bureau.casework import decision
from bureau.casework.decision import Naming
from bureau.casework.model import (
    Bucket,
    CaseworkError,
    Hands,
    Leave,
    OfficerNotice,
    Queued,
    acted_for,
    stand_in,
)
from bureau.casework.ports import DeskStore, HandChange, HandsStore, Pager, QueueFilter
from bureau.casework.words import words
from bureau.officers import WHOLE_CITY, Officer, Officers, OfficerScope, Right
from bureau.places import Gazetteer, Level
from bureau.places.villages import VillageRegister
from bureau.places.villages.model import VILLAGE_DIGITS

AGAIN = timedelta(minutes=10)
MOST_RINGS = 6  # by WeChat, whose window allows few; the portal rings until somebody takes it


class Casework:
    """Hand-overs of cases, the queue they make, and what officers are told of them."""

    def __init__(
        self,
        store: HandsStore,
        desk: DeskStore,
        cases: Cases,
        officers: Officers,
        places: Gazetteer,
        villages: VillageRegister,
        pager: Pager,
    ) -> None:
        self._store = store
        self._desk = desk
        self._cases = cases
        self._officers = officers
        self._places = places
        self._villages = villages
        self._pager = pager

    def take(self, *, number: str, by: str, at: datetime) -> Hands:
        """Take a case in hand; raises `CaseworkError` when another is at it already."""
        return self._hand(
            number, at, lambda case, hands, naming: decision.take(
                case, hands, by=by, at=at, naming=naming
            ),
        )  # fmt: skip

    def take_along(self, *, number: str, by: str, at: datetime) -> None:
        """Take a case with a step on it, where it is in nobody's hands; else do nothing."""
        hands = self.hands([number])[number]
        if hands.lead and hands.lead not in self.acts_for(officer=by, at=at):
            return
        try:
            self.take(number=number, by=by, at=at)
        except CaseworkError:
            return  # somebody came first, or nobody need be at it any more

    def assign(
        self, *, number: str, unit: str, lead: str, by: str, at: datetime, note: str = ""
    ) -> Hands:
        """Hand a case to a unit (a place's or village's code), an officer (login name), or both.

        Raises `CaseworkError` with an explanation.
        """
        if unit and not self.unit_name(unit):
            raise CaseworkError("unit_unknown")
        self._known(lead)
        return self._hand(
            number, at, lambda case, hands, naming: decision.assign(
                case, hands, by=by, at=at, unit=unit, lead=lead, note=clean(note), naming=naming
            ),
        )  # fmt: skip

    def hand_back(self, *, number: str, reason: str, by: str, at: datetime) -> Hands:
        """Give back a case that one has in hand, with a reason. Raises `CaseworkError`."""
        return self._hand(
            number, at, lambda case, hands, naming: decision.hand_back(
                case, hands, by=by, at=at, reason=clean(reason), naming=naming
            ),
        )  # fmt: skip

    def involve(self, *, number: str, helpers: Sequence[str], by: str, at: datetime) -> Hands:
        """Say which officers (login names) help the lead. Raises `CaseworkError`."""
        for each in helpers:
            self._known(each)
        return self._hand(
            number, at, lambda case, hands, naming: decision.involve(
                case, hands, by=by, at=at, helpers=tuple(helpers), naming=naming
            ),
        )  # fmt: skip

    def hands(self, numbers: Sequence[str]) -> dict[str, Hands]:
        """Return whose cases are."""
        return self._store.hands(numbers)

    def counts(self, *, officer: str, scope: OfficerScope, at: datetime) -> dict[Bucket, int]:
        """Return how many cases stand in each part of an officer's queue, of what they see."""
        return self._store.counts(self._filter(officer, scope, at))

    def queue(
        self,
        *,
        officer: str,
        scope: OfficerScope,
        at: datetime,
        only: Bucket | None = None,
        limit: int = 12,
    ) -> dict[Bucket, list[Queued]]:
        """Return an officer's queue by its parts, each up to `limit`; of `only`, that part."""
        wanted = self._filter(officer, scope, at)
        return {
            bucket: found
            for bucket in Bucket
            if only in (None, bucket)
            and (found := self._store.queue(wanted, bucket=bucket, limit=limit))
        }

    def untaken_urgent(self, *, scope: OfficerScope = WHOLE_CITY) -> list[str]:
        """Return the numbers of urgent cases of a scope that nobody is at, the newest first."""
        return self._store.untaken_urgent(scope)

    def ring_again(self, *, at: datetime) -> int:
        """Alarm once more by WeChat, every ten minutes, of what nobody took; return of how many.

        To be called now and then by a background process; twice does no harm.
        """
        rung = 0
        for number in self._store.untaken_urgent():
            case = self._cases.get(number)
            if case is None:
                continue
            time = int((at - case.created) / AGAIN)
            if 0 < time <= MOST_RINGS:
                self._pager.alarm_again(case=case, time=time, at=at, until=at + AGAIN)
                rung += 1
        return rung

    def let_go(self, *, number: str, by: str, at: datetime) -> None:
        """Take a case out of hands that it is no longer for, since its place or kind changed."""
        case, hands = self._cases.get(number), self.hands([number])[number]
        naming = self._naming(at)
        if case is None or not hands.lead or naming.may(hands.lead, case):
            return
        self._hand(
            number,
            at,
            lambda case, hands, naming: decision.let_go(case, hands, by=by, at=at, naming=naming),
        )

    def can_work(self, case: Case) -> list[Officer]:
        """Return the officers who may be given a case, by their full names."""
        fitting = [each for each in self._officers.every() if _may_work(each, case)]
        return sorted(fitting, key=lambda each: each.full_name)

    def units(self, case: Case) -> list[str]:
        """Return the codes of the offices that a case can be given to, the nearest last.

        While its village is not known, every village of its town is one.
        """
        known = (self._places.city.code, case.county, case.town, case.village)
        villages = [] if case.village or case.town is None else self._villages.of_town(case.town)
        return [*(code for code in known if code is not None), *(each.code for each in villages)]

    def leaves(self, *, at: datetime) -> list[Leave]:
        """Return who is or will be away, the next first."""
        return self._desk.leaves(since=at)

    def acts_for(self, *, officer: str, at: datetime) -> frozenset[str]:
        """Return the login names that an officer acts for now, their own among them."""
        return acted_for(officer, self._desk.leaves(since=at), at)

    def acting(self, *, officer: str, at: datetime) -> set[str]:
        """Return an officer and, while they are away, who stands in for them; "" gives none."""
        return {officer, stand_in(officer, self._desk.leaves(since=at), at)} if officer else set()

    def deputies(self, *, officer: str) -> list[Officer]:
        """Return the colleagues who may stand in for an officer, by their full names."""
        fitting = [
            each
            for each in self._officers.every()
            if each.name != officer and self._sees_all_of(each.name, officer)
        ]
        return sorted(fitting, key=lambda each: each.full_name)

    def go_on_leave(
        self, *, officer: str, deputy: str, begins: datetime, ends: datetime, by: str, at: datetime
    ) -> Leave:
        """Name who stands in for an officer from `begins` until before `ends`.

        Raises `CaseworkError`: `leave_self`, `leave_dates`, `leave_twice`, `officer_unknown`.
        """
        self._known(officer)
        self._known(deputy)
        if officer == deputy or not deputy:
            raise CaseworkError("leave_self")
        if not self._sees_all_of(deputy, officer):
            raise CaseworkError("leave_scope")
        if ends <= begins or ends <= at:
            raise CaseworkError("leave_dates")
        for other in self._desk.leaves(since=at):
            if other.officer == officer and begins < other.ends and other.begins < ends:
                raise CaseworkError("leave_twice")
        return self._desk.add_leave(Leave(0, officer, deputy, begins, ends, by))

    def end_leave(self, *, leave: int, by: str) -> None:
        """End or take back an absence of one's own. Raises `CaseworkError` (`leave_unknown`)."""
        if not self._desk.end_leave(leave, officer=by):
            raise CaseworkError("leave_unknown")

    def notices(self, *, officer: str, limit: int = 50) -> list[OfficerNotice]:
        """Return what an officer was told, what they have not seen first."""
        return self._desk.notices(officer=officer, limit=limit)

    def unseen(self, *, officer: str) -> int:
        """Return how many notices an officer has not seen."""
        return self._desk.unseen(officer=officer)

    def see(self, *, officer: str, at: datetime, number: str | None = None) -> None:
        """Note that an officer saw what they were told of a case, or of all."""
        self._desk.see(officer=officer, at=at, number=number)

    def tell(self, *, told: Sequence[tuple[str, str]], number: str, at: datetime) -> None:
        """Tell officers (login name, text) of a case: in the portal, and by WeChat if bound."""
        notices = [OfficerNotice(0, who, number, text, at) for who, text in told]
        self._page(self._desk.tell(notices))

    def lead_of(self, case: Case) -> str:
        """Return the full name of the officer who leads a case, "" for nobody."""
        lead = self.hands([case.number])[case.number].lead
        known = self._officers.get(lead) if lead else None
        return known.full_name if known else lead

    def tell_holders(self, *, case: Case, text: str, at: datetime) -> None:
        """Tell those who have a case in hand, and who stand in for them.

        Where nobody has it, the office that it was given to, else the nearest one with anybody.
        """
        hands, naming = self.hands([case.number])[case.number], self._naming(at)
        whom = {*hands.held_by, *map(naming.stand_in, hands.held_by)}
        if not whom:
            nearest = (hands.unit, case.village, case.town, case.county, self._places.city.code)
            offices = (naming.members(unit) for unit in nearest if unit)
            whom = set(next((members for members in offices if members), ()))
        seeing = [each for each in sorted(whom) if naming.sees(each, case)]
        self.tell(told=[(each, text) for each in seeing], number=case.number, at=at)

    def tell_undone(self, *, numbers: Sequence[str], of: datetime, by: str, at: datetime) -> None:
        """Tell whoever was told of cases at an instant that it was taken back."""
        naming = self._naming(at)
        for number in numbers:
            text = words().notice("undone", by=naming.officer(by), number=number)
            told = self._desk.told_at(number=number, at=of)
            self.tell(told=[(who, text) for who in told], number=number, at=at)

    def unit_name(self, code: str) -> str:
        """Return the name of the office of a place or village; "" for none."""
        if len(code) == VILLAGE_DIGITS:
            village = self._villages.get(code)
            return words().unit(Level.VILLAGE, village.name) if village else ""
        place = self._places.get(code) if code else None
        return words().unit(place.level, place.name) if place else ""

    def _filter(self, officer: str, scope: OfficerScope, at: datetime) -> QueueFilter:
        local = at.astimezone(SHANGHAI)
        ends = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return QueueFilter(self.acts_for(officer=officer, at=at), scope, at, ends)

    def _hand(
        self, number: str, at: datetime, decide: Callable[[Case, Hands, Naming], HandChange]
    ) -> Hands:
        try:
            number = read(number)
        except NumberError:
            raise CaseworkError("unknown") from None
        naming = self._naming(at)
        changed = self._store.change(
            number=number, decide=lambda case, hands: decide(case, hands, naming)
        )
        if changed is None:
            raise CaseworkError("unknown")
        hands, notices = changed
        self._page(notices)
        return hands

    def _page(self, notices: Sequence[OfficerNotice]) -> None:
        for each in notices:
            why = f"desk:{each.id}"
            self._pager.tell(officer=each.officer, text=each.text, why=why, at=each.at)

    def _naming(self, at: datetime) -> Naming:
        leaves = self._desk.leaves(since=at)
        city = self._places.city.code
        known = {each.name: each for each in self._officers.every()}
        return Naming(
            may=lambda name, case: name in known and _may_work(known[name], case),
            members=lambda unit: tuple(
                each.name
                for each in known.values()
                if each.active
                and each.holds(Right.WORK_CASES)
                and unit in (each.scope.units or (city,) * (not each.scope.bound_to))
            ),
            units=self.units,
            officer=lambda name: known[name].full_name if name in known else name,
            unit=self.unit_name,
            stand_in=lambda name: stand_in(name, leaves, at),
            where=lambda case: self._places.label(case.town or case.county or city),
            sees=lambda name, case: name in known and case.open_to(known[name]),
            above=lambda name: (
                (known[name].area or "") * bool(known[name].scope.bound_to) if name in known else ""
            ),
        )

    def _sees_all_of(self, deputy: str, officer: str) -> bool:
        one, other = self._officers.get(deputy), self._officers.get(officer)
        if one is None or other is None or not (one.active and one.holds(Right.WORK_CASES)):
            return False
        area, wanted = one.scope.area or "", other.scope.area or ""
        if one.scope.bound_to and not (
            other.scope.bound_to and set(other.scope.villages) <= set(one.scope.villages)
        ):
            return False
        kinds, asked = set(one.scope.categories), set(other.scope.categories)
        return wanted.startswith(area) and (not kinds or (bool(asked) and asked <= kinds))

    def _known(self, officer: str) -> None:
        known = self._officers.get(officer) if officer else None
        if officer and (known is None or not known.active):
            raise CaseworkError("officer_unknown")


def _may_work(officer: Officer, case: Case) -> bool:
    return officer.active and case.can_go_to(officer)
