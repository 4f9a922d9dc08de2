"""Reports that belong together are joined and parted, and everybody hears of every answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bureau.cases import Case, Status, StepError, Verb
from bureau.casework import CaseworkError
from tests.bureau.casework.conftest import AT, Office

HOUR = timedelta(hours=1)


def told(office: Office, citizen: str) -> list[str]:
    return [text for to, text, _ in office.letters.said if to == citizen]


def many(office: Office, count: int, at: object = AT) -> list[Case]:
    return [office.report(f"n{n}", f"neighbour{n}", AT - HOUR) for n in range(count)]


def test_at_intake_other_citizens_of_tonight_are_counted_each_once(office: Office) -> None:
    many(office, 12)
    office.report("again", "neighbour0", AT - HOUR)
    office.report("noise", "other", AT - HOUR, categories=("noise",))
    office.report("early", "early", AT - 4 * HOUR)  # in the afternoon
    gone = office.report("gone", "gone", AT - HOUR)
    office.service.reply(verb="withdraw", number=gone.number, by="gone", at=AT)
    mine = office.report("mine", "me")
    office.report("mine too", "me")
    assert office.neighbours.tonight(case=mine, at=AT) == (12, True)


@pytest.mark.parametrize(("others", "said"), [(0, 0), (1, 0), (2, 2)])
def test_so_few_that_one_could_be_known_are_not_told(
    office: Office, others: int, said: int
) -> None:
    many(office, others)
    assert office.neighbours.tonight(case=office.report("mine", "me"), at=AT)[0] == said


def test_a_report_without_any_place_has_no_neighbours(office: Office) -> None:
    many(office, 3)
    lost = office.report("lost", "me", place=None, location=None)
    assert office.neighbours.of(lost) == []


def test_a_link_stands_in_both_histories_and_can_be_taken_away(office: Office) -> None:
    one, two = office.report("m1"), office.report("m2")
    office.neighbours.link(number=one.number, other=two.number, by="li", at=AT)
    for case, other in ((one, two), (two, one)):
        assert [each.other for each in office.neighbours.links(case.number)] == [other.number]
        assert office.history(case)[-1] == (Verb.LINK, other.number)
    with pytest.raises(CaseworkError) as refused:
        office.neighbours.link(number=two.number, other=one.number, by="li", at=AT)
    assert refused.value.code == "linked_already"
    office.neighbours.unlink(number=two.number, other=one.number, by="li", at=AT)
    assert office.neighbours.links(one.number) == []
    for number, other, why in ((one.number, one.number, "link_self"), (one.number, "x", "unknown")):
        with pytest.raises(CaseworkError) as refused:
            office.neighbours.link(number=number, other=other, by="li", at=AT)
        assert refused.value.code == why
    with pytest.raises(CaseworkError) as refused:
        office.neighbours.unlink(number=one.number, other=two.number, by="li", at=AT)
    assert refused.value.code == "not_linked"


def test_both_pages_tell_a_merge_and_every_reporter_hears_of_the_answer(office: Office) -> None:
    main, other = office.report("m1", "c1"), office.report("m2", "c2")
    office.neighbours.merge(number=other.number, into=main.number, by="li", at=AT)
    assert office.now(other).merged_into == main.number
    assert office.history(main)[-1] == (Verb.GATHER, other.number)
    assert [each.number for each in office.neighbours.merged(main.number)] == [other.number]
    for verb, note in (("accept", ""), ("start", ""), ("answer", "已查处。")):
        office.service.take(verb=verb, number=main.number, by="li", at=AT, note=note)
    assert any("已查处。" in text and other.number in text for text in told(office, "c2"))
    assert any("已查处。" in text and main.number in text for text in told(office, "c1"))


def test_who_is_merged_into_an_answered_case_hears_what_was_answered(office: Office) -> None:
    main, other = office.report("m1", "c1"), office.report("m2", "c2")
    for verb, note in (("accept", ""), ("answer", "已查处。")):
        office.service.take(verb=verb, number=main.number, by="li", at=AT, note=note)
    office.neighbours.merge(number=other.number, into=main.number, by="li", at=AT)
    assert any("已查处。" in text for text in told(office, "c2"))


def test_a_merged_case_is_parted_again_and_handled_by_itself(office: Office) -> None:
    main, other = office.report("m1", "c1"), office.report("m2", "c2")
    office.neighbours.merge(number=other.number, into=main.number, by="li", at=AT)
    parted = office.neighbours.split(number=other.number, by="li", at=AT + HOUR)
    assert (parted.status, parted.merged_into) == (Status.ACCEPTED, None)
    assert parted.due is not None
    assert office.history(main)[-1] == (Verb.GATHER, other.number)
    assert "单独办理" in told(office, "c2")[-1]
    assert office.neighbours.merged(main.number) == []
    with pytest.raises(StepError):
        office.neighbours.split(number=other.number, by="li", at=AT)
