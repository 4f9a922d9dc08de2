"""What officers saw, did and took along: lines that nobody changes."""

from bureau.audit.model import SAME_LOOK, AuditFilter, AuditLine, AuditOutcome, Deed
from bureau.audit.ports import Audit
from bureau.audit.words import Meanings, told, verb_names, words

__all__ = [
    "SAME_LOOK",
    "Audit",
    "AuditFilter",
    "AuditLine",
    "AuditOutcome",
    "Deed",
    "Meanings",
    "told",
    "verb_names",
    "words",
]
