"""Open days for everybody: a page, one for each day, a calendar, a feed, the visitor's ticket."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from basis import days_ahead
from bureau.open_days import DayPhase, OpenDay, calendar_file, spaced, words
from portal.context import bureau, now, say
from portal.drawing.qr import qr_image
from portal.http_cache import keep, lighten

_MIME = "text/calendar; charset=utf-8"
_SECONDS = 60
# Other sites may show these pages inside theirs: nothing is entered here, and nobody signed in.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; "
        "base-uri 'none'; frame-ancestors *"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
pages = Blueprint("open_days", __name__, template_folder="../templates")
_tickets = Blueprint("tickets", __name__, template_folder="../templates")


def register_open_days(app: Flask) -> None:
    """Add the citizens' pages of open days to an application that has the portal's context."""
    app.register_blueprint(pages)
    app.register_blueprint(_tickets)


@pages.get("/open-days")
def listing() -> str:
    """The days to come, by what can be booked first."""
    return render_template("open_days/public.html", days=_coming(), **_shown())


@pages.get("/open-days/<int:day>")
def show(day: int) -> AnyResponse | str:
    """One day: where, when, for whom, how to book."""
    return render_template("open_days/public_day.html", day=_found(day), **_shown())


@pages.get("/open-days.ics")
def calendar() -> Response:
    """All days to come, called off ones as cancelled, for a calendar that subscribes."""
    coming = bureau().open_day_desk.coming(at=now())
    return _calendar(coming)


@pages.get("/open-days/<int:day>.ics")
def one_in_calendar(day: int) -> Response:
    """One day for a calendar."""
    return _calendar([_found(day)])


@pages.get("/open-days.atom")
def feed() -> Response:
    """The days to come as a feed (RFC 4287)."""
    days = _coming()
    page = render_template(
        "open_days/feed.xml",
        days=days,
        updated=max((day.changed for day in days), default=now()),
        url=bureau().settings.public_url,
        **_shown(),
    )
    return Response(page, content_type="application/atom+xml; charset=utf-8")


@_tickets.get("/open-days/ticket/<code>")
def ticket(code: str) -> AnyResponse:
    """What a visitor shows at the gate: how many, and a code that an officer's phone reads."""
    found = bureau().open_days.by_code(code)
    if found is None:
        abort(404)
    booking, day = found
    gate = f"{bureau().settings.public_url}/portal/open-days/gate/{booking.code}"
    response = make_response(
        render_template(
            "open_days/ticket.html",
            booking=booking,
            day=day,
            code=spaced(booking.code),
            qr=qr_image(gate),
            **_shown(),
        )
    )
    response.headers.update(_HEADERS)
    # It is one visitor's: no other site shows it, no cache keeps it, nobody finds it.
    response.headers["Content-Security-Policy"] = _HEADERS["Content-Security-Policy"].replace(
        "frame-ancestors *", "frame-ancestors 'none'"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _calendar(days: list[OpenDay]) -> Response:
    settings = bureau().settings
    content = calendar_file(days, url=settings.public_url, name=say("open_days_calendar"))
    return Response(content, content_type=_MIME)


def _coming() -> list[OpenDay]:
    order = (DayPhase.OPEN, DayPhase.SOON, DayPhase.CLOSED)
    coming = bureau().open_days.upcoming(at=now())
    return sorted(coming, key=lambda day: (order.index(day.phase(now())), day.starts, day.id))


def _found(day: int) -> OpenDay:
    found = bureau().open_days.day(day) if day < 2**31 else None
    if found is None:
        abort(404)
    return found


def _shown() -> dict[str, object]:
    return {
        "words": words(), "days_ahead": days_ahead, "at": now(),
        "embedded": request.args.get("embed") == "1",
    }  # fmt: skip


@pages.after_request
def _finish(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return lighten(keep(response, seconds=_SECONDS))
