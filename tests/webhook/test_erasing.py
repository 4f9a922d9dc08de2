"""What an erasure leaves outside the database goes, too, and a fault only delays it."""

from __future__ import annotations

from datetime import timedelta

from bureau.wiring import Bureau
from tests.webhook.conftest import ScriptedAssistant
from tests.webhook.platform import Follower, key_of
from webhook.assistant import AssistantDownError, AssistantFaultError
from webhook.erasing import Erasing
from webhook.service import now


class DeafAssistant(ScriptedAssistant):
    """An assistant that cannot forget for a while."""

    def __init__(self, *faults: Exception) -> None:
        super().__init__()
        self.faults = list(faults)

    def forget(self, sender: str) -> None:
        if self.faults:
            raise self.faults.pop(0)
        super().forget(sender)


def later() -> object:
    return now() + timedelta(minutes=2)


def test_the_conversation_goes_at_once_and_the_last_of_it_after_a_minute(
    follower: Follower, bureau: Bureau, assistant: ScriptedAssistant
) -> None:
    follower.says("很臭，电话13812345678")
    key = key_of(bureau, follower)
    follower.does("unsubscribe")
    Erasing(bureau.citizens, bureau.evidence, assistant, now).run()
    assert assistant.forgotten == [key]
    assert bureau.citizens.erasing() == [key]
    Erasing(bureau.citizens, bureau.evidence, assistant, later).run()  # type: ignore[arg-type]
    assert bureau.citizens.erasing() == []


def test_an_assistant_that_is_away_delays_the_end_and_holds_up_nobody_else(
    follower: Follower, bureau: Bureau
) -> None:
    first = bureau.citizens.meet(openid="oFirst", at=now()).key
    second = bureau.citizens.meet(openid="oSecond", at=now()).key
    for citizen in (first, second):
        bureau.citizens.erase(by=citizen, at=now())
    deaf = DeafAssistant(AssistantDownError("away"), AssistantFaultError("HTTP 500"))
    erasing = Erasing(bureau.citizens, bureau.evidence, deaf, later)  # type: ignore[arg-type]
    erasing.run()
    assert set(bureau.citizens.erasing()) == {first, second}
    erasing.run()
    assert set(deaf.forgotten) == {first, second}
    assert bureau.citizens.erasing() == []
