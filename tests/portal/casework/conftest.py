"""Two officers at their desks, and reports for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from bureau.cases import Case, Draft, Location
from bureau.places import gazetteer
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

FIRST, OWN = "chosen for him", "a password of his own"
WANGDIAN = next(town for town in gazetteer().towns() if town.name == "王店镇")
SMELL = Draft(
    categories=("odor",),
    place=WANGDIAN.code,
    place_text="工业园区",
    location=Location(WANGDIAN.longitude, WANGDIAN.latitude),
    description="一股塑料味！！",
)
Report = Callable[..., Case]


@pytest.fixture
def report(bureau: Bureau) -> Report:
    """File a report: `report("m1", by="c1", urgent=True)`."""

    def filed(key: str = "m1", by: str = "c1", **told: object) -> Case:
        draft = replace(SMELL, **told)  # type: ignore[arg-type]
        return bureau.cases.submit(draft=draft, by=by, at=AT, message_key=key)

    return filed


@pytest.fixture
def li(app: Flask, bureau: Bureau, officer: Officer) -> Officer:
    """Li Ming's browser, beside the administrator's."""
    add_officer(bureau, "li", "李明")
    browser = Officer(app.test_client())
    assert browser.sign_in("li", OWN).status_code == 302
    return browser


def add_officer(bureau: Bureau, name: str, full_name: str) -> None:
    """Add an officer who has chosen their own password."""
    bureau.officers.add(name=name, full_name=full_name, password=FIRST, at=AT)
    bureau.officers.change_password(name=name, old=FIRST, new=OWN, keeps="", at=AT)
