"""A holding that cannot be meant is refused when the list is read, by the name it goes by."""

from typing import Any

import pytest

from bureau.retention import Fate, Rule
from bureau.retention.holdings import read_holding, read_terms

LETTERS = {
    "what": "letters",
    "fate": "erased",
    "why": "an officer sees what did not arrive",
    "tables": ["outbox"],
    "rule": "letters",
}


def without(name: str) -> dict[str, Any]:
    return {key: said for key, said in LETTERS.items() if key != name}


def test_a_holding_is_read_with_its_fate_its_rule_and_where_it_lies() -> None:
    holding = read_holding(LETTERS)
    assert (holding.fate, holding.rule) == (Fate.ERASED, Rule.LETTERS)
    assert (holding.tables, holding.files, holding.kept) == (("outbox",), (), "")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (without("why"), "letters: it does not say why"),
        ({**LETTERS, "why": ""}, "letters: it does not say why"),
        (without("what"), "a holding without a name: it does not say what"),
        (without("tables"), "letters: it lies in no table and no file"),
        ({**LETTERS, "kept": "for good"}, "either a rule or words"),
        (without("rule"), "either a rule or words"),
        ({**LETTERS, "table": "outbox"}, "no holding has table"),
        ({**LETTERS, "fate": "forgotten"}, "'forgotten' is not a valid Fate"),
        ({**LETTERS, "rule": "whenever"}, "'whenever' is not a valid Rule"),
    ],
)
def test_a_holding_that_cannot_be_meant_is_refused(raw: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_holding(raw)


def test_a_term_of_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="'whenever' is not a valid Rule"):
        read_terms({"whenever": {"days": 3, "since": "they arrived"}})
