"""Open days: facilities, their dates, who comes, and what people thought of it."""

from bureau.open_days.calendar import calendar_file
from bureau.open_days.desk import Attendance, OpenDayDesk
from bureau.open_days.intake import OpenDayIntake, SheetChange, SheetPlan
from bureau.open_days.letters import LetterReach, Letters, ToldOf, spaced
from bureau.open_days.model import (
    Booking,
    BookingState,
    DayPhase,
    DayPlan,
    DayState,
    Facility,
    FacilityKind,
    OpenDay,
    OpenDayError,
)
from bureau.open_days.service import OpenDays, plain_code
from bureau.open_days.sheet import SheetLine, heading, headings, read_list, read_sheet
from bureau.open_days.words import words

__all__ = [
    "Attendance",
    "Booking",
    "BookingState",
    "DayPhase",
    "DayPlan",
    "DayState",
    "Facility",
    "FacilityKind",
    "LetterReach",
    "Letters",
    "OpenDay",
    "OpenDayDesk",
    "OpenDayError",
    "OpenDayIntake",
    "OpenDays",
    "SheetChange",
    "SheetLine",
    "SheetPlan",
    "ToldOf",
    "calendar_file",
    "heading",
    "headings",
    "plain_code",
    "read_list",
    "read_sheet",
    "spaced",
    "words",
]
