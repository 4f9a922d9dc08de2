"""Time limits of a case: their rules as data, working days, and clocks that stop and run on."""

from bureau.cases.clocks.measures import Limit, Unit
from bureau.cases.clocks.remaining import Remaining, remaining
from bureau.cases.clocks.workdays import Workdays, workdays

__all__ = ["Limit", "Remaining", "Unit", "Workdays", "remaining", "workdays"]
