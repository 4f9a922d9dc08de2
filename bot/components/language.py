"""Which language a message is written in: Chinese, English, or Chinese in Latin letters.

What says nothing of it (a number, a sign, PM2.5, an address alone) leaves the language of the
conversation as it is.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.foreign import ANYWHERE, PLACES, is_pinyin

CHINESE, ENGLISH = "zh", "en"
_HAN = re.compile(r"[㐀-鿿]")
_WORDS = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_ADDRESS = re.compile(
    r"[㐀-鿿\dA-Za-z\-\s]{2,24}(?:路|街|大道|弄|巷|镇|街道|乡|村|区|县|市|小区|苑|花园|公寓|大厦|厂|公司|桥|河|"
    r"学校|小学|中学|医院|\d+号)(?:门口|附近|旁边|对面|楼下|路口)?"
)

# An option of the survey as its buttons carry it (lived:long): in no language.
_OPTION = re.compile(r"[a-z][a-z0-9_]{0,39}:[a-z0-9_-]+")


def language_of(text: str) -> str | None:
    """Return `en` or `zh`, None where a message leaves it open; pinyin is Chinese."""
    if _OPTION.fullmatch(text):
        return None
    text = unicodedata.normalize("NFKC", text)
    han = len(_HAN.findall(text))
    words = [word.lower() for word in _WORDS.findall(text)]
    telling = [word for word in words if word not in ANYWHERE and word not in PLACES]
    if han:
        if len(telling) > han / 2 and len(telling) > 1 and not is_pinyin(telling):
            return ENGLISH
        return None if _ADDRESS.fullmatch(text.strip()) else CHINESE
    if not telling:
        return None
    return CHINESE if is_pinyin(telling) else ENGLISH


def is_foreign(text: str) -> bool:
    """Return whether a message is to be read by way of its words' Chinese: English or pinyin."""
    if "{" in text or _OPTION.fullmatch(text):
        return False  # an example with slots: {place}
    if _HAN.search(text):
        return language_of(text) == ENGLISH
    return any(word.lower() not in ANYWHERE for word in _WORDS.findall(text))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageReader(GraphComponent):
    """Names the language of a message as an entity, which fills the slot of that name."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageReader:
        """Build it."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Read the language of messages that carry words; payloads carry none."""
        for message in messages:
            text = message.get(TEXT)
            language = language_of(text) if text and not text.startswith("/") else None
            if language is not None:
                entity = {
                    "entity": "language",
                    "value": language,
                    "start": 0,
                    "end": len(text),
                    "extractor": type(self).__name__,
                }
                message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
        return messages
