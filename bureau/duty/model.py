"""An officer's consent to alarms by WeChat, and the code by which it is given."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from bureau.duty.words import words

CODE_LENGTH = 6
# Neither 0 and O nor 1 and I: the code is read from one screen and typed on another.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Binding:
    """An officer and the citizen key of their WeChat; `full_name`: the officer's."""

    officer: str
    full_name: str
    citizen: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Code:
    """A code that still lives, as it is kept: whose it is and its keyed hash."""

    officer: str
    digest: str


class DutyError(Exception):
    """A binding that cannot be made; `code` is `unknown` or `too_many`, as in `words.yml`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.explanation = words().refusal(code)


def new_code() -> str:
    """Return a random code of six letters and digits."""
    return "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))


def as_shown(typed: str) -> str:
    """Return a typed code the way it is shown: capitals, neither spaces nor dashes."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed))).upper()
