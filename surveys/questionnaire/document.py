"""YAML that people write by hand, read with the line of every value and of every fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeGuard

import yaml

from basis.packaged import words_beside

LONGEST_FILE = 256 * 1024

_WORDS = words_beside(__file__)
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault of a file and the line (from 1) where it stands."""

    line: int
    message: str

    def __str__(self) -> str:
        return str(_WORDS["at_line"].format(line=self.line, message=self.message))


class Document:
    """A YAML file as plain values that remember the lines they came from."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._lines: dict[Path, int] = {(): 1}
        self._seen: set[int] = set()
        self.data: Any = None
        if len(text.encode()) > LONGEST_FILE:
            too_long = _WORDS["too_long"].format(kilobytes=LONGEST_FILE // 1024)
            self.problems.append(Problem(1, too_long))
            return
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            self.problems.append(Problem(line, _in_words(error)))
            return
        except (yaml.YAMLError, RecursionError):
            self.problems.append(Problem(1, _WORDS["no_yaml"]))
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
            self.fault(_WORDS["alias"], *path)
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*path, i)) for i, child in enumerate(node.value)]
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (yaml.YAMLError, ValueError):
            self.fault(_WORDS["value"], *path)
            return None

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.fault(_WORDS["key"], *path)
                continue
            name = str(key.value)
            if name in values:
                twice = _WORDS["twice"].format(name=name)
                self.problems.append(Problem(key.start_mark.line + 1, twice))
            values[name] = self._plain(value, (*path, name))
        return values


def is_id(value: Any) -> bool:
    """Whether a value can name something: small letters, digits and _."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_text(value: Any) -> TypeGuard[str]:
    """Whether a value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def is_whole(value: Any) -> TypeGuard[int]:
    """Whether a value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def problems_as_text(problems: list[Problem]) -> str:
    """One line a fault, as an editor understands it."""
    return "\n".join(map(str, problems))


def _in_words(error: yaml.MarkedYAMLError) -> str:
    """What the parser found, in Chinese."""
    for sign, words in _WORDS["parser"].items():
        if re.search(sign, error.problem or ""):
            return str(_WORDS["unreadable"].format(why=words))
    return str(_WORDS["unreadable"].format(why=_WORDS["parser_other"]))
