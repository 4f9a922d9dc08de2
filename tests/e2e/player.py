"""Plays a conversation with the running assistant and checks what the citizen hears.

A conversation is a list of turns:

    citizen: what is said; `tap 确认` taps the newest button of that title, however long ago
    hears:   texts that the answer must hold, buttons and 〔pictures〕 included
    never:   texts that it must not hold
    kept:    the whole description of the citizen's newest case after this turn
    officer: instead of `citizen`, a step on the citizen's newest case or application:
             a verb of the lifecycle, `answer …` with the words, or `approve`
    silence: instead of `citizen`, an hour without a word

A conversation with `not_yet: true` is one that the assistant does not lead well yet.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import yaml

from bureau.wiring import Bureau
from tests.e2e.service import RUN_TOKEN

CONVERSATIONS = Path(__file__).with_name("conversations")


@dataclass
class Answer:
    """What the assistant said to one message."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """Everything the citizen reads."""
        lines = [
            str(message.get("text") or f"〔{message.get('image', '')}〕")
            for message in self.messages
        ]
        return "\n".join([*lines, *(f"[{title}]" for title in self.buttons)])

    @property
    def buttons(self) -> dict[str, str]:
        """Titles and payloads of what can be tapped."""
        return {
            button["title"]: button["payload"]
            for message in self.messages
            for button in message.get("buttons") or []
        }


@dataclass
class Player:
    """One citizen in conversation with the assistant; `said` is the transcript so far."""

    url: str
    bureau: Bureau
    citizen: str = field(default_factory=lambda: uuid.uuid4().hex)
    town: str | None = None
    said: list[str] = field(default_factory=list)
    offered: dict[str, str] = field(default_factory=dict)

    def say(self, words: str, *, key: str | None = None) -> Answer:
        """Send a message as the gateway would and return the answer."""
        if words.startswith("tap "):
            title = words.removeprefix("tap ")
            assert title in self.offered, f"no button {title}\n{self.transcript}"
            words = self.offered[title]
        message = {
            "sender": self.citizen,
            "message": words,
            "metadata": {
                "message_key": key or uuid.uuid4().hex,
                "at": datetime.now(UTC).isoformat(),
                "town": self.town,
                "said": words,
            },
        }
        response = httpx.post(
            f"{self.url}/webhooks/rest/webhook",
            json=message,
            timeout=30,
            trust_env=False,
            headers={"X-Run-Token": RUN_TOKEN},
        )
        assert response.status_code == httpx.codes.OK, f"{response.text}\n{self.transcript}"
        answer = Answer(response.json())
        self.offered |= answer.buttons
        self.said += [f"> {words}", answer.text]
        return answer

    def play(self, turns: list[dict[str, Any]]) -> None:
        """Play the turns in order; the transcript is in every complaint."""
        for turn in turns:
            if "officer" in turn:
                self.officer(turn["officer"])
                continue
            answer = self.say("/session_start" if "silence" in turn else turn["citizen"])
            assert answer.messages or "silence" in turn, f"no answer\n{self.transcript}"
            for words in _listed(turn.get("hears")):
                assert words in answer.text, f"{words} not heard\n{self.transcript}"
            for words in _listed(turn.get("never")):
                assert words not in answer.text, f"{words} heard\n{self.transcript}"
            if "kept" in turn:
                kept = self.bureau.cases.of_citizen(by=self.citizen)[0].draft.description
                assert kept == turn["kept"], f"{kept} kept\n{self.transcript}"

    def officer(self, step: str) -> None:
        """Take an officer's step on this citizen's newest case or application."""
        verb, _, note = step.partition(" ")
        at = datetime.now(UTC)
        if verb == "approve":
            role = self.bureau.patrols.role(by=self.citizen)
            assert role is not None, f"no application\n{self.transcript}"
            self.bureau.patrols.decide(volunteer=role.id, approved=True, by="admin", at=at)
            return
        case = self.bureau.cases.of_citizen(by=self.citizen)[0]
        self.bureau.cases.take(verb=verb, number=case.number, by="admin", at=at, note=note)

    @property
    def transcript(self) -> str:
        """The conversation so far, as a person would read it."""
        return "\n".join(self.said)


def conversations() -> list[Any]:
    """Return every conversation of the folder."""
    return [
        (path.stem, conversation)
        for path in sorted(CONVERSATIONS.glob("*.yml"))
        for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _listed(words: str | list[str] | None) -> list[str]:
    return [words] if isinstance(words, str) else list(words or [])
