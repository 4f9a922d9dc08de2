"""The register of villages: the bureau's table looked at and taken in, and what reports mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bureau.places.gazetteer import Gazetteer
from bureau.places.villages.model import Village, spoken, town_of
from bureau.places.villages.ports import Villages
from bureau.places.villages.reading import read_village
from bureau.places.villages.table import TableProblem, read_villages, table_text


@dataclass(frozen=True, slots=True)
class VillagePreview:
    """What a table would change; nothing of it is done yet.

    `new`, `changed`, `same`, `back` (gone until now): villages of the table. `gone`: villages of
    its towns that it does not hold. `text`: the table as it will be taken in. With `problems`
    nothing is taken in.
    """

    new: tuple[Village, ...] = ()
    changed: tuple[tuple[Village, Village], ...] = ()
    same: tuple[Village, ...] = ()
    back: tuple[Village, ...] = ()
    gone: tuple[Village, ...] = ()
    text: str = ""
    problems: tuple[TableProblem, ...] = ()

    @property
    def changes(self) -> int:
        """How many villages would be other than now."""
        return len(self.new) + len(self.changed) + len(self.back) + len(self.gone)


class VillageRegister:
    """The villages as the bureau's table has them; `official`: names by the division's codes."""

    def __init__(self, store: Villages, places: Gazetteer, official: Mapping[str, str]) -> None:
        self._store = store
        self._places = places
        self._official = official

    def get(self, code: str) -> Village | None:
        """Return a village, one that is gone too."""
        return self._store.get(code)

    def of_town(self, town: str) -> list[Village]:
        """Return a town's villages that there are, by their codes."""
        return [each for each in self._store.of_town(town) if not each.gone]

    def every(self) -> list[Village]:
        """Return all villages that there are, by their codes."""
        return [each for each in self._store.every() if not each.gone]

    def label(self, code: str) -> str:
        """Return a village's name with its town's; the code itself if unknown."""
        village = self._store.get(code)
        return self._places.label(village.town) + village.name if village else code

    def read(
        self, town: str, texts: Sequence[str], point: tuple[float, float] | None
    ) -> str | None:
        """Return the code of the village of a town that is meant, None where that is not clear.

        `texts`: what tells the place, the most telling first; `point`: degrees, GCJ-02.
        """
        found = read_village(self._store.of_town(town), texts, point)
        return found.code if found else None

    def look_at(self, content: bytes, *, named: str) -> VillagePreview:
        """Return what a table (CSV or XLSX) would change.

        A table holds whole towns: a village of one of its towns that it leaves out is gone.
        """
        known = {each.code: each for each in self._store.every()}
        read, problems = read_villages(
            content,
            named=named,
            places=self._places,
            known=list(known.values()),
            official=self._official,
        )
        if problems:
            return VillagePreview(problems=tuple(problems))
        told, towns = {each.code for each in read}, {each.town for each in read}
        before = [(known[each.code], each) for each in read if each.code in known]
        return VillagePreview(
            new=tuple(each for each in read if each.code not in known),
            changed=tuple((old, new) for old, new in before if not old.gone and old != new),
            same=tuple(new for old, new in before if old == new),
            back=tuple(new for old, new in before if old.gone),
            gone=tuple(
                each
                for each in known.values()
                if each.town in towns and each.code not in told and not each.gone
            ),
            text=table_text(read, self._places),
        )

    def take_in(self, text: str, *, by: str, at: datetime) -> VillagePreview:
        """Take in a table as a preview gave it, whole or not at all; return what changed."""
        seen = self.look_at(text.encode(), named="")
        if not seen.problems:
            kept = [*seen.new, *(new for _, new in seen.changed), *seen.back]
            gone = [replace(each, gone=True) for each in seen.gone]
            self._store.keep([*kept, *gone], by=by, at=at)
        return seen

    def to_fill_in(self, towns: Sequence[str]) -> str:
        """Return a table of towns to check and complete: the register, or the division's names.

        What stands in neither is the bureau's to write.
        """
        known = [each for each in self.every() if each.town in towns]
        told = {each.town for each in known}
        shipped = [
            Village(code, spoken(name)) for code, name in self._official.items()
            if town_of(code) in towns and town_of(code) not in told
        ]  # fmt: skip
        return table_text(sorted([*known, *shipped], key=lambda each: each.code), self._places)
