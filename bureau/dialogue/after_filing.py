"""What is said of a case filed before, or of the bureau, from `after_filing.yml`."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Any

from basis.packaged import yaml_beside

_SHORT = 24  # characters: who writes more tells something else


class Afterthought(StrEnum):
    """What a short message says of a case that was filed before, or of the bureau."""

    NUMBER = "number"
    FALSE_ALARM = "false_alarm"
    WELL = "well"
    MONEY = "money"
    DONE = "done"
    PRAISE = "praise"


def afterthought(text: str) -> Afterthought | None:
    """Return what a short message says, None where it is nothing of these."""
    if len(text) > _SHORT:
        return None
    said = next((each for each in Afterthought if re.search(_said()[each], text)), None)
    praises = said is Afterthought.PRAISE and not re.search(_said()["not_praise"], text)
    return said if said is not Afterthought.PRAISE or praises else None


@cache
def _said() -> dict[str, Any]:
    return dict(yaml_beside(__file__, "after_filing.yml"))
