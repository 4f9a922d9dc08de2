"""Neighbours that share a matter are told apart by what their questions ask for."""

from __future__ import annotations

from bureau.answers.profile import Profile

FINE, WHO, PLAIN = [["k:fine"], ["k:fine"]], [["k:who"], ["k:who"]], [["k:fine"], ["k:who"]]


def test_a_passage_fits_what_its_questions_ask_for() -> None:
    fine, who, _ = Profile.of([FINE, WHO, PLAIN], sort="k").fit(["k:fine"])
    assert fine > 0 > who


def test_a_passage_without_questions_is_neither_nearer_nor_farther() -> None:
    *_, unknown = Profile.of([FINE, WHO, []], sort="k").fit(["k:fine"])
    assert unknown == 0


def test_terms_of_another_sort_and_terms_that_nobody_asked_say_nothing() -> None:
    profile = Profile.of([FINE, WHO, PLAIN], sort="k")
    assert list(profile.fit(["k:fine", "w:x", "k:new"])) == list(profile.fit(["k:fine"]))


def test_a_library_without_a_question_has_a_profile() -> None:
    assert list(Profile.of([], sort="k").fit(["k:fine"])) == []
