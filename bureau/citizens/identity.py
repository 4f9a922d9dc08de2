"""Who a citizen is: a key drawn by lot for the records, the openid sealed and apart."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class UnsealError(Exception):
    """What was sealed opens under none of the service's keys."""


class IdentityKeys:
    """Derives from the service's secrets the key of hashes and the keys of sealing.

    `secret_key` seals; `previous` open what was sealed before a change of it. Hashes are made
    with `founding`, the secret with which the store began (by default the present one): a
    citizen keeps their key, whatever secret follows.
    """

    def __init__(
        self, secret_key: str, previous: Sequence[str] = (), *, founding: str | None = None
    ) -> None:
        self._founding = secret_key if founding is None else founding
        self._hash_key = self.derived(b"citizen-key")
        self._present = _sealer(secret_key)
        self._all = MultiFernet([self._present, *map(_sealer, previous)])

    def derived(self, purpose: bytes) -> bytes:
        """Return the key of a kind of hash that a change of the secret must not change."""
        return hmac.digest(self._founding.encode(), purpose, "sha256")

    def mark(self, openid: str) -> str:
        """Return what an openid is found again by: its HMAC-SHA256, 32 hexadecimal digits."""
        return hmac.new(self._hash_key, openid.encode(), hashlib.sha256).hexdigest()[:32]

    def seal(self, plain: str) -> bytes:
        """Encrypt an openid, or another secret, for rest."""
        return self._present.encrypt(plain.encode())

    def unseal(self, sealed: bytes) -> str:
        """Decrypt what was sealed under the present key or one before; raises `UnsealError`."""
        try:
            return self._all.decrypt(sealed).decode()
        except InvalidToken as error:
            raise UnsealError("sealed under another SECRET_KEY") from error

    def is_present(self, sealed: bytes) -> bool:
        """Return whether something is sealed under the present key."""
        try:
            self._present.decrypt(sealed)
        except InvalidToken:
            return False
        return True


def _sealer(secret_key: str) -> Fernet:
    key = hmac.digest(secret_key.encode(), b"openid-seal", "sha256")
    return Fernet(base64.urlsafe_b64encode(key))


def new_key() -> str:
    """Return a citizen's key, 32 hexadecimal digits that follow from nothing."""
    return secrets.token_hex(16)
