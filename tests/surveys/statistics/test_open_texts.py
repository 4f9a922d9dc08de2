"""Open texts: what they are about, and nobody to be recognised in them."""

import pytest

from surveys.statistics.open_texts import mask, voices

SMELL = ["夜里有股酸味，窗户不敢开", "晚上酸味很重，窗户关着也有", "酸味飘进窗户，孩子咳嗽"]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("我叫张建国，电话13812345678", ["张建国", "13812345678"]),
        ("打 138 1234 5678 没人接", ["1234", "5678"]),
        ("座机0573-82345678打不通", ["82345678"]),
        ("身份证330402199001011234", ["330402199001011234"]),
        ("写信到 a.b@example.com 没回", ["example"]),
        ("加微信号abc_12345", ["abc_12345"]),
        ("住3幢2单元402室", ["402"]),
        ("找过李主任和王师傅都没用", ["李", "王"]),
        ("陈丽华家的厂半夜排气", ["陈丽华"]),
    ],
)
def test_people_cannot_be_told_from_what_is_shown(text: str, gone: list[str]) -> None:
    masked = mask(text)
    assert "〔" in masked
    assert not [word for word in gone if word in masked]


@pytest.mark.parametrize("text", ["王店镇的河发黑发臭", "马路上大货车多", "金属味很重"])
def test_places_and_things_stay(text: str) -> None:
    assert mask(text) == text


def test_a_topic_is_what_several_wrote_of() -> None:
    found = voices([*SMELL * 3, "反映过没人管"], fewest=5)
    assert found.n == 10
    assert len(found.topics) == 1
    assert found.topics[0].count == 9
    assert set(found.topics[0].words) & {"酸味", "窗户"}
    assert set(found.topics[0].sentences) <= set(SMELL)
    assert found.other == 1


def test_what_few_wrote_is_not_shown() -> None:
    assert voices(SMELL[:2]).topics == ()
    assert voices(["", "  "]).n == 0
