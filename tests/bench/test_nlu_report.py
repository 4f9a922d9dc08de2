"""The report on a file of messages: a line out for each line in, whatever the lines hold."""

import json
from datetime import datetime

import pytest

from bench.nlu_report import answers, understand
from bench.nlu_scores import confusion_picture, five_figures, half_of, table
from bench.nlu_stranger import empty_store
from bureau.understanding.times import SHANGHAI

NOW = datetime(2024, 5, 15, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True, scope="module")
def _asked_by_a_stranger():
    with empty_store():
        yield


class Assistant:
    """Stands for the trained model behind its pipe."""

    def read(self, text: str) -> dict:
        if not text.strip():
            return {"text": "", "intent": None, "categories": [], "seconds": 0.001}
        intent = "report" if "臭" in text or "泄漏" in text or "吗" in text else "small_talk"
        message = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": [{"entity": "category", "value": "odor", "confidence": 0.9}],
            "intent_ranking": [{"name": intent, "confidence": 0.9}],
        }
        return {"text": text, "intent": intent, "categories": ["odor"], "message": message,
                "seconds": 0.001}  # fmt: skip


def read_lines(*lines: str) -> list[dict]:
    return [row for row, _ in answers(lines, Assistant(), NOW)]


def test_an_answer_holds_the_fields_of_the_line_and_what_was_understood():
    (row,) = read_lines('{"text": "昨晚十一点多独山港臭", "label": "environment", "id": 7}')
    assert row.pop("seconds") > 0
    assert row == {
        "text": "昨晚十一点多独山港臭",
        "label": "environment",
        "id": 7,
        "decision": "report",
        "categories": ["odor"],
        "place": "330482108",
        "place_text": "独山港",
        "time_start": "2024-05-14T23:00:00+08:00",
        "time_end": "2024-05-15T00:00:00+08:00",
        "urgent": False,
    }


FIELDS = {
    "decision", "categories", "place", "place_text", "time_start", "time_end", "urgent", "seconds",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("{broken", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('["a list"]', "not an object"),
        ('{"label": "x"}', "no text"),
        ('{"text": 5, "label": "x"}', "no text"),
        ('{"text": null}', "no text"),
        ("", "not JSON"),
    ],
)
def test_a_line_without_a_text_keeps_its_place_and_its_fields_and_is_named(line, wrong):
    ((row, said),) = answers([line], Assistant(), NOW)
    assert said.startswith(wrong)
    assert row.keys() - {"text", "label"} == FIELDS
    assert (row["decision"], row["categories"], row["place"]) == ("out_of_scope", [], None)
    assert row.get("label", "x") == "x"


@pytest.mark.parametrize("types", [None, "odor", [1], {}, []])
def test_odd_types_and_labels_spoil_no_table(types):
    assert "messages: 1" in table(
        [*read_lines(json.dumps({"text": "臭", "label": [1], "types": types}))]
    )


def test_empty_and_huge_texts_are_answered():
    empty, huge = read_lines('{"text": ""}', json.dumps({"text": "河水臭" * 20000}))
    assert empty["decision"] == "out_of_scope"
    assert huge["decision"] == "report"


def test_chatter_is_never_urgent_and_has_no_categories():
    said = understand("你好", Assistant(), NOW)
    assert (said["urgent"], said["categories"]) == (False, [])
    assert understand("氨气泄漏了", Assistant(), NOW)["urgent"] is True


def test_the_table_compares_with_labels_and_the_picture_is_drawn(tmp_path):
    rows = read_lines(
        '{"text": "臭", "label": "environment", "types": ["odor"]}',
        '{"text": "你好", "label": "environment", "types": ["eco"]}',
        '{"text": "你好", "label": "other"}',
    )
    said = table(rows)
    assert "taken for a report: environment" in said
    assert "50.0% of 2" in said
    assert "milliseconds a message: p50" in said
    assert confusion_picture(rows, tmp_path / "out.png")
    assert (tmp_path / "out.png").read_bytes().startswith(b"\x89PNG")


def test_without_labels_there_is_a_table_and_no_picture(tmp_path):
    rows = read_lines('{"text": "臭"}')
    assert "messages: 1" in table(rows)
    assert not confusion_picture(rows, tmp_path / "out.png")
    assert "messages: 0" in table([])


def test_a_complaint_in_words_that_only_ask_is_no_report():
    assert understand("举报有奖励吗", Assistant(), NOW)["decision"] == "question"
    assert understand("昨晚王店镇吉祥路臭得睡不着", Assistant(), NOW)["decision"] == "report"


def test_labels_read_with_care_are_judged_by_half():
    rows = [
        {"text": text, "label": "report", "lead": lead, "sure": True,
         "decision": "report", "categories": ["odor"]}
        for text, lead in (("臭", "odor"), ("河黑", "water"))
    ]  # fmt: skip
    found, *_, leading = five_figures(rows)[2:]
    assert found.startswith("reports found")
    assert found.rstrip().endswith("2/2 100.0% [2/2 100.0%]")
    assert leading.rstrip().endswith("1/2 50.0% [1/2 50.0%]")
    assert five_figures([{"label": "environment", "text": "臭"}]) == []
    assert {half_of(str(number)) for number in range(20)} == {"first", "second"}
