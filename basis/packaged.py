"""Files that ship beside a module: words and tables that the bureau can change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds; raises `yaml.YAMLError` or `OSError`."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def yaml_beside(module: str, name: str) -> Any:
    """Return what the YAML file of that name holds beside a module, given as its `__file__`."""
    return read_yaml(Path(module).parent / name)


@cache
def words_beside(module: str) -> Mapping[str, Any]:
    """Return what the YAML file of a module's own name holds, given the module's `__file__`."""
    words: Mapping[str, Any] = read_yaml(Path(module).with_suffix(".yml"))
    return words
