"""Doubtful answers: flagged with reasons and a suggested weight, never dropped."""

from surveys.checks.report import CheckReport, Flag, GroupWarning, check

__all__ = ["CheckReport", "Flag", "GroupWarning", "check"]
