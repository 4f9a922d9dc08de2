"""What goes to a citizen beside the bureau's words: photos and documents, seen on a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bureau.cases.lifecycle import Verb
from bureau.cases.words import words

# The steps whose words may take something along.
ENCLOSING = (Verb.ANSWER, Verb.AMEND, Verb.ASK)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file: the serial of the case's attachment, and whether it is a photo."""

    serial: int
    photo: bool


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file that goes to another authority, as it was when it went.

    `kind`: what it is, `shows`: what it shows, in our words; `size` in bytes, `sha256` its
    fingerprint. Either `serial`, of the case's attachment, or `photo`, the citizen's evidence id.
    """

    kind: str
    shows: str
    mime: str
    size: int
    sha256: str
    serial: int | None = None
    photo: str | None = None


def cannot_enclose(
    enclosed: Sequence[Enclosure], verb: Verb, receivers: Collection[str]
) -> str | None:
    """Return why files cannot go with a step to these citizens, as a key of the refusals.

    A document may name its reader, and cannot be made to hide it: it goes to nobody else.
    """
    if not enclosed:
        return None
    if verb not in ENCLOSING:
        return "enclosed_not_here"
    documents = any(not each.photo for each in enclosed)
    return "enclosed_to_several" if documents and len(receivers) > 1 else None


def enclosing(text: str, enclosed: Sequence[Enclosure], address: str) -> str:
    """Return a notice with a line on what comes with it and where that is seen.

    Without an `address` it is the page that the text names already.
    """
    if not enclosed:
        return text
    photos = sum(each.photo for each in enclosed)
    said = words().enclosed(photos=photos, documents=len(enclosed) - photos)
    return f"{text}\n{words().enclosed_at(said, address)}"
