"""Secrets that a program or a browser holds, and what is kept of them."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """Return a secret of 256 random bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the SHA-256 of a token: with 256 random bits no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
