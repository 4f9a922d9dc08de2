"""Supervision's use-cases: the sweep that climbs the ladder, the register, the letters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from basis.clock import SHANGHAI
from bureau.cases import Case, CaseService, StepError
from bureau.cases import words as case_words
from bureau.officers import WHOLE_CITY, OfficerScope
from bureau.supervision.ladder import Ladder, stage
from bureau.supervision.model import LateMark, Measure, Paper, Rung
from bureau.supervision.ports import Holders, Register
from bureau.supervision.words import words


class Supervision:
    """Letters and marks for late cases, each rung once, ending with the case."""

    def __init__(
        self,
        register: Register,
        cases: CaseService,
        ladder: Ladder,
        place_name: Callable[[str], str],
        draw: Callable[[Measure], bytes],
        holders: Holders,
    ) -> None:
        self._register = register
        self._cases = cases
        self._ladder = ladder
        self._place_name = place_name
        self._draw = draw
        self._holders = holders

    def sweep(self, *, at: datetime) -> int:
        """Take every measure that is due and end those whose case moved on; return how many new.

        To be called now and then by a background process: a second call takes nothing twice, and
        one that broke off is taken up where it was.
        """
        for measure in self._register.untold():
            self._tell(measure, at)
        owing = self._cases.running_out(before=at + self._ladder.horizon)
        taken = self._register.taken([case.number for case in owing])
        new = 0
        for case in owing:
            for rung in self._ladder.reached(case, at):
                if (case.number, rung.code, stage(case)) not in taken:
                    self._tell(self._register.issue(self._measure(case, rung, at)), at)
                    new += 1
        self._end(at)
        return new

    def of_case(self, number: str) -> list[Measure]:
        """Return a case's letters and marks, the oldest first."""
        return self._register.of_case(number)

    def mark(self, number: str) -> LateMark | None:
        """Return the gravest mark that a case bears now."""
        borne = [one.mark for one in self.of_case(number) if one.mark and one.ended is None]
        return max(borne, key=list(LateMark).index, default=None)

    def marked(self, *, scope: OfficerScope = WHOLE_CITY) -> list[Measure]:
        """Return the gravest standing mark of every case within a scope, the gravest first."""
        gravest: dict[str, Measure] = {}
        for one in self._register.standing(scope=scope):
            known = gravest.get(one.number)
            if one.mark and (known is None or _gravity(one) > _gravity(known)):
                gravest[one.number] = one
        return sorted(gravest.values(), key=lambda one: (-_gravity(one), one.due))

    def register(
        self,
        *,
        paper: Paper | None = None,
        mark: LateMark | None = None,
        year: int | None = None,
        scope: OfficerScope = WHOLE_CITY,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[list[Measure], int]:
        """Return a page of the register, the newest first, and how many rows there are in all.

        Only of cases within `scope`.
        """
        return self._register.page(
            paper=paper, mark=mark, year=year, scope=scope, limit=limit, offset=offset
        )

    def years(self) -> list[int]:
        """Return the years in which letters were issued, the newest first."""
        return self._register.years()

    def find(self, id: int) -> Measure | None:  # noqa: A002
        """Return a measure of the register."""
        return self._register.get(id)

    def letter(self, measure: Measure) -> bytes:
        """Return a letter as PDF, ready to be signed; raises `ValueError` for a mark alone."""
        if measure.paper is None:
            raise ValueError("a mark alone is no letter")
        return self._draw(measure)

    def _measure(self, case: Case, rung: Rung, at: datetime) -> Measure:
        assert case.due is not None, "a rung is reached by a running limit"
        assert case.clock is not None, "a limit that runs has its clock"
        rule = self._cases.limit_rule(case)
        where = self._place_name(case.town or case.county or "")
        return Measure(
            id=0,
            number=case.number,
            rung=rung.code,
            stage=stage(case),
            paper=rung.paper,
            mark=rung.mark,
            year=at.astimezone(SHANGHAI).year if rung.paper else None,
            sequence=None,
            clock=case.clock,
            unit=words().addressee(self._cases.responsible(case).name, self._holders.lead_of(case)),
            matter=where + case_words().category(case.draft.category),
            rule=f"{rule.source}{rule.article}" if rule else "",
            due=case.due,
            received=case.created,
            issued=at,
        )

    def _tell(self, measure: Measure, at: datetime) -> None:
        """Write a measure into its case's history and tell whose it is.

        What came too late is void and says so.
        """
        key = f"supervision:{measure.id}"
        said = words().issued(measure, measure.issued)
        try:
            case = self._cases.supervise(number=measure.number, note=said, at=at, message_key=key)
            text = words().to_holder(measure, measure.issued)
            self._holders.tell_holders(case=case, text=text, at=at)
        except StepError:
            if measure.paper is not None:
                self._cases.lift(
                    number=measure.number, note=words().void(measure), at=at, message_key=key
                )
            self._register.end(measure.id, at=at)
        self._register.tell(measure.id)

    def _end(self, at: datetime) -> None:
        for measure in self._register.standing():
            case = self._cases.find(measure.number)
            if case is None or stage(case) == measure.stage:
                continue
            if measure.mark is not None:
                self._cases.lift(
                    number=measure.number,
                    note=words().lifted(replace(measure, paper=None), case.status_label),
                    at=at,
                    message_key=f"supervision:{measure.id}:end",
                )
            self._register.end(measure.id, at=at)


def _gravity(measure: Measure) -> int:
    return list(LateMark).index(measure.mark) if measure.mark else -1
