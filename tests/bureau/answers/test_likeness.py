"""Questions that ask alike stand together; texts that contradict each other are found."""

from __future__ import annotations

from datetime import timedelta

from bureau.answers import Unanswered
from bureau.answers.likeness import grouped
from tests.bureau.answers.shelves import AT, library


def asked(id_: int, text: str, count: int = 1) -> Unanswered:
    return Unanswered(id=id_, text=text, count=count, first=AT, last=AT + timedelta(hours=id_))


def test_questions_are_grouped_by_likeness_the_most_asked_first() -> None:
    groups = grouped(
        [
            asked(1, "你们局长是谁"),
            asked(2, "噪声仪多少钱一台", 2),
            asked(3, "局长姓什么"),
            asked(4, "请问局长是哪个", 3),
        ]
    )
    assert [{each.id for each in group.questions} for group in groups] == [{1, 3, 4}, {2}]
    assert [group.count for group in groups] == [5, 2]
    assert groups[0].last == AT + timedelta(hours=4)


def test_several_matters_stand_apart_each_with_all_its_wordings() -> None:
    groups = grouped(
        [
            asked(1, "停水通知看哪里"),
            asked(2, "哪里看停水通知", 2),
            asked(3, "遛狗不牵绳罚多少"),
            asked(4, "不牵绳遛狗会罚款吗", 4),
            asked(5, "养狗证去哪办"),
        ]
    )
    assert [{each.id for each in group.questions} for group in groups] == [{3, 4}, {1, 2}, {5}]


def test_two_texts_with_other_figures_of_one_matter_contradict_each_other() -> None:
    ours = library()
    assert ours.contradictions(at=AT) == []
    for key, told in (("same", "罚 500 元到 2000 元"), ("other", "罚 300 元到 800 元")):
        entry = (
            f"- {{id: {key}, title: 旧通告, issuer: 某镇, text: 露天烧秸秆，{told}。,"
            " ask: [烧秸秆罚多少]}"
        )
        ours.add(texts=ours.read(name="a.yml", content=entry.encode(), facts={}), by="li", at=AT)
    pairs = {
        frozenset({each.one.text.key, each.other.text.key}) for each in ours.contradictions(at=AT)
    }
    assert frozenset({"straw_fine", "other"}) in pairs
    assert frozenset({"straw_fine", "same"}) not in pairs


def test_a_text_that_ended_contradicts_nobody() -> None:
    ours = library()
    entry = (
        "- {id: other, title: 旧通告, issuer: 某镇, until: 2020-01-01,"
        " text: 露天烧秸秆，罚 300 元。, ask: [烧秸秆罚多少]}"
    )
    ours.add(texts=ours.read(name="a.yml", content=entry.encode(), facts={}), by="li", at=AT)
    assert ours.contradictions(at=AT) == []
