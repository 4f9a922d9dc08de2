"""WeRobot doing the same encrypted echo: `python -m bench.doors.werobot_echo [--tuned]`."""

from __future__ import annotations

import sys
import warnings

warnings.filterwarnings("ignore")

from flask import Flask  # noqa: E402
from waitress import serve  # noqa: E402
from werobot import WeRoBot  # noqa: E402
from werobot.contrib.flask import make_view  # noqa: E402

from bench.doors.settings import THREADS, bench_settings  # noqa: E402
from ops.web import tune  # noqa: E402

if __name__ == "__main__":
    settings = bench_settings()
    robot = WeRoBot(token=settings.wechat_token)
    robot.config["APP_ID"] = settings.wechat_appid
    robot.config["ENCODING_AES_KEY"] = settings.wechat_aes_key
    # Its default, a session in SQLite, fails under more than one thread.
    robot.config["SESSION_STORAGE"] = False
    robot.text(lambda message: message.content)
    app = Flask("werobot_echo")
    app.add_url_rule("/wechat", "wechat", make_view(robot), methods=["GET", "POST"])
    if "--tuned" in sys.argv:
        tune(settings.port)
    serve(app, host="127.0.0.1", port=settings.port, threads=THREADS)
