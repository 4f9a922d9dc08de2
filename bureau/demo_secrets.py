"""Secrets of the demonstration: generated once, kept in `var/`, never in the repository."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from dotenv import dotenv_values


def demo_secrets(var: Path) -> dict[str, str]:
    """Return the demonstration's secrets, writing `demo.env` under `var` the first time.

    The file is created exclusively and readable by its owner alone, so processes that
    start together agree on one set.
    """
    path = var / "demo.env"
    var.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text("".join(f"{name}={value}\n" for name, value in _generate().items()))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its set holds
        finally:
            draft.unlink()
    return {name: value for name, value in dotenv_values(path).items() if value}


def _generate() -> dict[str, str]:
    return {
        "WECHAT_TOKEN": secrets.token_hex(16),
        "WECHAT_APPID": "wx" + secrets.token_hex(8),
        "WECHAT_SECRET": secrets.token_hex(16),
        "WECHAT_AES_KEY": base64.b64encode(secrets.token_bytes(32))
        .decode()
        .rstrip("=")
        .translate(str.maketrans("+/", "AB")),
        "SECRET_KEY": secrets.token_urlsafe(32),
        "PORTAL_ADMIN_PASSWORD": secrets.token_urlsafe(9),
        "HEALTH_KEY": secrets.token_urlsafe(18),
    }
