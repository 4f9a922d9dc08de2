"""The tests' small assistant, in this process, with actions that a test decides."""

import os
from pathlib import Path

from bot import turns
from bot.locks import TurnLocks
from bot.turns import Assistant
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from tests.bot.forms import heard

HERE = Path(__file__).resolve().parent
DOMAIN = Domain.load(str(HERE.parent / "assistant" / "domain"))
MODEL = os.environ.get("SMALL_MODEL", "")


class Actions(EndpointConfig):
    """An action server without a network: answers by name, counts the calls."""

    def __init__(self):
        super().__init__("http://actions", enable_selective_domain=True)
        self.calls = []
        self.fault = None
        self.slow = None

    async def request(self, json, **_):
        self.calls.append(json["next_action"])
        if self.slow is not None:
            await self.slow.wait()
        if self.fault is not None:
            raise self.fault
        return {
            "validate_report_form": {"events": heard(json["tracker"]["events"])},
            "action_air": {"responses": [{"text": "空气良"}]},
            "action_pause": {"events": [{"event": "pause"}], "responses": [{"text": "请稍候"}]},
            "action_submit": {
                "events": [
                    {"event": "slot", "name": "place", "value": None},
                    {"event": "slot", "name": "when", "value": None},
                ],
                "responses": [{"text": "编号：{}".format(json["tracker"]["slots"]["place"])}],
            },
        }[json["next_action"]]


def assistant(store: TrackerStore, actions: Actions) -> Assistant:
    turns.install()
    made = Assistant(tracker_store=store, lock_store=TurnLocks(), action_endpoint=actions)
    made.load_model(MODEL)
    return made


async def say(made, sender, text, key=None):
    message = UserMessage(
        text, sender_id=sender, input_channel="rest", metadata={"message_key": key} if key else {}
    )
    await made.handle_message(message)
    return [each["text"] for each in message.output_channel.messages]
