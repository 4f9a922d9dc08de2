"""Files on a case: officers add them, blacken what nobody may see, send some to the citizen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bureau.cases import Case, Cases, Event, Verb, Who
from bureau.cases.enclosures import Enclosure
from bureau.cases.lifecycle import step
from bureau.cases.text import clean
from bureau.casework.attached_files import (
    AttachedFile,
    PixelBox,
    photo_size,
    read_file,
    redacted,
)
from bureau.casework.decision import SHORTEST_REASON
from bureau.casework.model import CaseworkError
from bureau.casework.words import words
from bureau.messaging.ports import Evidence, NoEvidenceError

LONGEST = 100  # characters of what a file shows, or why it was withdrawn
MOST = 80  # attachments of one case, withdrawn ones among them


class AttachmentKind(StrEnum):
    """What an attachment is."""

    PHOTO = "photo"
    DOCUMENT = "document"
    REDACTED = "redacted"  # a photo's copy with blackened rectangles


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a case, its `serial` counted within the case.

    `shows`: in the officer's words; `by`: login name. `of` or `of_photo`: the attachment or the
    citizen's photo (evidence id) that it is the redacted copy of. `width`, `height`: a photo's.
    `withdrawn`: since when nobody may open it, None while one may.
    """

    number: str
    serial: int
    kind: AttachmentKind
    shows: str
    by: str
    at: datetime
    key: str
    sha256: str
    mime: str
    size: int
    width: int | None = None
    height: int | None = None
    of: int | None = None
    of_photo: str | None = None
    withdrawn: datetime | None = None
    withdrawn_by: str = ""
    reason: str = ""

    @property
    def photo(self) -> bool:
        """Whether it is a picture."""
        return self.kind is not AttachmentKind.DOCUMENT


@dataclass(frozen=True, slots=True)
class AttachmentChange:
    """What becomes of an attachment; without an `event` it stands as it did."""

    attachment: Attachment
    event: Event | None = None


class AttachmentStore(Protocol):
    """Where attachments are kept. Every method is one transaction."""

    def put(self, data: bytes) -> str:
        """Keep bytes; return their hash (SHA-256)."""

    def change(
        self, *, number: str, decide: Callable[[Case, Sequence[Attachment]], AttachmentChange]
    ) -> AttachmentChange | None:
        """Apply a decision to a case that nobody else changes meanwhile; None if there is none."""

    def of_case(self, number: str) -> list[Attachment]:
        """Return the attachments of a case by their serials, withdrawn ones too."""

    def read(self, attachment: Attachment) -> bytes:
        """Return the bytes; raises `LookupError` when they are gone."""

    def sent(self, number: str) -> dict[int, datetime]:
        """Return which attachments of a case went to its citizen, with when they last did."""

    def from_a_citizen(self, key: str) -> bool:
        """Return whether a file of this hash is a citizen's photo."""


class Attachments:
    """The files of cases."""

    def __init__(self, store: AttachmentStore, cases: Cases, evidence: Evidence) -> None:
        self._store = store
        self._cases = cases
        self._evidence = evidence

    def of_case(self, number: str) -> list[Attachment]:
        """Return a case's attachments, the oldest first, withdrawn ones too."""
        return self._store.of_case(number)

    def sent(self, number: str) -> dict[int, datetime]:
        """Return which attachments went to the citizen, with when they last did."""
        return self._store.sent(number)

    def find(self, *, number: str, serial: int) -> Attachment:
        """Return an attachment that may be opened; raises `LookupError`."""
        for each in self._store.of_case(number):
            if each.serial == serial and each.withdrawn is None:
                return each
        raise LookupError(serial)

    def read(self, attachment: Attachment) -> bytes:
        """Return an attachment's bytes; raises `LookupError`."""
        return self._store.read(attachment)

    def add(
        self, *, number: str, data: bytes, shows: str, by: str, at: datetime
    ) -> tuple[Attachment, bool]:
        """Attach a file to a case; return it, and whether it is new: the same file is kept once.

        Raises `CaseworkError` with an explanation.
        """
        shows = _said(shows, "shows_missing")
        file = read_file(data)
        if self._store.from_a_citizen(file.key):
            raise CaseworkError("file_citizens")
        kind = AttachmentKind.PHOTO if file.photo else AttachmentKind.DOCUMENT
        return self._keep(number, file, kind, shows, by, at)

    def redact(
        self, *, number: str, serial: int, boxes: Sequence[PixelBox], by: str, at: datetime
    ) -> tuple[Attachment, bool]:
        """Keep a copy of a photo with rectangles blackened, beside the original; raises as `add`.

        The original stays as it is. Raises `LookupError` where there is no such photo.
        """
        original = self.find(number=number, serial=serial)
        if not original.photo:
            raise LookupError(serial)
        file = redacted(self.read(original), boxes)
        return self._keep(number, file, AttachmentKind.REDACTED, original.shows, by, at, of=serial)

    def redact_photo(
        self, *, case: Case, photo: str, boxes: Sequence[PixelBox], by: str, at: datetime
    ) -> tuple[Attachment, bool]:
        """Keep a copy of a citizen's photo (evidence id) with rectangles blackened; as `redact`."""
        if photo not in case.draft.photos:
            raise LookupError(photo)
        data = self._citizens(photo)
        place = case.draft.photos.index(photo) + 1
        return self._keep(
            case.number,
            redacted(data, boxes),
            AttachmentKind.REDACTED,
            words().remark("citizens_photo", place=place),
            by,
            at,
            of_photo=photo,
        )

    def size_of(self, photo: str) -> tuple[int, int]:
        """Return width and height of a citizen's photo (evidence id); raises `LookupError`."""
        return photo_size(self._citizens(photo))

    def withdraw(self, *, number: str, serial: int, reason: str, by: str, at: datetime) -> None:
        """Let nobody open an attachment any more; its line stays. Twice does no more than once.

        Raises `CaseworkError`, or `LookupError` where there is none.
        """
        reason = _said(reason, "reason_missing")

        def decide(case: Case, known: Sequence[Attachment]) -> AttachmentChange:
            found = next((each for each in known if each.serial == serial), None)
            if found is None:
                raise LookupError(serial)
            if found.withdrawn is not None:
                return AttachmentChange(found)
            gone = replace(found, withdrawn=at, withdrawn_by=by, reason=reason)
            note = words().remark("detached", what=_line(found), reason=reason)
            return AttachmentChange(gone, _event(case, Verb.DETACH, by, at, note))

        if self._store.change(number=number, decide=decide) is None:
            raise LookupError(number)

    def several(self, case: Case) -> bool:
        """Return whether what is answered on a case goes to more than one citizen."""
        followers = self._cases.followers(case.number)
        return len({case.citizen, *(each.citizen for each in followers)}) > 1

    def may_be_sent(self, number: str, *, several: bool) -> dict[int, str]:
        """Return for each attachment that stands why it cannot be sent, "" where it can."""
        standing = [each for each in self._store.of_case(number) if each.withdrawn is None]
        hidden = {each.of for each in standing}
        return {each.serial: _held_back(each, hidden, several) for each in standing}

    def enclose(self, *, case: Case, serials: Sequence[int]) -> tuple[Enclosure, ...]:
        """Return what goes to the citizen of these attachments. Raises `CaseworkError`."""
        if not serials:
            return ()
        ways = self.may_be_sent(case.number, several=self.several(case))
        known = {each.serial: each for each in self._store.of_case(case.number)}
        for serial in serials:
            if serial not in ways:
                raise CaseworkError("attachment_gone", serial=serial)
            if ways[serial]:
                raise CaseworkError("attachment_held", serial=serial, why=ways[serial])
        return tuple(Enclosure(each, known[each].photo) for each in sorted(set(serials)))

    def _citizens(self, photo: str) -> bytes:
        data, mime = self._evidence.read(photo)
        if not mime.startswith("image/"):
            raise NoEvidenceError(photo)
        return data

    def _keep(
        self,
        number: str,
        file: AttachedFile,
        kind: AttachmentKind,
        shows: str,
        by: str,
        at: datetime,
        *,
        of: int | None = None,
        of_photo: str | None = None,
    ) -> tuple[Attachment, bool]:
        digest = self._store.put(file.data)

        def decide(case: Case, known: Sequence[Attachment]) -> AttachmentChange:
            for each in known:
                if each.key == file.key and each.withdrawn is None:
                    return AttachmentChange(each)
            if len(known) >= MOST:
                raise CaseworkError("attachments_many", most=MOST)
            made = Attachment(
                number=number,
                serial=len(known) + 1,
                kind=kind,
                shows=shows,
                by=by,
                at=at,
                key=file.key,
                sha256=digest,
                mime=file.mime,
                size=len(file.data),
                width=file.width,
                height=file.height,
                of=of,
                of_photo=of_photo,
            )
            verb = Verb.REDACT if kind is AttachmentKind.REDACTED else Verb.ATTACH
            return AttachmentChange(made, _event(case, verb, by, at, _line(made)))

        change = self._store.change(number=number, decide=decide)
        if change is None:
            raise CaseworkError("unknown")
        return change.attachment, change.event is not None


def _held_back(each: Attachment, hidden: set[int | None], several: bool) -> str:
    if each.serial in hidden:
        return words().refusal("held_redacted")
    return words().refusal("held_several") if several and not each.photo else ""


def _said(text: str, missing: str) -> str:
    text = " ".join(clean(text).split())
    if len(text) < SHORTEST_REASON:
        raise CaseworkError(missing)
    if len(text) > LONGEST:
        raise CaseworkError("text_long", most=LONGEST)
    return text


def _line(each: Attachment) -> str:
    key = "redacted" if each.of else "attached"
    kind = words().attachment(each.kind)
    return words().remark(key, serial=each.serial, kind=kind, shows=each.shows, of=each.of)


def _event(case: Case, verb: Verb, by: str, at: datetime, note: str) -> Event:
    row = step(verb, case.status)
    audit = row.audit if row else ""
    return Event(at, verb, Who.OFFICER, by, case.status, case.status, audit, note)
