from __future__ import annotations

from pathlib import Path

from bureau.dialogue.acts.corpus import alarms

GROUP = """
- kind: harmed
  count: {count}
  of: ["{{who}}{{state}}", "{{state}} {{who}}"]
  who: [&kin 奶奶, 爷爷, [孙子, 孙女]]
  state: [叫不应, 昏过去]
"""


def written(folder: Path, count: int, name: str = "danger_more") -> list[tuple[str, str]]:
    half = folder / "learn"
    half.mkdir(exist_ok=True)
    (half / "danger.yml").write_text("- kind: none\n  say: |\n    吵死了\n")
    (half / f"{name}.yml").write_text(GROUP.format(count=count))
    return alarms("learn", "danger", folder=folder)


def test_examples_are_composed_of_forms_and_words(tmp_path: Path) -> None:
    told = written(tmp_path, 99)
    assert ("吵死了", "none") in told
    assert ("孙女叫不应", "harmed") in told
    assert len(told) == len(set(told)) <= 1 + 16


def test_no_more_are_composed_than_were_asked_for_and_always_the_same(tmp_path: Path) -> None:
    told = written(tmp_path, 5)
    assert len(told) == 6
    assert told == written(tmp_path, 5)


def test_files_of_another_name_are_not_read(tmp_path: Path) -> None:
    assert written(tmp_path, 5, name="despair_more") == [("吵死了", "none")]
