"""An office that is served, officers' pages in it, and reports for them, for browsers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page

from bureau.cases import Case
from bureau.wiring import Bureau
from portal import register
from tests.browsing import serving, sign_in
from tests.portal.casework.conftest import OWN, SMELL, add_officer
from tests.portal.conftest import bureau_in

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Office:
    """A bureau with three officers and no report yet, behind an address."""

    bureau: Bureau
    address: str


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    bureau = bureau_in(folder)
    app = Flask("webhook", static_folder=None)
    register(app, bureau)
    for name, full_name in (("li", "李明"), ("wang", "王芳"), ("chen", "陈洁")):
        add_officer(bureau, name, full_name)
    with serving(app) as address:
        yield Office(bureau, address)
    bureau.close()


def desk(browser: Browser, address: str, name: str, width: int = 1280) -> Page:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 1400}, locale="zh-CN"
    )
    page = context.new_page()
    sign_in(page, name, OWN)
    return page


def file(bureau: Bureau, key: str, by: str = "c1", **told: object) -> Case:
    draft = replace(SMELL, **told)  # type: ignore[arg-type]
    at = datetime.now(UTC) - HOUR
    return bureau.cases.submit(draft=draft, by=by, at=at, message_key=key)


def said(page: Page) -> str:
    return page.locator(".said").inner_text()
