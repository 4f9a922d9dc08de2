"""Reports as they come against all at once: the same groups, flat memory, flat cost to a million.

10 000 reports of a real shape (evenings, towns, bursts) are streamed and grouped in one batch;
then a million, of which each tenth is timed.
"""

from __future__ import annotations

import itertools
import resource
import sys
import time
from datetime import UTC, datetime, timedelta

import numpy as np

from bureau.odor.clustering import Density, Stream, grouped
from bureau.odor.model import Sighting

AT = datetime(2026, 1, 1, tzinfo=UTC)
DENSITY = Density()
A_DAY = 200
FEW, MANY = 10_000, 1_000_000


def reports(many: int, seed: int = 3):
    """Yield reports of 72 towns: more in the evening, three in ten within a burst, some late."""
    drawn = np.random.default_rng(seed)
    towns = drawn.uniform(-40_000, 40_000, (72, 2))
    spot, hour, left = towns[0], 20.0, 0
    for n in range(many):
        if left == 0 and drawn.random() < 0.03:
            spot, hour, left = towns[drawn.integers(72)], n / A_DAY * 24, 12
        if left:
            left -= 1
            x, y = spot + drawn.normal(0, 700, 2)
            at = hour + drawn.uniform(0, 0.8)
        else:
            x, y = towns[drawn.integers(72)] + drawn.normal(0, 2500, 2)
            at = n / A_DAY * 24
        late = drawn.exponential(0.2)
        yield Sighting(str(n), AT + timedelta(hours=float(at - min(late, 2))), float(x), float(y))


def same(many: int) -> bool:
    found = list(reports(many))
    stream, settled = Stream(DENSITY), []
    for each in found:
        stream.add(each)
        settled += stream.settle()
    streamed = {group.members for group in (*settled, *stream.groups())}
    batch = {group.members for group in grouped(found, DENSITY)}
    print(
        f"{many} reports: {len(batch)} groups in a batch, {len(streamed & batch)} the same streamed"
    )
    return streamed == batch


def flat(many: int) -> bool:
    stream, costs, held, sizes = Stream(DENSITY), [], [], []
    source, tenth = reports(many), many // 10
    for _ in range(10):
        spent, most = 0.0, 0
        for portion in _portions(itertools.islice(source, tenth)):
            began = time.process_time()
            for each in portion:
                stream.add(each)
                stream.settle()
            spent += time.process_time() - began
            most = max(most, stream.held)
        costs.append(spent / tenth * 1e6)
        held.append(most)
        sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(f"{many} reports, by tenths")
    print(f"  microseconds each        {' '.join(f'{cost:.0f}' for cost in costs)}")
    print(f"  most reports in memory   {' '.join(map(str, held))}")
    print(f"  largest size so far, MB  {' '.join(f'{size:.0f}' for size in sizes)}")
    print(f"  last tenth against the first: cost {costs[-1] / costs[0]:.2f}")
    return costs[-1] < 1.5 * costs[0] and sizes[-1] < sizes[0] + 20


def _portions(source):
    while portion := list(itertools.islice(source, 1000)):
        yield portion


if __name__ == "__main__":
    well = same(FEW)
    sys.exit(not (flat(MANY) and well))
