"""Checks a questionnaire file before anybody is asked from it; every fault has its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

import yaml

KINDS = ("five_point", "single", "multiple", "scale", "number", "text", "place")
DIMENSIONS = ("获得感", "满意度", "认知度", "参与度", "信心度")
CHOICES = ("five_point", "single", "multiple")
LONGEST_FILE = 256 * 1024
MOST_QUESTIONS = 30

_TOP = {
    "id", "version", "title", "points", "expires_days", "targets", "welcome", "thanks", "questions",
}  # fmt: skip
_QUESTION = {
    "id", "type", "text", "page", "dimension", "required", "when", "options", "titles", "words",
    "from", "to", "unit", "screen", "attention", "elsewhere",
}  # fmt: skip
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault of a questionnaire and the line (from 1) where it stands."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.message}"


class Document:
    """A YAML file as plain values that remember the lines they came from."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._lines: dict[Path, int] = {(): 1}
        self._seen: set[int] = set()
        self.data: Any = None
        if len(text.encode()) > LONGEST_FILE:
            self.problems.append(Problem(1, f"文件超过 {LONGEST_FILE // 1024} KB"))
            return
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            self.problems.append(Problem(line, f"不是 YAML：{error.problem}"))
            return
        except (yaml.YAMLError, RecursionError):
            self.problems.append(Problem(1, "不是 YAML"))
            return
        if root is not None:
            self.data = self._plain(root, ())

    def line(self, *path: str | int) -> int:
        """The line of the value at `path`, or of the nearest thing that holds it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def fault(self, message: str, *path: str | int) -> None:
        """Note a fault at `path`."""
        self.problems.append(Problem(self.line(*path), message))

    def _plain(self, node: yaml.Node, path: Path) -> Any:
        self._lines[path] = node.start_mark.line + 1
        if id(node) in self._seen:
            # An alias: a few lines of them can grow without bound, and nobody needs them here.
            self.fault("不能用 YAML 的引用（& 和 *）", *path)
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*path, i)) for i, child in enumerate(node.value)]
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (yaml.YAMLError, ValueError):
            self.fault("这个值认不出", *path)
            return None

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.fault("冒号左边要是一个词", *path)
                continue
            name = str(key.value)
            if name in values:
                self.problems.append(Problem(key.start_mark.line + 1, f"{name} 写了两次"))
            values[name] = self._plain(value, (*path, name))
        return values


def lint(text: str) -> list[Problem]:
    """Return the faults of a questionnaire, in the order of their lines; none means usable."""
    return examine(text)[1]


def examine(text: str) -> tuple[Any, list[Problem]]:
    """Return the plain values of a questionnaire and its faults."""
    document = Document(text)
    if not document.problems:
        _check(document)
    return document.data, sorted(set(document.problems))


def _check(doc: Document) -> None:
    data = doc.data
    if not isinstance(data, dict):
        doc.fault("问卷要有 id、version、title、points 和 questions")
        return
    _known(doc, data, _TOP)
    _check_head(doc, data)
    questions = data.get("questions")
    if not isinstance(questions, list) or not questions:
        doc.fault("questions：至少要有一道题", "questions")
        return
    earlier: dict[str, dict[str, Any]] = {}
    for i, question in enumerate(questions):
        if not isinstance(question, dict):
            doc.fault("一道题要写成 id、type、text 等几项", "questions", i)
            continue
        _check_question(doc, question, i, earlier)
        if _is_id(question.get("id")):
            earlier[question["id"]] = question
    always = sum("when" not in question for question in earlier.values())
    if always > MOST_QUESTIONS:
        doc.fault(f"人人要答的有 {always} 题，最多 {MOST_QUESTIONS} 题", "questions")


def _check_head(doc: Document, data: dict[str, Any]) -> None:
    if not _is_id(data.get("id")):
        doc.fault("id：小写字母开头，可含数字和 _，最多 40 个字符", "id")
    for name in ("version", "title", "welcome", "thanks"):
        if not _is_text(data.get(name)):
            doc.fault(f"{name}：要一段文字，数字请加引号", name)
    _check_points(doc, data.get("points"))
    days = data.get("expires_days", 14)
    if not _is_whole(days) or not 1 <= days <= 92:
        doc.fault("expires_days：1 到 92 的整数", "expires_days")
    _check_targets(doc, data.get("targets", {}))


def _check_points(doc: Document, points: Any) -> None:
    values = list(points.values()) if isinstance(points, dict) else []
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)
    if list(points or ()) != list("12345") or not numbers or not _rising(values):
        doc.fault("points：答 1 到 5 各记几分，依次写全，从小到大，0 到 100", "points")


def _rising(values: list[float]) -> bool:
    return sorted(set(values)) == values and values[0] >= 0 and values[-1] <= 100


def _check_targets(doc: Document, targets: Any) -> None:
    if not isinstance(targets, dict) or not set(targets) <= {"county", "town"}:
        doc.fault("targets：只写 county 和 town，各一个份数", "targets")
        return
    for level, number in targets.items():
        if not _is_whole(number) or number < 0:
            doc.fault(f"targets.{level}：要一个整数", "targets", level)


def _check_question(
    doc: Document, question: dict[str, Any], i: int, earlier: dict[str, dict[str, Any]]
) -> None:
    here = ("questions", i)
    _known(doc, question, _QUESTION, *here)
    name, kind = question.get("id"), question.get("type")
    if not _is_id(name):
        doc.fault("id：小写字母开头，可含数字和 _，最多 40 个字符", *here, "id")
    elif name in earlier:
        doc.fault(f"id {name} 前面的题已经用了", *here, "id")
    if kind not in KINDS:
        doc.fault(f"type：只能是 {'、'.join(KINDS)}", *here, "type")
        return
    if not _is_text(question.get("text")):
        doc.fault("text：要写问什么", *here, "text")
    if "page" in question and not _is_text(question["page"]):
        doc.fault("page：要写页面上问什么", *here, "page")
    if not isinstance(question.get("required", True), bool):
        doc.fault("required：写 true 或 false", *here, "required")
    _check_dimension(doc, question, here)
    _check_options(doc, question, here)
    _check_range(doc, question, here)
    _check_when(doc, question, here, earlier)
    _check_screen(doc, question, here)
    if "attention" in question and question["attention"] not in _values(question):
        doc.fault("attention：要是本题一个选项的 value", *here, "attention")


def _check_dimension(doc: Document, question: dict[str, Any], here: Path) -> None:
    if "dimension" not in question:
        return
    if question["dimension"] not in DIMENSIONS:
        doc.fault(f"dimension：只能是 {'、'.join(DIMENSIONS)}", *here, "dimension")
    if question["type"] != "five_point":
        doc.fault("只有 five_point 题能有 dimension、计分", *here, "dimension")


def _check_options(doc: Document, question: dict[str, Any], here: Path) -> None:
    kind = question["type"]
    if kind == "five_point":
        titles = question.get("titles")
        if not isinstance(titles, list) or len(titles) != 5 or not all(map(_is_text, titles)):
            doc.fault("titles：五个写法，最差的在前", *here, "titles")
        elif len(set(titles)) != 5:
            doc.fault("titles：五个写法不能重复", *here, "titles")
        _check_words(doc, question.get("words", {}), here)
    elif "titles" in question or "words" in question:
        doc.fault("titles 和 words 只用在 five_point 题", *here)
    if kind not in ("single", "multiple"):
        if "options" in question:
            doc.fault("options 只用在 single 和 multiple 题", *here, "options")
        return
    options = question.get("options")
    if not isinstance(options, list) or not 2 <= len(options) <= 20:
        doc.fault("options：2 到 20 个选项", *here, "options")
        return
    seen: set[str] = set()
    for j, option in enumerate(options):
        _check_option(doc, option, (*here, "options", j), seen)


def _check_words(doc: Document, words: Any, here: Path) -> None:
    usable = isinstance(words, dict) and set(words) <= set("12345")
    if not usable or not all(isinstance(w, list) and all(map(_is_text, w)) for w in words.values()):
        doc.fault("words：在 1 到 5 下面各写一列说法", *here, "words")


def _check_option(doc: Document, option: Any, here: Path, seen: set[str]) -> None:
    if not isinstance(option, dict) or not set(option) <= {"value", "title", "words"}:
        doc.fault("选项只有 value、title，可加 words", *here)
        return
    if not _is_id(option.get("value")):
        doc.fault("value：小写字母开头，可含数字和 _", *here)
    if not _is_text(option.get("title")):
        doc.fault("title：要写选项怎么说", *here)
    words = option.get("words", [])
    if not isinstance(words, list) or not all(map(_is_text, words)):
        doc.fault("words：一列说法", *here, "words")
        return
    for spoken in (option.get("value"), option.get("title"), *words):
        if spoken in seen:
            doc.fault(f"“{spoken}”在两个选项里", *here)
        seen.add(str(spoken))


def _check_range(doc: Document, question: dict[str, Any], here: Path) -> None:
    if question["type"] != "number":
        if {"from", "to", "unit"} & set(question):
            doc.fault("from、to、unit 只用在 number 题", *here)
        return
    low, high = question.get("from"), question.get("to")
    if not _is_whole(low) or not _is_whole(high) or low >= high:
        doc.fault("from 和 to：两个整数，小的在前", *here, "from")


def _check_when(
    doc: Document, question: dict[str, Any], here: Path, earlier: dict[str, dict[str, Any]]
) -> None:
    when = question.get("when", {})
    if not isinstance(when, dict):
        doc.fault("when：写前面哪一题、答什么时才问", *here, "when")
        return
    for name, values in when.items():
        if name not in earlier:
            doc.fault(f"when：前面没有题目 {name}", *here, "when", name)
            continue
        known = _values(earlier[name])
        if not known:
            doc.fault(f"when：{name} 没有选项，不能作条件", *here, "when", name)
        elif not isinstance(values, list) or not values:
            doc.fault(f"when.{name}：要一列答案", *here, "when", name)
        else:
            for value in values:
                if str(value) not in known:
                    doc.fault(f"when：{name} 没有答案 {value}", *here, "when", name)


def _check_screen(doc: Document, question: dict[str, Any], here: Path) -> None:
    screen = question.get("screen")
    if screen is None:
        return
    if not isinstance(screen, dict) or not _is_text(screen.get("otherwise")):
        doc.fault("screen：要有 otherwise，对不符的人说的话", *here, "screen")
        return
    _known(doc, screen, {"drop", "from", "to", "otherwise"}, *here, "screen")
    if not question.get("required", True):
        doc.fault("筛选题必须是必答题", *here, "screen")
    if question["type"] == "number":
        low, high = screen.get("from"), screen.get("to")
        if not _is_whole(low) or not _is_whole(high) or low > high:
            doc.fault("screen：写 from 和 to，两个整数", *here, "screen")
        return
    drop = screen.get("drop")
    if not isinstance(drop, list) or not {str(v) for v in drop} <= _values(question):
        doc.fault("screen：drop 是本题的一列答案", *here, "screen")


def _values(question: dict[str, Any]) -> set[str]:
    """The answers that a question can branch and screen on."""
    kind = question.get("type")
    if kind == "five_point":
        return set("12345")
    if kind == "scale":
        return {str(number) for number in range(11)}
    if kind == "place":
        return {"elsewhere"} if "elsewhere" in question else set()
    options = question.get("options")
    if not isinstance(options, list):
        return set()
    return {str(option.get("value")) for option in options if isinstance(option, dict)}


def _known(doc: Document, data: dict[str, Any], names: set[str], *path: str | int) -> None:
    for name in data:
        if name not in names:
            doc.fault(f"这里没有 {name} 这一项", *path, name)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def problems_as_text(problems: Iterator[Problem] | list[Problem]) -> str:
    """One line a fault, as an editor understands it."""
    return "\n".join(map(str, problems))
