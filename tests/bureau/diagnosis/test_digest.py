"""The digest says what the public may read, and only of what was asked for."""

from __future__ import annotations

from bureau.diagnosis.digest import MOST, digest
from bureau.diagnosis.making import diagnose
from bureau.diagnosis.material import Material
from bureau.diagnosis.model import Audience, Block, BoundSentence, MonthFindings
from tests.bureau.diagnosis.conftest import OCTOBER


def test_every_area_has_a_digest_of_each_kind(october: Material) -> None:
    for area in october.areas()[::11]:
        findings = diagnose(october, area, demo=True)
        for medium in (None, "air", "water"):
            for against_year in (True, False):
                told = digest(findings, medium=medium, against_year=against_year)
                assert 0 < len(told) <= MOST + 1
                assert len(set(told)) == len(told)


def test_what_is_for_the_bureau_alone_is_left_out() -> None:
    sentences = (
        BoundSentence("verdict.reports", "举报三件", audience=Audience.BUREAU),
        BoundSentence("verdict.reports_few", "件数不公开", audience=Audience.PUBLIC),
    )
    findings = MonthFindings(
        "a", OCTOBER.first, "甲", demo=False, blocks=(Block("verdict", sentences),)
    )
    assert digest(findings, medium=None, against_year=False) == ["件数不公开"]
