"""The previous release's processes and ours serve one account on one database."""

from __future__ import annotations

import pytest

from bench.scale_previous import NoPreviousError, previous_release
from bench.scale_rolling import rolling, schema
from bench.scale_world import world
from bureau.adapters.store.engine import newest


def test_the_previous_release_serves_on_our_schema_and_gives_way_with_nothing_lost() -> None:
    try:
        with previous_release(assistant=False) as before, world(stand_in=True) as made:
            counted = rolling(made, before, citizens=4, messages=4, seed=1)
            assert schema(made) == newest()
    except NoPreviousError as error:
        pytest.skip(str(error))
    assert counted.right, counted.text
    assert "accepted 0" not in counted.text
