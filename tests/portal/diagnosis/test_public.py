"""What is released is there for everybody, what is not is not."""

from __future__ import annotations

import pytest

from bureau.wiring import Bureau
from tests.bureau.diagnosis.conftest import AT, KNOWN, OCTOBER
from tests.portal.conftest import Officer
from tests.portal.diagnosis.conftest import CITY

PAGE = f"/diagnosis/{KNOWN}/2026-10"


def release(bureau: Bureau, area: str = KNOWN) -> None:
    bureau.diagnoses.release(area=area, month=OCTOBER.first, version=1, by="x", at=AT)


def text(citizen: Officer, path: str) -> str:
    answer = citizen.get(path)
    assert answer.status_code == 200, path
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.pdf", "/diagnosis?month=2026-10"])
def test_what_is_not_released_is_not_there(citizen: Officer, path: str) -> None:
    assert citizen.get(path).status_code == 404


def test_before_the_first_release_the_list_says_so(citizen: Officer) -> None:
    assert "还没有发布过" in text(citizen, "/diagnosis")


def test_a_released_one_is_read_with_its_charts_and_its_numbers(
    bureau: Bureau, citizen: Officer
) -> None:
    release(bureau)
    page = text(citizen, PAGE)
    found = bureau.diagnoses.released(area=KNOWN, month=OCTOBER.first)
    assert found is not None
    for block in found.findings.blocks:
        for sentence in found.findings.sentences(block.key, public=True):
            assert sentence in page
    assert page.count("<svg") == 5
    assert "演示数据" in page
    assert "王江泾镇" in text(citizen, "/diagnosis")
    assert citizen.get(f"{PAGE}.pdf").data.startswith(b"%PDF")


def test_what_was_taken_back_is_gone(bureau: Bureau, citizen: Officer) -> None:
    release(bureau)
    assert citizen.get(PAGE).status_code == 200
    bureau.diagnoses.withdraw(area=KNOWN, month=OCTOBER.first, reason="错了", by="x", at=AT)
    assert citizen.get(PAGE).status_code == 404
    assert citizen.get(f"{PAGE}.pdf").status_code == 404


def test_a_note_is_read_without_the_name_of_who_wrote_it(bureau: Bureau, citizen: Officer) -> None:
    bureau.diagnoses.annotate(
        area=KNOWN, month=OCTOBER.first, text="施工较多<b>", by="王小明", at=AT
    )
    release(bureau)
    page = text(citizen, PAGE)
    assert "施工较多&lt;b&gt;" in page
    assert "王小明" not in page


@pytest.mark.parametrize(
    "path",
    [
        f"/diagnosis/{KNOWN}/2026-9",
        f"/diagnosis/{KNOWN}/2026-13",
        f"/diagnosis/{KNOWN}/last",
        "/diagnosis/330499/2026-10",
        "/diagnosis/x/2026-10",
        f"/diagnosis/{KNOWN}/2026-11",
        "/diagnosis?month=2026-1",
        "/diagnosis?month=2026-10&area=1",
    ],
)
def test_an_address_that_names_nothing_leads_nowhere(
    bureau: Bureau, citizen: Officer, path: str
) -> None:
    release(bureau)
    assert citizen.get(path).status_code == 404


def test_a_choice_leads_to_its_page(bureau: Bureau, citizen: Officer) -> None:
    release(bureau)
    answer = citizen.get(f"/diagnosis?area={KNOWN}&month=2026-10")
    assert answer.location == PAGE
    # Areas that are not released cannot be chosen.
    assert f'<option value="{CITY}" disabled' in text(citizen, PAGE)


def test_the_page_runs_no_script_and_may_be_kept_a_minute(bureau: Bureau, citizen: Officer) -> None:
    release(bureau)
    answer = citizen.get(PAGE)
    assert "<script" not in answer.get_data(as_text=True)
    assert "style=" not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
