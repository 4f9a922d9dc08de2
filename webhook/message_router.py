"""The message router: what each kind of message asks for; which ones the assistant answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bureau.citizens import Citizens
from bureau.hotline import Hotline
from bureau.messaging import Received, TurnContext
from bureau.messaging.ports import Consents, Evidence, Inbox
from bureau.messaging.text import clean
from bureau.noses import Noses
from bureau.places import Gazetteer
from bureau.rewards import PAYLOAD, RewardChat, Spoken
from webhook import parse
from webhook.assistant import Answered, Assistant, Call
from webhook.notices import note
from webhook.own_sentences import in_english, texts, texts_for
from webhook.own_words import own_words
from webhook.reply import chosen

_PAYLOAD = re.compile(r"[a-z_]+")
_MENU_ID = re.compile(r"(\d{1,18})-(\d{1,3})")
_LONGEST = 2000  # characters that the assistant is asked to read
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MessageRouter:
    """Answers a stored message; an empty answer means that none is due."""

    assistant: Assistant
    inbox: Inbox
    citizens: Citizens
    evidence: Evidence
    consents: Consents
    places: Gazetteer
    hotline: Hotline
    rewards: RewardChat
    noses: Noses
    alarming: Callable[[str], bool]

    def begin(self, row: Received, standing: TurnContext, *, at: datetime) -> Call:
        """Start answering a message; raises what the assistant raises.

        Answering the same row again has no further effect: settling and erasing repeat
        harmlessly, and the assistant's acts are keyed by the message.
        """
        said = parse.restore(row.kind, row.body)
        # Before all else: what is typed into a claim is nobody's to read, and no picture is kept.
        if (call := self._claiming(row, standing, said)) is not None:
            return call
        if standing.talks and (call := self._by_person(row, said)) is not None:
            return call
        if (call := self._by_nose(row, standing, said)) is not None:
            return call
        match said:
            case parse.Text(text=text, menu_id=menu_id):
                return self._words(row, standing, text, menu_id)
            case parse.SentPlace(longitude=longitude, latitude=latitude, label=label):
                point = {"longitude": longitude, "latitude": latitude, "label": label}
                return self._ask(row, standing, _payload("send_location", point))
            case parse.Image() | parse.Voice() | parse.Video():
                return self._media(row, standing, said)
            case parse.Link():
                return _say("link", row, standing)
            case parse.Unknown(type=kind):
                _log.info("unknown_message_type", type=kind)
                return _say("unknown", row, standing)
        return self._event(row, standing, said, at)

    def _claiming(self, row: Received, standing: TurnContext, said: parse.Said) -> Call | None:
        """Give a message to the claim that its citizen types; None where it is none of it.

        Who may be in danger is answered by the assistant; what is tapped goes its own way.
        """
        match said:
            case parse.Text(text=text, menu_id=None):
                words: str | None = own_words(clean(text))
                option = chosen(words, standing.options) if words else None
                if not words or not (standing.claims or option) or self.alarming(words):
                    return None
                if option:
                    ours = option.payload.startswith(PAYLOAD)
                    return self._ask(row, standing, option.payload) if ours else None
            case parse.Image() | parse.Voice() | parse.Video():
                words = None
            case _:
                return None
        if not standing.claims:
            return None
        told = self.rewards.answer(
            by=row.citizen, text=words, at=row.at, message_key=row.key,
            english=_english(row, standing),
        )  # fmt: skip
        return _spoken(told) if told else None

    def _by_person(self, row: Received, said: parse.Said) -> Call | None:
        """Leave a message to the officer who talks with its citizen; None where nobody does.

        What is tapped goes where it was offered. Where somebody may be in danger the assistant
        answers as well: a person may be slow.
        """
        match said:
            case parse.Text(text=text, menu_id=None):
                words, photo = text, ""
            case parse.Voice(recognition=text):
                words, photo = text, row.key
            case parse.Image() | parse.Video():
                words, photo = "", row.key
            case parse.Link(title=title, url=url):
                words, photo = f"{title} {url}".strip(), ""
            case parse.SentPlace(label=label, longitude=longitude, latitude=latitude):
                words, photo = f"{label} ({longitude:.5f}, {latitude:.5f})".strip(), ""
            case _:
                return None
        heard = self.hotline.hear(
            by=row.citizen, text=words, at=row.at, message_key=row.key, photo=photo
        )
        if heard is None or (words and self.alarming(words)):
            return None
        if isinstance(said, parse.Image | parse.Voice | parse.Video):
            self.evidence.want(
                id=row.key, kind=said.kind, media_id=said.media_id, by=row.citizen, at=row.at
            )
        return Answered([{"text": heard.reply}] if heard.reply else [])

    def _by_nose(self, row: Received, standing: TurnContext, said: parse.Said) -> Call | None:
        """Take the answer of whoever was asked if they smell it; None for all other messages."""
        # What is tapped names its question itself.
        if not isinstance(said, parse.Text) or not (standing.smells or said.menu_id):
            return None
        heard = self.noses.hear(
            by=row.citizen, text=own_words(clean(said.text)), at=row.at, message_key=row.key,
            menu_id=said.menu_id, offered=bool(standing.options),
        )  # fmt: skip
        return Answered([{"text": heard.reply}]) if heard else None

    def _event(self, row: Received, standing: TurnContext, said: parse.Said, at: datetime) -> Call:
        match said:
            case parse.Subscribed(scene=scene):
                town = self._settle(row, scene, at)
                name = "welcome_from" if town else "welcome"
                words = texts()[name].format(town=town)
                options = texts()["scanned_options" if town else "welcome_options"]
                return Answered([{"text": words, "buttons": options}])
            case parse.Scanned(scene=scene):
                town = self._settle(row, scene, at)
                if town is None:
                    return _say("scanned_elsewhere", row, standing)
                words = texts()["scanned"].format(town=town)
                return Answered([{"text": words, "buttons": texts()["scanned_options"]}])
            case parse.Clicked(key=key):
                if _PAYLOAD.fullmatch(key):
                    return self._ask(row, standing, f"/{key}")
                return _say("menu_gone", row, standing)
            case parse.ConsentsChanged():
                note(self.consents, said, by=row.citizen, at=row.at, message_key=row.key)
            case parse.TemplateResult(status=status):
                _log.info("template_result", status=status)
        return Answered([])

    def _media(
        self, row: Received, standing: TurnContext, said: parse.Image | parse.Voice | parse.Video
    ) -> Call:
        self.evidence.want(
            id=row.key, kind=said.kind, media_id=said.media_id, by=row.citizen, at=row.at
        )
        match said:
            case parse.Image():
                return self._ask(row, standing, _payload("send_photo", {"media": row.key}))
            case parse.Voice(recognition=words) if words:
                return self._words(row, standing, words, None)
        return _say(said.kind, row, standing)

    def _words(self, row: Received, standing: TurnContext, text: str, menu_id: str | None) -> Call:
        if menu_id and (tapped := _MENU_ID.fullmatch(menu_id)):
            offered = self.inbox.options_of(row.citizen, int(tapped[1]))
            number = int(tapped[2])
            if 1 <= number <= len(offered):
                return self._ask(row, standing, offered[number - 1].payload)
        said, text = text, own_words(clean(text))[:_LONGEST]
        if not text:
            name = "empty" if not said.strip() else "no_words"
            return _say(name, row, standing)
        if option := chosen(text, standing.options):
            return self._ask(row, standing, option.payload)
        told = self.rewards.hear(
            by=row.citizen, text=text, at=row.at, message_key=row.key,
            english=_english(row, standing),
        )  # fmt: skip
        if told is not None:
            return _spoken(told)
        # Only the door may send payloads: a citizen's own leading slash is just a slash.
        plain = "／" + text[1:] if text.startswith("/") else text
        return self._ask(row, standing, plain, said=said)

    def _ask(
        self, row: Received, standing: TurnContext, message: str, *, said: str | None = None
    ) -> Call:
        if message.startswith(PAYLOAD):
            return _spoken(
                self.rewards.press(
                    by=row.citizen,
                    payload=message,
                    at=row.at,
                    message_key=row.key,
                    english=_english(row, standing),
                )
            )
        # `said` is what was written, to the letter: the message itself is read in a plain form.
        metadata = {
            "message_key": row.key,
            "at": row.at.isoformat(),
            "town": standing.town,
            **({} if said is None else {"said": said}),
        }
        return self.assistant.begin(sender=row.citizen, message=message, metadata=metadata)

    def _settle(self, row: Received, scene: str, at: datetime) -> str | None:
        """Set the citizen's town from a QR code's scene; return the town's name."""
        place = self.places.get(scene) if re.fullmatch(r"\d{9}", scene) else None
        if place is None:
            return None
        self.citizens.settle(by=row.citizen, town=scene, at=at)
        return place.name


def _payload(intent: str, entities: dict[str, Any]) -> str:
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}"


def _spoken(told: Spoken) -> Call:
    buttons = [{"title": title, "payload": payload} for title, payload in told.buttons]
    return Answered([{"text": told.text, "buttons": buttons}])


def _english(row: Received, standing: TurnContext) -> bool:
    return in_english(row.body, standing.options)


def _say(name: str, row: Received, standing: TurnContext) -> Call:
    return Answered([{"text": texts_for(row.body, standing.options)[name]}])
