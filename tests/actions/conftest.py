"""The action server's executor over a real Bureau, and a citizen who talks to it.

Rasa's part (which action runs when) is played by `Citizen` as the rules have it; what Rasa does
in truth is shown by tests/e2e.
"""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import context
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime.fromisoformat("2026-11-24T14:20:00+08:00")


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """Return a Bureau on a database of its own, which every action asks."""
    settings = load({"DEMO": "1", "VAR_DIR": str(tmp_path)})
    ours = Bureau(settings)
    context.use(ours)
    yield ours
    ours.close()


@pytest.fixture(scope="session")
def executor() -> ActionExecutor:
    """Return rasa-sdk's executor with every action of the package."""
    executor = ActionExecutor()
    executor.register_package("actions")
    return executor


@pytest.fixture
def citizen(bureau: Bureau, executor: ActionExecutor) -> Citizen:
    """Return a citizen nobody knows yet."""
    return Citizen(executor)


@dataclass
class Citizen:
    """A citizen's tracker as Rasa would send it, kept between actions."""

    executor: ActionExecutor
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    town: str | None = None
    at: datetime = AT
    slots: dict[str, Any] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def says(
        self,
        text: str,
        intent: str = "report",
        *,
        categories: tuple[str, ...] = (),
        confidence: float = 0.95,
        key: str | None = None,
        said: str | None = None,
    ) -> Citizen:
        """Write something, or tap a payload (`/intent{"entity": "value"}`).

        `said`: the foreign words that were written, `text` being their Chinese.
        """
        entities = [
            {"entity": "category", "value": category, "confidence": 0.95} for category in categories
        ]
        tapped = re.fullmatch(r"/([a-z_]+)(\{.*\})?", text)
        if tapped:
            intent, confidence = tapped[1], 1.0
            carried = json.loads(tapped[2] or "{}")
            entities = [{"entity": name, "value": value} for name, value in carried.items()]
        self.events.append(
            {
                "event": "user",
                "text": text,
                "parse_data": {},
                "metadata": {
                    "message_key": key or uuid.uuid4().hex,
                    "at": self.at.isoformat(),
                    "town": self.town,
                    "said": said,
                },
            }
        )
        self.message = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "entities": entities,
            "intent_ranking": [{"name": intent, "confidence": confidence}],
            "metadata": self.events[-1]["metadata"],
        }
        return self

    def run(self, action: str, *, form: str | None = None) -> dict[str, Any]:
        """Run an action on what was said last; slots are kept, the answer is returned."""
        call = {
            "next_action": action,
            "sender_id": self.key,
            "version": "3.6.21",
            "tracker": {
                "sender_id": self.key,
                "slots": self.slots,
                "latest_message": self.message,
                "events": self.events,
                "active_loop": {"name": form} if form else {},
            },
        }
        result = asyncio.run(self.executor.run(call))
        assert result is not None
        for event in result["events"]:
            self.events.append(event)
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.heard = result["responses"]
        return result

    def tells(self, text: str, intent: str = "report", **more: Any) -> str | None:
        """Say something in the report form; return the slot that is asked for next."""
        self.says(text, intent, **more)
        self.run("validate_report_form", form="report_form")
        return self.slots.get("requested_slot")

    @property
    def responses(self) -> list[str]:
        """The names of the responses to the last action."""
        return [message["response"] for message in self.heard]

    def facts(self, response: str) -> dict[str, Any]:
        """The facts that went into a response."""
        return next(message for message in self.heard if message["response"] == response)
