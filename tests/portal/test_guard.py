"""A page is registered with the right it needs, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from bureau.officers import Right
from portal.guard import Pages


def view() -> str:
    return ""


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"needs": None},
        {"open_to_all_officers": False},
        {"needs": Right.SEE_CASES, "open_to_all_officers": True},
    ],
)
def test_a_page_without_one_answer_to_who_may_open_it_is_not_registered(
    asked: dict[str, Any],
) -> None:
    pages = Pages("pages", __name__)
    for register in (pages.get, pages.post, pages.route):
        with pytest.raises(TypeError, match="/page names neither"):
            register("/page", **asked)(view)
    with pytest.raises(TypeError):
        pages.add_url_rule("/page", "view", view, **asked)
    assert pages.deferred_functions == []


def test_a_page_with_its_right_is_registered() -> None:
    pages = Pages("pages", __name__)
    pages.get("/page", needs=Right.SEE_CASES)(view)
    pages.route("/other", endpoint="other", open_to_all_officers=True)(view)
    assert len(pages.deferred_functions) == 2
