"""A reward from the report to the money: the citizen through the encrypted door, every officer
in a browser, every process as it runs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from bureau.officers import Post
from bureau.settings import load
from bureau.wiring import Bureau
from ops.ports import free_port
from tests.browsing import chromium, sign_in
from tests.e2e.service import Service, process, wait_for
from tests.portal.conftest import PASSWORD
from webhook.envelope import envelope_of
from webhook.simulator.phone import Phone
from webhook.simulator.talk import ScriptedTalk, new_openid

pytestmark = [pytest.mark.e2e, pytest.mark.browser]
POSTS = {"li": Post("city"), "wang": Post("city"), "zhao": Post("reward_cashier")}


@pytest.fixture(scope="module")
def door(service: Service, bureau: Bureau) -> Iterator[str]:
    """The address of a web server, with a worker beside it, over the running assistant."""
    port, at = free_port(), datetime.now(UTC)
    for name, post in POSTS.items():
        first = "the first password"
        bureau.officers.add(name=name, full_name=name, password=first, at=at, post=post)
        bureau.officers.change_password(name=name, old=first, new=PASSWORD, keeps="", at=at)
    env = {**service.env, "PORT": str(port)}
    with (
        process("reward_web", [sys.executable, "-m", "ops.web"], env, service.logs),
        process("reward_worker", [sys.executable, "-m", "webhook.worker"], env, service.logs),
    ):
        wait_for(f"http://127.0.0.1:{port}/healthz", service.logs / "reward_web.log")
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def signed_in(browser: Browser, door: str, name: str) -> Page:
    page = browser.new_context(base_url=door, locale="zh-CN").new_page()
    sign_in(page, name, PASSWORD)
    return page


def hears(talk: ScriptedTalk, words: str) -> str:
    assert words in talk.heard, talk.heard
    return talk.heard


def test_a_report_is_confirmed_claimed_without_a_name_and_paid_for_its_code(
    service: Service, bureau: Bureau, door: str, browser: Browser
) -> None:
    phone = Phone(new_openid(), envelope_of(load(service.env)), f"{door}/wechat")
    talk = ScriptedTalk(phone, door, lambda who, words: None)
    for line in ("@follow 330411105", "昨晚十点王店镇吉祥路金石塑料厂那边很臭", "确认"):
        assert talk.step(line) is None
    found = re.search(r"\d{8}-\d{4}-\d", hears(talk, "编号"))
    assert found is not None
    number = found[0]
    for verb in ("accept", "start"):
        bureau.cases.take(verb=verb, number=number, by="li", at=datetime.now(UTC))

    li = signed_in(browser, door, "li")
    li.goto(f"/portal/cases/{number}")
    li.get_by_role("link", name="认定属实，可奖励").click()
    li.get_by_label("处罚决定书").fill("嘉环罚〔2026〕12号")
    li.get_by_label("罚款（元").fill("200000")
    li.get_by_role("button", name="认定").click()
    li.wait_for_url("**/portal/rewards/*")
    assert "等您来领" not in talk.heard
    for _ in range(5):  # what was done with the case is told, too
        talk.step("@wait")
        if "可以领举报奖励" in talk.heard:
            break
    hears(talk, "可以领举报奖励")

    talk.write("奖励怎么领")
    hears(talk, "5%")
    talk.write("领奖励")
    hears(talk, "怎么领")
    talk.step("@tap 2")
    hears(talk, "确定匿名领吗")
    talk.step("@tap 1")
    code = next(line for line in hears(talk, "领取码").splitlines() if line.count("-") == 2)

    li.reload()
    li.get_by_role("button", name="核算为 10,000 元").click()
    assert "要由另一位来批准" in li.inner_text("main")
    address = li.url
    wang = signed_in(browser, door, "wang")
    wang.goto(address)
    wang.get_by_role("button", name="批准 10,000 元").click()
    assert "已批准" in wang.inner_text("main")
    talk.step("@wait")
    hears(talk, "10,000 元")

    zhao = signed_in(browser, door, "zhao")
    zhao.goto(address)
    assert number not in zhao.inner_text("body")
    zhao.goto("/portal/payouts")
    zhao.get_by_label("领取码").fill(code.lower())
    zhao.get_by_role("button", name="查金额").click()
    shown = zhao.inner_text("main")
    assert "10,000 元" in shown
    for word in (number, "金石", "嘉环罚"):
        assert word not in shown
    zhao.get_by_label("凭证号").fill("PZ-2026-0001")
    zhao.get_by_role("button", name="已交给领取人").click()
    assert "已登记发放" in zhao.inner_text("main")
    talk.step("@wait")
    hears(talk, "已经发放")
    talk.write("我的奖励")
    hears(talk, "已发放，10,000 元")
    phone.http.close()
