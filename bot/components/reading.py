"""The graph component that reads a message: its intent, and the categories of its complaint."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.composing import Clause, composed
from bot.components.expansion import variants
from bot.components.features import Concepts, fold
from bot.components.linear import Lesson, LinearModel, Reading

RANKING = 5  # it goes with each message to the actions, and is kept with it
# The intent of a message without words (an emoji, a blank): the two ways on are offered.
NO_WORDS = "nlu_fallback"
CONCEPT_TABLES = "about_"
# Intents of which people tell at length.
TOLD_AT_LENGTH = ("report", "other_government")
_SOFT_ENDINGS = re.compile(r"(了|吧|啊|呀|哦|啦|呢|哈|嘛|呗|谢谢)+$")


def _settle(message: Message, intent: str) -> None:
    sure = {"name": intent, "confidence": 1.0}
    message.set("intent", sure, add_to_output=True)
    message.set("intent_ranking", [sure], add_to_output=True)


def bare(text: str) -> str:
    """A phrase without punctuation and soft endings, for comparing whole messages."""
    folded = fold(text).replace(" ", "")
    return _SOFT_ENDINGS.sub("", folded) or folded


def lessons_of(training_data: TrainingData, *, copies: int) -> list[Lesson]:
    """Every example, expanded; ``metadata`` of a section gives categories and framing."""
    tables = {table["name"]: table["elements"] for table in training_data.lookup_tables}
    lessons: dict[str, Lesson] = {}
    clauses: dict[str, list[Clause]] = defaultdict(list)
    for example in training_data.intent_examples:
        if example.get(TEXT).startswith("/"):
            continue
        notes = (example.get(METADATA) or {}).get("intent") or {}
        categories, frame = tuple(notes.get("categories", ())), notes.get("frame")
        wanted = int(notes.get("copies", copies))
        intent = example.get(INTENT)
        for text in variants(example.get(TEXT), tables, count=wanted, frame=frame):
            lessons.setdefault(text, Lesson(text, intent, categories))
        if intent in TOLD_AT_LENGTH:
            topic = " ".join((intent, *categories[:1]))
            clauses[topic].append(Clause(example.get(TEXT), categories, frame))
    for topic, text, categories in composed(clauses, tables):
        lessons.setdefault(text, Lesson(text, topic.split()[0], categories))
    return list(lessons.values())


def concepts_of(training_data: TrainingData) -> Concepts:
    """The lookup tables of ``data/lookup/concepts.yml``; the others only fill slots."""
    return Concepts(
        {
            table["name"]: table["elements"]
            for table in training_data.lookup_tables
            if table["name"].startswith(CONCEPT_TABLES)
        }
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageReader(GraphComponent, IntentClassifier):
    """Sets the intent of a message, and its categories as entities, the leading one first.

    Intents named in ``exact_intents`` are taken only when the whole message is one of their
    examples: a survey answer that merely contains 算了 must never end a form.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Exact intents, copies of an example with slots, and when a category counts."""
        return {
            "exact_intents": ["cancel", "restart"],
            "copies": 4,
            "category_threshold": 0.5,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
        phrases: dict[str, str] | None = None,
    ) -> None:
        self.config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._phrases = phrases or {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
        """An untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and keep the result."""
        exact = set(self.config["exact_intents"])
        lessons = lessons_of(training_data, copies=self.config["copies"])
        self._phrases = {
            bare(lesson.text): lesson.intent for lesson in lessons if lesson.intent in exact
        }
        self._model = LinearModel.learn(
            [lesson for lesson in lessons if lesson.intent not in exact],
            concepts_of(training_data),
        )
        self._persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are: nothing later in the pipeline learns from us."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages with text; payloads are left to Rasa, which reads them last."""
        for message in messages:
            text = message.get(TEXT)
            if text is None:
                continue
            # What holds no words, and payloads until Rasa reads them, stand for something sure:
            # the fallback would stumble over no intent at all.
            if not text.strip():
                _settle(message, NO_WORDS)
            elif text.startswith("/"):
                _settle(message, "payload")
            else:
                self._read(message, text)
        return messages

    def _read(self, message: Message, text: str) -> None:
        assert self._model is not None, "the component is not trained"
        reading = self._model.read(text)
        intents = reading.intents
        phrase = self._phrases.get(bare(text))
        if phrase:
            intents = [(phrase, 1.0), *((name, 0.0) for name, _ in intents)]
        ranking = [{"name": name, "confidence": chance} for name, chance in intents[:RANKING]]
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        entities = [
            {
                "entity": "category",
                "value": category,
                "confidence": chance,
                "start": 0,
                "end": len(text),
                "extractor": type(self).__name__,
            }
            for category, chance in self.categories(reading)
        ]
        message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)

    def categories(self, reading: Reading) -> Iterable[tuple[str, float]]:
        """The leading category, then the others that pass the threshold."""
        first = reading.leading[0][0]
        yield first, dict(reading.categories)[first]
        for category, chance in reading.categories:
            if category != first and chance >= self.config["category_threshold"]:
                yield category, chance

    def _persist(self) -> None:
        assert self._model is not None
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / "phrases.tsv").write_text(
                "".join(f"{phrase}\t{intent}\n" for phrase, intent in self._phrases.items()),
                encoding="utf-8",
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageReader:
        """The trained component."""
        with model_storage.read_from(resource) as folder:
            model = LinearModel.load(folder)
            lines = (folder / "phrases.tsv").read_text(encoding="utf-8").splitlines()
        phrases = dict(line.split("\t") for line in lines)
        model.read("您好")
        return cls(config, model_storage, resource, model, phrases)
