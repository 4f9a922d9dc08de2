from __future__ import annotations

import copy

import pytest

from webhook.menu import MenuError, difference, for_platform, read_menu


def published(menu: list) -> dict:
    return for_platform(menu, public_url="https://ours.example")


def test_the_shipped_menu_keeps_the_platforms_limits() -> None:
    buttons = published(read_menu())["button"]
    assert len(buttons) == 3
    assert all(1 <= len(button["sub_button"]) <= 5 for button in buttons)


def test_the_difference_is_shown_entry_by_entry() -> None:
    menu = read_menu()
    changed = copy.deepcopy(menu)
    changed[0]["below"][0]["key"] = "other"
    assert difference(published(menu), published(menu)) == []
    assert difference(published(menu), published(changed)) == [
        "- 我要报 / 举报环境问题 -> report",
        "+ 我要报 / 举报环境问题 -> other",
    ]
    assert len(difference(None, published(menu))) == sum(len(e["below"]) for e in menu)
    assert difference(published(menu), published(menu[::-1])) == ["~ the order of the entries"]


def test_a_page_stands_under_our_address() -> None:
    menu = [{"name": "评", "below": [{"name": "问卷", "page": "/survey"}]}]
    item = published(menu)["button"][0]["sub_button"][0]
    assert item == {"type": "view", "name": "问卷", "url": "https://ours.example/survey"}


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "[{name: 一二三四五六, below: [{name: a, key: b}]}]",
        "[{name: 一, below: []}]",
        "[{name: 一, below: [{name: a, key: " + "k" * 129 + "}]}]",
    ],
)
def test_a_menu_beyond_the_limits_is_refused(tmp_path, text: str) -> None:
    path = tmp_path / "menu.yml"
    path.write_text(text)
    with pytest.raises(MenuError):
        read_menu(path)
