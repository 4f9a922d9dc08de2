"""The officers' door and the citizens' first page, as Flask blueprints."""

from portal.blueprints import register

__all__ = ["register"]
