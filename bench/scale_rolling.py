"""A new release beside the one before it, under load: nothing lost, doubled or out of order.

    python -m bench.scale_rolling [--stand-in] [--from COMMIT]

Two pairs of the previous release (its own files, from this repository's history: the last before
the newest migration) serve on the schema that they made. Then a pair of ours starts, and migrates
the store while they serve; a process of the old release is killed and starts anew on the newer
schema; the old pairs end one by one, each replaced by one of ours, and at the end nobody but ours
is there. Citizens write all the while. Exit code 1 when a message was lost, doubled or answered
out of order; where the checkout has no history it says so and measures nothing.
"""

from __future__ import annotations

import argparse
import sys
import time

from bench.faults_count import Count
from bench.faults_world import Platform
from bench.scale import envelope
from bench.scale_citizens import Citizens, settled
from bench.scale_previous import NoPreviousError, Release, previous_release
from bench.scale_world import World, world
from bureau.adapters.store.engine import Database, newest


def rolling(made: World, before: Release, *, citizens: int, messages: int, seed: int) -> Count:
    """Replace two pairs of the previous release by ours while citizens write."""
    old = [made.add(before.tree) for _ in range(2)]
    for pair in old:
        made.wait(pair)
    began = schema(made)
    if began == newest():
        raise NoPreviousError(f"{before.commit[:12]} has the schema of this release")
    platform = Platform(old[0].port, envelope(), made.stand_in is not None)
    platform.others.append(old[1].port)
    people = Citizens(platform, citizens, messages, seed)
    people.begin()
    time.sleep(3)
    ours = made.add()
    made.wait(ours)  # it has migrated what the others go on with
    platform.others.append(ours.port)
    for part in ("web", "worker"):
        old[1].part(part).kill()
    made.wait(old[1])  # the old release begins anew on the newer schema
    time.sleep(3)
    beside = [platform.port, *platform.others]
    for gone in old:
        # As a front does: no new message goes to whoever is about to end.
        platform.port, platform.others = ours.port, [
            pair.port for pair in made.pairs if pair not in (gone, ours)
        ]  # fmt: skip
        time.sleep(1)
        made.retire(gone)
        follows = made.add()
        made.wait(follows)
        platform.others.append(follows.port)
        time.sleep(2)
    people.end()
    counted = settled(made, people)
    counted.lines.insert(
        0,
        f"from {before.commit[:12]} on {began} to {schema(made)}: {len(old)} old pairs beside one "
        f"of ours on {len(beside)} doors, 1 web and 1 worker of the old release begun anew on the "
        f"new schema, then {len(old)} old pairs ended and {len(made.pairs)} of ours left",
    )
    return counted


def schema(made: World) -> str:
    """Return the migration at which the store stands."""
    store = Database(made.database.url)
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    store.close()
    return str(found)


def main() -> int:
    """Measure, print, and say whether what was promised holds."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale_rolling")
    parser.add_argument("--from", dest="commit", default="", help="another release than the last")
    parser.add_argument("--stand-in", action="store_true", help="an echo instead of Rasa")
    parser.add_argument("--citizens", type=int, default=12)
    parser.add_argument("--messages", type=int, default=10, help="of each at least")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder for logs, kept afterwards")
    wish = parser.parse_args()
    try:
        with (
            previous_release(wish.commit, assistant=not wish.stand_in) as before,
            world(wish.keep, stand_in=wish.stand_in) as made,
        ):
            counted = rolling(
                made, before, citizens=wish.citizens, messages=wish.messages, seed=wish.seed
            )
    except NoPreviousError as error:
        print(f"not measured: {error}")
        return 0
    print(counted.text)
    return 0 if counted.right else 1


if __name__ == "__main__":
    sys.exit(main())
