"""Open days and events: the officers' pages, and what everybody sees."""

from portal.open_days import campaigns, facilities, gate, planning, sheets
from portal.open_days.citizens import register_open_days

# The gate's and the facilities' addresses before those that hold a day's number.
officers_pages = (gate.pages, facilities.pages, sheets.pages, planning.pages, campaigns.pages)

__all__ = ["officers_pages", "register_open_days"]
