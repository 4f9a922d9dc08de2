"""Files on a case: added, opened, blackened where nobody may see, withdrawn."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, abort, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bureau.cases import Case
from bureau.casework import CaseworkError
from bureau.casework.attached_files import ENDINGS, PixelBox
from bureau.casework.attachments import Attachment
from bureau.messaging.media import LIMIT
from bureau.officers import Right
from portal.casework.found import me, own_case, to_case
from portal.context import bureau, now, officer, say
from portal.guard import Pages
from portal.photos import fetched

pages = Pages("attachments", __name__, template_folder="../templates")
_BOX = re.compile(r"\s*".join(("", r"(-?\d{1,5})", *[r"[,，、\s]\s*(-?\d{1,5})"] * 3, "")))


@pages.post("/cases/<number>/attachments", needs=Right.WORK_CASES)
def add(number: str) -> AnyResponse:
    """Attach a file; what cannot be is explained on the case's page."""
    found = own_case(number)
    upload = request.files.get("file")
    try:
        if upload is None or not upload.filename:
            raise CaseworkError("file_missing")
        made, fresh = bureau().attachments.add(
            number=found.number,
            data=upload.stream.read(LIMIT + 1),
            shows=request.form.get("shows", ""),
            by=me(),
            at=now(),
        )
    except CaseworkError as refused:
        return to_case(found.number, problem=refused.explanation)
    bureau().casework.take_along(number=found.number, by=me(), at=now())
    said = say("attachment_added" if fresh else "attachment_known", serial=str(made.serial))
    return to_case(found.number, said=said)


@pages.get("/cases/<number>/attachments/<int:serial>", needs=Right.SEE_CASES)
def file(number: str, serial: int) -> Response:
    """An attachment: photos are shown, documents only taken along."""
    found = own_case(number)
    return served(_standing(found, serial))


@pages.post("/cases/<number>/attachments/<int:serial>/withdraw", needs=Right.WORK_CASES)
def withdraw(number: str, serial: int) -> AnyResponse:
    """Let nobody open an attachment any more, with a reason."""
    found = own_case(number)
    reason = request.form.get("reason", "")
    try:
        bureau().attachments.withdraw(
            number=found.number, serial=serial, reason=reason, by=me(), at=now()
        )
    except LookupError:
        abort(404)
    except CaseworkError as refused:
        return to_case(found.number, problem=refused.explanation)
    return to_case(found.number, said=say("attachment_withdrawn", serial=str(serial)))


@pages.get("/cases/<number>/attachments/<int:serial>/redact", needs=Right.WORK_CASES)
def redacting(number: str, serial: int) -> str:
    """The page on which rectangles are drawn over a photo."""
    found = own_case(number)
    return _page(found, _photo(found, serial))


@pages.post("/cases/<number>/attachments/<int:serial>/redact", needs=Right.WORK_CASES)
def redact(number: str, serial: int) -> AnyResponse | tuple[str, int]:
    """Blacken the rectangles in a copy."""
    found = own_case(number)
    original = _photo(found, serial)
    try:
        made, _ = bureau().attachments.redact(
            number=found.number, serial=serial, boxes=_boxes(), by=me(), at=now()
        )
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
        return _page(found, original), 409
    return to_case(found.number, said=say("photo_redacted", serial=str(made.serial)))


@pages.get("/cases/<number>/photos/<photo_id>/redact", needs=Right.WORK_CASES)
def redacting_photo(number: str, photo_id: str) -> str:
    """The page on which rectangles are drawn over a citizen's photo."""
    found = own_case(number)
    return _page(found, _citizens_photo(found, photo_id))


@pages.post("/cases/<number>/photos/<photo_id>/redact", needs=Right.WORK_CASES)
def redact_photo(number: str, photo_id: str) -> AnyResponse | tuple[str, int]:
    """Blacken the rectangles in a copy of a citizen's photo."""
    found = own_case(number)
    shown = _citizens_photo(found, photo_id)
    try:
        made, _ = bureau().attachments.redact_photo(
            case=found, photo=photo_id, boxes=_boxes(), by=me(), at=now()
        )
    except CaseworkError as refused:
        flash(refused.explanation, "problem")
        return _page(found, shown), 409
    return to_case(found.number, said=say("photo_redacted", serial=str(made.serial)))


def served(attachment: Attachment) -> Response:
    """Answer with an attachment's bytes; 404 where they are gone."""
    try:
        content = bureau().attachments.read(attachment)
    except LookupError:
        abort(404)
    response = make_response(content)
    response.mimetype = attachment.mime
    if not attachment.photo:
        name = f"{attachment.number}-{attachment.serial}.{ENDINGS[attachment.mime]}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def attachments_of(case: Case) -> dict[str, Any]:
    """Return what the card of a case's attachments shows, and which of them may be sent."""
    every = bureau().attachments.of_case(case.number)
    several = bureau().attachments.several(case)
    return {
        "attachments": every,
        "attachments_sent": bureau().attachments.sent(case.number),
        "held_back": bureau().attachments.may_be_sent(case.number, several=several),
        "outgoing": bureau().outgoing.choices(case),
        "redactable": [
            each for each, here in fetched(case.draft.photos) if here and _may_redact(case)
        ],
    }


def _may_redact(case: Case) -> bool:
    """Return whether this officer may work with a citizen's original."""
    return not case.draft.anonymous or case.open_to(officer(), Right.SEE_ORIGINALS)


def _standing(found: Case, serial: int) -> Attachment:
    try:
        return bureau().attachments.find(number=found.number, serial=serial)
    except LookupError:
        abort(404)


def _photo(found: Case, serial: int) -> dict[str, Any]:
    """Return what the page shows of a photo that was attached."""
    attached = _standing(found, serial)
    if not attached.photo:
        abort(404)
    return {
        "address": url_for(".file", number=found.number, serial=serial),
        "width": attached.width,
        "height": attached.height,
        "shows": attached.shows,
    }


def _citizens_photo(found: Case, photo_id: str) -> dict[str, Any]:
    """Return what the page shows of a citizen's photo."""
    here = dict(fetched(found.draft.photos))
    if not here.get(photo_id) or not _may_redact(found):
        abort(404)
    width, height = bureau().attachments.size_of(photo_id)
    return {
        "address": url_for("portal.cases.case_photo", number=found.number, photo_id=photo_id),
        "width": width,
        "height": height,
        "shows": say("citizens_photo", place=str(found.draft.photos.index(photo_id) + 1)),
    }


def _boxes() -> list[PixelBox]:
    """Return the rectangles of the form: a line each, left, top, width, height."""
    boxes = []
    for place, line in enumerate(request.form.get("boxes", "").splitlines(), start=1):
        if not line.strip():
            continue
        read = _BOX.fullmatch(line)
        if read is None:
            raise CaseworkError("boxes_unread", line=place)
        boxes.append(PixelBox(*map(int, read.groups())))
    return boxes


def _page(found: Case, shown: dict[str, Any]) -> str:
    typed = request.form.get("boxes", "")
    return render_template("portal/redact.html", case=found, photo=shown, typed=typed)
