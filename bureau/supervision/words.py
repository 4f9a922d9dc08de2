"""The words and numbers of supervision, from `words.yml`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from basis.clock import SHANGHAI
from basis.packaged import words_beside
from bureau.cases import words as case_words
from bureau.supervision.model import Measure


class SupervisionWords:
    """Says what a measure is; a missing key raises `KeyError`."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._said = said

    def paper(self, key: str) -> str:
        """Return a kind of letter in Chinese."""
        return str(self._said["papers"][key])

    def mark(self, key: str) -> str:
        """Return a mark in Chinese."""
        return str(self._said["marks"][key])

    def number(self, measure: Measure) -> str:
        """Return a letter's number as the bureau writes it, an empty text for a mark alone."""
        if measure.paper is None:
            return ""
        form = self._said["numbers"][measure.paper]
        return str(form.format(year=measure.year, sequence=measure.sequence))

    def addressee(self, unit: str, person: str) -> str:
        """Return to whom a letter is written: the office, and whose case it is."""
        return str(self._said["addressee"]).format(unit=unit, person=person) if person else unit

    def to_holder(self, measure: Measure, at: datetime) -> str:
        """Return what whoever has the case in hand is told."""
        return f"{measure.number} {self.issued(measure, at)}"

    def issued(self, measure: Measure, at: datetime) -> str:
        """Return the line of the case's history: what was issued, by which limit, how late."""
        forms, facts = self._said["history"], self.facts(measure, at)
        lines = [forms[key].format(**facts) for key in ("mark", "paper") if facts[key]]
        return "\n".join(lines)

    def lifted(self, measure: Measure, status: str) -> str:
        """Return the line of the case's history for a mark that ends."""
        facts = self.facts(measure, measure.issued)
        return str(self._said["history"]["lifted"].format(**facts | {"status": status}))

    def void(self, measure: Measure) -> str:
        """Return the line of the case's history for a letter that came too late to be sent."""
        return str(self._said["history"]["void"].format(**self.facts(measure, measure.issued)))

    def letter(self, measure: Measure) -> list[str]:
        """Return the paragraphs of a letter, as it stood when it was issued."""
        facts = self.facts(measure, measure.issued)
        return [each.format(**facts) for each in self._said["letters"][measure.paper]]

    def facts(self, measure: Measure, at: datetime) -> dict[str, str]:
        """Return what the sentences about a measure are made of."""
        return {
            "paper": self.paper(measure.paper) if measure.paper else "",
            "mark": self.mark(measure.mark) if measure.mark else "",
            "number": self.number(measure),
            "unit": measure.unit,
            "clock": case_words().clock(measure.clock),
            "due": self.instant(measure.due),
            "left": case_words().left(measure.due, at),
            "rule": measure.rule or self._said["unruled"],
            "case": measure.number,
            "matter": measure.matter,
            "received": self.date(measure.received),
            "issued": self.date(measure.issued),
            "status": "",
        }

    @property
    def office(self) -> str:
        """The bureau's name."""
        return str(self._said["office"])

    def signing(self, key: str) -> str:
        """Return a word of the part that is signed."""
        return str(self._said["signing"][key])

    def date(self, at: datetime) -> str:
        """Return a day as letters write it."""
        return str(self._said["date"].format(at=at.astimezone(SHANGHAI)))

    def instant(self, at: datetime) -> str:
        """Return an instant to the minute."""
        return str(self._said["instant"].format(at=at.astimezone(SHANGHAI)))

    def characters(self) -> str:
        """Return every character that these words may hold."""
        return json.dumps(self._said, ensure_ascii=False)


def words() -> SupervisionWords:
    """Return the words."""
    return SupervisionWords(words_beside(__file__))
