"""Everything that a source may tell about itself has its Chinese words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from portal.quality.findings import in_chinese

ROOT = Path(__file__).parents[3]
FILES = [
    *(ROOT / "bureau/adapters/providers").glob("*.py"),
    *(ROOT / "bureau/quality" / f"{name}.py" for name in ("polling", "reading")),
]
TELLERS = {"SourceError", "_PassingError", "UnreadableError", "append"}


def told() -> set[str]:
    """The sentences in the code, with a number where a value will stand."""
    found = set()
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in TELLERS | {"_unreadable"}:
                    found |= {said for argument in node.args if (said := sentence(argument))}
    return {said for said in found if re.search(r"[a-z]+ [a-z]+", said)}


def sentence(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(sentence(part) or "7" for part in node.values)
    return sentence(node.value) if isinstance(node, ast.Subscript) else ""


@pytest.mark.parametrize("said", sorted(told()))
def test_every_sentence_has_chinese_words(said):
    assert not re.findall(r"\b[a-z]{3,}\b(?<!xlsx)", in_chinese(said)), in_chinese(said)


def test_sentences_are_joined_as_they_were():
    failed = "the city's list failed (no answer within 20 s); the national list was read"
    assert in_chinese(failed) == "本市列表读取失败（20 秒内没有收到完整答复），已改读全国列表"
    assert in_chinese("2026年7月.xlsx Sheet1 line 7: TP 'oops' is not a number") == (
        "2026年7月.xlsx Sheet1 第 7 行: TP 'oops' 不是数字"
    )
