"""What an officer may be allowed to do: the rights that roles are lists of."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """A right; its name in Chinese stands in `roles.yml`.

    What cannot be undone has a right of its own, named in `IRREVERSIBLE`.
    """

    SEE_CASES = "see_cases"
    WORK_CASES = "work_cases"
    ASSIGN_CASES = "assign_cases"
    REFER_CASES = "refer_cases"
    SEE_ORIGINALS = "see_originals"
    ANSWER_DESK = "answer_desk"
    KEEP_ANSWERS = "keep_answers"
    SEE_PATROLS = "see_patrols"
    DECIDE_VOLUNTEERS = "decide_volunteers"
    SEE_SURVEYS = "see_surveys"
    PLAN_WAVES = "plan_waves"
    INVITE = "invite"
    END_WAVES = "end_waves"
    TAKE_IN_FILES = "take_in_files"
    DOWNLOAD_RESULTS = "download_results"
    RELEASE_ANSWERS = "release_answers"
    KEEP_VILLAGES = "keep_villages"
    MANAGE_KEYS = "manage_keys"
    SEE_QUALITY = "see_quality"
    SEE_DELIVERIES = "see_deliveries"
    SEND_AGAIN = "send_again"
    PUBLISH = "publish"
    DELETE = "delete"
    RELEASE_OPEN_DAYS = "release_open_days"
    RUN_CAMPAIGNS = "run_campaigns"
    RELEASE_DIAGNOSIS = "release_diagnosis"
    SEE_REWARDS = "see_rewards"
    COMPUTE_REWARDS = "compute_rewards"
    APPROVE_REWARDS = "approve_rewards"
    PAY_REWARDS = "pay_rewards"
    MANAGE_OFFICERS = "manage_officers"
    SEE_AUDIT = "see_audit"


# Acts that nobody can take back; each needs its right beside that of the page it stands on.
IRREVERSIBLE = frozenset(
    {
        Right.REFER_CASES,
        Right.INVITE,
        Right.END_WAVES,
        Right.RELEASE_ANSWERS,
        Right.PUBLISH,
        Right.DELETE,
        Right.PAY_REWARDS,
        Right.RELEASE_DIAGNOSIS,
    }
)

# Rights over matters that lie in a county or a town; the others are over the whole city's.
IN_AN_AREA = frozenset(
    {
        Right.SEE_CASES,
        Right.WORK_CASES,
        Right.ASSIGN_CASES,
        Right.REFER_CASES,
        Right.SEE_ORIGINALS,
        Right.SEE_PATROLS,
        Right.DECIDE_VOLUNTEERS,
        # Public figures: there is nothing in them that one area may not know of another.
        Right.SEE_QUALITY,
    }
)
