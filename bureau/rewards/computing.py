"""What a confirmed violation comes to by a rule, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from bureau.cases.text import clean
from bureau.rewards.model import Findings, RewardError
from bureau.rewards.money import part, yuan
from bureau.rewards.rules import RewardRule
from bureau.rewards.words import words


@dataclass(frozen=True, slots=True)
class AwardLine:
    """A line of the calculation: `code` names its ground, `amount` in fen, `how` in words."""

    code: str
    amount: int
    how: str


@dataclass(frozen=True, slots=True)
class Award:
    """What a matter comes to; the lines add up to `amount`, in fen."""

    amount: int
    lines: tuple[AwardLine, ...]


def award(findings: Findings, rule: RewardRule) -> Award:
    """Return what findings come to. Raises `RewardError` for what the rule does not allow.

    A share of the fine up to its limit (dropped to whole fen), fixed sums for detention, arrest
    and conviction added up, what was set for a source without owner; in a major case the whole is
    raised to the sum that was consented to.
    """
    lines = []
    if findings.fine:
        raw = part(findings.fine, rule.fine_share)
        amount = min(raw, rule.fine_most)
        code = "fine_capped" if raw > amount else "fine"
        lines.append(
            _line(code, amount, fine=yuan(findings.fine), percent=_percent(rule.fine_share),
                  raw=yuan(raw), most=yuan(rule.fine_most))
        )  # fmt: skip
    for name, fixed in rule.fixed.items():
        if name in findings.measures:
            lines.append(_line(name, fixed))
    if findings.ownerless:
        if findings.ownerless > rule.ownerless_most:
            raise RewardError("ownerless_most", most=yuan(rule.ownerless_most))
        lines.append(_line("ownerless", findings.ownerless, most=yuan(rule.ownerless_most)))
    if findings.major:
        lines.append(_raised(findings, rule, sum(line.amount for line in lines)))
    total = sum(line.amount for line in lines)
    if not total:
        raise RewardError("nothing")
    return Award(total, tuple(lines))


def tidied(findings: Findings) -> Findings:
    """Return findings as they are kept: numbers of papers in one line, measures in one order."""
    plain = " ".join(clean(findings.decision).split())[:60]
    consent = " ".join(clean(findings.consent).split())[:60]
    order = tuple(sorted(set(findings.measures)))
    return Findings(
        plain, findings.fine, order, findings.ownerless, findings.major,
        consent if findings.major else "",
    )  # fmt: skip


def check(findings: Findings, rule: RewardRule) -> None:
    """Raise `RewardError` for findings that earn nothing or lack the number of the decision."""
    if not findings.decision:
        raise RewardError("decision_missing")
    award(findings, rule)


def _raised(findings: Findings, rule: RewardRule, ordinary: int) -> AwardLine:
    if findings.major > rule.major_most:
        raise RewardError("major_most", most=yuan(rule.major_most))
    if findings.major <= ordinary:
        raise RewardError("major_least", least=yuan(ordinary))
    if not findings.consent:
        raise RewardError("consent_missing")
    return _line(
        "major", findings.major - ordinary, total=yuan(findings.major),
        consent=findings.consent, most=yuan(rule.major_most),
    )  # fmt: skip


def _line(code: str, amount: int, **figures: str) -> AwardLine:
    return AwardLine(code, amount, words().line(code, amount=yuan(amount), **figures))


def _percent(share: int) -> str:
    return f"{share / 100:g}"
