"""Names a response's sentence in the language the citizen writes: English, or else Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.components.language import ENGLISH
from bot.english.facts import in_english

RESPONSES = Path(__file__).with_name("responses.yml")


class BothLanguages(TemplatedNaturalLanguageGenerator):
    """Rasa's own generator, with a second set of sentences for whoever writes English."""

    def __init__(self) -> None:
        super().__init__({})
        english = Domain.from_yaml(RESPONSES.read_text(encoding="utf-8"))
        self.english = TemplatedNaturalLanguageGenerator(english.responses)

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """Return a response; its facts and what the slots tell are put into English with it."""
        spoken = tracker.get_slot("language") == ENGLISH
        if not spoken or utter_action not in self.english.responses:
            return await super().generate(utter_action, tracker, output_channel, **kwargs)
        # Buttons that an action made are added by the caller, from this very list.
        for button in kwargs.get("buttons") or []:
            button["title"] = in_english(button["title"])
        slots = {name: in_english(value) for name, value in tracker.current_slot_values().items()}
        facts = {name: in_english(fact) for name, fact in kwargs.items()}
        return self.english.generate_from_slots(utter_action, slots, output_channel, **facts)
