"""What the laws count in the code: names, sentences, dependencies, lines."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

from ops.house.imports import House, imported

_CHINESE = re.compile(r"[\u3400-\u9fff].*?[\u3400-\u9fff]", re.DOTALL)
# What makes a text a pattern wherever it stands: patterns are put together from constants.
_PATTERN = re.compile(r"\(\?|\\|\||^\^|\$$|\][?*+{]|\[\^")
# Packages whose distribution has another name and lives in the bot's own environment.
_OF_THE_BOT = {
    "opencc": "opencc-python-reimplemented",
    "psycopg2": "psycopg2-binary",
    "sklearn": "scikit-learn",
}
_TOOLS = ("ops",)  # they may use what is installed for development


def repeated_classes(house: House) -> dict[str, list[str]]:
    """Return the public class names that several modules define, with these modules."""
    found = defaultdict(list)
    for module in house.modules.values():
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(module.name)
    return {name: sorted(places) for name, places in sorted(found.items()) if len(places) > 1}


def chinese(house: House) -> dict[str, list[str]]:
    """Return the Chinese texts in each file: neither patterns, docstrings nor comments."""
    found = {
        str(module.path.relative_to(house.root)): list(_texts(module.tree))
        for module in house.modules.values()
    }
    return {path: texts for path, texts in sorted(found.items()) if texts}


def undeclared(house: House) -> dict[str, list[str]]:
    """Return the packages of others that are imported but not declared, with who does it."""
    ours = {*house.packages, "__future__"}
    found = defaultdict(set)
    for module in house.modules.values():
        package = module.name.split(".")[0]
        declared = _declared(house.root, package)
        for name, _, when in imported(module):
            top = name.split(".")[0]
            if top in ours or top in sys.stdlib_module_names or when == "typing":
                continue
            if not declared & {_plain(each) for each in _distributions(top)}:
                found[top].add(module.name)
    return {name: sorted(places) for name, places in sorted(found.items())}


def lines(house: House) -> int:
    """Return how many lines of Python the rooms hold."""
    return sum(
        module.path.read_text(encoding="utf-8").count("\n") for module in house.modules.values()
    )


def _texts(tree: ast.Module) -> Iterator[str]:
    left_out: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(node.value)  # a docstring
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."):
            left_out.update(part for each in node.args[:1] for part in ast.walk(each))
    for node in ast.walk(tree):
        if node in left_out:
            continue
        if isinstance(node, ast.JoinedStr):
            pieces = [each for each in node.values if isinstance(each, ast.Constant)]
            left_out.update(pieces)
            text = "".join(str(each.value) for each in pieces)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if _CHINESE.search(text) and not _PATTERN.search(text):
            yield text


@cache
def _declared(root: Path, package: str) -> frozenset[str]:
    folder = root / package
    page = folder / "pyproject.toml"
    project = tomllib.loads((page if page.exists() else root / "pyproject.toml").read_text())
    wanted = list(project["project"]["dependencies"])
    if package in _TOOLS:
        wanted += project["dependency-groups"]["dev"]
    return frozenset(_plain(re.split(r"[^\w.-]", each)[0]) for each in wanted)


def _distributions(top: str) -> list[str]:
    return [_OF_THE_BOT.get(top, top), *_installed().get(top, ())]


@cache
def _installed() -> dict[str, list[str]]:
    return dict(packages_distributions())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
