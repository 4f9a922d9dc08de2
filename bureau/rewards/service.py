"""What officers do about rewards: confirm, compute, approve; and what happens by time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from basis.clock import SHANGHAI
from bureau.cases import Case, CaseService, DeliveryState, NumberError, Status
from bureau.cases.delivery import delivery
from bureau.cases.ports import Cases
from bureau.cases.text import clean
from bureau.messaging.ports import Outbox
from bureau.rewards.computing import Award, AwardLine, award, check, tidied
from bureau.rewards.lifecycle import (
    RewardActor,
    RewardStatus,
    RewardStep,
    RewardVerb,
    reward_step,
)
from bureau.rewards.model import (
    ClaimKind,
    Findings,
    LeftOut,
    Reporter,
    Reward,
    RewardError,
    RewardEvent,
    RewardMatter,
)
from bureau.rewards.money import shared, yuan
from bureau.rewards.ports import RewardStore
from bureau.rewards.reporters import known_since, reporters
from bureau.rewards.rules import ClaimRule, RewardRule, RewardRules
from bureau.rewards.telling import RewardTold, service_notice, told_last
from bureau.rewards.words import words

LONGEST_REASON = 200
# Cases in which a violation can be confirmed: somebody has been on it.
CONFIRMABLE = frozenset(
    {Status.IN_PROGRESS, Status.REOPENED, Status.ANSWERED, Status.CONTESTED, Status.CLOSED}
)
# What was typed into a claim and left lying is forgotten; what was said in it goes with the answer.
FORM_LIVES = timedelta(minutes=30)
HUSHED_AFTER = timedelta(seconds=20)


class Rewards:
    """Rewards from the confirmed violation to the approved amount."""

    def __init__(
        self,
        store: RewardStore,
        cases: CaseService,
        kept: Cases,
        outbox: Outbox,
        rules: RewardRules,
        *,
        template: str | None = None,
    ) -> None:
        self._store = store
        self._cases = cases
        self._kept = kept
        self._outbox = outbox
        self._rules = rules
        self._template = template

    @property
    def reaches_anybody(self) -> bool:
        """Return whether who has not written for 48 hours is reached, too."""
        return self._template is not None

    def told(self, reward: Reward) -> RewardTold | None:
        """Return what a reward's citizen was told last, and whether they have it."""
        return told_last(self._outbox, reward)

    def confirm(
        self, *, case: str, findings: Findings, exclusion: str = "", by: str, at: datetime
    ) -> RewardMatter:
        """Mark a confirmed violation as to be rewarded, or as true and not to be, and say why.

        Whoever shares is told at once. Raises `RewardError` with an explanation.
        """
        root = self._case(case)
        if root.merged_into:
            raise RewardError("merged", into=root.merged_into)
        if root.status not in CONFIRMABLE:
            raise RewardError("case_status", status=root.status_label)
        if self._store.matter_of(root.number):
            raise RewardError("again")
        rule = self._rules.paying(root.created.astimezone(SHANGHAI).date())
        if rule is None:
            raise RewardError("no_rule")
        findings = tidied(findings)
        sharing: list[Reporter] = []
        left: list[LeftOut] = []
        if exclusion:
            if exclusion not in self.claiming(at).exclusions:
                raise RewardError("exclusion")
        else:
            check(findings, rule)
            together = [root, *self._kept.followers(root.number)]
            citizens = {each.citizen for each in together}
            sharing, left = reporters(
                together,
                root=root,
                on_it=known_since(self._cases.history(root.number)),
                staff=self._store.staff(citizens),
                reachable=self._store.known(citizens),
                shares=self.claiming(at).shares_of,
            )
            if not sharing:
                raise RewardError("nobody", why="；".join(words().left_out(x.why) for x in left))
        matter = self._store.open(
            case=root.number,
            findings=findings,
            rule=rule.code,
            exclusion=exclusion,
            reporters=sharing,
            left_out=left,
            year=at.astimezone(SHANGHAI).year,
            by=by,
            at=at,
        )
        if matter is None:
            raise RewardError("again")
        for reward in self._store.of_matter(matter.id):
            self._tell(reward, at)
        return matter

    def revise(self, *, matter: int, findings: Findings, by: str, at: datetime) -> RewardMatter:
        """Correct the facts; what was computed of them is to be computed anew, and is told.

        Raises `RewardError`: what was paid is not touched.
        """
        found, findings = self.matter(matter), tidied(findings)
        if found.exclusion:
            raise RewardError("excluded")
        if findings == found.findings:
            raise RewardError("unchanged")
        check(findings, self._rules.named(found.rule))
        back = self._store.revise(found, findings, by=by, at=at)
        if back is None:
            raise RewardError("paid_already")
        for reward in back:
            self._notify(reward, "revised", at, version=True)
        return self.matter(matter)

    def preview(self, reward: Reward) -> Award:
        """Return the calculation of a reward, the last line being the reporter's own share."""
        matter = self.matter(reward.matter)
        whole = award(matter.findings, self._rules.named(matter.rule))
        others = self._store.of_matter(matter.id)
        parts = shared(whole.amount, [each.share for each in others])
        mine = parts[[each.id for each in others].index(reward.id)]
        if len(others) == 1:
            return whole
        said = words().line(
            "share", percent=f"{reward.share / 100:g}", rank=str(reward.rank),
            of=str(len(others)), amount=yuan(mine),
        )  # fmt: skip
        return Award(mine, (*whole.lines, AwardLine("share", mine, said)))

    def compute(self, *, reward: int, seen: int, by: str, at: datetime) -> Reward:
        """Compute a claimed reward; `seen`: the version that the officer had before them."""
        found = self.get(reward)
        step = self._step(found, RewardVerb.COMPUTE, RewardActor.OFFICER)
        whole = self.preview(found)
        lines = [line.how for line in whole.lines]
        return self._move(
            found, step, by, at, seen=seen, amount=whole.amount, lines=lines, computed_by=by,
            approved_by="",
        )  # fmt: skip

    def approve(self, *, reward: int, seen: int, by: str, at: datetime) -> Reward:
        """Approve what another officer computed, and tell the citizen."""
        found = self.get(reward)
        step = self._step(found, RewardVerb.APPROVE, RewardActor.OFFICER, by)
        until = None
        if found.kind is ClaimKind.ANONYMOUS:
            until = at + self.claiming(at).collect_within
        moved = self._move(found, step, by, at, seen=seen, approved_by=by, until=until)
        self._notify(moved, f"approved_{moved.kind}", at, version=True)
        return moved

    def send_back(self, *, reward: int, seen: int, reason: str, by: str, at: datetime) -> Reward:
        """Have a reward computed again, for a reason that officers read."""
        found = self.get(reward)
        step = self._step(found, RewardVerb.SEND_BACK, RewardActor.OFFICER)
        reason = _reason(reason)
        return self._move(found, step, by, at, seen=seen, note=reason, amount=None, lines=[])

    def refuse(self, *, reward: int, seen: int, reason: str, by: str, at: datetime) -> Reward:
        """Refuse a reward, for a reason that the citizen reads."""
        return self._end(reward, RewardVerb.REFUSE, "refused", seen, reason, by, at)

    def recall(self, *, reward: int, seen: int, reason: str, by: str, at: datetime) -> Reward:
        """Take a reward back that was not paid, for a reason that the citizen reads."""
        return self._end(reward, RewardVerb.RECALL, "recalled", seen, reason, by, at)

    def withdrawn(self, reward: Reward, *, at: datetime) -> bool:
        """Take back an unclaimed reward whose citizen withdrew the case; whether that is so."""
        case = self._cases.find(reward.case)
        step = reward_step(RewardVerb.RECALL, reward.status, RewardActor.SYSTEM)
        if step is None or case is None or case.status is not Status.WITHDRAWN:
            return False
        why = words().reason("withdrawn")
        moved = self._store.move(
            reward, verb=step.verb, to=RewardStatus.RECALLED, actor="", at=at, note=why
        )
        if moved is not None:
            self._notify(moved, "recalled", at, reason=why)
        return True

    def sweep(self, *, at: datetime) -> int:
        """Tell, remind once, and end what was neither claimed nor picked up in time.

        To be called now and then by a background process; return how many steps were taken.
        """
        done = 0
        for reward in self._store.due(RewardStatus.ELIGIBLE, before=at):
            self._tell(reward, at)
            done += 1
        for reward in self._store.without_end():
            done += self._begin(reward, at)
        soon = at + self.claiming(at).remind_before
        for status in (RewardStatus.TOLD, RewardStatus.APPROVED):
            for reward in self._store.due(status, before=at):
                done += self._expire(reward, at)
        for reward in self._store.due(RewardStatus.TOLD, before=soon, unreminded=True):
            if not self.withdrawn(reward, at=at) and self._store.remind(reward.id):
                self._notify(reward, "remind", at)
                done += 1
        self._store.drop_forms(before=at - FORM_LIVES)
        return done

    def hush(self, *, at: datetime) -> int:
        """Let go of what was typed into claims, and of codes, once they have left."""
        return self._store.quiet(instead=words().hushed, before=at - HUSHED_AFTER)

    def matter(self, id: int) -> RewardMatter:  # noqa: A002
        """Return a matter. Raises `RewardError` (`unknown`)."""
        found = self._store.matter(id)
        if found is None:
            raise RewardError("unknown")
        return found

    def of_case(self, number: str) -> RewardMatter | None:
        """Return the matter of a case, None where nothing was confirmed."""
        return self._store.matter_of(number)

    def get(self, reward: int) -> Reward:
        """Return a reward. Raises `RewardError` (`unknown`)."""
        found = self._store.get(reward)
        if found is None:
            raise RewardError("unknown")
        return found

    def of_matter(self, matter: int) -> list[Reward]:
        """Return a matter's rewards by rank."""
        return self._store.of_matter(matter)

    def history(self, reward: int) -> list[RewardEvent]:
        """Return a reward's history, the oldest first."""
        return self._store.history(reward)

    def page(
        self, statuses: Collection[RewardStatus] = tuple(RewardStatus), *, limit: int, offset: int
    ) -> tuple[list[Reward], int]:
        """Return a page of rewards, the newest first, and how many there are in all."""
        return self._store.page(statuses, limit=limit, offset=offset)

    def tally(self) -> dict[RewardStatus, int]:
        """Return how many rewards stand in each status."""
        return self._store.tally()

    def waiting(self) -> int:
        """Return how many rewards wait to be computed or approved."""
        tally = self.tally()
        return tally[RewardStatus.CLAIMED] + tally[RewardStatus.COMPUTED]

    def open_of(self, *, by: str) -> list[Reward]:
        """Return a citizen's rewards that may still be paid."""
        return [each for each in self._store.of_citizen(by) if each.open]

    def after_erasure(self, *, by: str) -> str:
        """Return what becomes of a citizen's open rewards once they are forgotten; empty of none.

        A claim without a name keeps its code; all others lapse.
        """
        mine = self.open_of(by=by)
        kinds = {each.kind is ClaimKind.ANONYMOUS for each in mine}
        return words().erasing(kinds) if kinds else ""

    def rule_of(self, matter: RewardMatter) -> RewardRule:
        """Return the rule by which a matter is paid."""
        return self._rules.named(matter.rule)

    def paying(self, at: datetime) -> RewardRule | None:
        """Return the rule for what is reported at an instant."""
        return self._rules.paying(at.astimezone(SHANGHAI).date())

    def claiming(self, at: datetime) -> ClaimRule:
        """Return how rewards are claimed at an instant."""
        return self._rules.claiming(at.astimezone(SHANGHAI).date())

    def _case(self, number: str) -> Case:
        try:
            found = self._cases.find(number)
        except NumberError:
            found = None
        if found is None:
            raise RewardError("no_case")
        return found

    def _end(
        self, reward: int, verb: RewardVerb, notice: str, seen: int, reason: str, by: str,
        at: datetime,
    ) -> Reward:  # fmt: skip
        found = self.get(reward)
        step = self._step(found, verb, RewardActor.OFFICER)
        reason = _reason(reason)
        moved = self._move(found, step, by, at, seen=seen, note=reason)
        self._notify(moved, notice, at, reason=reason)
        return moved

    def _step(self, reward: Reward, verb: RewardVerb, who: RewardActor, by: str = "") -> RewardStep:
        step = reward_step(verb, reward.status, who)
        if step is None:
            raise RewardError("status", status=words().status(reward.status))
        before = {
            RewardVerb.COMPUTE: reward.computed_by,
            RewardVerb.APPROVE: reward.approved_by,
        }
        if by and by in {before[each] for each in step.another}:
            raise RewardError("same_person")
        return step

    def _move(
        self, reward: Reward, step: RewardStep, by: str, at: datetime, *, seen: int,
        note: str = "", **values: Any,
    ) -> Reward:  # fmt: skip
        if reward.version != seen:
            raise RewardError("stale")
        moved = self._store.move(
            reward, verb=step.verb, to=step.to or reward.status, actor=by, at=at, note=note,
            **values,
        )  # fmt: skip
        if moved is None:
            raise RewardError("stale")
        return moved

    def _tell(self, reward: Reward, at: datetime) -> None:
        told = self._store.move(reward, verb=RewardVerb.TELL, to=RewardStatus.TOLD, actor="", at=at)
        if told is not None:
            self._notify(told, "told", at)

    def _begin(self, reward: Reward, at: datetime) -> bool:
        """Let the time to claim begin once the notice arrived; a letter that is gone is as good."""
        letters = self._outbox.letters(to=reward.citizen, cause=f"reward:{reward.id}:told")
        told = delivery(letters)
        if letters and told.state is not DeliveryState.SENT:
            return False
        since = told.at or at
        return self._store.end(reward.id, until=since + self.claiming(at).claim_within)

    def _expire(self, reward: Reward, at: datetime) -> bool:
        moved = self._store.move(
            reward, verb=RewardVerb.EXPIRE, to=RewardStatus.EXPIRED, actor="", at=at
        )
        if moved is not None:
            self._notify(moved, "expired", at)
        return moved is not None

    def _notify(
        self, reward: Reward, notice: str, at: datetime, *, version: bool = False, **facts: str
    ) -> None:
        """Tell a reward's citizen; with `version`, again each time that it happens."""
        if not self._store.known({reward.citizen}):
            return  # whoever was forgotten cannot be told
        pending = "" if self.claiming(at).published else words().notice("pending")
        text = words().notice(
            notice, number=reward.number, case=reward.case, pending=pending,
            amount=yuan(reward.amount or 0), until=day(reward.until),
            days=self.claiming(at).claim_within.days, **facts,
        )  # fmt: skip
        why = f"reward:{reward.id}:{notice}" + (f":{reward.version}" if version else "")
        service = service_notice(self._template, number=reward.number, notice=notice, at=at)
        self._outbox.notify(to=reward.citizen, text=text, why=why, at=at, service=service)


def day(at: datetime | None) -> str:
    """Return the day of an instant in Jiaxing as it is written, empty for none."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d") if at else ""


def _reason(reason: str) -> str:
    plain = " ".join(clean(reason).split())[:LONGEST_REASON]
    if not plain:
        raise RewardError("reason_missing")
    return plain
