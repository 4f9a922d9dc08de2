"""Who shares in a reward: the first of several, and whose report does not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bureau.cases import Case, Status
from bureau.rewards import RewardError, RewardMatter
from bureau.rewards.rules import ClaimRule, read_rules
from tests.bureau.rewards.conftest import FINED, House


def merged(house: House, *citizens: str, started_after: int | None = None) -> Case:
    """Report one matter by several, a minute apart; merge all into the first."""
    cases = []
    for place, citizen in enumerate(citizens):
        if started_after == place:
            start(house, cases[0])
            house.wait(minutes=1)
        cases.append(house.reported(citizen, started=False))
        house.wait(minutes=1)
    for other in cases[1:]:
        house.bureau.neighbours.merge(
            number=other.number, into=cases[0].number, by="li", at=house.at
        )
    if started_after is None:
        start(house, cases[0])
    return cases[0]


def start(house: House, case: Case) -> None:
    for verb in ("accept", "start"):
        house.bureau.cases.take(verb=verb, number=case.number, by="li", at=house.at)


def confirm(house: House, case: Case) -> RewardMatter:
    house.wait(minutes=1)
    return house.bureau.rewards.confirm(case=case.number, findings=FINED, by="li", at=house.at)


def people(house: House, *names: str) -> list[str]:
    return [house.citizen(name) for name in names]


def shared_out(house: House, matter: RewardMatter) -> list[tuple[str, int]]:
    return [(each.citizen, each.share) for each in house.bureau.rewards.of_matter(matter.id)]


def left_out(matter: RewardMatter) -> list[str]:
    return [each.why for each in matter.left_out]


def test_of_several_the_first_is_rewarded_and_the_others_are_on_record(house: House) -> None:
    lin, chen, wu = people(house, "oLin", "oChen", "oWu")
    matter = confirm(house, merged(house, lin, chen, wu))
    assert shared_out(house, matter) == [(lin, 10_000)]
    assert left_out(matter) == ["later", "later"]


def test_a_person_counts_once_however_often_they_report(house: House) -> None:
    lin, chen = people(house, "oLin", "oChen")
    matter = confirm(house, merged(house, lin, lin, chen))
    assert shared_out(house, matter) == [(lin, 10_000)]
    assert left_out(matter) == ["same", "later"]


def test_the_order_is_that_of_the_reports_not_of_the_merging(house: House) -> None:
    chen, lin = people(house, "oChen", "oLin")
    early = house.reported(chen, started=False)
    house.wait(minutes=1)
    late = house.reported(lin, started=False)
    house.bureau.neighbours.merge(number=early.number, into=late.number, by="li", at=house.at)
    start(house, late)
    assert shared_out(house, confirm(house, late)) == [(chen, 10_000)]


def test_who_reports_what_officers_are_on_already_has_not_discovered_it(house: House) -> None:
    lin, chen = people(house, "oLin", "oChen")
    matter = confirm(house, merged(house, lin, chen, started_after=1))
    assert left_out(matter) == ["late"]


def test_an_officers_own_phone_earns_nothing_and_the_next_moves_up(house: House) -> None:
    li, lin = people(house, "oLi", "oLin")
    officers = house.bureau.officers
    officers.add(name="li", full_name="李", password="a long password", at=house.at)
    code = house.bureau.duty.new_code(officer="li", at=house.at)
    house.bureau.duty.bind(code=code, by=li, at=house.at)
    matter = confirm(house, merged(house, li, lin))
    assert shared_out(house, matter) == [(lin, 10_000)]
    assert left_out(matter) == ["staff"]


def test_who_was_forgotten_takes_no_place(house: House) -> None:
    lin, chen = people(house, "oLin", "oChen")
    root = merged(house, lin, chen)
    house.bureau.citizens.erase(by=lin, at=house.at)
    matter = confirm(house, root)
    assert shared_out(house, matter) == [(chen, 10_000)]
    assert left_out(matter) == ["gone"]


def test_where_nobody_is_left_the_officer_is_told_why(house: House, lin: str) -> None:
    case = house.reported(lin)
    house.bureau.citizens.erase(by=lin, at=house.at)
    with pytest.raises(RewardError) as refused:
        confirm(house, case)
    assert "举报人已删除个人信息" in refused.value.explanation


def test_a_withdrawn_report_among_several_does_not_count(house: House) -> None:
    lin, chen = people(house, "oLin", "oChen")
    root = merged(house, lin, chen)
    house.bureau.cases.reply(verb="withdraw", number=root.number, by=lin, at=house.at)
    with pytest.raises(RewardError, match="case_status"):
        confirm(house, root)
    assert house.bureau.cases.find(root.number).status is Status.WITHDRAWN  # type: ignore[union-attr]


def test_an_anonymous_report_is_rewarded_like_any_other(house: House, lin: str) -> None:
    case = house.reported(lin, anonymous=True)
    assert shared_out(house, confirm(house, case)) == [(lin, 10_000)]


@pytest.mark.parametrize(
    ("reporters", "shares"),
    [
        (1, (10_000,)),
        (2, (7_000, 3_000)),
        (3, (5_000, 3_000, 2_000)),
        (4, (5_000, 3_000, 2_000, 0)),
    ],
)
def test_what_nobody_takes_is_the_first_ones(reporters: int, shares: tuple[int, ...]) -> None:
    [claiming] = _rules([50, 30, 20])
    assert claiming.shares_of(reporters) == shares
    assert claiming.shares_of(0) == ()


def test_three_who_share_get_the_award_to_the_fen(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewards = house.bureau.rewards
    monkeypatch.setattr(rewards, "_rules", replace(rewards._rules, bureau=_rules([50, 30, 20])))
    names = people(house, "oLin", "oChen", "oWu")
    root = merged(house, *names)
    findings = replace(FINED, fine=20_33)  # five percent of it are 1.01 yuan
    house.wait(minutes=1)
    matter = rewards.confirm(case=root.number, findings=findings, by="li", at=house.at)
    mine = [rewards.preview(each).amount for each in rewards.of_matter(matter.id)]
    assert sum(mine) == 101
    assert mine == [51, 30, 20]


def _rules(shares: list[int]) -> tuple[ClaimRule, ...]:
    row = {
        "code": "x", "name": "x", "source": "x", "published": True, "from": date(2021, 1, 1),
        "until": None, "claim_days": 90, "remind_days": 7, "collect_days": 90, "shares": shares,
        "exclusions": [],
    }  # fmt: skip
    return read_rules({"province": [], "bureau": [row]}).bureau
