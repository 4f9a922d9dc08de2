"""Which module imports which, read from the syntax and without running anything."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

When = Literal["loading", "calling", "typing"]
_LOADING: tuple[When, ...] = ("loading",)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_NO_ROOMS = ("tests", "bench", "var")
DOORS = ("actions", "webhook", "portal")


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file by its dotted name; `is_package` for an `__init__.py`."""

    name: str
    path: Path
    is_package: bool
    tree: ast.Module

    @property
    def room(self) -> str:
        """The package that holds the module."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Import:
    """An import: done while the module loads, inside a function, or for types only."""

    source: str
    target: str
    when: When


class House:
    """The modules below a folder's packages; tests and bench are no rooms."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.packages = sorted(
            path.parent.name
            for path in root.glob("*/__init__.py")
            if path.parent.name not in _NO_ROOMS
        )
        self.modules = {
            module.name: module for package in self.packages for module in _modules(root, package)
        }

    @cached_property
    def rooms(self) -> list[str]:
        """The packages that hold at least one module beside their `__init__.py`."""
        return sorted({each.room for each in self.modules.values() if not each.is_package})

    @cached_property
    def imports(self) -> list[Import]:
        """Every import of one module of the house by another, once each."""
        found = {
            Import(module.name, target, when)
            for module in self.modules.values()
            for name, names, when in imported(module)
            for target in self._targets(name, names)
            if target != module.name
        }
        return sorted(found, key=lambda each: (each.source, each.target, each.when))

    def circles(self, when: Iterable[When] = _LOADING) -> list[tuple[str, ...]]:
        """Return the groups of modules that import each other in a circle."""
        return _circles(reached_from(self._graph(when)))

    def circles_of_rooms(self) -> list[tuple[str, ...]]:
        """Return the groups of rooms that import each other in a circle.

        A module that stands beside folders is a room of its own here: what composes them all and
        what all of them stand on may share a folder.
        """
        return _circles(reached_from(self.between(self._narrow_room)))

    def between(self, part: Callable[[Module], str]) -> dict[str, set[str]]:
        """Return which parts of the house import which while loading, by the part of a module."""
        graph: dict[str, set[str]] = {part(module): set() for module in self.modules.values()}
        for source, targets in self._graph(_LOADING).items():
            above = part(self.modules[source])
            graph[above] |= {part(self.modules[target]) for target in targets} - {above}
        return graph

    def deferred(self) -> list[Import]:
        """Return the imports inside functions that would close a circle at the top."""
        reached = reached_from(self._graph(_LOADING))
        return [
            each
            for each in self.imports
            if each.when == "calling" and each.source in reached.get(each.target, ())
        ]

    def longest_chain(self) -> list[str]:
        """Return the rooms of the longest chain of imports, each step into another room."""
        graph = self._graph(_LOADING)
        chains: dict[str, list[str]] = {}

        def chain(name: str, above: frozenset[str]) -> list[str]:
            if name not in chains:
                room = self.modules[name].room
                below = [
                    chain(target, above | {target})
                    for target in sorted(graph.get(name, ()))
                    if target not in above
                ]
                best = max(below, key=lambda rooms: len(rooms) + (rooms[0] != room), default=[room])
                chains[name] = best if best[0] == room else [room, *best]
            return chains[name]

        return max((chain(name, frozenset({name})) for name in sorted(graph)), key=len, default=[])

    def doors_to_adapters(self) -> list[Import]:
        """Return every import of an adapter by a door, wherever it stands."""
        return [
            each
            for each in self.imports
            if each.source.split(".")[0] in DOORS
            and each.target.startswith("bureau.adapters")
            and each.when != "typing"
        ]

    def _narrow_room(self, module: Module) -> str:
        return module.name if module.room in self._with_folders else module.room

    @cached_property
    def _with_folders(self) -> set[str]:
        return {room.rpartition(".")[0] for room in self.rooms}

    def _graph(self, when: Iterable[When]) -> dict[str, set[str]]:
        wanted = set(when)
        graph: dict[str, set[str]] = {}
        for each in self.imports:
            if each.when in wanted:
                graph.setdefault(each.source, set()).add(each.target)
        return graph

    def _targets(self, name: str, names: Iterable[str]) -> Iterator[str]:
        for inner in names or ("",):
            dotted = f"{name}.{inner}" if inner else name
            if dotted in self.modules:
                yield dotted
            elif name in self.modules:
                yield name


def imported(module: Module) -> Iterator[tuple[str, tuple[str, ...], When]]:
    """Yield each import: its dotted name, the names taken from it, and when it runs."""
    yield from _walk(module, module.tree, "loading")


def _walk(module: Module, node: ast.AST, when: When) -> Iterator[tuple[str, tuple[str, ...], When]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, (), when) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                parts = module.room.split(".")
                above = parts[: len(parts) - child.level + 1]
                base = ".".join([*above, *filter(None, [base])])
            yield base, tuple(alias.name for alias in child.names), when
        elif isinstance(child, _FUNCTIONS):
            yield from _walk(module, child, "typing" if when == "typing" else "calling")
        elif isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            yield from _walk(module, ast.Module(child.body, []), "typing")
            yield from _walk(module, ast.Module(child.orelse, []), when)
        else:
            yield from _walk(module, child, when)


def _modules(root: Path, package: str) -> Iterator[Module]:
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if ".venv" in parts or "versions" in parts:
            continue
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        yield Module(name, path, is_package, tree)


def reached_from(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return all that can be reached from each node, itself only by a circle."""
    found = {}
    for start in graph:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for target in graph.get(waiting.pop(), ()):
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
        found[start] = seen
    return found


def _circles(reached: dict[str, set[str]]) -> list[tuple[str, ...]]:
    return sorted(
        {
            tuple(sorted(other for other in below if start in reached.get(other, ())))
            for start, below in reached.items()
            if start in below
        }
    )
