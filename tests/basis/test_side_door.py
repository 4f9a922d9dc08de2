import socket
import urllib.error
import urllib.request

import pytest

from basis.side_door import SideDoor, lives


@pytest.fixture
def state():
    return {"well": True}


@pytest.fixture
def door(state):
    pages = {
        "/livez": lives(lambda: state["well"]),
        "/metrics": lambda: (True, "text/x-figures", b"one 1\n"),
    }
    door = SideDoor("127.0.0.1", 0, pages)
    yield door
    door.close()


def get(door, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{door.port}{path}", timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_one_word_says_whether_a_process_is_well(door, state):
    assert get(door, "/livez") == (200, b"ok\n")
    state["well"] = False
    assert get(door, "/livez") == (503, b"ill\n")


def test_figures_are_served_and_other_addresses_are_none(door):
    assert get(door, "/metrics") == (200, b"one 1\n")
    assert get(door, "/")[0] == 404
    assert get(door, "/livez/../metrics")[0] == 404


def test_who_connects_and_says_nothing_keeps_nobody_waiting(door):
    with (
        socket.create_connection(("127.0.0.1", door.port)),
        socket.create_connection(("127.0.0.1", door.port)) as half,
    ):
        half.sendall(b"GET /liv")
        assert get(door, "/livez") == (200, b"ok\n")
