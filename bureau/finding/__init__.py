"""Finding cases among a million: the terms of their texts, the index, officers' searches."""

from bureau.finding.model import COUNTED, CaseQuery, FoundCases, IndexPage, SavedSearch
from bureau.finding.ports import CaseIndex, SavedSearches
from bureau.finding.service import Finding

__all__ = [
    "COUNTED",
    "CaseIndex",
    "CaseQuery",
    "Finding",
    "FoundCases",
    "IndexPage",
    "SavedSearch",
    "SavedSearches",
]
