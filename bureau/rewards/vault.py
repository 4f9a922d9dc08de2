"""What may be read by nobody who reads the store: payees sealed, codes as keyed hashes."""

from __future__ import annotations

import base64
import hmac
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict

from cryptography.fernet import Fernet

from bureau.rewards.payee import Payee

# Without what is taken for another when it is copied by hand: 0 O, 1 I L, and U like V.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE = 12


class Vault:
    """Seals and hashes with keys that a change of the service's secret does not change.

    `derived`: gives the key of a purpose, 32 bytes.
    """

    def __init__(self, derived: Callable[[bytes], bytes]) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derived(b"reward-payee")))
        self._codes = derived(b"reward-code")
        self._digests = derived(b"reward-code-digest")
        self._presses = derived(b"reward-press")

    def seal(self, facts: Mapping[str, str]) -> bytes:
        """Encrypt a few facts for rest."""
        return self._fernet.encrypt(json.dumps(dict(facts)).encode())

    def open(self, sealed: bytes) -> dict[str, str]:
        """Decrypt what was sealed here."""
        return dict(json.loads(self._fernet.decrypt(sealed)))

    def seal_payee(self, payee: Payee) -> bytes:
        """Encrypt a payee."""
        return self.seal(asdict(payee))

    def payee(self, sealed: bytes) -> Payee:
        """Decrypt a payee."""
        return Payee(**self.open(sealed))

    def code(self, reward: int, message_key: str) -> str:
        """Return the code that a message earns, in groups of four; it is kept nowhere.

        The same message played again gets the same code, another message another one.
        """
        digest = hmac.digest(self._codes, f"{reward}:{message_key}".encode(), "sha256")
        number, letters = int.from_bytes(digest), []
        for _ in range(_CODE):
            number, letter = divmod(number, len(_LETTERS))
            letters.append(_LETTERS[letter])
        return "-".join("".join(letters[i : i + 4]) for i in range(0, _CODE, 4))

    def digest(self, code: str) -> str:
        """Return what a code is found again by, however it was typed."""
        plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
        return hmac.new(self._digests, plain.encode(), "sha256").hexdigest()

    def mark(self, citizen: str, question: str) -> str:
        """Return what binds a button to its person and question, 16 hexadecimal digits."""
        return hmac.new(self._presses, f"{citizen}|{question}".encode(), "sha256").hexdigest()[:16]
