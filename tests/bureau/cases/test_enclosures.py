"""A notice says what came with it and where, whole or as a link."""

from __future__ import annotations

import pytest

from bureau.cases import Verb
from bureau.cases.enclosures import ENCLOSING, Enclosure, cannot_enclose, enclosing

PHOTO, PAPER = Enclosure(1, photo=True), Enclosure(2, photo=False)


@pytest.mark.parametrize(
    ("enclosed", "said"),
    [
        ((), "有答复了"),
        ((PHOTO,), "有答复了\n附 1 张照片，点这里看，不用登录，90 天内有效：https://x"),
        ((PAPER,), "有答复了\n附 1 份文件，点这里看，不用登录，90 天内有效：https://x"),
        (
            (PHOTO, PAPER, Enclosure(3, photo=True)),
            "有答复了\n附 2 张照片、1 份文件，点这里看，不用登录，90 天内有效：https://x",
        ),
    ],
)
def test_it_says_how_many_of_what(enclosed: tuple[Enclosure, ...], said: str) -> None:
    assert enclosing("有答复了", enclosed, "https://x") == said


def test_where_the_page_was_named_it_is_not_named_twice() -> None:
    assert (
        enclosing("全文：https://x", (PHOTO,), "") == "全文：https://x\n另附 1 张照片，在同一页。"
    )


@pytest.mark.parametrize("verb", list(Verb))
def test_only_answers_and_questions_take_something_along(verb: Verb) -> None:
    assert cannot_enclose((), verb, ["a", "b"]) is None
    refused = cannot_enclose((PHOTO,), verb, ["a", "b"])
    assert refused == (None if verb in ENCLOSING else "enclosed_not_here")
    assert cannot_enclose((PAPER,), verb, ["a", "b"]) is not None
    assert cannot_enclose((PAPER,), verb, ["a"]) == refused
