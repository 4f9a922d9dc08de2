"""WeRobot doing the same encrypted echo: `python -m bench.doors.werobot_echo [--tuned] [--stores]`.

With `--stores` it keeps its session of each citizen in PostgreSQL (`DATABASE_URL`), by its own
storage, with a connection for each thread: one durable row a message.
"""

from __future__ import annotations

import os
import sys
import threading
import warnings
from typing import Any

warnings.filterwarnings("ignore")

import psycopg  # noqa: E402
from flask import Flask  # noqa: E402
from waitress import serve  # noqa: E402
from werobot import WeRoBot  # noqa: E402
from werobot.contrib.flask import make_view  # noqa: E402
from werobot.session import SessionStorage  # noqa: E402
from werobot.session.postgresqlstorage import PostgreSQLStorage  # noqa: E402

from bench.doors.settings import THREADS, bench_settings  # noqa: E402
from ops.web import tune  # noqa: E402


class StorageOfThread(SessionStorage):  # type: ignore[misc]
    """WeRobot's storage in PostgreSQL, each thread with a connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._mine = threading.local()
        self._made().conn.commit()

    def get(self, citizen: bytes) -> Any:
        """Return the session of a citizen."""
        return self._made().get(citizen.decode())

    def set(self, citizen: bytes, value: Any) -> None:
        """Write the session of a citizen; it is durable when this returns."""
        self._made().set(citizen.decode(), value)

    def _made(self) -> Any:
        if not hasattr(self._mine, "storage"):
            self._mine.storage = PostgreSQLStorage(psycopg.connect(self._url))
        return self._mine.storage


if __name__ == "__main__":
    settings = bench_settings()
    robot = WeRoBot(token=settings.wechat_token)
    robot.config["APP_ID"] = settings.wechat_appid
    robot.config["ENCODING_AES_KEY"] = settings.wechat_aes_key
    # Its default, a session in SQLite, fails under more than one thread.
    stores = "--stores" in sys.argv
    robot.config["SESSION_STORAGE"] = (
        StorageOfThread(os.environ["DATABASE_URL"]) if stores else False
    )
    robot.text(lambda message: message.content)
    app = Flask("werobot_echo")
    app.add_url_rule("/wechat", "wechat", make_view(robot), methods=["GET", "POST"])
    if "--tuned" in sys.argv:
        tune(settings.port)
    serve(app, host="127.0.0.1", port=settings.port, threads=THREADS)
