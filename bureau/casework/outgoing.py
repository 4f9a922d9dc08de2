"""What of a case's files may go to another authority, and the bytes that went."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from basis.masking import mask
from bureau.cases import Case
from bureau.cases.enclosures import OutgoingFile
from bureau.casework.attachments import Attachment, AttachmentKind, Attachments
from bureau.casework.model import CaseworkError
from bureau.casework.words import words
from bureau.messaging.ports import Evidence


@dataclass(frozen=True, slots=True)
class OutgoingChoice:
    """A file that can go along. `chosen`: as the form begins; `caution`: it was never redacted."""

    code: str
    shows: str
    chosen: bool
    caution: bool


class OutgoingFiles:
    """The files of cases on their way to other authorities."""

    def __init__(self, attachments: Attachments, evidence: Evidence) -> None:
        self._attachments = attachments
        self._evidence = evidence

    def choices(self, case: Case) -> list[OutgoingChoice]:
        """Return what can go along: redacted copies are chosen, their originals left out.

        A citizen's photo without a copy can go as it is, once an officer ticks it.
        """
        standing = self._standing(case)
        found = [
            OutgoingChoice(
                str(each.serial),
                each.shows,
                chosen=each.kind is AttachmentKind.REDACTED,
                caution=each.kind is not AttachmentKind.REDACTED,
            )
            for each in standing
        ]
        return found + [
            OutgoingChoice(f"p{place}", shows, chosen=False, caution=True)
            for place, shows in self._photos(case).items()
        ]

    def pick(self, case: Case, codes: Sequence[str]) -> tuple[OutgoingFile, ...]:
        """Return the files of some codes of `choices`, in its order.

        Raises `CaseworkError` for one that cannot go any more.
        """
        known = [each.code for each in self.choices(case)]
        if gone := [code for code in codes if code not in known]:
            raise CaseworkError("outgoing_gone", file=gone[0][:4])
        by_serial = {str(each.serial): each for each in self._standing(case)}
        return tuple(
            _attached(by_serial[code]) if code in by_serial else self._citizens(case, code)
            for code in known
            if code in codes
        )

    def read(self, number: str, file: OutgoingFile) -> bytes:
        """Return the bytes that went, never others; raises `LookupError` where they are gone."""
        if file.serial is not None:
            found = self._attachments.find(number=number, serial=file.serial)
            content = self._attachments.read(found)
        else:
            content, _ = self._evidence.read(file.photo or "")
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise LookupError(file.sha256)
        return content

    def _standing(self, case: Case) -> list[Attachment]:
        every = [each for each in self._attachments.of_case(case.number) if not each.withdrawn]
        hidden = {each.of for each in every}
        return [each for each in every if each.serial not in hidden]

    def _photos(self, case: Case) -> dict[int, str]:
        """Return a case's photos that came and have no redacted copy, by place from 1."""
        every = self._attachments.of_case(case.number)
        copied = {each.of_photo for each in every if not each.withdrawn}
        return {
            place: words().remark("citizens_photo", place=place)
            for place, photo in enumerate(case.draft.photos, start=1)
            if photo not in copied and self._came(photo)
        }

    def _came(self, photo: str) -> bool:
        about = self._evidence.about(photo)
        return bool(about and about["state"] == "stored")

    def _citizens(self, case: Case, code: str) -> OutgoingFile:
        place = int(code[1:])
        photo = case.draft.photos[place - 1]
        content, mime = self._evidence.read(photo)
        return OutgoingFile(
            kind=AttachmentKind.PHOTO,
            shows=words().remark("citizens_photo", place=place),
            mime=mime,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            photo=photo,
        )


def _attached(each: Attachment) -> OutgoingFile:
    return OutgoingFile(
        kind=each.kind,
        shows=mask(each.shows),
        mime=each.mime,
        size=each.size,
        sha256=each.sha256,
        serial=each.serial,
    )
