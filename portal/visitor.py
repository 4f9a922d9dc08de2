"""Who opens a citizens' page: the platform tells the openid, the page keeps only the key."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from urllib.parse import urlencode

import structlog
from flask import Response, make_response, redirect, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bureau.messaging.ports import PlatformRefusedError, PlatformUnreachableError
from bureau.settings import Settings
from portal.context import bureau, now

STAY = timedelta(hours=12)
_WAY = timedelta(minutes=10)  # from the page to the platform and back
_OWN_STATE = re.compile(r"[\w-]{22}", re.ASCII)
_VISITOR, _STATE, _DEVICE = "visitor", "visitor_state", "device"
_LIVE_API = "https://api.weixin.qq.com"
_LIVE_CONSENT = "https://open.weixin.qq.com"
_log = structlog.get_logger()


class StrangerError(Exception):
    """The platform did not say who this is; `why` names the sentence for the page."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Visitor:
    """A citizen on a page: their key, and a token that their forms carry against forgery."""

    citizen: str
    token: str

    def holds(self, token: str) -> bool:
        """Whether a form's token is this visitor's."""
        return compare_digest(self.token.encode(), token.encode())


def visitor() -> Visitor | None:
    """Return who the browser's cookie says this is, if it is ours and not too old."""
    try:
        held = request.cookies.get(_VISITOR, "")
        citizen, token = map(str, _signer().loads(held, max_age=int(STAY.total_seconds())))
    except (BadSignature, ValueError, TypeError):
        return None
    # Whoever was erased since is a stranger, whatever their browser still holds.
    return Visitor(citizen, token) if bureau().citizens.get(citizen) else None


def device() -> str | None:
    """Return the random mark of this browser, by which one device for many persons is noticed."""
    return request.cookies.get(_DEVICE)


def ask_platform(callback: str) -> Response:
    """Send the browser to the platform, which sends it back to `callback` with a code.

    Two pages opened side by side go with one state, so that whichever comes back is known.
    """
    settings = bureau().settings
    state = request.cookies.get(_STATE, "")
    if not _OWN_STATE.fullmatch(state):
        state = secrets.token_urlsafe(16)
    query = urlencode(
        {
            "appid": settings.wechat_appid,
            "redirect_uri": settings.public_url + callback,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
    )
    base = _consent(settings)
    response = make_response(redirect(f"{base}/connect/oauth2/authorize?{query}#wechat_redirect"))
    _keep(response, _STATE, state, _WAY)
    return response


def welcome(target: str) -> Response:
    """Take the code that the platform sent back and go on to `target`.

    Opened again, by going back or reloading, it leads on as well: a code counts once, but the
    visitor is known by then. Raises `StrangerError` for a state that is not ours, a snapshot
    user, or no answer.
    """
    if visitor() is not None:
        return make_response(redirect(target))
    state = request.cookies.get(_STATE, "")
    if not state or not compare_digest(state.encode(), request.args.get("state", "").encode()):
        raise StrangerError("state")
    try:
        openid, snapshot = bureau().wechat.citizen_of(request.args.get("code", "")[:200])
    except (PlatformRefusedError, PlatformUnreachableError) as error:
        _log.warning("visitor_unknown", error=type(error).__name__)
        raise StrangerError("platform") from error
    if snapshot:
        raise StrangerError("snapshot")
    if not openid:
        raise StrangerError("platform")
    citizen = bureau().citizens.visit(openid=openid, at=now())
    response = make_response(redirect(target))
    response.delete_cookie(_STATE)
    _keep(response, _VISITOR, _signer().dumps([citizen, secrets.token_urlsafe(16)]), STAY)
    if device() is None:
        _keep(response, _DEVICE, secrets.token_urlsafe(16), timedelta(days=365))
    return response


def _consent(settings: Settings) -> str:
    return _LIVE_CONSENT if settings.wechat_api_url == _LIVE_API else settings.wechat_api_url


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(bureau().settings.signing_keys, salt="citizens-page")


def _keep(response: Response, name: str, value: str, stay: timedelta) -> None:
    secure = bureau().settings.public_url.startswith("https:")
    response.set_cookie(name, value, max_age=stay, httponly=True, samesite="Lax", secure=secure)
