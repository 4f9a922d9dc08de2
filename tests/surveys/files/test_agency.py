"""An agency's file is taken in whole or not at all, and only once."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from surveys.files import agency as intake
from surveys.files.agency import Taken
from surveys.service import SurveyService
from surveys.wave_admin import SurveyError
from tests.surveys.standard import StoreInMemory, make_service, moment

AT = moment("2026-10-08T15:00")
MAPPING = (Path(intake.__file__).parent / "mappings" / "telephone.yml").read_text(encoding="utf-8")
HEADER = "样本编号,镇街道,访问时间,用时秒,访员,年龄,Q1,Q2,Q3,Q4,Q5,备注"
GOOD = "A001,王店镇,2026-09-02 10:15:00,180,F07,45,4,满意,3,拒答,1,随便写写"
ALSO = "A002,330402001,2026/9/3 9:00,175,F07,33,5,5,不太了解,1,99,"


@pytest.fixture
def store() -> StoreInMemory:
    return StoreInMemory()


@pytest.fixture
def service(store: StoreInMemory) -> SurveyService:
    return make_service(store)


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def take(
    service: SurveyService, data: bytes, mapping: str = MAPPING, wave: str = "2026Q3"
) -> Taken:
    return service.take_in(
        wave=wave, name="agency.csv", data=data, mapping=mapping, by="officer", at=AT
    )


def said(taken: Taken) -> str:
    return "\n".join(str(problem) for problem in taken.problems)


def test_a_good_file_becomes_answers(service: SurveyService, store: StoreInMemory) -> None:
    assert take(service, table(GOOD, ALSO)) == Taken(rows=2)
    answers = service.answers(wave="2026Q3", mode="telephone")
    assert answers.questions == ("gain", "satisfaction", "awareness", "participation", "confidence")
    assert answers.answers.tolist() == [[4, 4, 3, 0, 5], [5, 5, 2, 1, 0]]
    assert [answers.region.text(row) for row in (0, 1)] == ["330411105", "330402001"]
    assert answers.seconds is not None
    assert answers.seconds.tolist() == [180, 175]
    assert answers.interviewer is not None
    assert answers.interviewer.text(0) == "F07"


def test_modes_stay_apart(service: SurveyService) -> None:
    take(service, table(GOOD))
    assert len(service.answers(wave="2026Q3")) == 0
    assert len(service.answers(wave="2026Q3", mode=None)) == 1
    (channel,) = service.waves.responses(wave="2026Q3").channels
    assert (channel.channel, channel.mode, channel.complete) == ("telephone", "telephone", 1)


def test_the_same_file_again_does_nothing(service: SurveyService, store: StoreInMemory) -> None:
    take(service, table(GOOD, ALSO))
    before = dict(store.sittings)
    assert take(service, table(GOOD, ALSO)) == Taken(rows=2, already=True)
    assert store.sittings == before


def test_a_person_of_an_earlier_file_is_named_and_nothing_is_taken(
    service: SurveyService, store: StoreInMemory
) -> None:
    take(service, table(GOOD))
    again = take(service, table(ALSO, GOOD.replace("45", "46")))
    assert "第 3 行" in said(again)
    assert len(store.sittings) == 1


def test_the_sample_number_is_not_kept(service: SurveyService, store: StoreInMemory) -> None:
    take(service, table(GOOD.replace("A001", "13800001234")))
    assert "13800001234" not in str(store.sittings)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (GOOD.replace("A001", ""), "样本编号"),
        (GOOD.replace("王店镇", "杭州西湖"), "不是嘉兴的镇"),
        (GOOD.replace("王店镇", ""), "不是嘉兴的镇"),
        (GOOD.replace("2026-09-02", "2026-12-02"), "不在 2026Q3"),
        (GOOD.replace("2026-09-02 10:15:00", "昨天"), "认不出"),
        (GOOD.replace("180", "三分钟"), "秒数"),
        (GOOD.replace(",45,", ",17,"), "不属于调查对象"),
        (GOOD.replace(",45,", ",老,"), "不在选项里"),
        (GOOD.replace(",4,满意", ",6,满意"), "不在选项里"),
        (GOOD.replace("满意", "呵呵"), "不在选项里"),
        (GOOD.replace("拒答,1", "拒答,7"), "不在选项里"),
        (GOOD.replace("4,满意,3,拒答,1", "99,99,99,99,99"), "没有一道评分题"),
        (GOOD + ",多,出,来", ""),
        ("A001,王店镇", ""),
        (ALSO, "重复"),
    ],
)
def test_one_bad_row_is_named_by_line_and_keeps_the_whole_file_out(
    service: SurveyService, store: StoreInMemory, row: str, word: str
) -> None:
    taken = take(service, table(ALSO, ALSO.replace("A002", "A003"), row))
    assert taken.rows == 0
    assert "4 行" in said(taken)
    assert word in said(taken)
    assert store.sittings == {}
    assert store.files == {}


def test_every_bad_row_is_named_at_once(service: SurveyService) -> None:
    bad = [GOOD.replace("A001", f"B{i}").replace("王店镇", "火星") for i in range(3)]
    assert "第 2、3、4 行" in said(take(service, table(*bad)))


def test_a_workbook_reads_as_a_csv_does(service: SurveyService) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.split(","))
    when = moment("2026-09-02T10:15").replace(tzinfo=None)  # sheets know no time zones
    sheet.append(["A1", "王店镇", when, 180.0, "F07", 45, 4, "满意", 3, None, 1])
    sheet.append([None] * 11)
    sheet.append(["A2", 330402001, None, None, None, 45, 4, 4, 3, 99, 1])
    data = io.BytesIO()
    book.save(data)
    assert take(service, data.getvalue()) == Taken(rows=2)
    answers = service.answers(wave="2026Q3", mode="telephone").answers.tolist()
    assert answers == [[4, 4, 3, 0, 5], [4, 4, 3, 0, 5]]


def test_windows_spreadsheets_save_csv_in_gbk_and_with_bom(service: SurveyService) -> None:
    assert take(service, table(GOOD).decode().encode("gbk")).rows == 1
    assert take(service, b"\xef\xbb\xbf" + table(ALSO)).rows == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", HEADER.encode(), b"a,b\n1,2\n", b"PK\x03\x04broken", b"\x00\xff\xfe", b"%PDF-1.4",
     b"x" * 3_000_000],
)  # fmt: skip
def test_what_is_no_table_is_refused_kindly(service: SurveyService, data: bytes) -> None:
    taken = take(service, data)
    assert taken.rows == 0
    assert taken.problems


def test_a_huge_file_is_refused_before_it_is_read(service: SurveyService) -> None:
    assert "大于" in said(take(service, b"x" * (intake.LARGEST_FILE + 1)))


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("respondent: 样本编号", "person: 样本编号", "respondent"),
        ("  satisfaction: Q2", "  happiness: Q2", "happiness"),
        ('"1": 5', '"1": 9', "没有答案“9”"),
        ("mode: telephone", "mode: wechat", "wechat"),
        ("missing: [", "missing: {", "对照表第"),
        ("Q3", "Q33", "缺少列：q33"),
    ],
)
def test_a_faulty_mapping_is_explained(
    service: SurveyService, old: str, new: str, word: str
) -> None:
    assert old in MAPPING
    assert word in said(take(service, table(GOOD), MAPPING.replace(old, new)))


def test_a_wave_is_written_as_year_and_quarter(service: SurveyService) -> None:
    with pytest.raises(SurveyError, match="2026Q4"):
        take(service, table(GOOD), wave="第三季度")
