"""The doors by kind of fault: how many requests or messages were tried, and how many came right.

python -m bench.kinds_doors
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

from flask import Flask

from bureau.demo.surveys import load_demo_answers
from ops.web import create_app
from portal import register
from tests.ops import test_web
from tests.portal import test_parameters
from tests.portal.conftest import AT, Officer, bureau_in
from tests.webhook import test_own_words
from tests.webhook.conftest import ScriptedAssistant
from webhook.own_words import own_words


def kinds() -> list[tuple[str, int, int]]:
    """Return each kind, how many were tried, and how many came right."""
    heard = [
        *(own_words(text) == "" for text in test_own_words.SENTENCES),
        *(own_words(text) == own for text, own in test_own_words.MIXED.items()),
    ]
    kept = [own_words(text) == text for text in test_own_words.OWN]
    with tempfile.TemporaryDirectory() as folder:
        bureau = bureau_in(Path(folder))
        load_demo_answers(bureau, AT)
        app = create_app(bureau, assistant=ScriptedAssistant())
        with patch("flask_wtf.csrf.validate_csrf"):
            hostile = list(_hostile(app))
        app.extensions["service"].close()
        pages = Flask("webhook", static_folder=None)
        register(pages, bureau, clock=lambda: AT)
        wrong = list(_wrong(pages))
        bureau.close()
    return [
        _counted("what the platform wrote is nobody's word", heard),
        _counted("what only looks like it stays", kept),
        _counted("a hostile request is no fault", hostile),
        _counted("a wrong parameter is said with the choices", wrong),
    ]


def _counted(kind: str, right: list[bool]) -> tuple[str, int, int]:
    return kind, len(right), sum(right)


def _hostile(app: Flask) -> Iterable[bool]:
    officer = Officer(app.test_client())
    officer.sign_in()
    for value in test_web.HOSTILE.values():
        for method, rule in test_web.addresses(app):
            for answer in test_web.asked(officer, method, rule, value):
                yield answer.status_code < 500 or rule in test_web.WELL


def _wrong(app: Flask) -> Iterable[bool]:
    desk = Officer(app.test_client())
    desk.sign_in()
    for page, name, told in test_parameters.CASES:
        for wrong in test_parameters.WRONG:
            answer = desk.get(f"{page}?{name}={quote(wrong, safe='%')}")
            yield answer.status_code in (400, 404) and told in answer.text


def main() -> None:
    """Print the kinds."""
    for kind, tried, right in kinds():
        print(f"{kind:55} {right:6} of {tried:6}  {right / tried:7.2%}")


if __name__ == "__main__":
    sys.exit(main())
