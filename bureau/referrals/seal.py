"""The seal of what leaves the house: who may act on a referral, and that its file is ours.

The address holds a MAC, so that it cannot be guessed and need not be kept. The file is signed with
Ed25519 (RFC 8032), so that whoever gets it by another way can check it against the public key.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_MAC = 16  # bytes


class Seal:
    """Makes and reads tokens, signs and checks documents.

    `keys`: bytes for the tokens, the newest first. `signing`: 32 bytes that never change.
    `site`: where our pages are.
    """

    def __init__(self, keys: Sequence[bytes], signing: bytes, site: str) -> None:
        self._keys = tuple(keys)
        self._signing = Ed25519PrivateKey.from_private_bytes(signing)
        self._site = site

    def token(self, referral: int) -> str:
        """Return the token by which the other authority acts on a referral."""
        return f"{referral}.{self._mac(self._keys[0], referral)}"

    def address(self, referral: int) -> str:
        """Return the page for the other authority."""
        return f"{self._site}/referral/{self.token(referral)}"

    def read(self, token: str) -> int | None:
        """Return the referral of a token, None for one that is not ours."""
        told, _, mac = token.partition(".")
        if not (told.isascii() and told.isdigit() and len(told) <= 12 and mac.isascii()):
            return None
        referral = int(told)
        ours = any(hmac.compare_digest(self._mac(key, referral), mac) for key in self._keys)
        return referral if ours else None

    def sign(self, document: bytes) -> str:
        """Return the signature of a document, in base64."""
        return base64.b64encode(self._signing.sign(document)).decode()

    @property
    def public_key(self) -> str:
        """The key against which signatures are checked, as PEM."""
        public = self._signing.public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @staticmethod
    def _mac(key: bytes, referral: int) -> str:
        digest = hmac.digest(key, f"referral:{referral}".encode(), "sha256")[:_MAC]
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def checks(document: bytes, signature: str, public: Ed25519PublicKey) -> bool:
    """Return whether a signature in base64 is a public key's on exactly this document."""
    try:
        public.verify(base64.b64decode(signature, validate=True), document)
    except (InvalidSignature, ValueError):
        return False
    return True
