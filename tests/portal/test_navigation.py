"""The officers' pages stand in groups: everybody sees theirs, where they are, and what waits."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from bureau.officers import Post
from bureau.wiring import Bureau
from portal.navigation import groups
from tests.portal.conftest import AT, PASSWORD, Officer


def bars(officer: Officer, path: str) -> list[list[str]]:
    """Return the names in each bar as they are read, the current one in brackets."""
    page = unescape(officer.get(path).get_data(as_text=True))
    found = []
    for bar in re.findall(r"<nav.*?</nav>", page.partition("<main")[0], re.S):
        tabs = re.findall(r"<a [^>]*?(aria-current)?(?:=\"\w+\")?>(.*?)</a>", bar, re.S)
        names = [(here, re.sub(r"<[^>]+>", "", name).strip()) for here, name in tabs]
        found.append([f"[{name}]" if here else name for here, name in names])
    return found


def test_a_page_stands_in_its_group_and_the_group_among_the_groups(officer: Officer) -> None:
    above, below = bars(officer, "/portal/callbacks")
    assert "[对话]" in above
    assert below == ["人工对话", "[留言]", "资料库"]


def test_what_waits_is_seen_from_every_group(officer: Officer, bureau: Bureau) -> None:
    bureau.callbacks.leave(text="请回话", by="c" * 32, at=AT, message_key="m1")
    above, below = bars(officer, "/portal/patrols")
    assert "对话 1" in above
    assert "留言 1" not in below


@pytest.mark.parametrize("path", ["/portal/account", "/portal/notices"])
def test_what_belongs_to_oneself_stands_beside_the_name(officer: Officer, path: str) -> None:
    page = unescape(officer.get(path).get_data(as_text=True))
    who = page.partition('<div class="who">')[2].partition("</header>")[0]
    assert f'href="{path}"' in who


def test_an_officer_sees_the_groups_of_their_role_alone(app: Flask, bureau: Bureau) -> None:
    add, first = bureau.officers.add, "first password"
    add(name="wen", full_name="文", password=first, at=AT, post=Post("survey_office"))
    bureau.officers.change_password(name="wen", old=first, new=PASSWORD, keeps="", at=AT)
    wen = Officer(app.test_client())
    wen.sign_in("wen")
    above, _ = bars(wen, "/portal/waves")
    assert above == ["看数", "[满意度]"]


def test_every_page_of_the_navigation_is_a_page_of_its_group_alone(app: Flask) -> None:
    pages = [page for group in groups() for page in group["pages"]]
    parts = [part for page in pages for part in page.get("under", [page["page"].partition(".")[0]])]
    assert len(parts) == len(set(parts))
    assert all(f"portal.{page['page']}" in app.view_functions for page in pages)
    known = {
        endpoint.split(".")[1] for endpoint in app.view_functions if endpoint.startswith("portal.")
    }
    assert set(parts) <= known
