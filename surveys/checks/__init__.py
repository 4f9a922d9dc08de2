"""Doubtful answers: flagged with reasons and a suggested weight, never dropped."""

from surveys.checks.report import CheckReport, Flag, check
from surveys.checks.towns import GroupWarning

__all__ = ["CheckReport", "Flag", "GroupWarning", "check"]
