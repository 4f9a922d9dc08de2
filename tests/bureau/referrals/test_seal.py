"""Only whom we wrote to may act, and what is ours can be told from what is not."""

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st

from bureau.referrals import Seal
from bureau.referrals.seal import checks

SEAL = Seal([b"new", b"old"], b"s" * 32, "https://example.org")


def test_a_token_leads_to_its_referral_and_the_address_holds_it() -> None:
    assert SEAL.read(SEAL.token(12)) == 12
    assert SEAL.address(12) == f"https://example.org/referral/{SEAL.token(12)}"


def test_a_token_outlives_a_change_of_key() -> None:
    before = Seal([b"old"], b"s" * 32, "")
    assert SEAL.read(before.token(7)) == 7
    assert before.read(SEAL.token(7)) is None


@given(st.text(max_size=60))
def test_no_guess_is_a_token(text: str) -> None:
    assert SEAL.read(text) is None


@pytest.mark.parametrize("change", ["13" + SEAL.token(12)[2:], SEAL.token(12) + "A", "12.", "12"])
def test_a_token_that_was_changed_is_none(change: str) -> None:
    assert SEAL.read(change) is None


def test_a_signature_holds_for_its_document_alone() -> None:
    public = load_pem_public_key(SEAL.public_key.encode())
    signature = SEAL.sign("转办".encode())
    assert checks("转办".encode(), signature, public)
    assert not checks("转交".encode(), signature, public)
    assert not checks("转办".encode(), "no base64!", public)
