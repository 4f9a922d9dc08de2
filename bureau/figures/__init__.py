"""What the cases have come to: sums by month and place, rates with their formulas, tiers."""

from bureau.figures.model import CaseRate, LateTown, Measures, MonthSpan, SpotCount
from bureau.figures.ports import CaseFigures

__all__ = ["CaseFigures", "CaseRate", "LateTown", "Measures", "MonthSpan", "SpotCount"]
