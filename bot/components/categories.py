"""The codes of ``data/categories.yml``, which the other rooms read as well."""

from __future__ import annotations

from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "categories.yml"
CATEGORIES = tuple(yaml.safe_load(FILE.read_text(encoding="utf-8")))
