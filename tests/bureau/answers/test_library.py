"""The library as it stands: folders, files that cannot be read, changes that are noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bureau.answers import Shelves, library
from tests.bureau.answers.shelves import AT, SHELF, KeptInMemory


def test_a_file_without_its_source_is_named_and_not_answered_from(tmp_path: Path) -> None:
    (tmp_path / "办法.md").write_text("# 某办法\n\n第一条 有内容。", encoding="utf-8")
    (tmp_path / "坏.docx").write_bytes(b"no archive")
    (tmp_path / "图.png").write_bytes(b"x")
    catalogue = Shelves(KeptInMemory(), shipped=SHELF, folder=tmp_path).catalogue()
    told = {each.file: each.why for each in catalogue.problems}
    assert set(told) == {"办法.md", "坏.docx", "图.png"}
    assert "发布机关" in told["办法.md"]
    assert len(catalogue.texts) == 15


def test_what_a_file_beside_it_says_is_a_files_source(tmp_path: Path) -> None:
    (tmp_path / "办法.html").write_text("<h1>某办法</h1><p>第一条 有内容。</p>", encoding="utf-8")
    (tmp_path / "办法.html.yml").write_text(
        "{title: 某办法, issuer: 某机关, in_force: 2024-01-01}", encoding="utf-8"
    )
    catalogue = Shelves(KeptInMemory(), shipped=SHELF, folder=tmp_path).catalogue()
    assert catalogue.problems == ()
    (ours,) = [text for text in catalogue.texts.values() if text.file == "办法.html"]
    assert (ours.issuer, str(ours.in_force)) == ("某机关", "2024-01-01")


def test_one_name_for_two_entries_is_named(tmp_path: Path) -> None:
    entry = "- {id: twice, title: 甲, issuer: 乙, text: 丙。}\n"
    (tmp_path / "a.yml").write_text(entry * 2, encoding="utf-8")
    catalogue = Shelves(KeptInMemory(), shipped=SHELF, folder=tmp_path).catalogue()
    assert [each.file for each in catalogue.problems] == ["a.yml"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    catalogue = Shelves(KeptInMemory(), shipped=tmp_path / "none").catalogue()
    assert dict(catalogue.texts) == {}


def test_a_changed_file_is_noticed_when_the_folders_are_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "LOOKED_AT_EVERY_S", -1.0)
    file = tmp_path / "a.yml"
    file.write_text("- {id: own, title: 甲, issuer: 乙, text: 旧的。}", encoding="utf-8")
    shelves = Shelves(KeptInMemory(), shipped=tmp_path)
    assert shelves.now().texts["own"].passages[0].text == "旧的。"
    file.write_text("- {id: own, title: 甲, issuer: 乙, text: 新的一句。}", encoding="utf-8")
    assert shelves.now().texts["own"].passages[0].text == "新的一句。"


def test_while_many_passages_are_made_ready_the_index_before_them_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(library, "PREPARED_AT_ONCE", 0)
    store = KeptInMemory()
    shelves = Shelves(store, shipped=SHELF)
    before = shelves.now()
    assert len(before.index) == 15
    store.withdraw(key="battery", by="li", at=AT)
    assert len(shelves.now().index) == 14  # nothing new is to be made ready
    again = next(text for text in before.texts.values() if text.key == "battery")
    store.gone.clear()
    store.add([again], by="li", at=AT)
    assert len(shelves.now().index) in (14, 15)
    assert shelves._preparing is None or not shelves._preparing.join(30)
    assert "battery" in shelves.now().texts
