"""Air and water: the citizens' pages, the open data, the officers' rankings."""

from portal.quality.blueprints import officers_pages, register_quality

__all__ = ["officers_pages", "register_quality"]
