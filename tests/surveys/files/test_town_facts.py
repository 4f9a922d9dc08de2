"""What is known of towns, from a table."""

from pathlib import Path

import pytest

from surveys.files.problems import UnusableFileError
from surveys.files.town_facts import read_town_facts


def read(folder: Path, text: str) -> dict[str, dict[str, float]]:
    file = folder / "towns.csv"
    file.write_text(text, encoding="utf-8")
    return read_town_facts(file)


def test_figures_are_read_by_town_and_an_empty_cell_is_not_known(tmp_path: Path):
    facts = read(tmp_path, "town,密度,投诉\n330402001,1200,3\n330402002,,5\n")
    assert facts == {
        "330402001": {"密度": 1200.0, "投诉": 3.0},
        "330402002": {"投诉": 5.0},
    }


def test_the_town_may_stand_anywhere_and_be_called_in_chinese(tmp_path: Path):
    assert read(tmp_path, "密度,镇代码\n7,330402001\n") == {"330402001": {"密度": 7.0}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("密度,投诉\n1,2\n", "town"),
        ("town\n330402001\n", "一列数字"),
        ("town,密度\n330402,7\n", "9 位"),
        ("town,密度\n330402001,7\n330402001,8\n", "两次"),
        ("town,密度\n330402001,多\n", "密度"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, text: str, said: str
):
    with pytest.raises(UnusableFileError, match=said):
        read(tmp_path, text)
