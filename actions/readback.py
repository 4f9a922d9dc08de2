"""What was understood, in the citizen's own kind of words, from `readback.yml`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from actions.dates import day
from actions.intake import ReportInProgress
from basis.packaged import yaml_beside
from bureau.cases import words
from bureau.places import Gazetteer

LONGEST = 60


@cache
def _said() -> dict[str, Any]:
    said = yaml_beside(__file__, "readback.yml")
    return dict(said)


def plain(text: str, longest: int = LONGEST) -> str:
    """Return a citizen's words fit for a response: one line, short.

    Square brackets are widened because Rasa's templates would take `0[` for a placeholder.
    """
    line = " ".join(text.split()).replace("[", "［").replace("]", "］")
    return line if len(line) <= longest else line[: longest - 1] + "…"


def matter(intake: ReportInProgress) -> str:
    """Return what is wrong: 异味（塑料味、很重）."""
    said = _said()
    category = said["joined"].join(words().category(one) for one in intake.categories or ["other"])
    form = said["smell"] if "odor" in intake.categories else "{text}"
    traits = [form.format(text=one) for one in intake.odor_qualities[:3]]
    if intake.intensity is not None:
        traits.append(said["intensity"][intake.intensity])
    if not traits:
        return category
    return str(said["matter"].format(category=category, traits=said["joined"].join(traits)))


def place(intake: ReportInProgress, places: Gazetteer) -> str:
    """Return where: the town as it is called, and the citizen's own words."""
    said = _said()
    known = places.get((intake.place or "")[:9])
    town = places.label(known.code) if known else ""
    if intake.place_text:
        return town + plain(intake.place_text)
    if intake.point:
        return str(said["place_point"].format(town=town))
    return town or str(said["place_unknown"])


def time(intake: ReportInProgress) -> str:
    """Return when, and whether it goes on."""
    said = _said()
    heard = said["joined"].join(
        dict.fromkeys(plain(one, 24) for one in (intake.time_text, intake.pattern) if one)
    )
    if intake.ongoing is None:
        return heard or str(said["time_unknown"])
    if intake.ongoing and heard == said["now"]:
        return heard
    if not heard:
        return str(said["now"] if intake.ongoing else said["now_over"])
    return str(said["time_ongoing" if intake.ongoing else "time_over"].format(text=heard))


def notes(intake: ReportInProgress) -> str:
    """Return the further line of the summary, or an empty text."""
    said = _said()
    told = []
    if intake.firm:
        told.append(said["firm"].format(text=plain(intake.firm, 24)))
    if intake.photos:
        told.append(said["photos"].format(count=len(intake.photos)))
    told += [said[name] for name in ("anonymous", "urgent") if getattr(intake, name)]
    return str(said["notes"].format(text=said["joined"].join(told))) if told else ""


def due_line(due: datetime) -> str:
    """Return the line that says until when an officer owes an answer."""
    return str(_said()["due"].format(day=day(due)))
