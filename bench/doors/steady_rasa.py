"""A stand-in for Rasa that keeps its promise through kills: `python -m ... PORT FOLDER`.

A message key is answered once; asked again it gets the same answer. Some turns are slow.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

lock = threading.Lock()


class Turns(BaseHTTPRequestHandler):
    """`POST /webhooks/rest/webhook`."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Say that it is there."""
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        """Answer one message."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        key, said = asked["metadata"].get("message_key"), asked["message"]
        time.sleep(random.choice((0.0, 0.005, 0.02, 0.3)))
        if random.random() < 0.01:
            time.sleep(6)
        with lock:
            database.execute("INSERT OR IGNORE INTO turns (key, said) VALUES (?, ?)", (key, said))
            database.commit()
        body = json.dumps([{"text": f"答{said}"}]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    database = sqlite3.connect(Path(sys.argv[2], "rasa.db"), check_same_thread=False)
    database.execute(
        "CREATE TABLE IF NOT EXISTS turns (id INTEGER PRIMARY KEY, key UNIQUE, said TEXT)"
    )
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Turns).serve_forever()
