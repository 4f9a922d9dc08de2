"""The register: a table is looked at, then taken in whole; a village left out is gone."""

from __future__ import annotations

from datetime import UTC, datetime

from bureau.places import gazetteer
from bureau.places.villages import KeptVillages, Village, VillageRegister

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TOWN = "330411105"
A, B, C = (Village(f"{TOWN}90{n}", f"{name}里村") for n, name in enumerate("甲乙丙", 1))
FIRST = f"town,name,code\n{TOWN},甲里村,{A.code}\n{TOWN},乙里村,{B.code}\n"
SECOND = f"town,name,code,aliases\n{TOWN},甲里村,{A.code},东浜\n{TOWN},丙里村,{C.code},\n"


def register(*known: Village) -> VillageRegister:
    return VillageRegister(KeptVillages(known), gazetteer(), {f"{TOWN}205": "丁里村委会"})


def test_looking_keeps_nothing_and_says_what_would_change() -> None:
    house = register(A, B)
    seen = house.look_at(SECOND.encode(), named="x.csv")
    changed = Village(A.code, A.name, ("东浜",))
    assert (seen.new, seen.changed, seen.gone, seen.changes) == ((C,), ((A, changed),), (B,), 3)
    assert house.every() == [A, B]


def test_a_table_is_taken_in_as_it_was_looked_at() -> None:
    house = register()
    assert house.take_in(house.look_at(FIRST.encode(), named="x").text, by="li", at=AT).changes == 2
    house.take_in(house.look_at(SECOND.encode(), named="x").text, by="li", at=AT)
    assert [each.name for each in house.of_town(TOWN)] == ["甲里村", "丙里村"]
    assert house.get(B.code).gone
    assert house.label(B.code) == "秀洲区王店镇乙里村"
    again = house.look_at(SECOND.encode(), named="x")
    assert (again.changes, len(again.same)) == (0, 2)


def test_a_village_comes_back_and_another_towns_are_left_alone() -> None:
    away = Village("330483101901", "别处村")
    house = register(away)
    for text in (FIRST, SECOND, FIRST):
        seen = house.take_in(text, by="li", at=AT)
    assert [each.code for each in seen.back] == [B.code]
    assert house.get(away.code) == away


def test_a_table_with_a_fault_changes_nothing() -> None:
    house = register(A)
    seen = house.take_in(FIRST + "没有镇,戊里村,\n", by="li", at=AT)
    assert seen.problems
    assert house.every() == [A]


def test_the_table_to_fill_in_is_the_register_or_the_names_of_the_division() -> None:
    assert "丁里村,330411105205" in register().to_fill_in([TOWN])
    filled = register(A).to_fill_in([TOWN])
    assert "甲里村" in filled
    assert "丁里村" not in filled


def test_what_is_gone_is_read_no_more() -> None:
    house = register(A, Village(B.code, B.name, gone=True))
    assert house.read(TOWN, ["甲里村"], None) == A.code
    assert house.read(TOWN, ["乙里村"], None) is None
    assert house.read("330483101", ["甲里村"], None) is None
