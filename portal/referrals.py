"""The officers' side of referrals: the register, one referral with its file, who handles what."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from flask import Response, abort, render_template

from basis.clock import SHANGHAI
from bureau.casework.attached_files import ENDINGS
from bureau.officers import Right
from bureau.referrals import Referral
from portal.context import bureau, now, officer
from portal.guard import Pages
from portal.paging import SIZE, Paging

pages = Pages("referrals", __name__, template_folder="templates")


@pages.get("/referrals", needs=Right.REFER_CASES)
def listing() -> str:
    """The register, the newest first."""
    paging = Paging.asked()
    found, total = bureau().referrals.register(officer().scope, limit=SIZE, offset=paging.offset)
    paging.check(total)
    return render_template(
        "portal/referrals/list.html",
        referrals=[(each, bureau().referrals.authority(each)) for each in found],
        total=total,
        paging=paging,
        officers={each.name: each.full_name for each in bureau().officers.every()},
    )


@pages.get("/referrals/<int:number>", needs=Right.REFER_CASES)
def referral(number: int) -> str:
    """A referral: what became of it, the other authority's address, its signed file."""
    found = _found(number)
    return render_template(
        "portal/referrals/one.html",
        referral=found,
        authority=bureau().referrals.authority(found),
        address=bureau().referrals.address(found),
        officers={each.name: each.full_name for each in bureau().officers.every()},
    )


@pages.get("/referrals/<int:number>/file.zip", needs=Right.REFER_CASES)
def file(number: int) -> Response:
    """The signed document with its photos, to be handed over by another way than the address."""
    found = _found(number)
    content, signature = bureau().referrals.signed(found)
    packed = io.BytesIO()
    written = found.sent.astimezone(SHANGHAI)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "referral.json", content, written)
        _put(archive, "referral.json.sig", signature.encode(), written)
        _put(archive, "public-key.pem", bureau().referrals.public_key.encode(), written)
        for place, photo in enumerate(bureau().referrals.photos(found), start=1):
            try:
                image, mime = bureau().evidence.read(photo)
            except LookupError:
                continue
            _put(archive, f"photo-{place}.{mime.rpartition('/')[2]}", image, written)
        for place, each in enumerate(found.enclosed, start=1):
            try:
                content = bureau().outgoing.read(found.case, each)
            except LookupError:  # withdrawn since, or erased with its citizen
                continue
            ending = ENDINGS.get(each.mime, each.mime.rpartition("/")[2])
            _put(archive, f"enclosure-{place}.{ending}", content, written)
    response = Response(packed.getvalue(), mimetype="application/zip")
    name = f"referral-{found.year}-{found.sequence}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@pages.get("/authorities", needs=Right.REFER_CASES)
def authorities() -> str:
    """Who handles what, by which text."""
    ours, others = bureau().cases.named_authority("bureau"), bureau().cases.authorities()
    day = now().astimezone(SHANGHAI).date()
    return render_template("portal/referrals/authorities.html", all=[ours, *others], day=day)


def _found(number: int) -> Referral:
    found = bureau().referrals.find(number)
    if found is None or not bureau().referrals.case(found).open_to(officer(), Right.REFER_CASES):
        abort(404)
    return found


def _put(archive: zipfile.ZipFile, name: str, content: bytes, written: datetime) -> None:
    # The time of sending, so that the same referral makes the same file.
    archive.writestr(zipfile.ZipInfo(name, written.timetuple()[:6]), content)
