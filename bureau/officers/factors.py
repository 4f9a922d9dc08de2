"""The second factor: codes of an authenticator (TOTP, RFC 6238), and codes for when it is lost."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Protocol

import pyotp

STEP = 30  # seconds that a code is shown, RFC 6238's default
_NEIGHBOURS = (0, -1, 1)  # a telephone's clock may be half a minute off
_RECOVERY_CODES = 10
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
_TYPED = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Factor:
    """An officer's second factor: since when it is asked for, and how many recovery codes remain.

    `since` is None while there is none.
    """

    since: datetime | None
    codes_left: int = 0

    @property
    def on(self) -> bool:
        """Whether it is asked for."""
        return self.since is not None


class Factors(Protocol):
    """Where second factors are kept: the secrets sealed, the recovery codes as hashes."""

    def of(self, officer: str) -> Factor:
        """Return how an officer's second factor stands."""

    def offered(self, officer: str) -> str | None:
        """Return the secret that waits for its first code."""

    def offer(self, officer: str) -> str:
        """Return a secret that waits for its first code, the same until that came.

        The one before, if any, holds until then.
        """

    def confirm(self, *, officer: str, code: str, at: datetime) -> list[str] | None:
        """Turn on the secret that was offered, by its first code; return new recovery codes.

        None when the code is not its. The recovery codes are told this once.
        """

    def accepts(self, *, officer: str, code: str, at: datetime) -> bool:
        """Return whether a code of the authenticator, or a recovery code, holds; each once.

        Raises `bureau.citizens.UnsealError` where the secret opens under none of the keys.
        """

    def renew_codes(self, *, officer: str) -> list[str]:
        """Return new recovery codes, told this once; those before hold no more."""

    def remove(self, *, officer: str) -> None:
        """Forget an officer's second factor with its recovery codes."""


def new_secret() -> str:
    """Return a secret of 160 random bits in base 32."""
    return pyotp.random_base32()


def address(secret: str, *, name: str, issuer: str) -> str:
    """Return what an authenticator reads from a QR code: an `otpauth:` address."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the number of the 30 seconds that a code belongs to, None for a wrong one."""
    now, otp = int(at.timestamp()) // STEP, pyotp.TOTP(secret)
    for step in (now + neighbour for neighbour in _NEIGHBOURS):
        if compare_digest(otp.generate_otp(step).encode(), code.encode()):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Return ten codes of some 79 random bits each, in four groups of four."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
        for _ in range(_RECOVERY_CODES)
    ]


def as_typed(code: str) -> str:
    """Return a code without the spaces and dashes that people type, in lower case."""
    return _TYPED.sub("", code).lower()[:64]
