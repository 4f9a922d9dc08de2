"""Answers that are light on a phone: compressed, and asked for again only when changed."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request

_WORDS = ("text/", "application/json", "application/problem+json", "image/svg+xml")
_TOO_SMALL = 800  # bytes: such an answer fits into one packet as it is


def lighten(response: Response) -> Response:
    """Compress a whole answer of text for clients that accept it.

    Never to be used on a page that holds a secret beside what was asked for (a form's token):
    the length of a compressed page tells of both.
    """
    whole = response.status_code == 200 and not response.content_encoding
    if not whole or not (response.mimetype or "").startswith(_WORDS):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _TOO_SMALL:
        return response
    response.set_data(_compressed(body))
    response.content_encoding = "gzip"
    etag, _ = response.get_etag()
    if etag:  # the same content in other bytes
        response.set_etag(etag, weak=True)
    return response


def keep(response: Response, *, seconds: int) -> Response:
    """Let an answer be kept for a while, then be asked for by what it held (RFC 9110, 13)."""
    if response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
        response.add_etag(weak=True)
        response.make_conditional(request)
    return response


@lru_cache(maxsize=32)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)
