from bureau.messaging import message_key


def key(**changed: object) -> str:
    usual = {"sender": "c1", "msg_id": "1", "created": 5, "what": "text:hello"}
    return message_key(**{**usual, **changed})  # type: ignore[arg-type]


def test_a_retry_has_the_key_of_the_first_try() -> None:
    assert key() == key(created=6)


def test_two_messages_and_two_citizens_have_different_keys() -> None:
    assert len({key(), key(msg_id="2"), key(sender="c2")}) == 3


def test_two_different_events_of_one_second_have_different_keys() -> None:
    assert key(msg_id=None, what="click:report") != key(msg_id=None, what="click:help")
    assert key(msg_id=None, created=5) != key(msg_id=None, created=6)


def test_a_key_fits_its_column_and_names_nobody() -> None:
    assert len(key(sender="c" * 64, msg_id=None, what="w" * 5000)) == 32
