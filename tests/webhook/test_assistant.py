import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from webhook import assistant as module
from webhook.assistant import (
    AssistantDownError,
    AssistantFaultError,
    RasaAssistant,
    SeveralAssistants,
    assistant_of,
)


@pytest.fixture
def rasa():
    """A server that answers every turn with what the test put into it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            status, body = server.answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def do_DELETE(self):
            status, body = server.answer
            content = b"" if status == 204 else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def assistant_at():
    """An assistant behind an address, closed when the test ends."""
    with ExitStack() as known:
        yield lambda url, **more: known.enter_context(closing(RasaAssistant(url, **more)))


@pytest.fixture
def assistant(rasa, assistant_at):
    return assistant_at(f"http://127.0.0.1:{rasa.server_port}")


@pytest.fixture
def ask(rasa, assistant):
    def asked(status, body):
        rasa.answer = (status, body)
        return assistant.begin(sender="citizen", message="你好", metadata={}).result()

    return asked


def test_an_answer_is_passed_on(ask):
    assert ask(200, [{"text": "您好"}]) == [{"text": "您好"}]


@pytest.mark.parametrize("reason", ["action", "busy", "store"])
def test_a_fault_that_passes_by_itself_is_waited_for_without_end(ask, reason):
    with pytest.raises(AssistantDownError):
        ask(503, {"reason": reason})


@pytest.mark.parametrize("body", [{"reason": "internal"}, {"reason": "action_error"}])
def test_a_message_that_breaks_the_turn_counts_as_tried(ask, body):
    with pytest.raises(AssistantFaultError):
        ask(503, body)


@pytest.mark.parametrize(
    ("status", "body"), [(200, []), (200, {"text": "x"}), (500, []), (404, [])]
)
def test_an_empty_or_strange_answer_is_a_fault_and_no_answer(ask, status, body):
    with pytest.raises(AssistantFaultError):
        ask(status, body)


def test_nobody_listening_is_an_assistant_that_is_away(assistant_at):
    assistant = assistant_at("http://127.0.0.1:9")
    for _ in range(2):
        with pytest.raises(AssistantDownError):
            assistant.begin(sender="citizen", message="你好", metadata={})


def test_an_open_question_can_be_left_to_another_thread(rasa, assistant):
    rasa.answer = (200, [{"text": "您好"}])
    call = assistant.begin(sender="citizen", message="你好", metadata={})
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(call.result).result() == [{"text": "您好"}]


def test_a_server_that_never_answers_is_given_up(assistant_at):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assistant = assistant_at(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.05)
        call = assistant.begin(sender="citizen", message="你好", metadata={})
        assert not call.wait(0.01)
        with pytest.raises(AssistantFaultError):
            call.result()


@pytest.mark.parametrize(("status", "error"), [(204, None), (404, None), (500, "HTTP 500")])
def test_a_conversation_is_forgotten_or_the_failure_is_told(
    rasa, assistant, status, error, assistant_at
):
    rasa.answer = (status, {})
    if error is None:
        assistant.forget("citizen")
    else:
        with pytest.raises(AssistantFaultError, match=error):
            assistant.forget("citizen")
    with pytest.raises(AssistantDownError):
        assistant_at("http://127.0.0.1:9").forget("citizen")


def test_conversations_that_rest_are_counted_as_they_go(rasa, assistant):
    rasa.answer = (200, 4)
    assert assistant.forget_before(datetime(2026, 11, 3, tzinfo=UTC)) == 4
    rasa.answer = (500, {})
    with pytest.raises(AssistantFaultError):
        assistant.forget_before(datetime(2026, 11, 3, tzinfo=UTC))


def test_one_that_hangs_is_asked_something_now_and_then_and_the_others_hear_so_at_once(
    monkeypatch, rasa, assistant_at
):
    monkeypatch.setattr(module, "HANGS", 0.1)
    monkeypatch.setattr(module, "_BREAK", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assistant = assistant_at(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.2)
        first = assistant.begin(sender="a", message="你好", metadata={})
        time.sleep(0.15)
        second = assistant.begin(sender="b", message="你好", metadata={})  # the one that tries
        for _ in range(20):
            with pytest.raises(AssistantDownError):
                assistant.begin(sender="c", message="你好", metadata={})
        for call in (first, second):
            with pytest.raises(AssistantDownError):  # no fault of these messages
                call.result()


def test_a_single_slow_message_among_answered_ones_is_that_messages_own_fault(rasa, assistant_at):
    rasa.answer = (200, [{"text": "好"}])
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assistant = assistant_at(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.05)
        with pytest.raises(AssistantFaultError):
            assistant.begin(sender="a", message="你好", metadata={}).result()
        assert not assistant.down


def test_of_several_the_one_with_the_fewest_questions_is_asked_and_one_that_is_gone_is_not(rasa):
    rasa.answer = (200, [{"text": "好"}])
    here = f"http://127.0.0.1:{rasa.server_port}"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = f"http://127.0.0.1:{silent.getsockname()[1]}"
        several = SeveralAssistants([slow, here, "http://127.0.0.1:9"])
        held = several.begin(sender="a", message="你好", metadata={})
        answers = []
        for _ in range(6):
            call = several.begin(sender="b", message="你好", metadata={})
            answers += call.result()
        assert answers == [{"text": "好"}] * 6
    with pytest.raises(AssistantFaultError):
        held.result()
    several.close()


def test_when_none_of_several_is_there_it_is_said_so():
    several = assistant_of(["http://127.0.0.1:9", "http://127.0.0.1:9"])
    with pytest.raises(AssistantDownError):
        several.begin(sender="a", message="你好", metadata={})
    with pytest.raises(AssistantDownError):
        several.forget("a")
    several.close()
