"""Lets a program in by its key."""

from __future__ import annotations

from flask import request

from bureau.survey_access.api_keys import ApiKey, Scope
from portal.context import bureau, now
from portal.problems import ProblemError

_LONGEST_SECRET = 200
CHALLENGE = 'Bearer realm="surveys"'


def asking_key(wanted: Scope) -> ApiKey:
    """Return the key this request came with.

    Raises `ProblemError`: 401 without a running key, 403 where its scope does not reach.
    """
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    secret = secret.strip() if kind.lower() == "bearer" else request.headers.get("X-API-Key", "")
    key = None
    if secret and secret.isascii() and len(secret) <= _LONGEST_SECRET:
        key = bureau().api_keys.find(secret=secret, at=now())
    if key is None:
        raise ProblemError(401, "key")
    if not key.scope.allows(wanted):
        raise ProblemError(403, "scope")
    return key
