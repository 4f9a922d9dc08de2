"""Tokens cannot be guessed, and what is kept of them cannot be used."""

from basis.tokens import new_token, token_hash


def test_no_two_tokens_are_the_same() -> None:
    assert len({new_token() for _ in range(100)}) == 100


def test_the_hash_is_of_the_token_alone_and_is_not_the_token() -> None:
    token = new_token()
    assert token_hash(token) == token_hash(token) != token
    assert token_hash(new_token()) != token_hash(token)
