"""Who answered stays apart from what was answered: only the service's key joins the two."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import MetaData, select

from bureau.settings import load
from bureau.wiring import Bureau
from tests.surveys.standard import moment

AT = moment("2026-11-03T09:20:30")
PLAIN = ["王店镇", "五年以上", "35", "4", "4", "4", "4", "4", "蓝色", "女"]
OPENID = "oNobodyShallBeFoundByThis"


def bureau_with(secret: str, var: Path) -> Bureau:
    return Bureau(load({"DEMO": "1", "VAR_DIR": str(var), "SECRET_KEY": secret}))


def words_of_survey_tables(bureau: Bureau) -> set[str]:
    """Every value in the tables of answers, as whoever stole the database would read them."""
    found = MetaData()
    with bureau.database.reading() as connection:
        found.reflect(connection)
        rows = [
            value
            for name in ("survey_sittings", "survey_answers")
            for row in connection.execute(select(found.tables[name]))
            for value in row
        ]
    return {str(value) for value in rows}


def test_answers_cannot_be_joined_to_an_openid_without_the_key(tmp_path: Path) -> None:
    bureau = bureau_with("the service's own secret", tmp_path)
    who = bureau.citizens.meet(openid=OPENID, at=AT).key
    for number, text in enumerate([None, *PLAIN]):
        bureau.survey_service.turn(
            by=who, town=None, text=text, at=AT, channel="wechat", message_key=f"m{number}"
        )
    bureau.invitations.asks_for_notices(by=who, at=AT)
    stolen = words_of_survey_tables(bureau)
    assert not any(OPENID in word or who in word for word in stolen)
    # Whoever knows the openid, the citizen's key and this code, but not the secret, guesses wrong.
    thief = bureau_with("another secret of a thief", tmp_path / "thief")
    assert thief.survey_service.respondent("2026Q4", who) not in stolen
    assert thief.identity_keys.mark(OPENID) not in stolen
    # With the key, and only for this wave, the service itself finds its respondent.
    assert bureau.survey_service.respondent("2026Q4", who) in stolen
    assert bureau.survey_service.respondent("2026Q3", who) not in stolen


def test_erasing_a_citizen_leaves_the_answer_and_no_way_back(tmp_path: Path) -> None:
    bureau = bureau_with("the service's own secret", tmp_path)
    who = bureau.citizens.meet(openid=OPENID, at=AT).key
    for text in (None, *PLAIN):
        bureau.survey_service.turn(by=who, town=None, text=text, at=AT, channel="wechat")
    respondent = bureau.survey_service.respondent("2026Q4", who)
    bureau.citizens.erase(by=who, at=AT)
    assert bureau.citizens.openid(who) is None
    assert len(bureau.survey_service.answers(wave="2026Q4")) == 1
    # Not even whoever wrote the key down, and holds the secret, finds the answer by it.
    assert not {who, respondent} & words_of_survey_tables(bureau)
