"""Rewards on the officers' pages: confirmed, computed, approved by another, paid by a third."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import openpyxl
import pytest
from flask import Flask

from bureau.audit import AuditFilter
from bureau.cases import Draft
from bureau.officers import Post, roles
from bureau.places import Level
from bureau.rewards import ClaimKind, Reward, RewardStatus
from bureau.wiring import Bureau
from tests.portal.conftest import AT, PASSWORD, Officer

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

    told = chat.hear(by=by, text="领奖励", at=at, message_key="begin")
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
    claim(bureau, by, kind)
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


def walked(app: Flask, officer: Officer, bureau: Bureau, reward: Reward) -> str:
    """Everything an officer can open: every page and every file that takes no form."""
    known = {"reward": reward.id, "payout": reward.id, "number": reward.case}
    seen = []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/portal") or "GET" not in (rule.methods or ()):
            continue
        if not set(rule.arguments) <= set(known) or "static" in rule.endpoint:
            continue
        path = rule.rule
        for name in rule.arguments:
            path = re.sub(rf"<[^<>]*\b{name}>", str(known[name]), path)
        answer = officer.get(path)
        seen.append(text_of(answer))
    seen.append(text_of(officer.get("/portal/audit.csv")))
    for asked in (PAYEE[0], PAYEE[1], PAYEE[3], reward.number):
        for room in ("find", "cases"):
            found = text_of(officer.get(f"/portal/{room}?q={asked}"))
            seen.append(found.replace(asked, ""))  # what one typed oneself stands in the field
    return "\n".join(seen)


def text_of(answer: Any) -> str:
    if answer.mimetype.endswith("sheet"):
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        return "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    return unescape(answer.get_data().decode("utf-8", "replace"))


def test_nobody_sees_both_whom_and_which_firm(
    app: Flask, bureau: Bureau, li: Officer, wang: Officer, lin: str, cashier: Officer
) -> None:
    reward = approved(bureau, li, wang, lin, ClaimKind.NAMED)
    both, neither = [], []
    for role in roles():
        level = roles()[role].level
        town = "330411105"
        area = {Level.COUNTY: "330411", Level.TOWN: town, Level.VILLAGE: town}.get(level)
        officer = signed_in(app, bureau, f"w{len(both)}{role.replace('_', '')}", Post(role, area))
        text = walked(app, officer, bureau, reward)
        person = any(part in text for part in PAYEE)
        firm = any(part in text for part in (FIRM, DECISION, reward.case, "夜里很臭"))
        (both if person and firm else neither).append((role, person, firm))
    assert both == []
    assert [role for role, person, _ in neither if person] == ["reward_cashier"]
    assert {role for role, _, firm in neither if firm} >= {"city", "administrator", "auditor"}


def test_an_administrator_who_may_pay_is_told_why_nobody_is_shown(
    bureau: Bureau, officer: Officer, li: Officer, wang: Officer, lin: str, cashier: Officer
) -> None:
    reward = approved(bureau, li, wang, lin, ClaimKind.NAMED)
    shown = page(officer, f"/portal/payouts/{reward.id}")
    assert "谁都不能同时知道" in shown
    shown = page(cashier, f"/portal/payouts/{reward.id}")
    for part in PAYEE:
        assert part in shown
    assert "已登记发放" in sent(cashier, f"/portal/payouts/{reward.id}", voucher="PZ-0001")
    case = f"/portal/cases/{reward.case}"
    room = "/portal/rewards"
    for private in (room, f"{room}/{reward.id}", "/portal/cases", case, f"{case}/reward"):
        page(cashier, private, status=404)


def test_the_audit_log_tells_who_looked_and_nothing_of_the_payee(
    bureau: Bureau, officer: Officer, li: Officer, wang: Officer, lin: str, cashier: Officer
) -> None:
    reward = approved(bureau, li, wang, lin, ClaimKind.NAMED)
    page(cashier, f"/portal/payouts/{reward.id}")
    sent(cashier, f"/portal/payouts/{reward.id}", voucher="PZ-0001")
    lines = bureau.audit.page(AuditFilter(), limit=200, offset=0)[0]
    mine = [line for line in lines if line.verb.startswith("payouts.")]
    assert {line.verb for line in mine} == {"payouts.one", "payouts.pay"}
    assert not any(line.number for line in mine)  # no case is named where a payee is
    assert not any(part in str(lines) for part in PAYEE)
    log = page(officer, "/portal/audit")
    assert "看要发放的奖励" in log


def test_a_code_and_a_voucher_leave_no_trace_but_the_step(
    bureau: Bureau, li: Officer, wang: Officer, lin: str, cashier: Officer
) -> None:
    reward = confirmed(bureau, li, lin)
    code = claim(bureau, lin, ClaimKind.ANONYMOUS)
    assert "还没有批准" in sent(cashier, "/portal/payouts/pickup", code=code)
    assert "领取码不对" in sent(cashier, "/portal/payouts/pickup", code="AAAA-BBBB-CCCC")
    lines = bureau.audit.page(AuditFilter(), limit=200, offset=0)[0]
    assert code.lower() not in str(lines).lower()
    assert bureau.rewards.get(reward.id).status is RewardStatus.CLAIMED


def test_codes_are_not_to_be_tried_at_the_desk(
    bureau: Bureau, li: Officer, wang: Officer, lin: str, cashier: Officer
) -> None:
    confirmed(bureau, li, lin)
    for _ in range(5):
        assert "领取码不对" in sent(cashier, "/portal/payouts/pickup", code="AAAA-BBBB-CCCC")
    assert "输错太多次" in sent(cashier, "/portal/payouts/pickup", code="AAAA-BBBB-CCCC")


def test_what_cannot_be_confirmed_is_explained_and_what_was_typed_stays(
    bureau: Bureau, li: Officer, lin: str
) -> None:
    number = reported(bureau, lin)
    address = f"/portal/cases/{number}/reward"
    for form, said in {
        (("fine", "200000"),): "文号",
        (("decision", DECISION), ("fine", "二十万")): "请填金额",
        (("decision", DECISION),): "算下来是 0 元",
        (("decision", DECISION), ("ownerless", "20001")): "最高 20,000 元",
        (("decision", DECISION), ("fine", "1"), ("major", "400000")): "同意文号",
    }.items():
        answer = li.post(address, page=address, **dict(form))
        assert answer.status_code == 409
        text = unescape(answer.get_data(as_text=True))
        assert said in text
        assert all(f'value="{value}"' in text for _, value in form)
    assert bureau.rewards.of_case(number) is None


def test_a_case_that_is_true_and_earns_nothing_says_why(
    bureau: Bureau, li: Officer, lin: str
) -> None:
    number = reported(bureau, lin)
    sent(li, f"/portal/cases/{number}/reward", exclusion="known")
    assert "属实，不奖励：举报前本局已经掌握" in page(li, f"/portal/cases/{number}")
    assert "不奖励" in page(li, f"/portal/cases/{number}/reward")


def test_the_step_is_offered_to_those_who_may_and_on_cases_that_can(
    app: Flask, bureau: Bureau, li: Officer, lin: str
) -> None:
    draft = Draft(categories=("odor",), place="330411105", description="x")
    fresh = bureau.cases.submit(draft=draft, by=lin, at=AT, message_key="m0").number
    assert "认定属实，可奖励" not in page(li, f"/portal/cases/{fresh}")
    assert "开始办理之后才能认定" in page(li, f"/portal/cases/{fresh}/reward")
    number = reported(bureau, lin)
    branch = signed_in(app, bureau, "branch", Post("county_branch", "330411"))
    assert "认定属实，可奖励" not in page(branch, f"/portal/cases/{number}")
    page(branch, f"/portal/cases/{number}/reward", status=404)


def test_the_register_is_filtered_and_taken_along_with_its_fingerprint(
    bureau: Bureau, officer: Officer, li: Officer, wang: Officer, lin: str, cashier: Officer
) -> None:
    reward = approved(bureau, li, wang, lin, ClaimKind.NAMED)
    assert reward.number in page(li, "/portal/rewards?status=approved")
    assert reward.number not in page(li, "/portal/rewards?status=paid")
    for who, room in ((li, "rewards"), (cashier, "payouts")):
        sheet = text_of(who.get(f"/portal/{room}.xlsx"))
        listed = text_of(who.get(f"/portal/{room}.csv"))
        for text in (sheet, listed):
            assert reward.number in text
            assert "数据指纹" in text
        fingerprint = re.search(r"数据指纹,([0-9a-f]{12})", listed)
        assert fingerprint is not None
        assert room in {each.kind for each in bureau.handed.find(fingerprint[1])}
    assert reward.case not in text_of(cashier.get("/portal/payouts.csv"))


def test_a_fine_reduced_after_the_approval_leads_back_to_computing(
    bureau: Bureau, li: Officer, wang: Officer, lin: str
) -> None:
    reward = approved(bureau, li, wang, lin, ClaimKind.NAMED)
    address = f"/portal/cases/{reward.case}/reward"
    assert 'value="200,000"' in page(li, address)
    shown = sent(li, address, decision=DECISION, fine="100000")
    assert "已更正" in shown
    assert "核算为 5,000 元" in shown
    sent(li, f"/portal/rewards/{reward.id}/compute", seen=version(bureau, reward))
    assert bureau.rewards.get(reward.id).amount == 5_000_00


def test_a_page_that_lay_open_takes_no_step(
    bureau: Bureau, li: Officer, wang: Officer, lin: str
) -> None:
    reward = confirmed(bureau, li, lin)
    seen = version(bureau, reward)
    claim(bureau, lin, ClaimKind.ANONYMOUS)
    assert "刚刚有变动" in sent(li, f"/portal/rewards/{reward.id}/compute", seen=seen)
