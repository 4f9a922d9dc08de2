"""Cases: what citizens tell, the case it becomes, and what may be done with it."""

from bureau.cases.answer_links import AnswerLinks, LinkError
from bureau.cases.categories import categories
from bureau.cases.delivery import DeliveryState, NoticeDelivery
from bureau.cases.lifecycle import Status, Verb, Who
from bureau.cases.model import Case, Draft, Event, Location, StepError
from bureau.cases.numbers import NumberError
from bureau.cases.ports import (
    Alarms,
    CaseFilter,
    CasePage,
    Cases,
    FeedbackCount,
    KeptAlarms,
    SentNotice,
)
from bureau.cases.routing import Authority, routing
from bureau.cases.service import CaseService
from bureau.cases.terms import terms
from bureau.cases.words import words

__all__ = [
    "Alarms",
    "AnswerLinks",
    "Authority",
    "Case",
    "CaseFilter",
    "CasePage",
    "CaseService",
    "Cases",
    "DeliveryState",
    "Draft",
    "Event",
    "FeedbackCount",
    "KeptAlarms",
    "LinkError",
    "Location",
    "NoticeDelivery",
    "NumberError",
    "SentNotice",
    "Status",
    "StepError",
    "Verb",
    "Who",
    "categories",
    "routing",
    "terms",
    "words",
]
