"""What was seen at a point, as one line of words."""

from __future__ import annotations

from bureau.patrols.model import PatrolDraft
from bureau.patrols.words import words


def described(seen: PatrolDraft) -> str:
    """Return what was seen as one line: 气味 3 级，像塑料，门口有车在卸料."""
    said = words()
    colours, smells, floats = (said.choices(each) for each in ("colours", "smells", "floats"))
    return said.joined(
        [
            said.part("intensity", seen.intensity) if seen.intensity is not None else "",
            said.part("like", said.listed(seen.qualities)) if seen.qualities else "",
            seen.water_look,
            colours.get(seen.colour, ""),
            smells.get(seen.smell, ""),
            said.listed(floats.get(each, each) for each in seen.floating),
            said.part("card", seen.forel_ule) if seen.forel_ule else "",
            said.part("breaths", seen.recognised, seen.breaths) if seen.breaths else "",
            seen.seen,
        ]
    )
