"""What a citizen or the platform says: every message and event as a frozen dataclass."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from bureau.messaging import WindowEvent

_SCENE = "qrscene_"


@dataclass(frozen=True, slots=True)
class Said:
    """What every message has: the delivery window it `opens`, if any.

    Whoever `leaves` by it is to be forgotten.
    """

    kind: ClassVar[str] = "unknown"
    opens: ClassVar[WindowEvent | None] = WindowEvent.MESSAGE
    leaves: ClassVar[bool] = False

    @property
    def body(self) -> dict[str, Any]:
        """The content, ready to store: never who sent it."""
        names: Iterable[str] = self.__slots__
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Text(Said):
    """Words; `menu_id` when an option of one of our messages was tapped."""

    kind: ClassVar[str] = "text"
    text: str
    menu_id: str | None = None

    @property
    def opens(self) -> WindowEvent:  # type: ignore[override]
        """Return the window: the platform counts a tapped option as a menu click."""
        return WindowEvent.TOUCH if self.menu_id else WindowEvent.MESSAGE


@dataclass(frozen=True, slots=True)
class Image(Said):
    """A photo."""

    kind: ClassVar[str] = "image"
    media_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Voice(Said):
    """A recording; `recognition` has been empty since 2023."""

    kind: ClassVar[str] = "voice"
    media_id: str
    recognition: str = ""


@dataclass(frozen=True, slots=True)
class Video(Said):
    """A video or a short video."""

    kind: ClassVar[str] = "video"
    media_id: str


@dataclass(frozen=True, slots=True)
class SentPlace(Said):
    """A location in GCJ-02 degrees."""

    kind: ClassVar[str] = "location"
    longitude: float
    latitude: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Link(Said):
    """A shared article."""

    kind: ClassVar[str] = "link"
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Unknown(Said):
    """A type of message that this project does not know."""

    type: str


@dataclass(frozen=True, slots=True)
class Subscribed(Said):
    """The citizen follows; `scene` is what the scanned QR code carried."""

    kind: ClassVar[str] = "subscribe"
    opens: ClassVar[WindowEvent | None] = WindowEvent.TOUCH
    scene: str = ""


@dataclass(frozen=True, slots=True)
class Unsubscribed(Said):
    """The citizen left."""

    kind: ClassVar[str] = "unsubscribe"
    opens: ClassVar[WindowEvent | None] = None
    leaves: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class ConsentRevoked(Said):
    """The citizen took back that we may know them, or their WeChat account is no more."""

    kind: ClassVar[str] = "revoked"
    opens: ClassVar[WindowEvent | None] = None
    leaves: ClassVar[bool] = True
    event: str


@dataclass(frozen=True, slots=True)
class Scanned(Said):
    """A follower scanned a QR code."""

    kind: ClassVar[str] = "scan"
    opens: ClassVar[WindowEvent | None] = WindowEvent.TOUCH
    scene: str = ""


@dataclass(frozen=True, slots=True)
class Clicked(Said):
    """A menu entry was tapped; its key is a payload's name."""

    kind: ClassVar[str] = "click"
    opens: ClassVar[WindowEvent | None] = WindowEvent.TOUCH
    key: str


@dataclass(frozen=True, slots=True)
class Viewed(Said):
    """A menu entry that opens a page was tapped."""

    kind: ClassVar[str] = "view"
    opens: ClassVar[WindowEvent | None] = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Positioned(Said):
    """The platform reports where the citizen is, unasked; not kept."""

    kind: ClassVar[str] = "position"
    opens: ClassVar[WindowEvent | None] = None


@dataclass(frozen=True, slots=True)
class TemplateResult(Said):
    """What became of a template message."""

    kind: ClassVar[str] = "template_result"
    opens: ClassVar[WindowEvent | None] = None
    message_id: str
    status: str


@dataclass(frozen=True, slots=True)
class ConsentsChanged(Said):
    """The citizen took, changed or received subscription notices: (template, status) pairs."""

    kind: ClassVar[str] = "notices"
    opens: ClassVar[WindowEvent | None] = None
    event: str
    templates: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class OtherEvent(Said):
    """An event that asks for no answer."""

    kind: ClassVar[str] = "event"
    opens: ClassVar[WindowEvent | None] = None
    event: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A message with what names it: `msg_id`, or for an event `what` and the second.

    `about`: the openid of whom an event tells that the platform sends in its own name.
    """

    said: Said
    msg_id: str | None
    created: int
    what: str
    about: str = ""


def parse(fields: dict[str, Any]) -> Parsed:
    """Return the message in an opened envelope; anything odd becomes an `Unknown`."""
    kind = _text(fields, "MsgType").lower()
    created = _integer(fields, "CreateTime")
    if kind == "event":
        event, key = _text(fields, "Event"), _text(fields, "EventKey")
        name = event.lower()
        said = _EVENTS.get(name, lambda f: OtherEvent(name[:60]))(fields)
        what = f"{name}:{key}:{_text(fields, 'MsgID')}:{_text(fields, 'Ticket')}"
        about = _text(fields, "OpenID") if name in _OF_ACCOUNTS else ""
        return Parsed(said, None, created, what, about)
    said = _MESSAGES.get(kind, lambda f: Unknown(kind[:60]))(fields)
    msg_id = _text(fields, "MsgId")[:64] or None
    return Parsed(said, msg_id, created, f"{kind}:{said.body}")


def restore(kind: str, body: dict[str, Any]) -> Said:
    """Return the message that was stored as `body`."""
    cls = _KINDS.get(kind, Unknown)
    if cls is not ConsentsChanged:
        return cls(**body)
    return ConsentsChanged(
        body["event"], tuple((one, other) for one, other in body.get("templates", ()))
    )


def _words(fields: dict[str, Any]) -> Said:
    menu_id = _text(fields, "bizmsgmenuid")[:64]
    return Text(_text(fields, "Content"), menu_id or None)


def _media(cls: type[Image] | type[Video]) -> Callable[[dict[str, Any]], Said]:
    def read(fields: dict[str, Any]) -> Said:
        media_id = _text(fields, "MediaId")[:200]
        return cls(media_id) if media_id else Unknown(cls.kind)

    return read


def _voice(fields: dict[str, Any]) -> Said:
    media_id = (_text(fields, "MediaId") or _text(fields, "MediaId16K"))[:200]
    return Voice(media_id, _text(fields, "Recognition")) if media_id else Unknown("voice")


def _place(fields: dict[str, Any]) -> Said:
    try:
        longitude, latitude = float(_text(fields, "Location_Y")), float(_text(fields, "Location_X"))
    except ValueError:
        return Unknown("location")
    if not (math.isfinite(longitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
        return Unknown("location")
    return SentPlace(longitude, latitude, _text(fields, "Label")[:200])


def _notices(fields: dict[str, Any]) -> Said:
    # One `List` reads as a mapping, several as a list.
    wrapped = next((v for k, v in fields.items() if k.startswith("Subscribe") and v), None)
    listed = wrapped.get("List") if isinstance(wrapped, dict) else None
    items = listed if isinstance(listed, list) else [listed]
    templates = tuple(
        (_text(item, "TemplateId"), _text(item, "SubscribeStatusString"))
        for item in items
        if isinstance(item, dict)
    )
    return ConsentsChanged(_text(fields, "Event"), templates)


def _revoked(fields: dict[str, Any]) -> Said:
    """A changed nickname or picture is no leaving, unless the event says what was revoked."""
    event = _text(fields, "Event").lower()
    changed = event == "user_info_modified" and not _text(fields, "RevokeInfo")
    return OtherEvent(event) if changed else ConsentRevoked(event)


# Sent by an account of the platform's own; whom they are about stands in `OpenID`.
_OF_ACCOUNTS = (
    "user_info_modified",
    "user_authorization_revoke",
    "user_authorization_cancellation",
)

_MESSAGES: dict[str, Callable[[dict[str, Any]], Said]] = {
    "text": _words,
    "image": _media(Image),
    "voice": _voice,
    "video": _media(Video),
    "shortvideo": _media(Video),
    "location": _place,
    "link": lambda f: Link(_text(f, "Title")[:200], _text(f, "Url")[:1000]),
}
_EVENTS: dict[str, Callable[[dict[str, Any]], Said]] = {
    "subscribe": lambda f: Subscribed(_text(f, "EventKey").removeprefix(_SCENE)[:64]),
    "unsubscribe": lambda f: Unsubscribed(),
    "scan": lambda f: Scanned(_text(f, "EventKey").removeprefix(_SCENE)[:64]),
    "click": lambda f: Clicked(_text(f, "EventKey")[:128]),
    "view": lambda f: Viewed(_text(f, "EventKey")[:1000]),
    "location": lambda f: Positioned(),
    "templatesendjobfinish": lambda f: TemplateResult(
        _text(f, "MsgID")[:64], _text(f, "Status")[:60]
    ),
    **dict.fromkeys(_OF_ACCOUNTS, _revoked),
    "subscribe_msg_popup_event": _notices,
    "subscribe_msg_change_event": _notices,
    "subscribe_msg_sent_event": _notices,
}
_KINDS: dict[str, Any] = {
    cls.kind: cls
    for cls in (
        Text, Image, Voice, Video, SentPlace, Link, Unknown, Subscribed, Unsubscribed, Scanned,
        Clicked, Viewed, Positioned, TemplateResult, ConsentsChanged, ConsentRevoked,
        OtherEvent,
    )
}  # fmt: skip


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def _integer(fields: dict[str, Any], name: str) -> int:
    text = _text(fields, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
