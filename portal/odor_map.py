"""Odor for everybody: a map and a list of what was published, a feed, a page to embed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, abort, make_response, render_template, request

from basis.clock import SHANGHAI
from basis.packaged import yaml_beside
from bureau.odor import words as odor_words
from bureau.odor.publishing import Notable, corners
from bureau.places import Level, Place
from portal.context import bureau, now
from portal.drawing.maps import WIDTH, city_map
from portal.http_cache import keep, lighten

pages = Blueprint("odor_map", __name__, template_folder="templates")
SPANS = (7, 30)
_SECONDS = 300
_MOST = 100
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
_EMBEDDED = "odor_map.embed"
_TOWN_M = 2500.0
_AROUND_KM = 16.0


@dataclass(frozen=True, slots=True)
class Smelt:
    """Something published as it is listed; `day`, `hours`: in words; `about`: a sentence."""

    mark: str
    day: str
    hours: str
    where: str
    about: str
    official: bool
    closed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class DrawnOdor:
    """The map: squares as corners, towns as circles, all in units of `portal.drawing.maps`."""

    squares: tuple[str, ...]
    towns: tuple[tuple[float, float, float, str], ...]


@pages.get("/odor-map")
def show() -> str:
    """The map and the list."""
    return _page("odor_map/map.html")


@pages.get("/odor-map/embed")
def embed() -> str:
    """The same for another site's frame, without what leads through ours."""
    return _page("odor_map/embed.html")


@pages.get("/odor-map/feed.xml")
def feed() -> Response:
    """What was published, as RSS 2.0."""
    town, found = _asked_town(), _shown(max(SPANS))
    said = _words()["feed"]
    title = said["title"].format(place=town.name if town else said["city"])
    home = f"{bureau().settings.public_url}/odor-map"
    own = request.full_path.rstrip("?")
    text = render_template(
        "odor_map/feed.xml",
        title=title,
        about=said["about"],
        home=home,
        address=f"{bureau().settings.public_url}{own}",
        items=[(item, format_datetime(item.at)) for item in _items(found)],
        built=format_datetime(max((each.published for each in found), default=now())),
    )
    response = make_response(text)
    response.mimetype = "application/rss+xml"
    return response


def register_odor_map(app: Flask) -> None:
    """Add the public pages of odor to an application that has the portal's context."""
    public = Blueprint("odor_public_pages", __name__)
    public.register_blueprint(pages)
    public.after_request(_finish)
    app.register_blueprint(public)


def _finish(response: Response) -> Response:
    embedded = (request.endpoint or "").endswith(_EMBEDDED)
    ancestors = "*" if embedded else "'none'"
    response.headers["Content-Security-Policy"] = (
        f"{_POLICY}form-action 'self'; frame-ancestors {ancestors}"
    )
    if not embedded:
        response.headers["X-Frame-Options"] = "DENY"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    return lighten(keep(response, seconds=_SECONDS))


def _page(template: str) -> str:
    town, days = _asked_town(), _asked_days()
    found = _shown(days)
    places = bureau().places
    drawing = city_map(places)
    return render_template(
        template,
        items=_items(found),
        town=town,
        towns=[(county, places.towns(county.code)) for county in places.counties()],
        days=days,
        spans=SPANS,
        map=drawing,
        drawn=_drawn(found),
        window=_window(town),
        rule=bureau().bulletin.rule,
        demo=bureau().settings.demo,
        updated=now(),
    )


def _shown(days: int) -> list[Notable]:
    at = now()
    town = _asked_town()
    since = at - timedelta(days=days)
    found = bureau().bulletin.shown(since=since, at=at, town=town.code if town else None)
    return found[:_MOST]


def _asked_town() -> Place | None:
    code = request.args.get("town", "")
    if not code:
        return None
    place = bureau().places.get(code)
    if place is None or place.level is not Level.TOWN:
        abort(404)
    return place


def _asked_days() -> int:
    asked = request.args.get("days", str(SPANS[0]))
    if asked not in map(str, SPANS):
        abort(404)
    return int(asked)


def _items(found: Iterable[Notable]) -> list[Smelt]:
    return [_item(each) for each in found]


def _item(each: Notable) -> Smelt:
    said, smell = _words(), each.smell
    first, last = smell.first.astimezone(SHANGHAI), smell.last.astimezone(SHANGHAI)
    labels = [bureau().places.label(town) for town in smell.towns]
    form = said["hours" if last > first else "hour"]
    parts = [odor_words().some(smell.people) or said["officer"]]
    if smell.qualities:
        parts.append(said["like"].format(qualities=said["and"].join(smell.qualities)))
    if smell.level is not None:
        parts.append(said["levels"][smell.level])
    return Smelt(
        each.mark,
        said["day"].format(month=first.month, day=first.day),
        form.format(first=first.hour, last=(last + timedelta(hours=1)).hour or 24),
        said["and"].join(labels) or said["somewhere"],
        said["comma"].join(parts),
        each.event is None,
        each.closed,
        each.published,
    )


def _window(town: Place | None) -> str:
    """Return what of the drawing is seen: the city, or a town with what lies around it."""
    drawing = city_map(bureau().places)
    if town is None:
        return f"0 0 {WIDTH} {drawing.height}"
    plane = bureau().odor.plane
    unit = drawing.point(*plane.degrees(1000, 0))[0] - drawing.point(*plane.degrees(0, 0))[0]
    x, y = drawing.point(town.longitude, town.latitude)
    half = unit * _AROUND_KM / 2
    return f"{x - half:.1f} {y - half:.1f} {2 * half:.1f} {2 * half:.1f}"


def _drawn(found: Sequence[Notable]) -> DrawnOdor:
    """Return squares and, where nobody is shown more exactly, towns."""
    places, rule, plane = bureau().places, bureau().bulletin.rule, bureau().odor.plane
    drawing = city_map(places)
    squares = {cell for each in found for cell in each.smell.cells}
    about = {town for each in found if not each.smell.cells for town in each.smell.towns}
    unit = abs(drawing.point(*plane.degrees(1000, 0))[0] - drawing.point(*plane.degrees(0, 0))[0])
    circles = []
    for code in sorted(about):
        town = places.get(code)
        if town is not None:
            x, y = drawing.point(town.longitude, town.latitude)
            circles.append((round(x, 1), round(y, 1), round(unit * _TOWN_M / 1000, 1), town.name))
    return DrawnOdor(
        tuple(
            " ".join(
                f"{x:.1f},{y:.1f}"
                for x, y in (drawing.point(*corner) for corner in corners(cell, plane, rule))
            )
            for cell in sorted(squares)
        ),
        tuple(circles),
    )


@cache
def _words() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "odor_map.yml"))
