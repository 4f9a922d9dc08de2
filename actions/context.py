"""The one Bureau of this process: built at the start, asked by every action."""

from __future__ import annotations

from bureau.dialogue.acts import ActReader, load_reader
from bureau.settings import load
from bureau.wiring import Bureau

_bureau: Bureau | None = None


def bureau() -> Bureau:
    """Return the process's Bureau, built from the settings at first use."""
    global _bureau
    if _bureau is None:
        _bureau = Bureau(load())
    return _bureau


def act_reader() -> ActReader:
    """Return the reader of dialogue acts, learned from the examples as they stand."""
    return load_reader()


def use(other: Bureau) -> None:
    """Make every action ask another Bureau (tests bring their own)."""
    global _bureau
    _bureau = other
