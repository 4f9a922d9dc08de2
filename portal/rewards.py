"""Rewards: what was confirmed, computed and approved. Whom to pay is nowhere on these pages."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import Case
from bureau.officers import Right
from bureau.rewards import (
    CONFIRMABLE,
    LONGEST_REASON,
    MEASURES,
    Findings,
    Reward,
    RewardError,
    RewardMatter,
    RewardStatus,
    words,
)
from bureau.rewards.lifecycle import open_steps
from bureau.rewards.money import fen_of, figure, yuan
from portal.casework.found import own_case
from portal.context import bureau, now, officer, say
from portal.filters import instant
from portal.guard import Pages, about
from portal.lists import MOST, TakenList, handed, list_of
from portal.paging import SIZE, Paging
from portal.parameters import choice

pages = Pages("rewards", __name__, template_folder="templates")
_ID = f"<int(max={2**31 - 1}):reward>"
_AMOUNTS = ("fine", "ownerless", "major")


@pages.app_context_processor
def _waiting() -> dict[str, Callable[[], int]]:
    return {"waiting_rewards": lambda: bureau().rewards.waiting()}


@pages.get("/rewards", needs=Right.SEE_REWARDS)
def listing() -> str:
    """The register by status, the newest first."""
    paging, status = Paging.asked(), _asked()
    found, total = bureau().rewards.page(status, limit=SIZE, offset=paging.offset)
    paging.check(total)
    return render_template(
        "portal/rewards/list.html",
        rewards=found,
        total=total,
        paging=paging,
        tally=bureau().rewards.tally(),
        statuses=RewardStatus,
        status=choice("status", RewardStatus) or "",
        published=bureau().rewards.claiming(now()).published,
    )


@pages.get("/rewards.xlsx", needs=Right.SEE_REWARDS)
def xlsx() -> Response:
    """The register as a workbook."""
    return handed(_list(), "xlsx")


@pages.get("/rewards.csv", needs=Right.SEE_REWARDS)
def csv() -> Response:
    """The same as CSV."""
    return handed(_list(), "csv")


@pages.get(f"/rewards/{_ID}", needs=Right.SEE_REWARDS)
def one(reward: int) -> str:
    """A reward: what was found, the calculation line by line, its history, what is next."""
    found = _found(reward)
    room = bureau().rewards
    matter = room.matter(found.matter)
    steps = [row for row in open_steps(found.status) if row.right and officer().holds(row.right)]
    return render_template(
        "portal/rewards/one.html",
        reward=found,
        matter=matter,
        rule=room.rule_of(matter),
        award=room.preview(found),
        case=bureau().cases.find(found.case),
        others=[each for each in room.of_matter(matter.id) if each.id != found.id],
        history=room.history(found.id),
        can={row.verb for row in steps},
        mine=officer().name in (found.computed_by,),
        longest=LONGEST_REASON,
        officers={each.name: each.full_name for each in bureau().officers.every()},
        published=room.claiming(now()).published,
        told=room.told(found),
        reaches_anybody=room.reaches_anybody,
    )


@pages.post(f"/rewards/{_ID}/compute", needs=Right.COMPUTE_REWARDS)
def compute(reward: int) -> AnyResponse:
    """Compute what is shown."""
    return _taken(reward, bureau().rewards.compute, "compute")


@pages.post(f"/rewards/{_ID}/approve", needs=Right.APPROVE_REWARDS)
def approve(reward: int) -> AnyResponse:
    """Approve what another officer computed."""
    return _taken(reward, bureau().rewards.approve, "approve")


@pages.post(f"/rewards/{_ID}/send_back", needs=Right.APPROVE_REWARDS)
def send_back(reward: int) -> AnyResponse:
    """Have it computed again."""
    return _taken(reward, bureau().rewards.send_back, "send_back", reasoned=True)


@pages.post(f"/rewards/{_ID}/refuse", needs=Right.COMPUTE_REWARDS)
def refuse(reward: int) -> AnyResponse:
    """Refuse it, with a reason that the citizen reads."""
    return _taken(reward, bureau().rewards.refuse, "refuse", reasoned=True)


@pages.post(f"/rewards/{_ID}/recall", needs=Right.COMPUTE_REWARDS)
def recall(reward: int) -> AnyResponse:
    """Take it back, with a reason that the citizen reads."""
    return _taken(reward, bureau().rewards.recall, "recall", reasoned=True)


@pages.get("/cases/<number>/reward", needs=Right.COMPUTE_REWARDS)
def facts(number: str) -> str:
    """The form with what was found: to confirm it, or to correct it."""
    case = own_case(number)
    matter = bureau().rewards.of_case(case.number)
    typed = _shown(matter.findings) if matter else {}
    return _form(case, matter, typed)


@pages.post("/cases/<number>/reward", needs=Right.COMPUTE_REWARDS, tells=("exclusion", "measures"))
def confirm(number: str) -> AnyResponse | tuple[str, int]:
    """Confirm a violation as to be rewarded, or correct what was found."""
    case = own_case(number)
    room = bureau().rewards
    matter = room.of_case(case.number)
    try:
        findings = _read()
        if matter:
            room.revise(matter=matter.id, findings=findings, by=officer().name, at=now())
            flash(say("reward_revised"), "done")
        else:
            matter = room.confirm(
                case=case.number,
                findings=findings,
                exclusion=request.form.get("exclusion", ""),
                by=officer().name,
                at=now(),
            )
            told = say("reward_confirmed", count=len(room.of_matter(matter.id)))
            flash(say("reward_excluded") if matter.exclusion else told, "done")
    except RewardError as refused:
        flash(refused.explanation, "problem")
        return _form(case, matter, request.form.to_dict()), 409
    mine = room.of_matter(matter.id)
    if len(mine) == 1 and officer().holds(Right.SEE_REWARDS):
        return redirect(url_for(".one", reward=mine[0].id))
    return redirect(url_for("portal.cases.case", number=case.number))


def _form(case: Case, matter: RewardMatter | None, typed: dict[str, str]) -> str:
    room = bureau().rewards
    measures = request.form.getlist("measures") if request.form else None
    chosen = matter.findings.measures if matter and measures is None else (measures or ())
    return render_template(
        "portal/rewards/facts.html",
        case=case,
        matter=matter,
        typed=typed,
        chosen=chosen,
        measures=MEASURES,
        exclusions=room.claiming(now()).exclusions,
        rule=room.rule_of(matter) if matter else room.paying(case.created),
        possible=bool(matter) or (case.status in CONFIRMABLE and not case.merged_into),
        reports=1 + len(bureau().neighbours.merged(case.number)),
        claiming=room.claiming(now()),
    )


def _read() -> Findings:
    told = request.form
    fen = {}
    for name in _AMOUNTS:
        try:
            fen[name] = fen_of(told.get(name, "").strip() or "0")
        except ValueError:
            raise RewardError("amount", name=words().amount(name)) from None
    return Findings(
        decision=told.get("decision", ""),
        measures=tuple(name for name in MEASURES if name in told.getlist("measures")),
        consent=told.get("consent", ""),
        **fen,
    )


def _shown(findings: Findings) -> dict[str, str]:
    amounts = {name: getattr(findings, name) for name in _AMOUNTS}
    return {
        "decision": findings.decision,
        "consent": findings.consent,
        **{name: yuan(fen) if fen else "" for name, fen in amounts.items()},
    }


def _taken(
    reward: int, take: Callable[..., Reward], verb: str, *, reasoned: bool = False
) -> AnyResponse:
    found = _found(reward)
    why = {"reason": request.form.get("reason", "")} if reasoned else {}
    seen = request.form.get("seen", 0, type=int)
    try:
        take(reward=found.id, seen=seen, by=officer().name, at=now(), **why)
    except RewardError as refused:
        flash(refused.explanation, "problem")
    else:
        flash(say("step_done", verb=words().verb(verb)), "done")
    return redirect(url_for(".one", reward=found.id))


def _found(reward: int) -> Reward:
    try:
        found = bureau().rewards.get(reward)
    except RewardError:
        abort(404)
    about(found.case)
    return found


def _asked() -> tuple[RewardStatus, ...]:
    status = choice("status", RewardStatus)
    return (RewardStatus(status),) if status else tuple(RewardStatus)


def _list() -> TakenList:
    asked = _asked()
    found, total = bureau().rewards.page(asked, limit=MOST, offset=0)
    said = words()
    rows = tuple(
        (
            each.number, each.case, said.status(each.status),
            said.kind(each.kind) if each.kind else "", f"{each.share / 100:g}%",
            figure(each.amount) if each.amount is not None else "",
            instant(each.created), instant(each.until) if each.until else "",
            each.computed_by, each.approved_by, instant(each.paid) if each.paid else "",
            each.voucher,
        )
        for each in found
    )  # fmt: skip
    shown = said.status(asked[0]) if len(asked) == 1 else ""
    return list_of("rewards", rows, total=total, asked=shown)
