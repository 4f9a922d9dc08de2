"""The types of question: each in one class, from its faults to its form in other tools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

from basis.packaged import words_beside
from surveys.questionnaire.document import Document, Path, is_id, is_text, is_whole
from surveys.questionnaire.question import ELSEWHERE, AnswerOption, Question

Raw = Mapping[str, Any]  # a question as the YAML says it
Row = Mapping[str, str]  # a row of an XLSForm's sheet

SCORES = tuple("12345")
SCALE = tuple(str(number) for number in range(11))

_WORDS = words_beside(__file__)
_FAULTS = _WORDS["faults"]
_RANGE = re.compile(r"\.\s*>=\s*(-?\d+)\s+and\s+\.\s*<=\s*(-?\d+)")
_WIDEST = (0, 9999)  # of a number whose bounds an XLSForm does not say


class AnswerForm(StrEnum):
    """How a message becomes an answer; `interview.parse_answer` has one reader for each."""

    ONE = "one"
    SEVERAL = "several"
    NUMBER = "number"
    TEXT = "text"
    PLACE = "place"


class Kind:
    """A type of question; a subclass says what is different about it.

    `fields` are those that only some types have. `xlsform` and `limesurvey` are the types there,
    `{}` standing for the list of choices.
    """

    name: ClassVar[str]
    reading: ClassVar[AnswerForm]
    xlsform: ClassVar[str]
    limesurvey: ClassVar[str]
    fields: ClassVar[frozenset[str]] = frozenset()
    scored: ClassVar[bool] = False  # may count in the score
    screens_by_range: ClassVar[bool] = False  # by from and to, not by the answers to drop

    def title(self) -> str:
        """How people call the type."""
        return str(_WORDS["names"][self.name])

    def unclear(self, *, page: bool) -> str:
        """What to say to a message that is no answer, in the chat or on the page."""
        said = _WORDS["unclear"][self.name]
        return str(said.get("page", said["chat"]) if page else said["chat"])

    def hint(self) -> str:
        """What to say below the question in the chat."""
        return str(_WORDS["hints"].get(self.name, ""))

    def sketch(self, question: Question) -> list[str]:
        """What an officer sees of the answers to come, a line each."""
        titles = [option.title for option in question.options]
        return titles or [_WORDS["sketches"][self.name].format(q=question)]

    def check(self, doc: Document, raw: Raw, here: Path) -> None:
        """Note the faults of what only this type says."""

    def options(self, raw: Raw) -> Iterable[AnswerOption]:
        """The answers to choose from."""
        return ()

    def values(self, raw: Raw) -> Sequence[str]:
        """The answers that other questions, a screen or an attention check can name."""
        return ()

    def to_xlsform(self, question: Question) -> Row:
        """What only this type says in an XLSForm's row."""
        return {}

    def is_xlsform(self, word: str, choices: Sequence[Row]) -> bool:
        """Whether a row of a form made elsewhere asks this type of question."""
        return word == self.xlsform.partition(" ")[0]

    def from_xlsform(self, row: Row, choices: Sequence[Row]) -> Raw:
        """What only this type says, from an XLSForm's row; raises ValueError saying why not."""
        return {}

    def xlsform_equals(self, question: Question, value: str) -> str:
        """That a question has a value, as XLSForm says it; empty where it cannot."""
        return f"${{{question.id}}} = '{value}'"

    def limesurvey_equals(self, question: Question, code: str, value: str) -> str:
        """The same as LimeSurvey says it; `code` is the question's there."""
        return f'{code}.NAOK == "A{_place(question, value)}"'

    def to_limesurvey(self, question: Question) -> Row:
        """What only this type says in LimeSurvey's row."""
        return {}

    def limesurvey_options(self) -> str:
        """The class of the rows of options there: answers or subquestions."""
        return "A"


class FivePoint(Kind):
    """Five steps from the worst to the best."""

    name, reading, scored = "five_point", AnswerForm.ONE, True
    xlsform, limesurvey = "select_one {}", "L"
    fields = frozenset({"titles", "words"})

    def check(self, doc: Document, raw: Raw, here: Path) -> None:
        """Five titles, each once, and words by step."""
        titles = raw.get("titles")
        if not isinstance(titles, list) or len(titles) != 5 or not all(map(is_text, titles)):
            doc.fault(_FAULTS["titles"], *here, "titles")
        elif len(set(titles)) != 5:
            doc.fault(_FAULTS["titles_twice"], *here, "titles")
        words = raw.get("words", {})
        usable = isinstance(words, dict) and set(words) <= set(SCORES)
        if not usable or not all(map(_is_texts, words.values())):
            doc.fault(_FAULTS["words_by_score"], *here, "words")

    def options(self, raw: Raw) -> Iterable[AnswerOption]:
        """The five titles, stored as 1 to 5."""
        words = raw.get("words", {})
        for value, title in zip(SCORES, raw["titles"], strict=True):
            yield AnswerOption(value, title, tuple(words.get(value, ())))

    def values(self, raw: Raw) -> Sequence[str]:
        """The five steps."""
        return SCORES

    def is_xlsform(self, word: str, choices: Sequence[Row]) -> bool:
        """A choice of the names 1 to 5."""
        return word == "select_one" and tuple(c.get("name") for c in choices) == SCORES

    def from_xlsform(self, row: Row, choices: Sequence[Row]) -> Raw:
        """The titles and words of the choices."""
        words = {c["name"]: c["x_words"].split("|") for c in choices if c.get("x_words")}
        titled = {"titles": [choice.get("label", "") for choice in choices]}
        return titled | ({"words": words} if words else {})


class Single(Kind):
    """One of several options."""

    name, reading = "single", AnswerForm.ONE
    xlsform, limesurvey = "select_one {}", "L"
    fields = frozenset({"options"})

    def check(self, doc: Document, raw: Raw, here: Path) -> None:
        """Two to twenty options, no word standing for two of them."""
        options = raw.get("options")
        if not isinstance(options, list) or not 2 <= len(options) <= 20:
            doc.fault(_FAULTS["options"], *here, "options")
            return
        seen: set[str] = set()
        for j, option in enumerate(options):
            _check_option(doc, option, (*here, "options", j), seen)

    def options(self, raw: Raw) -> Iterable[AnswerOption]:
        """The options as written."""
        for option in raw["options"]:
            yield AnswerOption(option["value"], option["title"], tuple(option.get("words", ())))

    def values(self, raw: Raw) -> Sequence[str]:
        """The options' values."""
        options = raw.get("options")
        listed = options if isinstance(options, list) else []
        return [str(option.get("value")) for option in listed if isinstance(option, dict)]

    def from_xlsform(self, row: Row, choices: Sequence[Row]) -> Raw:
        """The choices as options."""
        return {"options": [_option(choice) for choice in choices]}


class Multiple(Single):
    """Any of several options; stored as their values joined by commas."""

    name, reading = "multiple", AnswerForm.SEVERAL
    xlsform, limesurvey = "select_multiple {}", "M"

    def xlsform_equals(self, question: Question, value: str) -> str:
        """That an option is among the chosen."""
        return f"selected(${{{question.id}}}, '{value}')"

    def limesurvey_equals(self, question: Question, code: str, value: str) -> str:
        """That an option's own box is ticked."""
        return f'{code}_A{_place(question, value)}.NAOK == "Y"'

    def limesurvey_options(self) -> str:
        """Every option is a subquestion."""
        return "SQ"


class ScaleKind(Kind):
    """A whole number from 0 to 10."""

    name, reading = "scale", AnswerForm.NUMBER
    xlsform, limesurvey = "range", "N"

    def values(self, raw: Raw) -> Sequence[str]:
        """0 to 10."""
        return SCALE

    def sketch(self, question: Question) -> list[str]:
        """A step a line."""
        return list(SCALE)

    def to_xlsform(self, question: Question) -> Row:
        """Its steps."""
        return {"parameters": "start=0 end=10 step=1"}

    def from_xlsform(self, row: Row, choices: Sequence[Row]) -> Raw:
        """Nothing beside itself, if it is our scale and no other."""
        steps = {"start=0", "end=10"}, {"start=0", "end=10", "step=1"}
        said = re.split(r"[\s;,]+", row.get("parameters", "").strip())
        if "x_kind" not in row and set(said) not in steps:
            raise ValueError(_FAULTS["other_scale"])
        return {}

    def limesurvey_equals(self, question: Question, code: str, value: str) -> str:
        """A number is compared as it is."""
        return f"{code}.NAOK == {value}"

    def to_limesurvey(self, question: Question) -> Row:
        """Its bounds."""
        return _limesurvey_bounds(question)


class Number(Kind):
    """A whole number between two bounds, with its unit."""

    name, reading, screens_by_range = "number", AnswerForm.NUMBER, True
    xlsform, limesurvey = "integer", "N"
    fields = frozenset({"from", "to", "unit"})

    def check(self, doc: Document, raw: Raw, here: Path) -> None:
        """Two bounds that leave a choice."""
        low, high = raw.get("from"), raw.get("to")
        if not is_whole(low) or not is_whole(high) or low >= high:
            doc.fault(_FAULTS["range"], *here, "from")

    def to_xlsform(self, question: Question) -> Row:
        """Its bounds."""
        return {"constraint": f". >= {question.low} and . <= {question.high}"}

    def from_xlsform(self, row: Row, choices: Sequence[Row]) -> Raw:
        """Bounds and unit."""
        constraint = row.get("constraint", "")
        found = _RANGE.fullmatch(constraint.strip())
        if constraint and not found:
            raise ValueError(_FAULTS["other_constraint"].format(said=constraint))
        low, high = (int(found[1]), int(found[2])) if found else _WIDEST
        return {"from": low, "to": high, **({"unit": row["x_unit"]} if "x_unit" in row else {})}

    def to_limesurvey(self, question: Question) -> Row:
        """Its bounds."""
        return _limesurvey_bounds(question)


class TextKind(Kind):
    """An open question."""

    name, reading = "text", AnswerForm.TEXT
    xlsform, limesurvey = "text", "T"


class PlaceKind(Kind):
    """The town a person lives in."""

    name, reading = "place", AnswerForm.PLACE
    xlsform, limesurvey = "text", "S"
    fields = frozenset({"elsewhere"})

    def values(self, raw: Raw) -> Sequence[str]:
        """Towns are no answer to name; living elsewhere is."""
        return [ELSEWHERE] if "elsewhere" in raw else []

    def is_xlsform(self, word: str, choices: Sequence[Row]) -> bool:
        """No form made elsewhere asks for our towns."""
        return False

    def xlsform_equals(self, question: Question, value: str) -> str:
        """Towns are typed there: only our own engine knows who lives elsewhere."""
        return ""

    def limesurvey_equals(self, question: Question, code: str, value: str) -> str:
        """Towns are typed there: only our own engine knows who lives elsewhere."""
        return ""


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (FivePoint(), Single(), Multiple(), ScaleKind(), Number(), TextKind(), PlaceKind())
}


def xlsform_value(name: str) -> str:
    """A choice's name as a value of ours: a letter first, so that it is never a position."""
    plain = name.lower().replace("-", "_")
    return plain if plain[:1].isalpha() else f"o{plain}"


def check_fields(doc: Document, raw: Raw, here: Path) -> None:
    """Note what a question says that only other types can say."""
    own = KINDS[raw["type"]].fields
    for field in raw:
        having = [kind for kind in KINDS.values() if field in kind.fields]
        if having and field not in own:
            kinds = "、".join(kind.name for kind in having)
            doc.fault(_FAULTS["only_for"].format(field=field, kinds=kinds), *here, field)


def sketch(question: Question) -> list[str]:
    """What an officer sees of the answers to come, a line each."""
    return KINDS[question.kind].sketch(question)


def kinds_in_words() -> str:
    """Every type with its name, for whoever has written another."""
    return "、".join(f"{kind.name}（{kind.title()}）" for kind in KINDS.values())


def _check_option(doc: Document, option: Any, here: Path, seen: set[str]) -> None:
    if not isinstance(option, dict) or not set(option) <= {"value", "title", "words"}:
        doc.fault(_FAULTS["option"], *here)
        return
    if not is_id(option.get("value")):
        doc.fault(_FAULTS["option_value"], *here)
    if not is_text(option.get("title")):
        doc.fault(_FAULTS["option_title"], *here)
    words = option.get("words", [])
    if not _is_texts(words):
        doc.fault(_FAULTS["option_words"], *here, "words")
        return
    for spoken in (option.get("value"), option.get("title"), *words):
        if spoken in seen:
            doc.fault(_FAULTS["option_twice"].format(word=spoken), *here)
        seen.add(str(spoken))


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


def _option(row: Row) -> Raw:
    words = {"words": row["x_words"].split("|")} if row.get("x_words") else {}
    return {"value": xlsform_value(row.get("name", "")), "title": row.get("label", ""), **words}


def _place(question: Question, value: str) -> int:
    return 1 + [option.value for option in question.options].index(value)


def _limesurvey_bounds(question: Question) -> Row:
    return {
        "min_num_value_n": str(question.low),
        "max_num_value_n": str(question.high),
        "num_value_int_only": "1",
    }
