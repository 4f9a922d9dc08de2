"""Codes of an authenticator and codes for when it is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from bureau.officers.factors import address, as_typed, new_recovery_codes, new_secret, step_of

# RFC 6238, appendix B, SHA-1: the last six of its eight digits.
RFC = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").secret
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert step_of(RFC, code, at=datetime.fromtimestamp(seconds, UTC)) == seconds // 30


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    code = pyotp.TOTP(RFC).at(AT)
    for off, holds in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        assert (step_of(RFC, code, at=AT + timedelta(seconds=off)) is not None) is holds, off


@pytest.mark.parametrize(
    "wrong", ["", "12345", "1234567", "abcdef", "１２３４５６", "验证码", "\x00"]
)
def test_what_is_no_code_is_refused(wrong: str) -> None:
    assert step_of(RFC, wrong, at=AT) is None


def test_secrets_and_recovery_codes_are_never_the_same() -> None:
    assert len({new_secret() for _ in range(50)}) == 50
    codes = [code for _ in range(20) for code in new_recovery_codes()]
    assert len(set(codes)) == 200
    assert {len(code) for code in codes} == {19}


def test_a_recovery_code_is_never_read_as_digits_of_the_authenticator() -> None:
    assert not any(len(as_typed(code)) == 6 for code in new_recovery_codes())


def test_what_is_typed_is_read_without_spaces_dashes_and_capitals() -> None:
    assert as_typed(" 123 456 ") == "123456"
    assert as_typed("ABCD-efgh\u3000jkmn - pqrs") == "abcdefghjkmnpqrs"


def test_the_address_says_whose_it_is_and_holds_the_secret() -> None:
    parts = urlsplit(address(RFC, name="li", issuer="嘉兴市生态环境局"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/嘉兴市生态环境局:li"
    assert parse_qs(parts.query)["secret"] == [RFC]
