from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bureau.odor.emitters import Emitter, ranked, read_register
from bureau.odor.model import Plane
from bureau.odor.source import SourceArea
from bureau.odor.wind import Wind
from bureau.places import gcj02_to_wgs84

PLANE = Plane(120.755, 30.747)


def works(name: str, x: float, y: float, *profile: str) -> Emitter:
    return Emitter(name, *gcj02_to_wgs84(*PLANE.degrees(x, y)), profile)


def area() -> SourceArea:
    xs = np.linspace(-5000, 5000, 21)
    chance = np.exp(-0.5 * (((xs[None] - 2000) / 1500) ** 2 + (xs[:, None] / 1500) ** 2))
    return SourceArea(xs, xs, chance / chance.sum(), Wind.blowing(2, 90))


def test_works_are_ranked_by_where_they_stand() -> None:
    found, elsewhere = ranked([works("far", -4000, 0), works("near", 2000, 0)], area(), (), PLANE)
    assert [each.emitter.name for each in found] == ["near", "far"]
    assert sum(each.probability for each in found) + elsewhere == pytest.approx(1)
    assert found[0].probability < 0.95


def test_a_smell_that_fits_counts_and_one_that_does_not_is_no_acquittal() -> None:
    both = [works("a", 2000, 0, "塑料"), works("b", 2000, 0, "鱼腥"), works("c", 2000, 0)]
    found, _ = ranked(both, area(), ("塑料",), PLANE)
    assert [each.emitter.name for each in found] == ["a", "c", "b"]
    assert found[0].fits
    assert found[2].probability > 0.1


def test_beyond_the_grid_and_without_a_register_it_is_elsewhere() -> None:
    found, elsewhere = ranked([works("away", 40_000, 0)], area(), (), PLANE)
    assert found[0].probability == 0
    assert elsewhere == 1
    assert ranked([], area(), (), PLANE) == ([], 1)


def register(tmp_path: Path, text: str, encoding: str = "utf-8"):
    path = tmp_path / "register.csv"
    path.write_bytes(text.encode(encoding))
    return read_register(path)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_the_register_is_read_as_the_bureau_writes_it(tmp_path: Path, encoding: str) -> None:
    text = "异味企业登记表\n企业名称,经度,纬度,气味\n甲厂,120.7,30.7,塑料、橡胶\n乙厂,120.8,30.8,\n"
    found = register(tmp_path, text, encoding)
    assert [(each.name, each.profile) for each in found.emitters] == [
        ("甲厂", ("塑料", "橡胶")),
        ("乙厂", ()),
    ]
    assert found.findings == ()


@pytest.mark.parametrize(
    "row", ["丙厂,,30.7,", "丙厂,东,30.7,", ",120.7,30.7,", "丙厂,120.7,300,", "丙厂,nan,30,"]
)
def test_a_row_that_cannot_be_read_is_told_and_the_others_count(tmp_path: Path, row: str) -> None:
    found = register(tmp_path, f"名称,经度,纬度,气味\n{row}\n乙厂,120.8,30.8,\n")
    assert [each.name for each in found.emitters] == ["乙厂"]
    assert "第 2 行" in found.findings[0]


def test_a_file_that_is_no_register_is_told(tmp_path: Path) -> None:
    found = register(tmp_path, "甲,乙\n1,2\n")
    assert found.emitters == ()
    assert found.findings
