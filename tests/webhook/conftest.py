"""A whole gateway on a fresh database, with an assistant that says what a test wants."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from bureau.adapters.store.engine import Database
from bureau.adapters.store.officers import StoredOfficers
from bureau.settings import Settings, load
from bureau.wiring import Bureau
from ops.web import create_app
from tests.webhook.platform import Follower
from webhook.envelope import envelope_of

SECRETS = {
    "WECHAT_TOKEN": "atoken",
    "WECHAT_APPID": "wx1234567890abcdef",
    "WECHAT_SECRET": "s" * 32,
    "WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "SECRET_KEY": "k" * 32,
    "PORTAL_ADMIN_PASSWORD": "password1",
}


def _echo(text: str) -> list[dict[str, Any]]:
    return [{"text": f"听到：{text}"}]


class Asked:
    """A question that a thread answers."""

    def __init__(self, answer: Callable[[], list[dict[str, Any]]]) -> None:
        self._answer: Future[list[dict[str, Any]]] = Future()
        threading.Thread(target=self._run, args=(answer,)).start()

    def _run(self, answer: Callable[[], list[dict[str, Any]]]) -> None:
        try:
            self._answer.set_result(answer())
        except Exception as error:
            self._answer.set_exception(error)

    def wait(self, seconds: float) -> bool:
        return bool(wait([self._answer], timeout=max(seconds, 0)).done)

    def result(self) -> list[dict[str, Any]]:
        return self._answer.result()


class ScriptedAssistant:
    """An assistant that echoes, remembers what it was asked, and may be told otherwise."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        self.forgotten: list[str] = []
        self.answer: Callable[[str], list[dict[str, Any]]] = _echo
        self._lock = threading.Lock()

    def begin(self, *, sender: str, message: str, metadata: dict[str, Any]) -> Asked:
        with self._lock:
            self.asked.append((sender, message, metadata))
        return Asked(lambda: self.answer(message))

    def forget(self, sender: str) -> None:
        self.forgotten.append(sender)

    @property
    def messages(self) -> list[str]:
        return [message for _, message, _ in self.asked]


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with its schema, to be copied: migrating takes longer than a test."""
    path = tmp_path_factory.mktemp("prepared") / "assistant.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.close()
    return path


@pytest.fixture
def make_settings(tmp_path: Path, prepared: Path) -> Callable[..., Settings]:
    shutil.copy(prepared, tmp_path)

    def make(**more: str) -> Settings:
        return load({**SECRETS, "DEMO": "0", "VAR_DIR": str(tmp_path), **more})

    return make


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(TURN_BUDGET_SECONDS="0.3")


@pytest.fixture
def bureau(settings: Settings) -> Iterator[Bureau]:
    bureau = Bureau(settings)
    # Passwords are the portal's matter: here their hashes need not be slow.
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    vars(bureau)["officers"] = StoredOfficers(bureau.database, cheap)
    yield bureau
    bureau.close()


@pytest.fixture
def app(bureau: Bureau, assistant: ScriptedAssistant) -> Iterator[Flask]:
    app = create_app(bureau, assistant=assistant)
    yield app
    app.extensions["service"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def follower(client: FlaskClient, settings: Settings) -> Follower:
    return Follower(client, envelope_of(settings), "oFollower_1")
