"""What can be done with the library: ask it, add to it, withdraw from it, answer what it lacked."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from basis.clock import SHANGHAI
from basis.masking import mask
from bureau.answers import judging
from bureau.answers.answering import chosen, label, out_of_force, rephrased, source
from bureau.answers.gate import wish
from bureau.answers.index import Enquiry
from bureau.answers.library import Catalogue, Holdings, Shelves, is_key
from bureau.answers.likeness import contradictions, grouped
from bureau.answers.model import (
    BranchOffice,
    Contradiction,
    Force,
    LibraryText,
    Origin,
    Passage,
    PassageSpot,
    QuestionGroup,
    Reply,
    ReplyKind,
    Scored,
)
from bureau.answers.offices import asks_for_an_office, office_for, office_words
from bureau.answers.ports import LibraryStore, Rephraser
from bureau.answers.reading import read_file
from bureau.answers.reading.entries import LONGEST_ENTRY, as_date, as_link, checked_text
from bureau.answers.terms import LONGEST_QUESTION
from bureau.answers.vectors import question_vector
from bureau.answers.words import refused, word

MOST_CHOICES = 4
# So many waiting questions are grouped: older ones wait their turn, and go by retention.
MOST_WAITING = 1500


class Library:
    """Answers questions from the bureau's own texts, and keeps what it could not answer."""

    def __init__(
        self, store: LibraryStore, shelves: Shelves, *, rephraser: Rephraser | None = None
    ) -> None:
        self._store = store
        self._shelves = shelves
        self._rephraser = rephraser
        self._compared: tuple[Holdings, date, list[Contradiction]] | None = None

    def answer(self, *, question: str, at: datetime) -> Reply:
        """Answer a question from the texts in force at `at`, or say honestly what is lacking."""
        held = self._shelves.now()
        enquiry = Enquiry.of(question)
        ranked = held.index.search(enquiry)
        if not ranked:
            return Reply(kind=ReplyKind.UNKNOWN)
        on = at.astimezone(SHANGHAI).date()
        sure = judging.sureness(judging.evidence(enquiry, ranked, held.index))
        if sure < judging.threshold("known"):
            return Reply(kind=ReplyKind.UNKNOWN, sure=sure, key=ranked[0].spot.key)
        holding = [each for each in ranked if each.spot.text.force(on) is Force.IN_FORCE]
        best = ranked[0]
        if best.spot.text.force(on) is not Force.IN_FORCE:
            instead = holding[0] if holding else None
            if instead is None or best.score - instead.score > judging.threshold("near"):
                return self._out_of_force(best.spot, held, on, sure)
            best = instead
        near = _near(best, holding)
        if len(near) > 1:
            return Reply(
                kind=ReplyKind.SEVERAL,
                choices=tuple((each.spot.key, label(each.spot)) for each in near),
                key=best.spot.key,
                sure=sure,
            )
        return self._found(best.spot, question, sure)

    def wished(self, *, question: str) -> bool:
        """Return whether who says this wants to know something rather than to report it."""
        return wish(question, question_vector(question)) > judging.threshold("wish")

    def sure(self, reply: Reply, *, instead: bool) -> bool:
        """Return whether a reply is surer than what the message resembles.

        `instead`: a service of its own would answer it.
        """
        known = reply.kind in (ReplyKind.FOUND, ReplyKind.SEVERAL)
        return known and reply.sure >= judging.threshold("instead" if instead else "unasked")

    def open(self, *, key: str, at: datetime) -> Reply:
        """Answer from the passage that a button stands for."""
        held = self._shelves.now()
        name, _, place = key.partition(".")
        text = held.texts.get(name) if is_key(key) else None
        if text is None or int(place or 0) >= len(text.passages):
            return Reply(kind=ReplyKind.UNKNOWN)
        spot, on = PassageSpot(text, int(place or 0)), at.astimezone(SHANGHAI).date()
        if text.force(on) is not Force.IN_FORCE:
            return self._out_of_force(spot, held, on, 1.0)
        return self._found(spot, label(spot), 1.0)

    def office(self, *, question: str, place: str) -> BranchOffice | None:
        """Return the office that is asked for at a place, None where none is asked for."""
        if not asks_for_an_office(question):
            return None
        return office_for(place, self._shelves.catalogue().offices)

    def office_at(self, *, place: str) -> BranchOffice | None:
        """Return the office for a place (its official code), None where none is known."""
        return office_for(place, self._shelves.catalogue().offices)

    @staticmethod
    def told(office: BranchOffice, *, place: str) -> str:
        """Return an office as people read it; `place`: the name of the place asked for."""
        return office_words(office, place=place)

    def wants_office(self, *, question: str) -> bool:
        """Return whether an office is asked for, and offices are known."""
        return asks_for_an_office(question) and bool(self._shelves.catalogue().offices)

    def note_unanswered(self, *, question: str, at: datetime) -> None:
        """Keep a question that was not answered, without what tells of a person."""
        kept = " ".join(mask(question).split())[:LONGEST_QUESTION]
        if len(kept) > 1:
            self._store.ask(question=kept, at=at)

    def catalogue(self) -> Catalogue:
        """Return the texts as they stand; for officers."""
        return self._shelves.catalogue()

    def warm(self) -> None:
        """Make the index, so that the first who asks need not wait."""
        self._shelves.now()

    def contradictions(self, *, at: datetime) -> list[Contradiction]:
        """Return what texts in force say differently of one matter."""
        held, on = self._shelves.now(), at.astimezone(SHANGHAI).date()
        if self._compared is None or self._compared[:2] != (held, on):
            self._compared = (held, on, contradictions(held.index, held.prepared, on=on))
        return self._compared[2]

    def unanswered(self) -> list[QuestionGroup]:
        """Return what waits for an answer, grouped by likeness, the most asked first."""
        return grouped(self._store.unanswered(most=MOST_WAITING))

    def read(self, *, name: str, content: bytes, facts: Mapping[str, str]) -> list[LibraryText]:
        """Return what a file would add, cut into passages; keeps nothing. Raises `LibraryError`.

        `facts`: title, issuer, number, in_force, until, link, checked as the officer gives them.
        """
        key = f"up-{hashlib.sha256(content).hexdigest()[:16]}"
        return read_file(name, content, key=key, origin=Origin.UPLOADED, told=facts)

    def add(self, *, texts: Sequence[LibraryText], by: str, at: datetime) -> None:
        """Answer from these texts from now on; `by`: the officer's login name."""
        self._store.add(texts, by=by, at=at)

    def withdraw(self, *, key: str, by: str, at: datetime) -> LibraryText:
        """Answer from a text no more. Raises `LibraryError` (`unknown`)."""
        text = self._shelves.catalogue().texts.get(key)
        if text is None:
            raise refused("unknown")
        self._store.withdraw(key=key, by=by, at=at)
        return text

    def write(
        self,
        *,
        questions: Sequence[int],
        words: str,
        facts: Mapping[str, str],
        by: str,
        at: datetime,
    ) -> LibraryText:
        """Answer a group of questions once and for all: the entry is live at once.

        `facts`: title, issuer, article, link, in_force, until as the officer gives them; without a
        title it is the bureau's own answer. Raises `LibraryError`.
        """
        words = words.strip()
        if not words:
            raise refused("text")
        if len(words) > LONGEST_ENTRY:
            raise refused("long", most=LONGEST_ENTRY)
        text = checked_text(
            LibraryText(
                key=f"written-{secrets.token_hex(6)}",
                title=facts.get("title") or word("written", "title"),
                issuer=facts.get("issuer") or word("written", "issuer"),
                article=facts.get("article", ""),
                in_force=as_date(facts.get("in_force")),
                until=as_date(facts.get("until")),
                link=as_link(facts.get("link")),
                checked=True,
                origin=Origin.WRITTEN,
                passages=(Passage(text=words),),
            )
        )
        if not self._store.settle(questions, entry=text, by=by, at=at):
            raise refused("question")
        return text

    def let_go(self, *, questions: Sequence[int], by: str, at: datetime) -> None:
        """Take questions off the list without an answer. Raises `LibraryError` (`question`)."""
        if not self._store.settle(questions, entry=None, by=by, at=at):
            raise refused("question")

    def _found(self, spot: PassageSpot, question: str, sure: float) -> Reply:
        words = rephrased(
            chosen(spot, question), spot=spot, question=question, rephraser=self._rephraser
        )
        return Reply(
            kind=ReplyKind.FOUND, words=words, source=source(spot), key=spot.key, sure=sure
        )

    @staticmethod
    def _out_of_force(spot: PassageSpot, held: Holdings, on: date, sure: float) -> Reply:
        return Reply(
            kind=ReplyKind.OUT_OF_FORCE,
            words=out_of_force(spot.text, held.texts, on=on),
            source=source(spot),
            key=spot.key,
            sure=sure,
        )


def _near(best: Scored, holding: Sequence[Scored]) -> list[Scored]:
    """Return the candidates that fit nearly as well as the best, which comes first."""
    near = [best]
    for each in holding:
        same = any(each.spot.key == other.spot.key for other in near)
        if not same and best.score - each.score <= judging.threshold("near"):
            near.append(each)
    return near[:MOST_CHOICES]
