"""Referrals: a case handed to the authority it belongs to, with receipt, answer, return, recall."""

from bureau.referrals.model import Referral, ReferralError, ReferralStatus
from bureau.referrals.ports import ReferralStore
from bureau.referrals.seal import Seal
from bureau.referrals.service import Referrals
from bureau.referrals.words import words

__all__ = [
    "Referral",
    "ReferralError",
    "ReferralStatus",
    "ReferralStore",
    "Referrals",
    "Seal",
    "words",
]
