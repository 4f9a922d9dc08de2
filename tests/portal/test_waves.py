"""Officers prepare a wave, follow it, end it, invite, and take in an agency's file."""

from __future__ import annotations

import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from bureau.wiring import Bureau
from surveys.files.agency_mapping import shipped_mapping
from surveys.questionnaire.model import FOLDER, load
from surveys.questionnaire.xlsform import from_xlsform, to_xlsform
from tests.portal.conftest import AT, Officer, Watch

NOW, NEXT = "2026Q4", "2027Q1"
SOURCE = (FOLDER / "satisfaction.yml").read_text(encoding="utf-8")
SPECIAL = SOURCE.replace('"2026.2"', '"2027.special"')
PLAIN = ["王店镇", "五年以上", "35", "4", "4", "4", "4", "4", "蓝色", "女"]
TABLE = (
    "样本编号,镇街道,访问时间,用时秒,访员,年龄,Q1,Q2,Q3,Q4,Q5\n"
    "A001,王店镇,2026-11-02 10:15:00,180,F07,45,4,4,3,拒答,1\n"
)


def page(officer: Officer, path: str) -> str:
    answer = officer.get(path)
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def send(officer: Officer, path: str, **form: Any) -> Any:
    return officer.post(path, page=path, **form)


def draft(officer: Officer, wave: str = NEXT, **form: Any) -> Any:
    wanted = {"source": SPECIAL, "county": "400", "town": "60", "do": "save"}
    return send(officer, f"/portal/waves/{wave}/questionnaire", **{**wanted, **form})


def upload(officer: Officer, text: str, mapping: str | None = None) -> Any:
    file = (io.BytesIO(text.encode()), "agency.csv")
    wanted = shipped_mapping() if mapping is None else mapping
    return send(officer, f"/portal/waves/{NOW}/intake", file=file, mapping=wanted)


def take_in(officer: Officer, text: str) -> Any:
    """Look at a file, then take it in by the page's own form."""
    seen = unescape(upload(officer, text).get_data(as_text=True))
    digest = seen.partition(f"/portal/waves/{NOW}/intake/")[2].partition('"')[0]
    path = f"/portal/waves/{NOW}/intake"
    return officer.post(f"{path}/{digest}", page=path)


def complete(bureau: Bureau, who: str) -> None:
    for text in (None, *PLAIN):
        bureau.survey_service.turn(by=who, town=None, text=text, at=AT, channel="wechat")


def test_the_coming_wave_stands_before_this_one(officer: Officer) -> None:
    text = page(officer, "/portal/waves")
    assert text.index("2027年第1季度") < text.index("2026年第4季度")
    assert "未开始" in text


def test_a_draft_with_targets_is_kept_and_noted(officer: Officer, bureau: Bureau) -> None:
    assert draft(officer, special="王店镇 80\n嘉善县 500份").status_code == 302
    wave = bureau.survey_service.waves.kept(NEXT)
    assert wave is not None
    assert (wave.version, wave.planned) == ("2027.special", True)
    assert [wave.target(code) for code in ("330411105", "330421", "330402")] == [80, 500, 400]
    text = page(officer, f"/portal/waves/{NEXT}")
    assert "设定问卷和目标" in text
    assert "王店镇 80 份" in text
    assert "王店镇 80" in page(officer, f"/portal/waves/{NEXT}/questionnaire")


def test_a_check_shows_the_questions_in_chat_and_on_the_page_and_keeps_nothing(
    officer: Officer, bureau: Bureau
) -> None:
    answer = draft(officer, do="check")
    text = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "5. 非常满意" in text
    assert "只在“总的来说" in text
    assert bureau.survey_service.waves.kept(NEXT) is None


def test_every_fault_is_shown_with_its_line_and_what_was_typed_stays(
    officer: Officer, bureau: Bureau
) -> None:
    broken = SPECIAL.replace("type: number", "type: numbers")
    answer = draft(officer, source=broken, town="六十", special="火星镇 5")
    text = unescape(answer.get_data(as_text=True))
    line = next(i for i, one in enumerate(broken.splitlines(), 1) if "type: numbers" in one)
    assert answer.status_code == 422
    assert f"第 {line} 行" in text
    assert "<code>type: numbers</code>" in text
    assert "目标“六十”看不懂" in text
    assert "目标“火星镇 5”看不懂" in text
    assert bureau.survey_service.waves.kept(NEXT) is None


def test_a_questionnaire_comes_as_xlsform_or_yaml(officer: Officer, bureau: Bureau) -> None:
    for data in (to_xlsform(load(SPECIAL)), b"\xef\xbb\xbf" + SPECIAL.encode()):
        answer = draft(officer, source="", file=(io.BytesIO(data), "form"))
        assert answer.status_code == 302
        wave = bureau.survey_service.waves.kept(NEXT)
        assert wave is not None
        assert wave.version == "2027.special"


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"\xff\xfe\x00", b"", b"- 1", b"a: [" * 9999])
def test_what_is_no_questionnaire_is_refused(officer: Officer, data: bytes) -> None:
    assert draft(officer, source="", file=(io.BytesIO(data), "form")).status_code == 422


def test_the_questionnaire_is_taken_along_in_three_forms(officer: Officer) -> None:
    path = f"/portal/waves/{NOW}/questionnaire"
    assert load(officer.get(f"{path}.yml").get_data(as_text=True)).id == "satisfaction"
    assert load(from_xlsform(officer.get(f"{path}.xlsx").get_data())).id == "satisfaction"
    assert officer.get(f"{path}.txt").get_data().startswith(b"\xef\xbb\xbfid\t")
    assert officer.get(f"{path}.pdf").status_code == 404


def test_after_the_first_answer_nothing_can_be_changed(officer: Officer, bureau: Bureau) -> None:
    complete(bureau, "a")
    path = f"/portal/waves/{NOW}/questionnaire"
    assert "固定不变" in page(officer, path)
    answer = officer.post(path, page=f"/portal/waves/{NOW}", source=SPECIAL, town="1", county="1")
    assert answer.status_code == 200
    saved = officer.post(
        path, page=f"/portal/waves/{NOW}", source=SPECIAL, town="1", county="1", do="save"
    )
    assert saved.status_code == 409
    assert "问卷和目标不能再改" in saved.get_data(as_text=True)


def test_progress_is_shown_for_every_town(officer: Officer, bureau: Bureau) -> None:
    complete(bureau, "a")
    text = page(officer, f"/portal/waves/{NOW}")
    assert text.count("差 60") == 71
    assert text.count("差 59") == 1
    assert "微信对话" in text
    assert "每天答完" in text


def test_a_wave_is_ended_early_only_on_purpose(
    officer: Officer, bureau: Bureau, watch: Watch
) -> None:
    path = f"/portal/waves/{NOW}"
    officer.post(f"{path}/close", page=path)
    assert "请先勾选" in page(officer, path)
    officer.post(f"{path}/close", page=path, sure=NOW)
    text = page(officer, path)
    assert "已结束" in text
    assert "提前结束" in text
    assert "admin" in str([act.by for act in bureau.survey_service.waves.history(wave=NOW)])
    officer.post(f"{path}/close", page=path, sure=NOW)
    assert "不用结束" in page(officer, path)


def test_those_who_asked_are_invited_once(officer: Officer, bureau: Bureau) -> None:
    who = bureau.citizens.meet(openid="o1", at=AT - timedelta(days=9)).key
    bureau.invitations.asks_for_notices(by=who, at=AT)
    path = f"/portal/waves/{NOW}"
    officer.post(f"{path}/invite", page=path)
    assert "已安排邀请 1 人" in page(officer, path)
    officer.post(f"{path}/invite", page=path)
    assert "没有新的人" in page(officer, path)
    assert len(bureau.outbox.of_citizen(to=who)) == 1


def test_a_file_is_taken_in_once_and_kept_apart(officer: Officer, bureau: Bureau) -> None:
    complete(bureau, "a")
    seen = unescape(upload(officer, TABLE).get_data(as_text=True))
    assert "可以收：1 份" in seen
    assert "秀洲区王店镇 · 电话调查：1 份" in seen
    assert len(bureau.survey_service.answers(wave=NOW, mode=None)) == 1, "nothing is taken in yet"
    assert take_in(officer, TABLE).status_code == 302
    text = page(officer, f"/portal/waves/{NOW}")
    assert "已收下 1 份" in text
    assert "agency.csv（电话调查）1 份" in text
    assert "几种方式对照" in text
    assert "差 59" in page(officer, f"/portal/waves/{NOW}?mode=telephone")
    assert "以前收过了" in unescape(upload(officer, TABLE).get_data(as_text=True))
    assert len(bureau.survey_service.answers(wave=NOW, mode=None)) == 2


def test_a_bad_row_keeps_the_file_out_and_is_named(officer: Officer, bureau: Bureau) -> None:
    answer = upload(officer, TABLE + TABLE.splitlines()[1].replace("A001,王店镇", "A002,火星"))
    text = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "第 3 行" in text
    assert "火星" in text
    assert bureau.survey_service.waves.kept(NOW) is not None
    assert bureau.survey_service.waves.responses(wave=NOW).started == 0


def test_an_unknown_town_comes_with_what_may_be_meant(officer: Officer) -> None:
    answer = upload(officer, TABLE.replace("王店镇", "十店镇"))
    text = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "“十店镇”1 行，是不是：" in text
    assert "秀洲区王店镇" in text


def test_a_file_is_withdrawn_whole_once_that_is_meant(officer: Officer, bureau: Bureau) -> None:
    complete(bureau, "a")
    take_in(officer, TABLE)
    (file,) = bureau.survey_files.intakes(wave=NOW)
    path = f"/portal/waves/{NOW}"
    officer.post(f"{path}/intake/{file.digest}/withdraw", page=path)
    assert "请先勾选" in page(officer, path)
    officer.post(f"{path}/intake/{file.digest}/withdraw", page=path, sure="1")
    text = page(officer, path)
    assert "已整份撤回，1 份答卷不再计入" in text
    assert "撤回文件" in text
    assert len(bureau.survey_service.answers(wave=NOW, mode=None)) == 1
    assert take_in(officer, TABLE).status_code == 302, "it may come again"
    assert len(bureau.survey_service.answers(wave=NOW, mode=None)) == 2


def test_what_was_not_looked_at_is_not_taken_in(officer: Officer, bureau: Bureau) -> None:
    path = f"/portal/waves/{NOW}/intake"
    for digest in ("f" * 64, "x"):
        assert officer.post(f"{path}/{digest}", page=path).status_code == 302
        assert "请重新选文件" in page(officer, path)
        officer.post(f"{path}/{digest}/withdraw", page=path, sure="1")
        assert "没有收过" in page(officer, f"/portal/waves/{NOW}")


@pytest.mark.parametrize("mapping", ["", "a: [", "columns: 5"])
def test_a_faulty_mapping_is_explained(officer: Officer, mapping: str) -> None:
    assert upload(officer, TABLE, mapping).status_code == 422


@pytest.mark.parametrize("key", ["2020Q1", "2026Q5", "next", "2026q4"])
def test_another_word_is_no_wave(officer: Officer, key: str) -> None:
    for path in ("", "/questionnaire", "/questionnaire.yml", "/intake"):
        assert officer.get(f"/portal/waves/{key}{path}").status_code == 404


def test_nobody_else_comes_in(stranger: Officer) -> None:
    for path in ("", f"/{NOW}", f"/{NOW}/questionnaire", f"/{NOW}/intake"):
        assert stranger.get(f"/portal/waves{path}").status_code == 302
