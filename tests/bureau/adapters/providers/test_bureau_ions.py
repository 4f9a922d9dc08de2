"""The tables of the network of clean air."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from bureau.adapters.providers.bureau_ions import BureauIons
from bureau.adapters.providers.bureau_tables import Folder
from bureau.adapters.providers.demo_ions import DemoIons
from bureau.places import gazetteer
from bureau.quality.reading import SHANGHAI

AT = datetime(2026, 8, 21, 20, 10, tzinfo=SHANGHAI)
PLACES = gazetteer()


def fetched(folder: Path, text: str, encoding: str = "utf-8"):
    (folder / "ions.csv").write_text(text, encoding=encoding)
    return BureauIons(Folder("bureau_ions", folder), PLACES).fetch(at=AT)


@pytest.mark.parametrize(
    ("heading", "value", "per_cm3"),
    [
        ("负氧离子", "1350", 1350),
        ("负氧离子浓度（个/cm³）", "1350", 1350),
        ("空气负离子(万个/cm3)", "0.135", 1350),
        ("负离子（个/立方厘米）", "1,350", 1350),
        ("负氧离子", "0", 0),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_value_is_read_in_its_unit(
    tmp_path: Path, heading: str, value: str, per_cm3: float, encoding: str
) -> None:
    heading = heading.replace("³", "3") if encoding == "gbk" else heading
    text = (
        "清新空气监测日报\n"
        f"监测点位,县（市、区）,镇（街道）,时间,{heading}\n"
        f'湘家荡,南湖区,七星街道,2026-08-21 19:00,"{value}"\n'
        ",,,,\n"
    )
    found = fetched(tmp_path, text, encoding)
    (one,) = found.ions
    assert one.per_cm3 == pytest.approx(per_cm3)
    assert one.at == datetime(2026, 8, 21, 19, tzinfo=SHANGHAI)
    (station,) = found.ion_stations
    assert station.place is not None
    assert (station.name, station.place[:6]) == ("湘家荡", "330402")
    assert found.newest == one.at


@pytest.mark.parametrize("value", ["-3", "900000", "很多", "", "—"])
def test_what_is_no_value_is_none(tmp_path: Path, value: str) -> None:
    text = f"监测点位,时间,负氧离子\n湘家荡,2026-08-21 19:00,{value}\n"
    found = fetched(tmp_path, text)
    assert found.ions == ()
    assert found.findings or value in ("", "—")


def test_a_wrong_unit_or_time_is_a_finding(tmp_path: Path) -> None:
    wrong_unit = "监测点位,时间,负氧离子（ug/m3）\n湘家荡,2026-08-21 19:00,5\n"
    assert fetched(tmp_path, wrong_unit).findings
    ahead = (
        "监测点位,时间,负氧离子\n湘家荡,2026-08-22 19:00,500\n甲,soon,500\n乙,2026-08-21 18:00,5\n"
    )
    found = fetched(tmp_path, ahead)
    assert [each.per_cm3 for each in found.ions] == [5]
    assert len(found.findings) == 2


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "ions.xlsx")) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["监测点位", "时间", "负氧离子"])
        page.write_row(1, 0, ["湘家荡", "2026-08-21 19:00", 812])
    found = BureauIons(Folder("bureau_ions", tmp_path), PLACES).fetch(at=AT)
    assert [each.per_cm3 for each in found.ions] == [812]


def test_the_demonstrations_twin_is_the_same_each_time_and_marked() -> None:
    once, again = (DemoIons(PLACES).fetch(at=AT) for _ in range(2))
    assert once.ions == again.ions
    assert {each.source for each in once.ions} == {"demo"}
    assert all(100 < each.per_cm3 < 5000 for each in once.ions)
    assert once.newest is not None
    assert once.newest <= AT
