"""The officers' pages of figures: how the cases go, where they are, a month's sheet."""

from portal.figures import casemap, dashboard, month_sheet

officers_pages = (dashboard.pages, casemap.pages, month_sheet.pages)

__all__ = ["officers_pages"]
