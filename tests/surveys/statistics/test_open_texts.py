"""Open texts: what they are about, and nobody to be recognised in them."""

from surveys.statistics.open_texts import voices

SMELL = ["夜里有股酸味，窗户不敢开", "晚上酸味很重，窗户关着也有", "酸味飘进窗户，孩子咳嗽"]


def test_people_cannot_be_told_from_what_is_shown() -> None:
    texts = [f"厂长吴国强说没事，酸味飘进窗户，电话1380000000{n}" for n in range(6)]
    shown = " ".join(sentence for topic in voices(texts).topics for sentence in topic.sentences)
    assert "酸味" in shown
    assert "吴国强" not in shown
    assert "1380000" not in shown


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
