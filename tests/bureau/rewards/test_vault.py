"""Sealed payees, hashed codes, bound buttons."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.fernet import InvalidToken

from bureau.citizens import IdentityKeys
from bureau.rewards import Vault
from bureau.rewards.payee import Payee
from tests.bureau.rewards.conftest import BANK, CARD, NAME, PHONE

VAULT = Vault(IdentityKeys("a secret").derived)
PAYEE = Payee(NAME, CARD, BANK, PHONE)


def test_a_payee_is_unreadable_without_the_key() -> None:
    sealed = VAULT.seal_payee(PAYEE)
    assert VAULT.payee(sealed) == PAYEE
    assert not any(part.encode() in sealed for part in (NAME, CARD, BANK, PHONE))
    with pytest.raises(InvalidToken):
        Vault(IdentityKeys("another secret").derived).payee(sealed)


def test_a_new_secret_opens_what_the_one_before_sealed() -> None:
    anew = Vault(IdentityKeys("newer", ["a secret"], founding="a secret").derived)
    assert anew.payee(VAULT.seal_payee(PAYEE)) == PAYEE
    assert anew.digest("ABCD") == VAULT.digest("ABCD")


def test_codes_are_of_their_message_and_none_is_like_another() -> None:
    codes = {VAULT.code(reward, f"m{key}") for reward in range(50) for key in range(50)}
    assert len(codes) == 2500
    assert VAULT.code(1, "m1") == VAULT.code(1, "m1")
    for code in codes:
        assert len(code) == 14
        assert not set(code) & set("01IOLU")


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}。"])
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    code = VAULT.code(1, "m1")
    ways = {code, code.lower(), code.replace("-", ""), code.replace("-", " "),
            "".join(chr(ord(c) + 0xFEE0) for c in code)}  # fmt: skip
    assert {VAULT.digest(typed.format(way)) for way in ways} == {VAULT.digest(code)}


def test_the_digest_is_keyed() -> None:
    code = VAULT.code(1, "m1")
    plain = code.replace("-", "").encode()
    assert VAULT.digest(code) != hashlib.sha256(plain).hexdigest()


def test_a_buttons_mark_is_of_its_person_and_question() -> None:
    marks = {VAULT.mark(who, what) for who in ("a", "b") for what in ("1:2:kind", "1:3:kind")}
    assert len(marks) == 4
