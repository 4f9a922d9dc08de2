"""A button that decides something says what it decides, and under which question it stood."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "bot/domain").glob("*.yml"), *(ROOT / "actions").glob("*.yml")])
# These words answer whatever is asked last: written they may, tapped later they would not.
OPEN = re.compile(r"/(affirm|deny|cancel|correct|restart|verdict)\b")


def payloads(part: Any) -> Iterator[str]:
    """Yield every payload below a part of a page."""
    if isinstance(part, dict):
        if isinstance(part.get("payload"), str):
            yield part["payload"]
        for below in part.values():
            yield from payloads(below)
    elif isinstance(part, list):
        for below in part:
            yield from payloads(below)


EVERY = [payload for page in PAGES for payload in payloads(yaml.safe_load(page.read_text("utf-8")))]


def test_no_button_answers_whatever_is_asked_last():
    assert len(EVERY) > 50
    assert [payload for payload in EVERY if OPEN.match(payload)] == []


def test_every_press_is_bound_to_its_question():
    presses = [payload for payload in EVERY if payload.startswith("/press")]
    assert len(presses) >= 15
    bound = re.compile(r'"asked": "\{(asked|report_asked)\}"')
    assert [payload for payload in presses if not bound.search(payload)] == []


def test_what_ends_or_reopens_a_case_is_bound_to_how_it_stood():
    steps = [payload for payload in EVERY if '"option": "settled"' in payload]
    assert steps
    assert [payload for payload in steps if '"asked"' not in payload] == []
