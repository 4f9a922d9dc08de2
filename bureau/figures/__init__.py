"""What the cases have come to: sums by month and place, rates with their formulas, tiers."""

from bureau.figures.model import CaseRate, Measures, MonthSpan, SpotCount
from bureau.figures.ports import CaseFigures
from bureau.figures.service import Figures

__all__ = ["CaseFigures", "CaseRate", "Figures", "Measures", "MonthSpan", "SpotCount"]
