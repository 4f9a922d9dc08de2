"""Events are written, announced to who subscribed, counted and called off."""

from __future__ import annotations

from html import unescape

import pytest

from bureau.campaigns import CampaignState
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

LIST = "/portal/campaigns"
FORM = {
    "title": "河边<走走>", "kind": "visit", "starts": "2026-12-05T09:00",
    "ends": "2026-12-05T11:00", "place": "南湖", "area": "", "text": "听河长讲治水", "link": "",
}  # fmt: skip


def page(officer: Officer, address: str) -> str:
    return unescape(officer.get(address).get_data(as_text=True))


def written(officer: Officer) -> str:
    return str(officer.post(LIST, page=LIST, **FORM).location)


def test_an_event_is_written_announced_and_counted(officer: Officer, bureau: Bureau) -> None:
    bureau.campaigns.subscribe(by="c" * 32, at=AT)
    address = written(officer)
    assert "会发给订了的 1 人" in page(officer, address)
    officer.post(address, page=address, verb="announce")
    [letter] = bureau.outbox.of_citizen(to="c" * 32)
    assert "河边<走走>" in letter.content.body["text"]
    [event] = bureau.campaigns.coming(at=AT)
    bureau.campaigns.join(campaign=event.id, by="c" * 32, at=AT)
    shown = page(officer, address)
    assert "1 封" in shown
    assert "1 人" in shown


def test_calling_off_tells_with_the_reason(officer: Officer, bureau: Bureau) -> None:
    bureau.campaigns.subscribe(by="c" * 32, at=AT)
    address = written(officer)
    officer.post(address, page=address, verb="announce")
    assert officer.post(address, page=address, verb="call_off", reason="").status_code == 409
    officer.post(address, page=address, verb="call_off", reason="下大雨")
    texts = [each.content.body["text"] for each in bureau.outbox.of_citizen(to="c" * 32)]
    assert any("下大雨" in text for text in texts)
    [event] = bureau.campaigns.every(at=AT)
    assert event.state is CampaignState.CALLED_OFF
    assert officer.post(address, page=address, verb="announce").status_code == 409


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "名称要写"),
        ({"kind": "party"}, "没有这一类"),
        ({"ends": "2026-12-05T08:00"}, "结束要在开始之后"),
        ({"starts": "soon"}, "日期和时间"),
        ({"area": "999999"}, "没有这个地区"),
        ({"link": "http://x.example"}, "https://"),
        ({"text": ""}, "介绍要写"),
    ],
)
def test_what_cannot_be_is_explained(
    officer: Officer, bureau: Bureau, wrong: dict[str, str], said: str
) -> None:
    answer = officer.post(LIST, page=LIST, **{**FORM, **wrong})
    assert answer.status_code == 409
    assert said in unescape(answer.get_data(as_text=True))
    assert bureau.campaigns.every(at=AT) == []


def test_the_quiz_is_counted_and_nobody_named(officer: Officer, bureau: Bureau) -> None:
    for right in (True, True, False):
        bureau.campaigns.answered(question="hotline", right=right)
    assert "67%" in page(officer, LIST)
