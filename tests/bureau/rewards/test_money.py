"""Money in fen: read strictly, shared to the fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.rewards.money import WHOLE, fen_of, figure, part, shared, yuan

AMOUNTS = st.integers(0, 10**13 - 1)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, ...]:
    """Draw basis points of up to twelve people that make up the whole."""
    cuts = sorted(draw(st.lists(st.integers(0, WHOLE), max_size=11)))
    return tuple(b - a for a, b in zip([0, *cuts], [*cuts, WHOLE], strict=True))


@given(AMOUNTS, shares())
def test_shares_add_up_to_the_award_to_the_fen(fen: int, parts: tuple[int, ...]) -> None:
    each = shared(fen, parts)
    assert sum(each) == fen
    # Nobody gets a fen less than their share, or a whole fen more.
    for got, share in zip(each, parts, strict=True):
        assert part(fen, share) <= got <= part(fen, share) + 1
        assert share or not got or fen == 0


@given(AMOUNTS, st.integers(0, WHOLE))
def test_a_part_is_never_rounded_up(fen: int, share: int) -> None:
    assert part(fen, share) * WHOLE <= fen * share < (part(fen, share) + 1) * WHOLE


@given(AMOUNTS)
def test_what_is_written_is_read_again(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("200000", 200_000_00), ("200,000", 200_000_00), ("200，000.5", 200_000_50), ("0", 0),
        ("0.01", 1), (" 12 000 ", 12_000_00), ("1.10", 110),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(typed: str, fen: int) -> None:
    assert fen_of(typed) == fen


@pytest.mark.parametrize(
    "typed", ["", "-5", "1.234", "二十万", "20万", "1e5", "1..2", ".5", "1.", "NaN", "9" * 12]
)
def test_what_is_no_amount_is_refused_and_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        fen_of(typed)


@pytest.mark.parametrize("parts", [(9999,), (10_001,), (-1, 10_001), ()])
def test_shares_that_do_not_make_up_the_whole_are_refused(parts: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="whole"):
        shared(100, parts)


def test_the_odd_fen_goes_to_the_largest_fraction_and_then_to_the_earlier_reporter() -> None:
    assert shared(100, (3333, 3333, 3334)) == (33, 33, 34)
    assert shared(1, (5000, 5000)) == (1, 0)
    assert shared(0, (5000, 5000)) == (0, 0)


@pytest.mark.parametrize(("fen", "cell"), [(10_000_00, 10_000), (1, 0.01), (0, 0), (1_50, 1.5)])
def test_a_cell_holds_a_number_of_yuan(fen: int, cell: float) -> None:
    assert repr(figure(fen)) == repr(cell)
