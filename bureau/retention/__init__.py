"""What is kept of whom, how long and why, and the job that sees to it."""

from bureau.retention.holdings import HOLDINGS, TERMS
from bureau.retention.model import Fate, Holding, Rule, Term
from bureau.retention.service import Retained, Retention, Step

__all__ = ["HOLDINGS", "TERMS", "Fate", "Holding", "Retained", "Retention", "Rule", "Step", "Term"]
