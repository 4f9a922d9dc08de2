"""The life of a case: the table of its steps, and the page printed from it."""

from bureau.cases.lifecycle.table import (
    CASEWORK,
    OPEN,
    RUNNING,
    STANDINGS,
    STEPS,
    Clock,
    Note,
    Status,
    StatusMeaning,
    Step,
    Verb,
    Who,
    possible,
    step,
)

__all__ = [
    "CASEWORK",
    "OPEN",
    "RUNNING",
    "STANDINGS",
    "STEPS",
    "Clock",
    "Note",
    "Status",
    "StatusMeaning",
    "Step",
    "Verb",
    "Who",
    "possible",
    "step",
]
