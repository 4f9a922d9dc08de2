"""Roles are data; a post is a role with the area it wants."""

from __future__ import annotations

from pathlib import Path

import pytest

from bureau.officers import (
    IN_AN_AREA,
    IRREVERSIBLE,
    Post,
    PostError,
    Right,
    read_four_eyes,
    roles,
)
from bureau.officers.roles import read_roles
from bureau.places import Level

COUNTY, TOWN = "330402", "330402101"


def test_the_roles_are_those_of_the_bureau() -> None:
    assert {code: role.level for code, role in roles().items()} == {
        "city": Level.CITY,
        "county_branch": Level.COUNTY,
        "town_office": Level.TOWN,
        "grid_worker": Level.VILLAGE,
        "hotline_desk": Level.CITY,
        "survey_office": Level.CITY,
        "reward_cashier": Level.CITY,
        "auditor": Level.CITY,
        "administrator": Level.CITY,
    }
    factors = {code for code, role in roles().items() if role.two_factors}
    assert factors == {"auditor", "administrator", "reward_cashier"}


def test_an_auditor_sees_and_changes_nothing() -> None:
    assert {right for right in roles()["auditor"].rights if not right.startswith("see_")} == set()
    assert Right.SEE_ORIGINALS not in roles()["auditor"].rights


def test_only_an_administrator_manages_officers_and_keys() -> None:
    for right in (Right.MANAGE_OFFICERS, Right.MANAGE_KEYS):
        assert [code for code, role in roles().items() if right in role.rights] == ["administrator"]


@pytest.mark.parametrize(
    ("role", "area", "categories"),
    [
        ("city", None, ()),
        ("city", None, ("water",)),
        ("county_branch", COUNTY, ()),
        ("town_office", TOWN, ("odor", "water")),
        ("grid_worker", TOWN, ()),
        ("survey_office", None, ()),
    ],
)
def test_a_role_over_the_area_it_wants_is_a_post(
    role: str, area: str | None, categories: tuple[str, ...]
) -> None:
    assert Post(role, area, categories).area == area


@pytest.mark.parametrize(
    ("role", "area", "categories", "code"),
    [
        ("mayor", None, (), "role"),
        ("", None, (), "role"),
        ("city", COUNTY, (), "area"),
        ("county_branch", None, (), "area"),
        ("county_branch", TOWN, (), "area"),
        ("county_branch", "330400", (), "area"),
        ("county_branch", "110101", (), "area"),
        ("town_office", None, (), "area"),
        ("town_office", COUNTY, (), "area"),
        ("town_office", "330402999", (), "area"),
        ("town_office", "330402001001", (), "area"),
        ("survey_office", None, ("water",), "categories"),
    ],
)
def test_any_other_is_none(
    role: str, area: str | None, categories: tuple[str, ...], code: str
) -> None:
    with pytest.raises(PostError) as refused:
        Post(role, area, categories)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "line",
    [
        "level: town, two_factors: false, rights: [end_waves]",
        "level: county, two_factors: false, rights: [see_cases, manage_officers]",
        "level: city, two_factors: false, rights: [rule_the_world]",
        "level: street, two_factors: false, rights: [see_cases]",
    ],
)
def test_a_role_that_cannot_be_is_refused_as_it_is_read(tmp_path: Path, line: str) -> None:
    file = tmp_path / "roles.yml"
    file.write_text(f"roles: {{odd: {{name: x, {line}}}}}", encoding="utf-8")
    with pytest.raises(ValueError, match=r"odd is over a|is not a valid"):
        read_roles(file)


def test_below_the_city_no_role_is_over_the_whole_citys_matters() -> None:
    for role in roles().values():
        assert role.level is Level.CITY or role.rights <= IN_AN_AREA


def four_eyes(folder: Path, rights: str) -> frozenset[Right]:
    file = folder / "roles.yml"
    file.write_text(f"four_eyes: {rights}\n", encoding="utf-8")
    return read_four_eyes(file)


def test_a_house_begins_without_four_eyes() -> None:
    assert read_four_eyes() == frozenset()


def test_what_cannot_be_undone_may_wait_for_a_second_officer(tmp_path: Path) -> None:
    assert four_eyes(tmp_path, "[]") == frozenset()
    every = "[" + ", ".join(IRREVERSIBLE) + "]"
    assert four_eyes(tmp_path, every) == IRREVERSIBLE


@pytest.mark.parametrize("rights", ["[see_cases]", "[end_waves, work_cases]", "[unheard_of]"])
def test_nothing_else_may(tmp_path: Path, rights: str) -> None:
    with pytest.raises(ValueError, match=r"see_cases|work_cases|unheard_of"):
        four_eyes(tmp_path, rights)
