"""Places in sentences: where they are ours, where they only lend a road or a shop their name."""

import csv
from pathlib import Path

import pytest

from bureau.places import gazetteer

TABLE = Path(__file__).with_name("sentences.csv")
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def test_the_table_is_long_enough_to_mean_something():
    assert len(ROWS) >= 200
    assert sum(not row["place"] for row in ROWS) >= 200


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["text"])
def test_a_sentence_tells_its_place_its_city_elsewhere_and_its_road(row):
    said = gazetteer().whereabouts(row["text"])
    place = gazetteer().label(said.place.code) if said.place else ""
    assert (place, said.elsewhere or "", said.road or "") == (
        row["place"],
        row["elsewhere"],
        row["road"],
    )
    assert not said.contradictory
