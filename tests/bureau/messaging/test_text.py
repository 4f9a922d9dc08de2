from hypothesis import given
from hypothesis import strategies as st

from bureau.messaging.text import clean, join_deferred, size, split, without_links


@given(st.text(), st.integers(8, 200))
def test_parts_keep_every_character_but_line_ends_and_fit_the_limit(text: str, limit: int) -> None:
    text = clean(text.replace("\ud800", ""))
    parts = split(text, limit=limit)
    assert all(size(part) <= limit for part in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")


def test_a_long_text_is_cut_at_a_line_end() -> None:
    assert split("一二三四五\n六七八九十", limit=20) == ["一二三四五", "六七八九十"]


def test_a_character_is_never_cut_in_two() -> None:
    assert split("臭" * 10, limit=10) == ["臭臭臭", "臭臭臭", "臭臭臭", "臭"]


def test_a_message_is_read_without_what_can_be_tapped() -> None:
    option = '<a href="weixin://bizmsgmenu?msgmenucontent=臭&msgmenuid=4-1">1. 臭</a>'
    assert without_links(f"您看：\n{option}\na<b，5>3") == "您看：\n1. 臭\na<b，5>3"


def test_characters_that_xml_forbids_go() -> None:
    assert clean("a\x00b\x0bc\ufffed\r\ne\ud800") == "abcd\ne"


def test_what_was_kept_goes_before_the_answer_as_far_as_it_fits() -> None:
    assert join_deferred(["旧一", "旧二"], "新", lead="补：") == ("补：\n\n旧一\n\n旧二\n\n新", 2)
    assert join_deferred(["旧" * 10, "二"], "新", limit=20) == ("新", 0)
    assert join_deferred(["一", None, "三"], "新") == ("一\n\n新", 1)
