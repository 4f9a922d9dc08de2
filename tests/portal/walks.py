"""Volunteers, their routes and what their phones send, for the tests of the patrol page."""

from __future__ import annotations

import io
import uuid
from datetime import datetime
from typing import Any

from PIL import Image

from bureau.patrols import Patrol, PatrolKind
from bureau.patrols.routes import PatrolRoute, RouteSpot
from bureau.wiring import Bureau
from tests.portal.conftest import AT

ME, OTHER = "a" * 32, "b" * 32
TOWN = "330411101"


def volunteer(bureau: Bureau, by: str = ME, kind: str = "odor", at: datetime = AT) -> int:
    applied = bureau.patrols.apply(kind=kind, town=TOWN, by=by, at=at, message_key=f"{by}{kind}")
    bureau.patrols.decide(volunteer=applied.id, approved=True, by="li", at=at)
    return applied.id


def path_of(bureau: Bureau, by: str = ME, at: datetime = AT) -> str:
    address = bureau.walking.address(by=by, at=at)
    assert address is not None
    return address.removeprefix(bureau.settings.public_url)


def route(bureau: Bureau, many: int, at: datetime = AT, kind: str = "odor") -> PatrolRoute:
    spots = tuple(
        RouteSpot(str(n), f"{n} 号点", 120.7 + n / 1000, 30.7) for n in range(1, many + 1)
    )
    return bureau.patrol_routes.add_route(
        PatrolRoute(0, "园区一圈", PatrolKind(kind), TOWN[:6], TOWN, spots, None, at, "li")
    )


def point(**facts: Any) -> dict[str, Any]:
    known = {
        "id": str(uuid.uuid4()),
        "at": AT.timestamp() * 1000,
        "kind": "odor",
        "intensity": 3,
        "found": True,
        "place_text": "东门",
    }
    return {**known, **facts}


def stored(bureau: Bureau) -> list[Patrol]:
    return bureau.patrols.search(limit=500)[0]


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "#557733").save(made, "JPEG")
    return made.getvalue()
