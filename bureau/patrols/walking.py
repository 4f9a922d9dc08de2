"""A volunteer on their way with the patrol page: what it shows, and what it sends when it can."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bureau.messaging.media import BadMediaError, inspect_photo
from bureau.messaging.ports import Evidence
from bureau.patrols.links import PatrolLinks
from bureau.patrols.model import Patrol, PatrolDraft, PatrolError, PatrolKind, Volunteer
from bureau.patrols.phone import PhonePoint, PhonePointError, point_id, read_point, true_time
from bureau.patrols.ports import RouteStore
from bureau.patrols.routes import PatrolRoute
from bureau.patrols.service import Patrols
from bureau.patrols.words import words
from bureau.places import distance_km

MOST_POINTS = 50  # sent at once
_MOST_PHOTOS = 6
_AWAY_KM = 0.5


@dataclass(frozen=True, slots=True)
class Walker:
    """Whose page it is; `owner` marks their unsent points on the phone, `until`: the link's end."""

    volunteer: Volunteer
    owner: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """Which points are kept, by the ids that the phone made, and why others cannot be."""

    stored: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


class Walking:
    """The patrol page's use-cases. Whatever is sent again counts once."""

    def __init__(
        self, patrols: Patrols, routes: RouteStore, links: PatrolLinks, evidence: Evidence
    ) -> None:
        self._patrols = patrols
        self._routes = routes
        self._links = links
        self._evidence = evidence

    def address(self, *, by: str, at: datetime) -> str | None:
        """Return the address of an approved volunteer's page; None for anybody else."""
        role = self._patrols.role(by=by)
        return self._links.address(role.id, at=at) if role and role.approved else None

    def walker(self, token: str, *, at: datetime) -> Walker:
        """Return whose page a token opens.

        Raises `PatrolLinkError`, and `PatrolError` (`suspended`, `no_volunteer`) for whoever is no
        volunteer any more.
        """
        number, until = self._links.read(token, at=at)
        volunteer = self._patrols.application(number)
        if volunteer is None or not volunteer.approved:
            suspended = volunteer is not None and volunteer.standing == "suspended"
            raise PatrolError("suspended" if suspended else "no_volunteer")
        return Walker(volunteer, self._links.owner(volunteer.citizen), until)

    def applicant(self, token: str, *, at: datetime) -> Walker:
        """Return whose own page a token opens, also of who only applied, or is suspended.

        Raises `PatrolLinkError`, and `PatrolError` (`no_volunteer`).
        """
        number, until = self._links.read(token, at=at)
        volunteer = self._patrols.application(number)
        if volunteer is None or volunteer.standing in ("left", "declined"):
            raise PatrolError("no_volunteer")
        return Walker(volunteer, self._links.owner(volunteer.citizen), until)

    def own_address(self, *, by: str, at: datetime) -> str | None:
        """Return the address at which a volunteer or applicant may say more of themselves."""
        role = self._patrols.role(by=by)
        return f"{self._links.address(role.id, at=at)}/me" if role else None

    def routes_of(self, walker: Walker) -> list[PatrolRoute]:
        """Return the open routes that this volunteer may walk, those of their town first."""
        kinds = self.kinds_of(walker)
        found = [each for each in self._routes.routes() if each.kind in kinds]
        county = (walker.volunteer.town or "")[:6]
        near = [each for each in found if not county or each.county in (None, county)]
        return sorted(near, key=lambda each: (each.town != walker.volunteer.town, each.name))

    def kinds_of(self, walker: Walker) -> list[PatrolKind]:
        """Return what this volunteer may report."""
        every = self._patrols.roles(by=walker.volunteer.citizen)
        kinds = {each.kind for each in every if each.approved}
        both = [PatrolKind.ODOR, PatrolKind.WATER]
        return both if PatrolKind.GROUP in kinds else [each for each in both if each in kinds]

    def take(self, told: Sequence[Any], *, sent: datetime, walker: Walker, at: datetime) -> Receipt:
        """Keep points as a phone sends them, each once; one that cannot be kept stops no other.

        `sent`: the phone's own clock as it sent them.
        """
        stored, refused = [], []
        for each in told[:MOST_POINTS]:
            name = str(each.get("id", ""))[:40] if isinstance(each, dict) else ""
            try:
                point = read_point(each)
                self._keep(point, sent, walker, at)
            except (PhonePointError, ValueError) as problem:
                refused.append((name, words().refusal("bad_point", why=problem)))
            except PatrolError as problem:
                refused.append((name, problem.explanation))
            else:
                stored.append(point.id)
        return Receipt(tuple(stored), tuple(refused))

    def photo(
        self, *, point: str, photo: str, content: bytes, walker: Walker, at: datetime
    ) -> Patrol:
        """Add a photo to a point that was sent before, once however often it comes.

        Raises `PatrolError` (`unknown_patrol` while the point is not there), `BadMediaError`,
        `PhonePointError`.
        """
        key = _key(walker, point_id(point))
        kept = self._patrols.of_message(key)
        if kept is None:
            raise PatrolError("unknown_patrol")
        name = hashlib.sha256(f"{key}:{point_id(photo)}".encode()).hexdigest()[:32]
        if name in kept.draft.photos:
            return kept
        if len(kept.draft.photos) >= _MOST_PHOTOS:
            raise BadMediaError("a point has enough photos")
        clean = inspect_photo(content)
        by = walker.volunteer.citizen
        self._evidence.want(id=name, kind="image", media_id="", by=by, at=at)
        self._evidence.keep(name, clean, at=at)
        return self._patrols.add_photo(patrol=kept.id, photo=name, by=by)

    def _keep(self, point: PhonePoint, sent: datetime, walker: Walker, at: datetime) -> Patrol:
        return self._patrols.record(
            draft=self._at_spot(point.draft),
            by=walker.volunteer.citizen,
            at=true_time(point.phone_at, sent=sent, now=at),
            message_key=_key(walker, point.id),
            phone_at=point.phone_at,
        )

    def _at_spot(self, draft: PatrolDraft) -> PatrolDraft:
        """Return a point with the place of its route's spot, unless the phone knew better."""
        route = self._routes.route(draft.route) if draft.route is not None else None
        spot = route.spot(draft.spot) if route else None
        if route is None or spot is None:
            return replace(draft, route=None, spot="")
        draft = replace(draft, place_text=draft.place_text or spot.name)
        if draft.longitude is None or draft.latitude is None:
            return replace(draft, longitude=spot.longitude, latitude=spot.latitude)
        apart = distance_km(draft.longitude, draft.latitude, spot.longitude, spot.latitude)
        # Whoever stands elsewhere noted something there, and not this spot.
        return replace(draft, route=None, spot="") if apart > _AWAY_KM else draft


def _key(walker: Walker, point: str) -> str:
    """Return the message key of a phone's point; nobody can take another's."""
    return f"phone:{walker.owner}:{point}"
