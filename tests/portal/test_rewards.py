"""Rewards on the officers' pages: confirmed, computed, approved by another, paid by a third."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask import Flask

from bureau.cases import Draft
from bureau.officers import Post
from bureau.rewards import ClaimKind, Reward, RewardStatus
from bureau.wiring import Bureau
from tests.portal.conftest import AT, PASSWORD, Officer, Watch

FIRM = "金石纺织厂"
DECISION = "嘉环罚〔2026〕12号"
PAYEE = ("王小明", "330402199003074518", "6222021234567890128", "13812345678")


def signed_in(app: Flask, bureau: Bureau, name: str, post: Post) -> Officer:
    bureau.officers.add(name=name, full_name=name, password="the first one", at=AT, post=post)
    bureau.officers.change_password(name=name, old="the first one", new=PASSWORD, keeps="", at=AT)
    officer = Officer(app.test_client())
    assert officer.sign_in(name).status_code == 302
    return officer


@pytest.fixture
def li(app: Flask, bureau: Bureau) -> Officer:
    return signed_in(app, bureau, "li", Post("city"))


@pytest.fixture
def wang(app: Flask, bureau: Bureau) -> Officer:
    return signed_in(app, bureau, "wang", Post("city"))


@pytest.fixture
def cashier(app: Flask, bureau: Bureau) -> Officer:
    return signed_in(app, bureau, "zhao", Post("reward_cashier"))


@pytest.fixture
def lin(bureau: Bureau) -> str:
    return bureau.citizens.meet(openid="oLin", at=AT).key


def page(officer: Officer, path: str, status: int = 200) -> str:
    answer = officer.get(path)
    assert answer.status_code == status, path
    return unescape(answer.get_data(as_text=True))


def sent(officer: Officer, path: str, **form: str) -> str:
    answer = officer.post(path, page="/portal/account", **form)
    if answer.status_code == 302:
        return page(officer, answer.headers["Location"])
    return unescape(answer.get_data(as_text=True))


def reported(bureau: Bureau, by: str, key: str = "m1") -> str:
    draft = Draft(categories=("odor",), place="330411105", description="夜里很臭",
                  suspected_firm=FIRM)  # fmt: skip
    number = bureau.cases.submit(draft=draft, by=by, at=AT, message_key=key).number
    for verb in ("accept", "start"):
        bureau.cases.take(verb=verb, number=number, by="li", at=AT)
    return number


def confirmed(bureau: Bureau, officer: Officer, by: str) -> Reward:
    number = reported(bureau, by)
    sent(officer, f"/portal/cases/{number}/reward", decision=DECISION, fine="200000")
    (reward,) = bureau.rewards.open_of(by=by)
    return reward


def claim(bureau: Bureau, by: str, kind: ClaimKind, at: Any = AT) -> str:
    """Claim in the chat; return the code of an anonymous claim."""
    chat, keys = bureau.reward_chat, iter(f"{kind} {n}" for n in range(20))

    def tap(under: Any, place: int) -> Any:
        payload = under.buttons[place][1]
        return chat.press(by=by, payload=payload, at=at, message_key=next(keys))

    told = chat.hear(by=by, text="领奖励", at=at)
    if kind is ClaimKind.ANONYMOUS:
        told = tap(tap(told, 1), 0)
        return next(line for line in told.text.splitlines() if line.count("-") == 2)
    told = tap(told, 0)
    for typed in PAYEE:
        told = chat.answer(by=by, text=typed, at=at, message_key=next(keys))
    tap(told, 0)
    return ""


def version(bureau: Bureau, reward: Reward) -> str:
    return str(bureau.rewards.get(reward.id).version)


def approved(bureau: Bureau, li: Officer, wang: Officer, by: str, kind: ClaimKind) -> Reward:
    reward = confirmed(bureau, li, by)
    code = claim(bureau, by, kind)
    address = f"/portal/rewards/{reward.id}"
    sent(li, f"{address}/compute", seen=version(bureau, reward))
    sent(wang, f"{address}/approve", seen=version(bureau, reward))
    reward = bureau.rewards.get(reward.id)
    assert reward.status is RewardStatus.APPROVED
    return reward


def test_a_reward_goes_from_the_case_to_the_voucher_through_three_pairs_of_hands(
    bureau: Bureau, li: Officer, wang: Officer, cashier: Officer, lin: str
) -> None:
    number = reported(bureau, lin)
    assert "认定属实，可奖励" in page(li, f"/portal/cases/{number}")
    shown = sent(li, f"/portal/cases/{number}/reward", decision=DECISION, fine="200,000")
    assert "罚款 200,000 元 × 5% = 10,000 元" in shown
    (reward,) = bureau.rewards.open_of(by=lin)
    assert "可以领举报奖励" in bureau.outbox.of_citizen(to=lin)[0].content.body["text"]
    code = claim(bureau, lin, ClaimKind.ANONYMOUS)
    address = f"/portal/rewards/{reward.id}"
    assert "核算为 10,000 元" in page(wang, address)
    assert "要由另一位来批准" in sent(li, f"{address}/compute", seen=version(bureau, reward))
    assert "必须是不同的人" in sent(li, f"{address}/approve", seen=version(bureau, reward))
    assert "等发放的人登记凭证号" in sent(wang, f"{address}/approve", seen=version(bureau, reward))
    shown = sent(cashier, "/portal/payouts/pickup", code=code.lower().replace("-", " "))
    assert "10,000 元" in shown
    for word in (number, FIRM, DECISION, reward.number):
        assert word not in shown
    shown = sent(cashier, "/portal/payouts/pickup/paid", code=code, voucher="PZ-2026-0001")
    assert "已登记发放" in shown
    assert bureau.rewards.get(reward.id).status is RewardStatus.PAID
    assert "领取码不对" in sent(cashier, "/portal/payouts/pickup", code=code)
