"""One plain form for every message, before anything else looks at it.

Residents write full-width letters, Traditional characters, emoji, and spaces or line breaks in
the middle of a word. Everything after this step sees NFKC text in Simplified characters, emoji
replaced by the word they stand for (or nothing), and no blanks between Chinese characters.
English and pinyin become the Chinese words they stand for, as far as these are known.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from opencc import OpenCC
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.foreign import gloss
from bot.components.language import is_foreign

LONGEST = 4000
"""Characters looked at; WeChat itself sends at most 2048 bytes."""

EMOJI_WORDS = {
    "😷": "臭", "🤢": "恶心", "🤮": "恶心", "💩": "臭", "🔥": "烧", "💨": "烟", "🏭": "工厂",
    "🐟": "鱼", "☠": "有毒", "👍": "好", "👌": "好", "🙏": "谢谢", "❤": "谢谢", "🌹": "谢谢",
    "👋": "你好", "🚚": "货车", "🚛": "货车", "🔊": "吵", "📢": "喇叭", "👎": "不好",
}  # fmt: skip

_BLANKS_IN_CHINESE = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_BLANKS = re.compile(r"\s+")
# Never digits or letters: a plate, a phone number, an amount are what they are.
_REPEATED = re.compile(r"([^0-9A-Za-z零〇一二三四五六七八九])\1{3,}")
_STICKER = re.compile(r"\[([一-鿿]{1,4})\]")


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _traditional_characters() -> frozenset[str]:
    """Characters that opencc would change, so that other messages skip its slower walk."""
    convert = _to_simplified().convert
    common = (chr(code) for code in range(0x4E00, 0x9FA6))
    return frozenset(character for character in common if convert(character) != character)


def normalise(text: str) -> str:
    """The plain form of a message.

    Payloads (``/intent{...}``) pass untouched, and nothing else may become one: a full-width
    slash typed by a citizen is dropped.
    """
    if text.startswith("/"):
        return text
    text = text[:LONGEST]
    if any(word in text for word in EMOJI_WORDS):
        for emoji, word in EMOJI_WORDS.items():
            text = text.replace(emoji, word)
    text = unicodedata.normalize("NFKC", text)[:LONGEST]
    text = _STICKER.sub(r"\1", text)
    text = "".join(
        character
        for character in text
        if character.isspace()
        or (
            unicodedata.category(character)[0] not in "CM"
            and unicodedata.category(character) not in ("So", "Sk")
        )
    )
    if not _traditional_characters().isdisjoint(text):
        text = _to_simplified().convert(text)
    text = _BLANKS_IN_CHINESE.sub("", text.strip())
    text = _BLANKS.sub(" ", text)
    text = _REPEATED.sub(r"\1\1\1", text)
    return gloss(text.lstrip("/ ")) if is_foreign(text) else text.lstrip("/ ")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ChineseNormaliser(GraphComponent):
    """Replaces the text of every message by its plain form."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChineseNormaliser:
        """Build it, and load the conversion tables before the first message comes."""
        _traditional_characters()
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the examples the same way as messages."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise messages that carry text."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                message.set(TEXT, normalise(text), add_to_output=True)
        return messages
