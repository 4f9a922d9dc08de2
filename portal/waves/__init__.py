"""The officers' pages of the quarterly survey: waves, their questionnaires, agencies' files."""

from portal.waves import drafting, intake, overview

officers_pages = (overview.pages, drafting.pages, intake.pages)

__all__ = ["officers_pages"]
