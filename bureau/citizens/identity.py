"""Who a citizen is: a keyed hash for the records, the openid sealed and apart."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet


class IdentityKeys:
    """Derives from the service's secret the key of hashes and the key of sealing."""

    def __init__(self, secret_key: str) -> None:
        self._hash_key = _derive(secret_key, b"citizen-key")
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret_key, b"openid-seal")))

    def citizen_key(self, openid: str) -> str:
        """Return the citizen's key: HMAC-SHA256 of the openid, 32 hexadecimal digits."""
        return hmac.new(self._hash_key, openid.encode(), hashlib.sha256).hexdigest()[:32]

    def seal(self, openid: str) -> bytes:
        """Encrypt an openid for rest."""
        return self._fernet.encrypt(openid.encode())

    def unseal(self, sealed: bytes) -> str:
        """Decrypt a sealed openid; raises `cryptography.fernet.InvalidToken` under another key."""
        return self._fernet.decrypt(sealed).decode()


def _derive(secret_key: str, purpose: bytes) -> bytes:
    return hmac.new(secret_key.encode(), purpose, hashlib.sha256).digest()
