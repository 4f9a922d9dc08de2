"""What can be done with volunteers and patrols."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from bureau.messaging.ports import Outbox
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.patrols.model import (
    ApplicationStatus,
    Patrol,
    PatrolDraft,
    PatrolError,
    PatrolKind,
    Volunteer,
)
from bureau.patrols.ports import PatrolStore
from bureau.patrols.words import words
from bureau.places import Gazetteer

# Control characters but for newline, halves of surrogate pairs: no database keeps them.
_UNKEEPABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")

_STANDING = (ApplicationStatus.APPLIED, ApplicationStatus.APPROVED, ApplicationStatus.SUSPENDED)
_CONSENTS_WITHIN = timedelta(days=1)
_LONGEST_MOTIVE, _LONGEST_TEAM = 300, 40


class Patrols:
    """Volunteers apply, officers decide, approved volunteers record what they see."""

    def __init__(
        self, store: PatrolStore, outbox: Outbox, places: Gazetteer, *, training: bool = False
    ) -> None:
        """Set up; with `training`, odor is taken from those who passed the test alone."""
        self._store = store
        self._training = training
        self._outbox = outbox
        self._places = places

    def apply(
        self, *, kind: str, town: str | None, by: str, at: datetime, message_key: str
    ) -> Volunteer:
        """Apply as a volunteer; who applied before and was not declined keeps that application.

        `town`: a code of `bureau.places`. Raises `ValueError` for an unknown kind.
        """
        return self._store.apply(
            citizen=by,
            kind=PatrolKind(kind),
            town=self._area(town)[1],
            at=at,
            message_key=message_key,
        )

    def role(self, *, by: str) -> Volunteer | None:
        """Return what a person is: an approved volunteer before one who applied; None if neither.

        Who was declined or left is none, and may apply again.
        """
        gone = (ApplicationStatus.DECLINED, ApplicationStatus.LEFT)
        found = [each for each in self._store.of_citizen(by) if each.standing not in gone]
        return next((each for each in found if each.approved), found[0] if found else None)

    def roles(self, *, by: str) -> list[Volunteer]:
        """Return all that a person applied for, the newest first."""
        return self._store.of_citizen(by)

    def decide(self, *, volunteer: int, approved: bool, by: str, at: datetime) -> Volunteer:
        """Approve or decline an application and tell the volunteer.

        Raises `PatrolError`: `unknown`, `decided`.
        """
        standing = ApplicationStatus.APPROVED if approved else ApplicationStatus.DECLINED
        decided = self._store.decide(volunteer=volunteer, standing=standing, by=by, at=at)
        if decided is None:
            known = self._store.volunteer(volunteer) is not None
            raise PatrolError("decided" if known else "unknown")
        text = words().notice(standing, kind=decided.kind)
        self._outbox.notify(
            to=decided.citizen, text=text, why=f"volunteer:{volunteer}:{standing}", at=at
        )
        return decided

    def suspend(self, *, volunteer: int, by: str, at: datetime) -> Volunteer:
        """Let an approved volunteer pause; nothing is taken from them until they are resumed.

        Raises `PatrolError`: `unknown`, `standing`.
        """
        before = (ApplicationStatus.APPROVED,)
        return self._stand(volunteer, before, ApplicationStatus.SUSPENDED, by, at)

    def resume(self, *, volunteer: int, by: str, at: datetime) -> Volunteer:
        """Take a suspended volunteer back; raises as `suspend`."""
        before = (ApplicationStatus.SUSPENDED,)
        return self._stand(volunteer, before, ApplicationStatus.APPROVED, by, at)

    def dismiss(self, *, volunteer: int, by: str, at: datetime) -> Volunteer:
        """Let a volunteer go who asked for it at the desk; raises as `suspend`."""
        return self._stand(volunteer, _STANDING, ApplicationStatus.LEFT, by, at)

    def leave(self, *, by: str, at: datetime) -> list[Volunteer]:
        """Stop being a volunteer of any kind; return what was left, none for who was none.

        What was seen stays, under a bare number; contact and place in the roster go.
        """
        mine = [each for each in self._store.of_citizen(by) if each.standing in _STANDING]
        for each in mine:
            self._store.stand(
                volunteer=each.id, before=_STANDING, standing=ApplicationStatus.LEFT, by="", at=at
            )
        return mine

    def note(
        self,
        *,
        volunteer: int,
        motive: str | None = None,
        team: str | None = None,
        trained: datetime | None = None,
    ) -> None:
        """Keep motive, team, or when the test was passed; texts are cut to what a row holds."""
        self._store.note(
            volunteer=volunteer,
            motive=None if motive is None else _clean(motive)[:_LONGEST_MOTIVE],
            team=None if team is None else _clean(team)[:_LONGEST_TEAM],
            trained=trained,
        )

    def _stand(
        self,
        volunteer: int,
        before: tuple[ApplicationStatus, ...],
        standing: ApplicationStatus,
        by: str,
        at: datetime,
    ) -> Volunteer:
        changed = self._store.stand(
            volunteer=volunteer, before=before, standing=standing, by=by, at=at
        )
        if changed is None:
            known = self._store.volunteer(volunteer) is not None
            raise PatrolError("standing" if known else "unknown")
        resumed = standing is ApplicationStatus.APPROVED
        text = words().notice("resumed" if resumed else standing, kind=changed.kind)
        why = f"volunteer:{volunteer}:{standing}:{at.isoformat()}"
        self._outbox.notify(to=changed.citizen, text=text, why=why, at=at)
        return changed

    def record(
        self,
        *,
        draft: PatrolDraft,
        by: str,
        at: datetime,
        message_key: str,
        phone_at: datetime | None = None,
    ) -> Patrol:
        """Keep what an approved volunteer saw; the same message key gives the same patrol again.

        A member of the citizens' patrol may send every kind, the others their own. `phone_at`:
        when it was by the clock of the phone that sent it later.
        Raises `PatrolError`: `no_volunteer`, `not_approved`, `other_kind`, `untrained`, `nowhere`.
        """
        volunteer = self._permitted(draft.kind, by)
        if draft.place is None and draft.longitude is None and not draft.place_text.strip():
            raise PatrolError("nowhere")
        return self._store.record(
            draft=_cleaned(draft),
            volunteer=volunteer.id,
            area=self._area_of(draft),
            at=at,
            message_key=message_key,
            phone_at=phone_at,
        )

    def confirm(self, *, patrol: int, at: datetime) -> None:
        """Note that an officer found a finding true. Raises `PatrolError`: `nothing_found`."""
        if not self._store.confirm(patrol=patrol, at=at):
            raise PatrolError("nothing_found")

    def became(self, *, patrol: int, case_number: str) -> None:
        """Note which case was made of a point."""
        self._store.became(patrol=patrol, case_number=case_number)

    def between(
        self, *, since: datetime, until: datetime, scope: OfficerScope = WHOLE_CITY
    ) -> list[Patrol]:
        """Return the points of a time, the oldest first."""
        return self._store.between(since=since, until=until, scope=scope)

    def of_volunteer(self, volunteer: int) -> list[Patrol]:
        """Return all points of a volunteer, the oldest first."""
        return self._store.of_volunteer(volunteer)

    def of_route(self, route: int) -> list[Patrol]:
        """Return all points of a route, the oldest first."""
        return self._store.of_route(route)

    def consent(self, *, by: str, at: datetime) -> bool:
        """Let one's newest finding of the last day become a case; False where there is none."""
        mine = {each.id for each in self._store.of_citizen(by)}
        newest = self._store.newest_finding(volunteers=mine, since=at - _CONSENTS_WITHIN)
        if newest is None:
            return False
        self._store.allow(patrol=newest.id)
        return True

    def add_photo(self, *, patrol: int, photo: str, by: str) -> Patrol:
        """Add a photo (an evidence id) to one's own patrol point, once however often it is sent.

        Raises `PatrolError`: `unknown_patrol`.
        """
        kept = self._store.patrol(patrol)
        mine = {each.id for each in self._store.of_citizen(by)}
        if kept is None or kept.volunteer not in mine:
            raise PatrolError("unknown_patrol")
        return self._store.add_photo(patrol=patrol, photo=photo)

    def volunteers(
        self, *, standing: ApplicationStatus | None = None, scope: OfficerScope = WHOLE_CITY
    ) -> list[Volunteer]:
        """Return applications, those that wait longest first."""
        return self._store.volunteers(standing=standing, scope=scope)

    def application(self, volunteer: int) -> Volunteer | None:
        """Return an application by its id."""
        return self._store.volunteer(volunteer)

    def of_message(self, message_key: str) -> Patrol | None:
        """Return the patrol point of a message key."""
        return self._store.of_message(message_key)

    def find(self, patrol: int) -> Patrol | None:
        """Return a patrol point by its id."""
        return self._store.patrol(patrol)

    def search(
        self,
        *,
        kind: str | None = None,
        county: str | None = None,
        limit: int = 20,
        offset: int = 0,
        scope: OfficerScope = WHOLE_CITY,
    ) -> tuple[list[Patrol], int]:
        """Return a page of patrols, the newest first, and how many there are in all."""
        return self._store.patrols(
            kind=kind, county=county, limit=limit, offset=offset, scope=scope
        )

    def _permitted(self, kind: PatrolKind, by: str) -> Volunteer:
        role = self.role(by=by)
        if role is None:
            raise PatrolError("no_volunteer")
        if not role.approved:
            suspended = role.standing is ApplicationStatus.SUSPENDED
            raise PatrolError("suspended" if suspended else "not_approved")
        approved = [each for each in self._store.of_citizen(by) if each.approved]
        for volunteer in approved:
            if volunteer.kind in (kind, PatrolKind.GROUP):
                if kind is PatrolKind.ODOR and self._training and not volunteer.trained:
                    raise PatrolError("untrained")
                return volunteer
        raise PatrolError("other_kind")

    def _area_of(self, draft: PatrolDraft) -> tuple[str | None, str | None]:
        if draft.place is None and draft.longitude is not None and draft.latitude is not None:
            nearest = self._places.at(draft.longitude, draft.latitude)
            return self._area(nearest.code if nearest else None)
        return self._area(draft.place)

    def _area(self, code: str | None) -> tuple[str | None, str | None]:
        """Return the official codes of county and town."""
        place = self._places.get(code[:9]) if code else None
        if place is None:
            return None, None
        official = place.official_code
        return place.county, official if len(official) == 9 else None


def _clean(text: str) -> str:
    return _UNKEEPABLE.sub("", text).strip()


def _cleaned(draft: PatrolDraft) -> PatrolDraft:
    return replace(
        draft,
        place_text=_clean(draft.place_text),
        water_look=_clean(draft.water_look),
        seen=_clean(draft.seen),
        photos=tuple(dict.fromkeys(draft.photos)),
    )
