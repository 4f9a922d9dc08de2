"""Settings of the compared doors, from the environment that the bench gives them."""

from __future__ import annotations

import os

from bureau.settings import Settings, load

THREADS = 32
SECRETS = {
    "WECHAT_TOKEN": "benchtoken",
    "WECHAT_APPID": "wxbench",
    "WECHAT_SECRET": "bench",
    "WECHAT_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
    "SECRET_KEY": "bench-secret-key-0123456789",
    "PORTAL_ADMIN_PASSWORD": "bench-password",
    "HEALTH_KEY": "bench-health-key-0123456789",
}


def bench_settings() -> Settings:
    """Return the settings for `PORT`, the folder `VAR_DIR` and any `DATABASE_URL`."""
    names = ("PORT", "VAR_DIR", "DATABASE_URL")
    own = {name: os.environ[name] for name in names if name in os.environ}
    return load({**SECRETS, "DEMO": "0", **own})
