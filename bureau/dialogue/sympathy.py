"""Which words of sympathy fit what was told: those of a river only where there is one."""

from __future__ import annotations

import re
from functools import cache

from basis.packaged import yaml_beside


def sympathy(leading: str, text: str) -> str:
    """Return of which category the sympathy is: the leading one, `other` where it would not fit."""
    words = _fitting().get(leading)
    return leading if words is not None and words.search(text) else "other"


@cache
def _fitting() -> dict[str, re.Pattern[str]]:
    words = yaml_beside(__file__, "sympathy.yml")
    return {category: re.compile(str(said), re.IGNORECASE) for category, said in words.items()}
