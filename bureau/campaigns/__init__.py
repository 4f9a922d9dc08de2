"""Campaigns: events announced and counted, a quiz, tips by season."""

from bureau.campaigns.almanac import day_named, season_named, special_days, tip, tips
from bureau.campaigns.model import (
    Campaign,
    CampaignError,
    CampaignKind,
    CampaignState,
    CampaignText,
    Reach,
    Subscription,
)
from bureau.campaigns.quiz import QuizQuestion, a_round, questions, verdict
from bureau.campaigns.service import Campaigns
from bureau.campaigns.words import words

__all__ = [
    "Campaign",
    "CampaignError",
    "CampaignKind",
    "CampaignState",
    "CampaignText",
    "Campaigns",
    "QuizQuestion",
    "Reach",
    "Subscription",
    "a_round",
    "day_named",
    "questions",
    "season_named",
    "special_days",
    "tip",
    "tips",
    "verdict",
    "words",
]
