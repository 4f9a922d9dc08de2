"""A bureau whose case was confirmed, and people who claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bureau.adapters.store.audit import purge
from bureau.adapters.store.schema import metadata
from bureau.cases import Case, Draft
from bureau.messaging import Outcome
from bureau.rewards import Findings, Reward, Spoken
from bureau.settings import load
from bureau.wiring import Bureau

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
FINED = Findings(decision="嘉环罚〔2026〕12号", fine=200_000_00)
NAME, CARD, BANK, PHONE = "王小明", "330402199003074518", "6222021234567890128", "13812345678"


@pytest.fixture(scope="session")
def one_bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    var = Path(tmp_path_factory.mktemp("rewards"))
    bureau = Bureau(load({"DEMO": "1", "VAR_DIR": str(var)}))
    yield bureau
    bureau.close()


@dataclass
class House:
    """The bureau, its officers by name, and what is done again and again."""

    bureau: Bureau
    at: datetime = AT
    keys: int = 0

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)

    def key(self) -> str:
        self.keys += 1
        return f"{self.keys:032}"

    def citizen(self, openid: str) -> str:
        return self.bureau.citizens.meet(openid=openid, at=self.at).key

    def reported(self, citizen: str, *, started: bool = True, anonymous: bool = False) -> Case:
        draft = Draft(
            categories=("odor",), place="330411105", description="金石纺织厂夜里偷排，很臭",
            suspected_firm="金石纺织厂", anonymous=anonymous,
        )  # fmt: skip
        cases = self.bureau.cases
        case = cases.submit(draft=draft, by=citizen, at=self.at, message_key=self.key())
        if started:
            for verb in ("accept", "start"):
                case = cases.take(verb=verb, number=case.number, by="li", at=self.at)
        return case

    def confirmed(self, citizen: str, findings: Findings = FINED) -> Reward:
        case = self.reported(citizen)
        self.bureau.rewards.confirm(case=case.number, findings=findings, by="li", at=self.at)
        self.delivers()
        return self.bureau.rewards.open_of(by=citizen)[0]

    def delivers(self, outcome: Outcome = Outcome.SENT) -> None:
        """Let what was queued leave, and the worker see that it has."""
        outbox = self.bureau.outbox
        while letters := outbox.take_due(at=self.at, most=50):
            for letter in letters:
                outbox.close(letter, outcome=outcome, at=self.at)
        self.bureau.rewards.sweep(at=self.at)

    def again(self, reward: Reward) -> Reward:
        return self.bureau.rewards.get(reward.id)

    def says(self, citizen: str, text: str | None, key: str = "") -> Spoken | None:
        room, key = self.bureau.reward_chat, key or self.key()
        told = room.answer(by=citizen, text=text, at=self.at, message_key=key)
        if told is None and text is not None:
            told = room.hear(by=citizen, text=text, at=self.at, message_key=key)
        return told

    def taps(self, citizen: str, under: Spoken | None, title: str, key: str = "") -> Spoken:
        assert under is not None
        payload = dict(under.buttons)[title]
        return self.bureau.reward_chat.press(
            by=citizen, payload=payload, at=self.at, message_key=key or self.key()
        )

    def by_name(self, citizen: str) -> Spoken:
        told = self.taps(citizen, self.says(citizen, "领奖励"), "实名领取")
        for typed in (NAME, CARD, BANK, PHONE):
            told = self.says(citizen, typed)
        return self.taps(citizen, told, "确认领取")

    def anonymously(self, citizen: str) -> str:
        told = self.taps(citizen, self.says(citizen, "领奖励"), "匿名领取")
        return code_in(self.taps(citizen, told, "确认"))

    def approved(self, reward: Reward) -> Reward:
        room = self.bureau.rewards
        done = room.compute(reward=reward.id, seen=self.again(reward).version, by="li", at=self.at)
        return room.approve(reward=reward.id, seen=done.version, by="wang", at=self.at)

    def told(self, citizen: str) -> list[str]:
        """Return what a citizen was told of rewards, the oldest first."""
        letters = self.bureau.outbox.letters(to=citizen, cause="reward")
        return [letter.content.body["text"] for letter in letters]


def code_in(told: Spoken) -> str:
    return next(line for line in told.text.splitlines() if line.count("-") == 2)


@pytest.fixture
def house(one_bureau: Bureau) -> House:
    with one_bureau.database.transaction() as connection:
        purge(connection, datetime(9000, 1, 1, tzinfo=UTC))
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return House(one_bureau)


@pytest.fixture
def lin(house: House) -> str:
    return house.citizen("oLin")
