"""What tells who somebody is, found in a text that people wrote and put out of sight."""

from basis.masking.hiding import Hidden, hidden, mask

__all__ = ["Hidden", "hidden", "mask"]
