"""How many questions reach the library through the chat.

Run `python -m bench answers_chat [--missed]`. Every question of `bench/answers/questions.yml` is
said by a stranger as a first message; Rasa's rules are played as `data/rules` has them. `reached`:
the library was asked, the office named, or the service itself explained; `right`: the entry that
is wanted was said or stands among the choices, or a service that does it was offered.
`--missed` prints the open questions that did not reach it; those held out are never printed.
"""

from __future__ import annotations

import logging
import statistics
import sys
import tempfile
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import context
from basis.clock import SHANGHAI
from bench.answers import Asked, questions
from bench.nlu_report import ModelMissingError, TrainedAssistant
from bureau.settings import ROOT, load
from bureau.wiring import Bureau

GOAL = 0.90
# One moment for all: what is in force then answers.
AT = datetime(2026, 11, 24, 14, 20, tzinfo=SHANGHAI)
_TOLD = ("utter_answer", "utter_office", "utter_question")
# A service that does what the entry only tells of.
_DOES = ("ask_open_days", "book_visit", "my_visits", "ask_campaign", "start_quiz", "green_tip")


@dataclass(frozen=True)
class Heard:
    """What a stranger heard: the names of the responses, and the passages in them."""

    intent: str
    responses: tuple[str, ...]
    words: str
    choices: tuple[str, ...]

    @property
    def reached(self) -> bool:
        """Whether the library, the list of offices or the service itself was asked."""
        return any(name.startswith(_TOLD) for name in self.responses)


def rules() -> dict[str, str]:
    """Return the action or form that each intent calls outside every form."""
    found = {}
    for path in sorted((ROOT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8")).get("rules", []):
            steps = rule["steps"]
            if not rule.get("condition") and "intent" in steps[0]:
                found[steps[0]["intent"]] = steps[1]["action"]
    return found


class Stranger:
    """Says one thing to the actions, as Rasa would hand it over, and hears what they say."""

    def __init__(self) -> None:
        self._rules = rules()
        self._executor = ActionExecutor()
        self._executor.register_package("actions")

    def hears(self, message: dict[str, Any]) -> Heard:
        """Return what is answered to a message as Rasa parsed it."""
        intent = str(message["intent"]["name"])
        action = self._rules.get(intent, "action_two_ways")
        said: list[dict[str, Any]] = []
        for _ in range(3):
            dispatcher, events = self._run(action, message)
            said += dispatcher.messages
            followed = [event["name"] for event in events if event["event"] == "followup"]
            if not followed:
                break
            action = followed[0]
        return Heard(
            intent,
            tuple(str(each["response"]) for each in said if each.get("response")),
            " ".join(str(each.get("words", "")) for each in said),
            tuple(button["payload"] for each in said for button in each.get("buttons") or []),
        )

    def _run(
        self, action: str, message: dict[str, Any]
    ) -> tuple[CollectingDispatcher, list[dict[str, Any]]]:
        form = action if action.endswith("_form") else None
        told = {"message_key": uuid.uuid4().hex, "at": AT.isoformat(), "town": None}
        tracker = Tracker(
            uuid.uuid4().hex, {}, {**message, "metadata": told},
            [{"event": "user", "text": message["text"], "metadata": told}], False, None,
            {"name": form} if form else {}, "",
        )  # fmt: skip
        dispatcher = CollectingDispatcher()
        run = self._executor.actions.get(f"validate_{form}" if form else action)
        if run is None:
            return dispatcher, []
        step = run(dispatcher, tracker, {})
        try:
            step.send(None)
        except StopIteration as ended:
            return dispatcher, list(ended.value or [])
        raise RuntimeError("an action waited for something")


def right(asked: Asked, heard: Heard, texts: dict[str, Any]) -> bool:
    """Return whether the wanted entry was said, offered, or done."""
    if asked.entry is None:
        return not any(name.startswith("utter_answer") for name in heard.responses)
    if any(f'"{asked.entry}"' in payload for payload in heard.choices):
        return True
    if heard.words.strip() and asked.entry in texts:
        return any(p.text in heard.words for p in texts[asked.entry].passages)
    own = any(name.startswith(("utter_question_", "utter_office")) for name in heard.responses)
    return own or heard.intent in _DOES


def ask(asked: list[Asked]) -> list[tuple[Asked, Heard, bool]]:
    """Ask all; return each with what was heard and whether it was right."""
    with tempfile.TemporaryDirectory() as folder, TrainedAssistant() as assistant:
        bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(Path(folder))}))
        context.use(bureau)
        try:
            stranger, texts = Stranger(), bureau.library.catalogue().texts
            rows = []
            for each in asked:
                heard = stranger.hears(assistant.read(each.question)["message"])
                rows.append((each, heard, right(each, heard, texts)))
            return rows
        finally:
            bureau.close()


def main(arguments: list[str]) -> int:
    """Ask every question, print how many reached the library by how they are held."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        rows = ask(questions())
    except ModelMissingError as error:
        print(error)
        return 1
    kinds = defaultdict(list)
    for asked, heard, good in rows:
        kinds[asked.held if asked.entry else "unanswerable"].append((heard.reached, good))
        if "--missed" in arguments and asked.entry and asked.held == "seen" and not heard.reached:
            print(f"  {asked.question}  <{heard.intent}: {', '.join(heard.responses)}>")
    held = []
    for kind, told in kinds.items():
        reached, good = (statistics.mean(column) for column in zip(*told, strict=True))
        print(f"{kind:14} {len(told):5}  reached {reached:6.1%}  right {good:6.1%}")
        held += [each for each, _ in told] if kind in ("wording", "entry") else []
    print(f"held out, reached: {sum(held)} of {len(held)} ({statistics.mean(held):.1%})")
    return 0 if statistics.mean(held) >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
