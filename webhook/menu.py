"""The menu of the account: read from YAML, checked against the platform's limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from basis.packaged import read_yaml

REORDERED = "~"
_TOP, _BELOW = 3, 5
_TOP_NAME, _BELOW_NAME, _KEY = 16, 60, 128  # bytes


class MenuError(ValueError):
    """The menu breaks a limit of the platform."""


def read_menu(path: Path | None = None) -> list[dict[str, Any]]:
    """Return the menu as it stands in YAML; raises `MenuError`."""
    path = path or Path(__file__).with_name("menu.yml")
    menu = read_yaml(path)
    if not 1 <= len(menu) <= _TOP:
        raise MenuError(f"a menu has 1 to {_TOP} entries")
    for entry in menu:
        _check_name(entry["name"], _TOP_NAME)
        if not 1 <= len(entry["below"]) <= _BELOW:
            raise MenuError(f"{entry['name']} has 1 to {_BELOW} entries below it")
        for item in entry["below"]:
            _check_name(item["name"], _BELOW_NAME)
            if len(str(item.get("key", "")).encode()) > _KEY:
                raise MenuError(f"the key of {item['name']} has more than {_KEY} bytes")
    return list(menu)


def for_platform(menu: list[dict[str, Any]], *, public_url: str) -> dict[str, Any]:
    """Return the menu as the platform's API takes it."""
    return {
        "button": [
            {
                "name": entry["name"],
                "sub_button": [_item(item, public_url) for item in entry["below"]],
            }
            for entry in menu
        ]
    }


def difference(published: dict[str, Any] | None, wanted: dict[str, Any]) -> list[str]:
    """Return what publishing would change, a line an entry; empty when nothing.

    Where only the order changes that is `REORDERED` alone.
    """
    before, after = _lines(published or {}), _lines(wanted)
    gone = [f"- {line}" for line in before if line not in after]
    new = [f"+ {line}" for line in after if line not in before]
    if not gone and not new and before != after:
        return [REORDERED]
    return gone + new


def _item(item: dict[str, Any], public_url: str) -> dict[str, str]:
    if "page" in item:
        return {"type": "view", "name": item["name"], "url": f"{public_url}{item['page']}"}
    return {"type": "click", "name": item["name"], "key": item["key"]}


def _lines(menu: dict[str, Any]) -> list[str]:
    # The platform's answer wraps the menu and adds empty lists.
    buttons = menu.get("button", menu.get("menu", {}).get("button", []))
    return [
        f"{button['name']} / {item['name']} -> {item.get('key') or item.get('url', '')}"
        for button in buttons
        for item in button.get("sub_button") or [button]
    ]


def _check_name(name: str, most: int) -> None:
    if not 1 <= len(name.encode()) <= most:
        raise MenuError(f"the name {name!r} has more than {most} bytes")
