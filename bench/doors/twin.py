"""The platform's twin as a process of its own: `python -m bench.doors.twin PORT FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Response, jsonify
from waitress import serve

from bench.doors.settings import SECRETS
from bureau.adapters.wechat.fake import FakeWeChat, create_app

if __name__ == "__main__":
    double = FakeWeChat(
        appid=SECRETS["WECHAT_APPID"],
        secret=SECRETS["WECHAT_SECRET"],
        media=Path(sys.argv[2], "media"),
        strangers_welcome=True,
    )
    app = create_app(double)

    @app.get("/told/sent")
    def sent() -> Response:
        """Every text that was sent, with its openid."""
        return jsonify(
            [{"openid": s.openid, "text": s.message["text"]["content"]} for s in double.sent]
        )

    serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=8)
