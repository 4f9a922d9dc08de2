"""Every form and every download of the portal leaves one line, whichever page it is of."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from bureau.audit import AuditFilter, AuditLine, AuditOutcome, Deed, verb_names
from bureau.officers import Post
from bureau.wiring import Bureau
from tests.laws.test_roles import (  # noqa: F401 - fixtures
    DOORS,
    Matter,
    _desk,
    addresses,
    app,
    bureau,
    fail_again,
    matters,
    media,
    pages,
    photo,
    signed_in,
    token_of,
)

TEMPLATES = Path(__file__).parents[2] / "portal" / "templates"
WORDS, SECRET = "隔壁工厂半夜排黑水", "Geheim-Pass.2026"
SHOWN = ("text/html", "image/")


def newest(bureau: Bureau) -> tuple[AuditLine | None, int]:  # noqa: F811
    lines, total = bureau.audit.page(AuditFilter(), limit=1, offset=0)
    return (lines[0] if lines else None), total


def fields() -> list[str]:
    """The names of all fields of all forms."""
    found: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        found |= set(re.findall(r'\bname="([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert {"verb", "note", "reason", "text", "password", "full_name"} <= found | {
        "password", "full_name", "note",
    }  # fmt: skip
    return sorted((found | {"old", "new", "again", "note", "name", "full_name"}) - {"csrf_token"})


def test_every_form_leaves_one_line_with_no_word_and_no_password(
    app: Flask,  # noqa: F811
    bureau: Bureau,  # noqa: F811
    matters: list[Matter],  # noqa: F811
    photo: str,  # noqa: F811
    media: str,  # noqa: F811
) -> None:
    officer = signed_in(app, bureau, "former", Post("administrator"))
    token, forms = token_of(officer), 0
    secret = {name: SECRET for name in fields() if name in ("password", "old", "new", "again")}
    for filled in (WORDS, SECRET):
        for rule in pages(app):
            if "POST" not in (rule.methods or set()):
                continue
            for address, _ in addresses(rule, matters, photo, media):
                fail_again(bureau)
                before = newest(bureau)[1]
                form = {**dict.fromkeys(fields(), filled), **secret, "csrf_token": token}
                officer.client.post(address, data=form)
                line, count = newest(bureau)
                forms += 1
                once = "drafts.keep" in rule.endpoint  # the one form that a page sends by itself
                assert count == before + 1 or (once and count == before), address
                if count == before:
                    continue
                assert line is not None
                assert (line.officer, line.deed) == ("former", Deed.DID), address
                assert line.verb == rule.endpoint.removeprefix("portal."), address
    assert forms > 60
    lines, _ = bureau.audit.page(AuditFilter(officer="former"), limit=999, offset=0)
    for line in lines:
        # The reason for reading an original is the officer's own, and meant to be kept.
        told = str(line).replace(f"reason='{line.reason}'", "")
        assert line.reason == "" or line.verb == "cases.original"
        assert WORDS not in told
        assert SECRET not in told, line


def test_every_file_leaves_one_line(
    app: Flask,  # noqa: F811
    bureau: Bureau,  # noqa: F811
    matters: list[Matter],  # noqa: F811
    photo: str,  # noqa: F811
    media: str,  # noqa: F811
) -> None:
    officer = signed_in(app, bureau, "taker", Post("administrator"))
    taken = []
    for rule in pages(app):
        if "GET" not in (rule.methods or set()):
            continue
        for address, _ in addresses(rule, matters, photo, media):
            before = newest(bureau)[1]
            answer = officer.get(address)
            if answer.status_code != 200 or answer.mimetype.startswith(SHOWN):
                continue
            if answer.is_json and "Content-Disposition" not in answer.headers:
                continue  # what a page fetches to show
            line, count = newest(bureau)
            assert count == before + 1, address
            assert line is not None
            verb = rule.endpoint.removeprefix("portal.")
            assert (line.officer, line.deed, line.verb) == ("taker", Deed.TOOK, verb), address
            taken.append(verb)
    assert len(set(taken)) > 10


def test_every_line_that_a_page_leaves_has_a_name(app: Flask) -> None:  # noqa: F811
    leaving = {
        rule.endpoint.removeprefix("portal.")
        for rule in pages(app)
        if "POST" in (rule.methods or set()) or rule.arguments or "." in rule.rule
    }
    doors = {
        "login", "login_failed", "login_limited", "login_stopped", "logout", "reset",
        "reset_failed",
    }  # fmt: skip
    assert leaving - set(verb_names()) == set()
    assert set(verb_names()) - leaving == doors
    assert {"open_access.access.login", "open_access.access.logout"} <= DOORS


def test_what_became_of_it_is_one_of_three() -> None:
    assert set(AuditOutcome) == {"done", "refused", "asked"}
