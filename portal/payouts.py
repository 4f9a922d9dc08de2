"""Paying rewards: number, rule, amount, and whom; nothing of the case, and so nothing of the firm.

Whoever may see cases or rewards is shown no payee here (`bureau.rewards.payouts`).
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.officers import Right
from bureau.rewards import ClaimKind, Reward, RewardError, may_see_payees, words
from bureau.rewards.money import figure
from portal.context import bureau, now, officer, say
from portal.filters import instant
from portal.guard import Pages
from portal.lists import MOST, TakenList, handed, list_of
from portal.paging import SIZE, Paging

pages = Pages("payouts", __name__, template_folder="templates")
_ID = f"<int(max={2**31 - 1}):payout>"


@pages.app_context_processor
def _waiting() -> dict[str, Callable[[], int]]:
    return {"waiting_payouts": lambda: bureau().payouts.waiting()}


@pages.get("/payouts", needs=Right.PAY_REWARDS)
def listing() -> str:
    """What is to be paid and what was, the newest first; the form for a code."""
    paging = Paging.asked()
    found, total = bureau().payouts.page(limit=SIZE, offset=paging.offset)
    paging.check(total)
    return render_template(
        "portal/payouts/list.html", payouts=found, total=total, paging=paging, kinds=ClaimKind
    )


@pages.get("/payouts.xlsx", needs=Right.PAY_REWARDS)
def xlsx() -> Response:
    """The list as a workbook, without a name."""
    return handed(_list(), "xlsx")


@pages.get("/payouts.csv", needs=Right.PAY_REWARDS)
def csv() -> Response:
    """The same as CSV."""
    return handed(_list(), "csv")


@pages.get(f"/payouts/{_ID}", needs=Right.PAY_REWARDS)
def one(payout: int) -> str:
    """A reward to be paid: whom, and the form for its voucher."""
    found = _found(payout)
    return render_template(
        "portal/payouts/one.html",
        payout=found,
        rule=_rule(found),
        payee=bureau().payouts.payee(found, officer()),
        kept_apart=not may_see_payees(officer()),
        kinds=ClaimKind,
    )


@pages.post(f"/payouts/{_ID}", needs=Right.PAY_REWARDS)
def pay(payout: int) -> AnyResponse:
    """Note that a reward claimed by name was paid."""
    found = _found(payout)
    _paid(found, None)
    return redirect(url_for(".one", payout=found.id))


@pages.post("/payouts/pickup", needs=Right.PAY_REWARDS)
def pickup() -> AnyResponse | str:
    """What a code is worth: the amount and nothing else."""
    code = request.form.get("code", "")[:40]
    try:
        found = bureau().payouts.by_code(code=code, by=officer().name, at=now())
    except RewardError as refused:
        flash(refused.explanation, "problem")
        return redirect(url_for(".listing"))
    return render_template("portal/payouts/pickup.html", payout=found, code=code)


@pages.post("/payouts/pickup/paid", needs=Right.PAY_REWARDS)
def hand_over() -> AnyResponse:
    """Note that a reward was handed over for its code."""
    code = request.form.get("code", "")[:40]
    try:
        found = bureau().payouts.by_code(code=code, by=officer().name, at=now())
    except RewardError as refused:
        flash(refused.explanation, "problem")
    else:
        _paid(found, code)
    return redirect(url_for(".listing"))


def _paid(found: Reward, code: str | None) -> None:
    voucher = request.form.get("voucher", "")
    try:
        bureau().payouts.pay(
            reward=found.id, voucher=voucher, code=code, by=officer().name, at=now()
        )
    except RewardError as refused:
        flash(refused.explanation, "problem")
    else:
        flash(say("reward_paid", number=found.number), "done")


def _found(payout: int) -> Reward:
    try:
        return bureau().payouts.get(payout)
    except RewardError:
        abort(404)


def _rule(payout: Reward) -> str:
    room = bureau().rewards
    return room.rule_of(room.matter(payout.matter)).name


def _list() -> TakenList:
    found, total = bureau().payouts.page(limit=MOST, offset=0)
    rows = tuple(
        (
            each.number, _rule(each), words().kind(each.kind or ""), figure(each.amount or 0),
            words().status(each.status), instant(each.paid) if each.paid else "", each.voucher,
        )
        for each in found
    )  # fmt: skip
    return list_of("payouts", rows, total=total)
