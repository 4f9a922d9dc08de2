"""Pages served on this machine and looked at in headless Chromium.

Without Chromium these tests are red; Debian's package is `chromium`.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

_QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-gpu", "--no-first-run")


@contextmanager
def serving(app: Callable[..., Any], **options: Any) -> Iterator[str]:
    """Serve an application (WSGI) on a free port; give its address."""
    server: Any = create_server(app, **{"host": "127.0.0.1", "port": 0, "threads": 4, **options})

    def run_until_closed() -> None:
        with suppress(OSError):  # its sockets are pulled from under its loop
            server.run()

    thread = threading.Thread(target=run_until_closed, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()
    server.close()
    for channel in list(server.active_channels.values()):
        channel.close()
    thread.join(5)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window; red where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        yield browser
        browser.close()


def sign_in(page: Page, name: str, password: str) -> None:
    """Sign an officer in, and wait for the page that they come to."""
    page.goto("/portal/login")
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login" not in url)


def fits_and_is_accessible(page: Page) -> None:
    """Nothing overflows sideways, and axe finds nothing that stands in anybody's way."""
    page.wait_for_load_state()  # a form just sent may still be on its way
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page)["violations"]
    assert not [(each["id"], each["nodes"][0]["html"]) for each in found]
