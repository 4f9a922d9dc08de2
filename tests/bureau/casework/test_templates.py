"""Texts that are used again: only blanks that a case can fill, changed by who wrote them."""

from __future__ import annotations

import pytest

from bureau.casework import CaseworkError
from bureau.casework.templates import Template, facts_of, filled
from tests.bureau.casework.conftest import AT, Office

TEXT = "您反映的{地区}{类型}（{编号}），{今天}已到现场。{承办人}"


def keep(office: Office, **facts: object) -> Template:
    wish = {"title": "夜查", "category": "odor", "text": TEXT, "by": "li", "at": AT, **facts}
    return office.templates.keep(**wish)  # type: ignore[arg-type]


def test_a_template_is_filled_with_the_facts_of_a_case(office: Office) -> None:
    case = office.report()
    facts = facts_of(case, place="王店镇", officer="李明", unit="秀洲分局", at=AT)
    text = filled(keep(office).text, facts)
    assert text == f"您反映的王店镇异味（{case.number}），11月24日已到现场。李明"


def test_what_is_not_known_leaves_its_blank_to_be_seen(office: Office) -> None:
    assert filled("期限{期限}，{不认识}", {"期限": ""}) == "期限{期限}，{不认识}"


def test_templates_of_the_kind_come_before_those_of_every_kind(office: Office) -> None:
    every, odor = keep(office, title="谢谢", category=""), keep(office)
    keep(office, title="河", category="water")
    assert office.templates.fitting(office.report()) == [odor, every]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"title": " \n"}, "title_missing"),
        ({"text": " "}, "text_missing"),
        ({"text": "字" * 2001}, "text_long"),
        ({"title": "字" * 41}, "text_long"),
        ({"category": "smell"}, "category_unknown"),
        ({"text": "您的{姓名}"}, "blank_unknown"),
        ({"text": "{}"}, "blank_unknown"),
        ({"template": 99}, "template_unknown"),
    ],
)
def test_a_template_that_cannot_be_kept_is_explained(
    office: Office, facts: dict[str, object], why: str
) -> None:
    with pytest.raises(CaseworkError) as refused:
        keep(office, **facts)
    assert refused.value.code == why
    assert office.templates.every() == []


def test_only_its_author_changes_a_template_or_whoever_may_all(office: Office) -> None:
    kept = keep(office)
    with pytest.raises(CaseworkError) as refused:
        keep(office, template=kept.id, by="wang")
    assert refused.value.code == "not_author"
    changed = keep(office, template=kept.id, by="wang", title="夜间", any_author=True)
    assert (changed.author, changed.title) == ("li", "夜间")
    with pytest.raises(CaseworkError):
        office.templates.drop(template=kept.id, by="wang")
    office.templates.drop(template=kept.id, by="li")
    assert office.templates.every() == []
