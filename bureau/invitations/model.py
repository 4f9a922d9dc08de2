"""What is known of invitations: how somebody was invited, and what they wish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class InvitationKind(StrEnum):
    """How a citizen was invited; each at most once a wave."""

    CASE = "case"  # in the conversation that closed their case
    NOTICE = "notice"  # a message, to those who asked for one
    REMINDER = "reminder"  # to those who left half-way


class InvitationWish(StrEnum):
    """What a citizen said about invitations; who said nothing gets no notice."""

    INVITE = "invite"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many citizens wish what, and how many were invited in a wave, by kind."""

    wishes: Mapping[InvitationWish, int]
    invited: Mapping[InvitationKind, int]
