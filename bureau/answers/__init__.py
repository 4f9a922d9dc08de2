"""Answers from the bureau's own texts, each with its source; what is not known is written down."""

from bureau.answers.library import Catalogue, Shelves
from bureau.answers.model import (
    BranchOffice,
    Contradiction,
    Force,
    LibraryError,
    LibraryText,
    Origin,
    Passage,
    QuestionGroup,
    ReadingProblem,
    Reply,
    ReplyKind,
    Unanswered,
)
from bureau.answers.ports import LibraryStore, Rephraser
from bureau.answers.service import Library
from bureau.answers.words import force_name, origin_name

__all__ = [
    "BranchOffice",
    "Catalogue",
    "Contradiction",
    "Force",
    "Library",
    "LibraryError",
    "LibraryStore",
    "LibraryText",
    "Origin",
    "Passage",
    "QuestionGroup",
    "ReadingProblem",
    "Rephraser",
    "Reply",
    "ReplyKind",
    "Shelves",
    "Unanswered",
    "force_name",
    "origin_name",
]
