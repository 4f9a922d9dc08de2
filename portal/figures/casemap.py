"""One map: where cases came from in some days, and where air and water are measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from flask import Response, jsonify, render_template

from basis.clock import SHANGHAI
from bureau.cases import categories
from bureau.officers import Right
from bureau.quality.model import Section, Station
from portal.context import bureau, now, officer
from portal.drawing.areas import town_areas
from portal.drawing.clusters import Cluster, MapWindow, clusters, window
from portal.drawing.maps import city_map, marks
from portal.guard import Pages
from portal.parameters import asked_day, choice, own_area
from portal.problems import ProblemError

pages = Pages("casemap", __name__, template_folder="../templates")

UNASKED = 30  # days
MOST = 92


@dataclass(frozen=True, slots=True)
class MapAsked:
    """Days, both included, a category and an area; empty for all."""

    since: date
    until: date
    category: str
    area: str

    @classmethod
    def read(cls) -> MapAsked:
        """Read it from the address. Raises `ProblemError` (404) for what is none."""
        today = now().astimezone(SHANGHAI).date()
        until = asked_day("until") or today
        since = asked_day("since") or until - timedelta(days=UNASKED - 1)
        if since > until:
            raise ProblemError(404, "days", since=str(since), until=str(until))
        if (until - since).days >= MOST:
            raise ProblemError(404, "span", most=str(MOST))
        return cls(since, until, choice("category", categories()) or "", own_area("area"))

    def days(self) -> list[date]:
        """Return every day."""
        return [self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1)]


@pages.get("/map", needs=Right.SEE_CASES)
def page() -> str:
    """The map of the days asked for; its slider goes through them one by one."""
    asked, places = MapAsked.read(), bureau().places
    shown = window(places, asked.area[:6])
    found = _clusters(asked, shown)
    counted = bureau().figures.days(
        asked.since, asked.until, category=asked.category, area=asked.area, scope=officer().scope
    )
    days = [(day, counted.get(day, 0)) for day in asked.days()]
    quality = bureau().quality
    sites: list[Station | Section] = [*quality.stations(at=now()), *quality.sections(at=now())]
    names = {site.code: site.name for site in sites}
    return render_template(
        "figures/map.html",
        asked=asked,
        shown=shown,
        land=city_map(places),
        areas=[each for each in town_areas(places) if asked.area[:6] in ("", each.county)],
        clusters=found,
        days=days,
        most=max((count for _, count in days), default=0),
        total=sum(count for _, count in days),
        sites=[(names[mark.code], mark) for mark in marks(sites, places).values()],
        categories=categories(),
        places=places,
    )


@pages.get("/map/circles", needs=Right.SEE_CASES)
def frame() -> Response:
    """The circles of the days asked for, for the slider."""
    asked = MapAsked.read()
    found = _clusters(asked, window(bureau().places, asked.area[:6]))
    return jsonify(
        clusters=[asdict(each) for each in found], total=sum(each.count for each in found)
    )


def _clusters(asked: MapAsked, shown: MapWindow) -> list[Cluster]:
    spots = bureau().figures.spots(
        asked.since, asked.until, category=asked.category, area=asked.area, scope=officer().scope
    )
    return clusters(spots, bureau().places, shown, apart=bool(asked.area))
