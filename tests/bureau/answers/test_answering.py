"""Which sentences of a passage are said."""

from __future__ import annotations

from bureau.answers import LibraryText, Passage
from bureau.answers.answering import LONGEST, chosen, label, source
from bureau.answers.model import PassageSpot

LONG = (
    "排放口应当设置标志牌。监测记录保存不少于五年。单位应当在每年三月前公开上一年度的排放信息。"
    "违反前款规定的，处二万元以上二十万元以下的罚款。拒不改正的，责令停产整治。"
    "县级以上人民政府可以根据需要制定实施细则，报上一级人民政府备案后施行。"
    "本条所称重点单位名录由设区的市级主管部门商有关部门确定并向社会公布。"
)


def spot(text: str, **facts: str) -> PassageSpot:
    passage = Passage(text=text, heading=facts.pop("heading", ""))
    whole = LibraryText(key="k", title="某办法", issuer="某机关", passages=(passage,))
    return PassageSpot(whole, 0)


def test_a_short_passage_is_said_whole() -> None:
    assert chosen(spot("甲。乙。丙。"), "乙") == "甲。乙。丙。"


def test_of_a_long_one_the_sentences_next_to_the_question_are_said_to_the_letter() -> None:
    said = chosen(spot(LONG), "监测记录要保存几年")
    assert "监测记录保存不少于五年。" in said
    assert said in LONG
    assert len(said) <= LONGEST
    fined = chosen(spot(LONG), "违反了罚款多少")
    assert "处二万元以上二十万元以下的罚款。" in fined


def test_a_label_fits_a_button() -> None:
    assert label(spot("甲。", heading="很长的标题" * 9)).endswith("…")
    assert label(spot("甲。")) == "某办法"


def test_a_source_leaves_out_what_nobody_said() -> None:
    assert source(spot("甲。")) == "——某办法\n某机关\n以本局公布为准。"
