"""Photos as evidence: only those of the record that is being looked at."""

from __future__ import annotations

from flask import Response, abort

from portal.context import bureau

_SHOWN = ("image/jpeg", "image/png", "image/webp")


def photo(wanted: str, of: tuple[str, ...]) -> Response:
    """Answer with a photo if it is among `of`; 404 for another, or one not fetched (yet)."""
    if wanted not in of:
        abort(404)
    try:
        content, mime = bureau().evidence.read(wanted)
    except LookupError:
        abort(404)
    response = Response(content, mimetype=mime)
    if mime not in _SHOWN:
        response.headers["Content-Disposition"] = "attachment"
    return response


def fetched(ids: tuple[str, ...]) -> list[tuple[str, bool]]:
    """Return each photo with whether it has arrived."""
    known = ((each, bureau().evidence.about(each)) for each in ids)
    return [(each, bool(about and about["state"] == "stored")) for each, about in known]
