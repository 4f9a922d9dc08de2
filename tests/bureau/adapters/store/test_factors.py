"""Second factors on both databases: sealed, accepted once, set anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bureau.adapters.store.engine import Database
from bureau.adapters.store.factors import StoredFactors
from bureau.adapters.store.keyring import Resealing
from bureau.adapters.store.officers import StoredOfficers
from bureau.adapters.store.schema.officers import officer_factors, officer_recovery_codes
from bureau.citizens import IdentityKeys, UnsealError
from bureau.officers.factors import STEP

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NEXT = timedelta(seconds=STEP)
FIRST, SECOND = "the first key of all", "the second key here"


@pytest.fixture
def factors(database: Database) -> StoredFactors:
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    officers = StoredOfficers(database, hasher)
    for name in ("li", "wang"):
        officers.add(name=name, full_name=name, password="long enough", at=AT)
    return StoredFactors(database, IdentityKeys(FIRST))


def turned_on(factors: StoredFactors, officer: str = "li") -> tuple[pyotp.TOTP, list[str]]:
    otp = pyotp.TOTP(factors.offer(officer))
    codes = factors.confirm(officer=officer, code=otp.at(AT - 9 * NEXT), at=AT - 9 * NEXT)
    assert codes is not None
    return otp, codes


def test_a_factor_counts_from_its_first_right_code_on(factors: StoredFactors) -> None:
    assert factors.offered("li") is None
    secret = factors.offer("li")
    assert factors.offer("li") == factors.offered("li") == secret
    assert factors.confirm(officer="li", code="000000", at=AT) is None
    assert not factors.of("li").on
    assert not factors.accepts(officer="li", code=pyotp.TOTP(secret).at(AT), at=AT)
    codes = factors.confirm(officer="li", code=pyotp.TOTP(secret).at(AT), at=AT)
    assert codes is not None
    assert (factors.of("li").since, factors.of("li").codes_left) == (AT, len(codes))
    assert factors.offered("li") is None
    assert not factors.of("wang").on


def test_without_an_offer_nothing_is_confirmed(factors: StoredFactors) -> None:
    assert factors.confirm(officer="li", code="000000", at=AT) is None
    assert not factors.accepts(officer="li", code="000000", at=AT)


def test_a_code_holds_once_and_none_before_it_any_more(factors: StoredFactors) -> None:
    otp, _ = turned_on(factors)
    now, before = otp.at(AT), otp.at(AT - NEXT)
    assert factors.accepts(officer="li", code=f"{now[:3]} {now[3:]}", at=AT)
    assert not factors.accepts(officer="li", code=now, at=AT)
    assert not factors.accepts(officer="li", code=before, at=AT)
    assert factors.accepts(officer="li", code=otp.at(AT + NEXT), at=AT + NEXT)


def test_the_code_that_turned_it_on_does_not_let_in(factors: StoredFactors) -> None:
    otp = pyotp.TOTP(factors.offer("li"))
    factors.confirm(officer="li", code=otp.at(AT), at=AT)
    assert not factors.accepts(officer="li", code=otp.at(AT), at=AT)


def test_of_the_same_code_shown_many_times_at_once_one_holds(factors: StoredFactors) -> None:
    otp, codes = turned_on(factors)
    for code in (otp.at(AT), codes[0]):
        with ThreadPoolExecutor(8) as pool:
            held = list(
                pool.map(lambda _: factors.accepts(officer="li", code=code, at=AT), range(8))  # noqa: B023
            )
        assert held.count(True) == 1


def test_nobody_comes_in_by_a_colleagues_code(factors: StoredFactors) -> None:
    otp, codes = turned_on(factors)
    turned_on(factors, "wang")
    assert not factors.accepts(officer="wang", code=otp.at(AT), at=AT)
    assert not factors.accepts(officer="wang", code=codes[0], at=AT)


def test_each_recovery_code_holds_once_however_it_is_typed(factors: StoredFactors) -> None:
    _, codes = turned_on(factors)
    assert factors.accepts(officer="li", code=codes[0].upper().replace("-", " "), at=AT)
    assert not factors.accepts(officer="li", code=codes[0], at=AT)
    assert factors.of("li").codes_left == len(codes) - 1
    anew = factors.renew_codes(officer="li")
    assert not factors.accepts(officer="li", code=codes[1], at=AT)
    assert factors.accepts(officer="li", code=anew[0], at=AT)


def test_the_old_telephone_holds_until_the_new_one_is_confirmed(factors: StoredFactors) -> None:
    old, _ = turned_on(factors)
    new = pyotp.TOTP(factors.offer("li"))
    assert not factors.accepts(officer="li", code=new.at(AT), at=AT)
    assert factors.accepts(officer="li", code=old.at(AT), at=AT)
    assert factors.confirm(officer="li", code=new.at(AT + NEXT), at=AT + NEXT)
    later = AT + 3 * NEXT
    assert not factors.accepts(officer="li", code=old.at(later), at=later)
    assert factors.accepts(officer="li", code=new.at(later), at=later)


def test_what_was_removed_asks_for_nothing(factors: StoredFactors, database: Database) -> None:
    otp, _ = turned_on(factors)
    factors.remove(officer="li")
    assert not factors.of("li").on
    assert not factors.accepts(officer="li", code=otp.at(AT), at=AT)
    with database.reading() as connection:
        assert connection.execute(select(officer_recovery_codes)).all() == []


def test_no_secret_and_no_recovery_code_lies_open(
    factors: StoredFactors, database: Database
) -> None:
    otp, codes = turned_on(factors)
    offered = factors.offer("li")
    with database.reading() as connection:
        rows = connection.execute(select(officer_factors)).all()
        held = connection.execute(select(officer_recovery_codes)).all()
    kept = b"".join(bytes(value) for row in rows for value in row if isinstance(value, bytes))
    for secret in (otp.secret, offered):
        assert secret.encode() not in kept
    assert not any(code in str(held) or code.replace("-", "") in str(held) for code in codes)


def test_a_new_key_seals_both_secrets_anew_and_then_holds_alone(
    factors: StoredFactors, database: Database
) -> None:
    otp, _ = turned_on(factors)
    offered = factors.offer("li")
    turned_on(factors, "wang")
    with pytest.raises(UnsealError):
        StoredFactors(database, IdentityKeys(SECOND)).accepts(officer="li", code="123456", at=AT)
    resealing = Resealing(database, IdentityKeys(SECOND, [FIRST]))
    while resealing.step(most=1):
        pass
    assert (resealing.done, resealing.sealed, resealing.unreadable) == (True, 3, 0)
    after = StoredFactors(database, IdentityKeys(SECOND))
    assert after.accepts(officer="li", code=otp.at(AT), at=AT)
    assert after.offered("li") == offered
