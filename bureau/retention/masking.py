"""How open text is masked where a record stays and its author does not."""

from basis.masking import mask

__all__ = ["mask"]
