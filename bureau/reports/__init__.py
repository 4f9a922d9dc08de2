"""Reports: what citizens tell, the case it becomes, and what may be done with it."""

from bureau.reports.lifecycle import Status, Verb, Who
from bureau.reports.model import Case, Category, Draft, Event, Location, StepError
from bureau.reports.numbers import NumberError
from bureau.reports.ports import CaseFilter, Cases, KeptNotices, Notices
from bureau.reports.routing import Authority, routing
from bureau.reports.service import Reports
from bureau.reports.terms import terms
from bureau.reports.words import words

__all__ = [
    "Authority",
    "Case",
    "CaseFilter",
    "Cases",
    "Category",
    "Draft",
    "Event",
    "KeptNotices",
    "Location",
    "Notices",
    "NumberError",
    "Reports",
    "Status",
    "StepError",
    "Verb",
    "Who",
    "routing",
    "terms",
    "words",
]
