"""What can be done at the desk: ask for a person, take, talk, hand back, make a case of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from basis.clock import SHANGHAI
from bureau.callbacks import Callbacks
from bureau.callbacks import words as callback_words
from bureau.cases import Case, CaseService, Draft
from bureau.hotline.hours import Hours
from bureau.hotline.model import Heard, HotlineError, Line, Shift, Speaker, Talk, TalkStatus, Why
from bureau.hotline.ports import TalkStore
from bureau.hotline.words import words
from bureau.messaging.ports import Outbox
from bureau.messaging.text import LIMIT, clean, size

LONGEST = 600  # characters of one message; the platform counts bytes, and may carry fewer
EARLIER = 20  # lines before the talk that an officer reads
_WAITED = 60  # lines from the time of waiting that an officer reads
_LONGEST_WAIT = timedelta(days=2)  # the desk closes long before
_LONGEST_SHIFT = timedelta(hours=24)


class Hotline:
    """Talks between citizens and officers in the chat.

    `works` says of a day whether people work on it.
    """

    def __init__(
        self,
        store: TalkStore,
        outbox: Outbox,
        cases: CaseService,
        callbacks: Callbacks,
        hours: Hours,
        works: Callable[[date], bool],
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._cases = cases
        self._callbacks = callbacks
        self._hours = hours
        self._works = works

    def open_at(self, at: datetime) -> bool:
        """Return whether somebody sits at the desk: by the day's shifts, else by the hours."""
        day = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        shifts = self._store.shifts(begin=day, end=day + timedelta(days=1))
        if shifts:
            return any(shift.begins <= at < shift.ends for shift in shifts)
        return self._hours.open_at(at, self._works)

    def usual_hours(self, at: datetime) -> list[tuple[datetime, datetime]]:
        """Return when the desk is open on the day of `at` if no shifts are entered for it."""
        return self._hours.on(at.astimezone(SHANGHAI).date(), self._works)

    def promised(self, at: datetime) -> datetime:
        """Return by when a message that is left at `at` is answered."""
        return self._hours.promised(at, self._works)

    def ask(self, *, by: str, at: datetime) -> tuple[Talk, int]:
        """Put a citizen in the queue; return their talk and how many wait before them.

        Who waits or talks already stays where they are.
        """
        talk = self._store.ask(citizen=by, at=at)
        before = [
            each
            for each in self._store.open()
            if each.status is TalkStatus.WAITING and each.number < talk.number
        ]
        return talk, len(before)

    def hear(
        self, *, by: str, text: str, at: datetime, message_key: str, photo: str = ""
    ) -> Heard | None:
        """Take a citizen's message for the officer who talks with them; None where nobody does."""
        talk = self._store.current(by)
        if talk is None or not talk.silences(at):
            return None
        line = Line(at, Speaker.CITIZEN, clean(text), photo)
        self._store.say(number=talk.number, line=line, key=message_key)
        if not words().ends(text):
            return Heard()
        self._store.end(number=talk.number, why=Why.LEFT, at=at)
        return Heard(words().notice("left"))

    def waiting_count(self) -> int:
        """Return how many citizens wait for an officer."""
        return sum(talk.status is TalkStatus.WAITING for talk in self._store.open())

    def open(self) -> list[Talk]:
        """Return the talks that have not ended, the longest first."""
        return self._store.open()

    def ended(self, *, limit: int = 20, offset: int = 0) -> tuple[list[Talk], int]:
        """Return a page of ended talks, the newest end first, and how many there are in all."""
        return self._store.ended(limit=limit, offset=offset)

    def find(self, number: int) -> Talk | None:
        """Return a talk by its number; for officers."""
        return self._store.get(number)

    def lines(self, talk: Talk) -> list[Line]:
        """Return what was said in a talk."""
        return self._store.lines(talk.number)

    def earlier(self, talk: Talk) -> list[Line]:
        """Return what citizen and assistant said last before a person was asked for."""
        return self._store.earlier(citizen=talk.citizen, before=talk.asked, limit=EARLIER)

    def waited(self, talk: Talk) -> list[Line]:
        """Return what citizen and assistant said while the talk waited for an officer, in order."""
        until = talk.taken or talk.ended or talk.last + _LONGEST_WAIT
        said = self._store.earlier(citizen=talk.citizen, before=until, limit=_WAITED)
        return [line for line in said if line.at > talk.asked]

    def last_words(self, talk: Talk) -> str:
        """Return what the citizen wrote last since they asked for a person, "" for nothing."""
        said = [*self.waited(talk), *self.lines(talk)]
        theirs = [line.text for line in said if line.speaker is Speaker.CITIZEN and line.text]
        return theirs[-1] if theirs else ""

    def take(self, *, number: int, by: str, at: datetime) -> Talk:
        """Take a talk that waits; the citizen is told that a person is there.

        Raises `HotlineError`: `unknown`, `taken`, `ended`. Taking one's own again is neither.
        """
        taken = self._store.take(number=number, officer=by, at=at)
        if taken is None:
            talk = self._known(number)
            if talk.status is TalkStatus.ENDED:
                raise HotlineError("ended")
            if talk.officer != by:
                raise HotlineError("taken")
            return talk
        self._tell(taken, words().notice("taken"), "taken", at)
        return taken

    def take_over(self, *, number: int, by: str, at: datetime) -> Talk:
        """Take a talk from the colleague who has it; the citizen is told of the change.

        Raises `HotlineError`: `unknown`, `ended`, `moved` when it changed hands meanwhile.
        Taking over one's own changes nothing.
        """
        talk = self._known(number)
        if talk.status is TalkStatus.ENDED:
            raise HotlineError("ended")
        if talk.officer == by:
            return talk
        moved = self._store.pass_on(number=number, officer=talk.officer, to=by, at=at)
        if moved is None:
            raise HotlineError("moved")
        self._tell(moved, words().notice("taken_over"), f"taken_over:{by}:{at.isoformat()}", at)
        return moved

    def say(self, *, number: int, text: str, by: str, at: datetime, key: str) -> None:
        """Say something to the citizen; the same `key` says it once.

        Raises `HotlineError`: `unknown`, `ended`, `not_yours`, `empty`, `long`.
        """
        talk, text = self._own(number, by), clean(text).strip()
        if not text:
            raise HotlineError("empty")
        told = words().notice("officer", text=text)
        if len(text) > LONGEST or size(told) > LIMIT:
            raise HotlineError("long")
        line = Line(at, Speaker.OFFICER, text, officer=by)
        if self._store.say(number=number, line=line, key=f"desk:{key}"):
            self._tell(talk, told, key, at)

    def hand_back(self, *, number: int, by: str, at: datetime) -> Talk:
        """End a talk of one's own: the assistant answers again, and the citizen is told.

        Raises `HotlineError`: `unknown`, `ended`, `not_yours`.
        """
        self._own(number, by)
        return self._end(number, Why.HANDED_BACK, at, officer=by)

    def make_case(
        self,
        *,
        number: int,
        category: str,
        place: str | None,
        place_text: str,
        by: str,
        at: datetime,
    ) -> Case:
        """File what the citizen said in a talk, and while they waited for it, as their report.

        Their words stay to the letter; they are told the number.

        Raises `HotlineError`: `unknown`, `not_yours`, `nothing`, `case_made`.
        """
        talk = self._known(number)
        if talk.officer != by:
            raise HotlineError("not_yours")
        if talk.case:
            raise HotlineError("case_made")
        heard = [*self.waited(talk), *self.lines(talk)]
        said = [line for line in heard if line.speaker is Speaker.CITIZEN]
        words_said = [line.text for line in said if line.text and not words().ends(line.text)]
        photos = tuple(line.photo for line in said if line.photo)
        if not words_said and not photos:
            raise HotlineError("nothing")
        draft = Draft(
            categories=(category,),
            place=place,
            place_text=clean(place_text).strip(),
            description="\n".join(words_said),
            photos=photos,
        )
        case = self._cases.submit(
            draft=draft, by=talk.citizen, at=at, message_key=f"desk:{talk.number}"
        )
        self._store.note_case(number=number, case=case.number)
        self._tell(talk, words().notice("filed", number=case.number), "filed", at)
        return case

    def tidy(self, *, at: datetime) -> int:
        """End the talks that fell silent, and those that nobody took before the desk closed.

        Who was not taken gets a promise, kept as a message left for the bureau. Return how many.
        """
        closed, ended = not self.open_at(at), 0
        for talk in self._store.open():
            if talk.status is TalkStatus.TALKING and not talk.silences(at):
                self._end(talk.number, Why.IDLE, at)
                ended += 1
            elif talk.status is TalkStatus.WAITING and closed:
                self._leave_ticket(talk, at)
                ended += 1
        return ended

    def shifts(self, *, at: datetime, days: int = 14) -> list[Shift]:
        """Return the shifts that are not over, for some days to come."""
        return self._store.shifts(begin=at, end=at + timedelta(days=days))

    def add_shift(self, *, begins: datetime, ends: datetime, by: str, at: datetime) -> Shift:
        """Put oneself on duty.

        Raises `HotlineError`: `shift_order`, `shift_past`, `shift_twice` where one is already.
        """
        if not timedelta(0) < ends - begins <= _LONGEST_SHIFT:
            raise HotlineError("shift_order")
        if ends <= at:
            raise HotlineError("shift_past")
        for each in self._store.shifts(begin=begins, end=ends):
            if each.officer == by:
                raise HotlineError("shift_twice")
        return self._store.add_shift(officer=by, begins=begins, ends=ends)

    def drop_shift(self, shift: int, *, by: str) -> None:
        """Take back a shift of one's own."""
        self._store.drop_shift(shift, officer=by)

    def _leave_ticket(self, talk: Talk, at: datetime) -> None:
        earlier = self._store.earlier(citizen=talk.citizen, before=at, limit=EARLIER)
        said = [line.text for line in earlier if line.speaker is Speaker.CITIZEN and line.text]
        promised = self.promised(at)
        ticket = self._callbacks.leave(
            text="\n".join(said[-5:]) or words().why(Why.UNTAKEN),
            by=talk.citizen,
            at=at,
            message_key=f"desk:{talk.number}",
            promised=promised,
        )
        self._end(
            talk.number,
            Why.UNTAKEN,
            at,
            officer="",  # somebody may take it this very moment: then it goes on
            ticket=ticket.number,
            promise=callback_words().moment(promised),
        )

    def _end(
        self, number: int, why: Why, at: datetime, *, officer: str | None = None, **facts: object
    ) -> Talk:
        ended = self._store.end(number=number, why=why, at=at, officer=officer)
        if ended is None:
            return self._known(number)
        self._tell(ended, words().notice(why, **facts), why, at)
        return ended

    def _tell(self, talk: Talk, text: str, what: str, at: datetime) -> None:
        self._outbox.notify(to=talk.citizen, text=text, why=f"desk:{talk.number}:{what}", at=at)

    def _known(self, number: int) -> Talk:
        talk = self._store.get(number)
        if talk is None:
            raise HotlineError("unknown")
        return talk

    def _own(self, number: int, by: str) -> Talk:
        talk = self._known(number)
        if talk.status is TalkStatus.ENDED:
            raise HotlineError("ended")
        if talk.officer != by:
            raise HotlineError("not_yours")
        return talk
