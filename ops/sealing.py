"""Files encrypted to a public key, in the form of age (age-encryption.org/v1).

Whoever makes backups needs the public half alone; `age --decrypt` opens them anywhere.
"""

from __future__ import annotations

import os
from pathlib import Path

import pyrage

_MAGIC = b"age-encryption.org/"


class SealingError(Exception):
    """Why a file could not be opened, in one sentence."""


def is_sealed(file: Path) -> bool:
    """Return whether a file is encrypted."""
    with file.open("rb") as opened:
        return opened.read(len(_MAGIC)) == _MAGIC


def seal(file: Path, to: Path, key: str) -> None:
    """Encrypt a file to a public key (age1…)."""
    pyrage.encrypt_file(str(file), str(to), [pyrage.x25519.Recipient.from_str(key)])


def unseal(file: Path, to: Path, identity: Path) -> None:
    """Decrypt a file with the private key that a file holds; raises `SealingError`."""
    try:
        lines = identity.read_text(encoding="utf-8").split()
        keys = [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line.startswith("AGE-SECRET-KEY-")
        ]
        if not keys:
            raise SealingError(f"{identity} holds no private key")
        pyrage.decrypt_file(str(file), str(to), keys)
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise SealingError(f"{identity} cannot be used: {error}") from error
    except pyrage.DecryptError as error:
        raise SealingError(f"{file} does not open with {identity}, or is damaged") from error


def new_pair(file: Path) -> str:
    """Write a new private key to a file that must not exist, and return the public one."""
    pair = pyrage.x25519.Identity.generate()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(f"# public key: {pair.to_public()}\n{pair}\n")
    return str(pair.to_public())
