"""A volunteer's own pages: what they say of themselves, the test, leaving."""

from __future__ import annotations

import re
from html import unescape

from flask import Flask
from sqlalchemy import select

from bureau.adapters.store.schema.patrols import volunteer_contacts
from bureau.patrols.training import drawn
from bureau.wiring import Bureau
from tests.portal.conftest import AT, Officer

ME = "a" * 32


def applied(bureau: Bureau) -> tuple[int, str]:
    """Return a new applicant's number and the address of their page."""
    role = bureau.patrols.apply(kind="odor", town="330411101", by=ME, at=AT, message_key="m")
    address = bureau.walking.own_address(by=ME, at=AT)
    assert address is not None
    return role.id, address.removeprefix(bureau.settings.public_url)


def test_motive_and_contact_are_by_choice_and_stand_apart(
    app: Flask, bureau: Bureau, officer: Officer
) -> None:
    number, path = applied(bureau)
    phone = app.test_client()
    form = {"motive": "就住化工园边上<b>", "contact": "  王阿姨   13800000000 "}
    assert phone.post(path, data=form).status_code == 303
    shown = phone.get(path).get_data(as_text=True)
    assert "就住化工园边上&lt;b&gt;" in shown
    assert "王阿姨 13800000000" in shown
    with bureau.database.reading() as connection:
        (sealed,) = connection.scalars(select(volunteer_contacts.c.sealed)).all()
    assert "王阿姨".encode() not in bytes(sealed)
    desk = officer.get(f"/portal/volunteers/{number}").get_data(as_text=True)
    assert "王阿姨 13800000000" in desk
    assert ME not in desk
    assert "王阿姨" not in officer.get("/portal/volunteers").get_data(as_text=True)
    phone.post(path, data={"motive": "", "contact": ""})
    assert bureau.volunteer_contacts.of(ME) == ""


def test_who_leaves_is_gone_with_their_contact_and_may_come_back(
    app: Flask, bureau: Bureau
) -> None:
    number, path = applied(bureau)
    phone = app.test_client()
    phone.post(path, data={"contact": "王阿姨"})
    assert "已经帮您退出" in phone.post(path, data={"verb": "leave"}).get_data(as_text=True)
    assert bureau.volunteer_contacts.of(ME) == ""
    assert bureau.patrols.role(by=ME) is None
    assert phone.get(path).status_code == 403
    again = bureau.patrols.apply(kind="odor", town=None, by=ME, at=AT, message_key="m2")
    assert again.id != number


def test_an_erased_volunteers_contact_goes(bureau: Bureau) -> None:
    citizen = bureau.citizens.meet(openid="o1", at=AT).key
    bureau.volunteer_contacts.keep(citizen=citizen, contact="王阿姨", at=AT)
    bureau.citizens.erase(by=citizen, at=AT)
    assert bureau.volunteer_contacts.of(citizen) == ""


def test_the_test_is_passed_by_who_knows_the_words(app: Flask, bureau: Bureau) -> None:
    number, path = applied(bureau)
    path = path.replace("/me", "/training")
    phone = app.test_client()
    shown = unescape(phone.get(path).get_data(as_text=True))
    seed = re.search(r'name="seed" value="(\d+)"', shown)
    assert seed is not None
    asked = drawn(int(seed[1]))
    assert all(each.says in shown for each in asked)
    wrong = phone.post(path, data={"seed": seed[1]}).get_data(as_text=True)
    assert "再来一次" in wrong
    right = {each.id: str(each.level) for each in asked}
    assert "通过了" in phone.post(path, data={"seed": seed[1], **right}).get_data(as_text=True)
    role = bureau.patrols.application(number)
    assert role is not None
    assert role.trained == AT
    for odd in ("", "x", "-1", "²", "9" * 40):
        assert phone.post(path, data={"seed": odd, **right}).status_code == 200


def test_links_of_nobody_open_none_of_it(app: Flask, bureau: Bureau) -> None:
    applied(bureau)
    phone = app.test_client()
    for path in ("/patrol/x/me", "/patrol/x/training", "/patrol/1.9999999999.AAAA/me"):
        assert phone.get(path).status_code == 404
        assert phone.post(path).status_code == 404
