"""What was understood, in the citizen's own kind of words, from `readback.yml`."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from basis.packaged import yaml_beside
from bureau.cases import words
from bureau.dialogue.report import ReportInProgress
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


def matter(report: ReportInProgress) -> str:
    """Return what is wrong: 异味（塑料味、很重）."""
    said = _said()
    category = said["joined"].join(words().category(one) for one in report.categories or ["other"])
    form = said["smell"] if "odor" in report.categories else "{text}"
    ending = said["smell_ending"]
    traits = [form.format(text=one.removesuffix(ending)) for one in report.odor_qualities[:3]]
    # Nothing smelt is no trait of a noise.
    if report.intensity is not None and (report.intensity or "odor" in report.categories):
        traits.append(said["intensity"][report.intensity])
    if not traits:
        return str(category)
    return str(said["matter"].format(category=category, traits=said["joined"].join(traits)))


def place(report: ReportInProgress, places: Gazetteer) -> str:
    """Return where: the town as it is called, and the citizen's own words."""
    said = _said()
    known = places.get((report.place or "")[:9])
    town = places.label(known.code) if known else ""
    if report.place_text:
        return town + plain(report.place_text)
    if report.point:
        return str(said["place_point"].format(town=town))
    return town or str(said["place_unknown"])


def time(report: ReportInProgress) -> str:
    """Return when, and whether it goes on."""
    said = _said()
    heard = str(said["joined"]).join(
        dict.fromkeys(plain(one, 24) for one in (report.time_text, report.pattern) if one)
    )
    if report.ongoing is None:
        return heard or str(said["time_unknown"])
    if report.ongoing and heard == said["now"]:
        return heard
    if not heard:
        return str(said["now"] if report.ongoing else said["now_over"])
    return str(said["time_ongoing" if report.ongoing else "time_over"].format(text=heard))


def several(report: ReportInProgress, places: Gazetteer) -> str:
    """Return the lines that name a report and those that wait for it."""
    row = str(_said()["several"])
    return "\n".join(
        row.format(ordinal=ordinal, place=place(one, places), matter=matter(one))
        for ordinal, one in enumerate(report.all, start=report.ordinal)
    )


def notes(report: ReportInProgress) -> str:
    """Return the further line of the summary, or an empty text."""
    said = _said()
    told = []
    if report.firm:
        told.append(said["firm"].format(text=plain(report.firm, 24)))
    if report.photos:
        told.append(said["photos"].format(count=len(report.photos)))
    told += [said[name] for name in ("anonymous", "urgent") if getattr(report, name)]
    return str(said["notes"].format(text=said["apart"].join(told))) if told else ""


def lines(report: ReportInProgress, places: Gazetteer) -> tuple[str, ...]:
    """Return the lines of the card that is read back: what, where, when and the notes."""
    return matter(report), place(report, places), time(report), notes(report)


def due_line(due: datetime, at: datetime) -> str:
    """Return the line that says until when an officer owes an answer, and how long that is."""
    told = words()
    return str(_said()["due"].format(day=told.deadline(due), left=told.left(due, at)))


def asked_line(question: str) -> str:
    """Return the line that holds an officer's question to the citizen."""
    return str(_said()["asked"].format(question=plain(question, 300)))
