"""Reports that belong together: density-based clustering in space and time, as they come.

ST-DBSCAN (Birant and Kut 2007), kept up to date report by report (Ester et al. 1998). Reports are
only ever added, so groups only grow and join: a union-find of cores is enough. A border report,
which several groups may claim, goes to its earliest core, so that the order of arrival is of no
consequence and the stream ends with the groups of the batch.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bureau.odor.model import Sighting


@dataclass(frozen=True, slots=True)
class Density:
    """When reports belong together: at least `least` within `radius_m` and `window`.

    A report itself counts as one of `least`. `late`: how much older than the newest a report may
    come in; one that is older still makes no group with what was let go before.
    """

    radius_m: float = 1500.0
    window: timedelta = timedelta(minutes=60)
    least: int = 3
    late: timedelta = timedelta(hours=3)


@dataclass(slots=True)
class _Point:
    sighting: Sighting
    cell: tuple[int, int, int]
    near: list[_Point] = field(default_factory=list)
    count: int = 1  # reports within reach, itself among them
    node: int | None = None  # of a core, in the union-find
    claim: tuple[datetime, str, int] | None = None  # of any other: its earliest core

    def claimed_by(self, core: _Point) -> None:
        """Remember a core within reach, if it is the earliest so far."""
        if core.node is None:
            return
        claim = (core.sighting.at, core.sighting.key, core.node)
        self.claim = min(self.claim, claim) if self.claim else claim


@dataclass(frozen=True, slots=True)
class ReportCluster:
    """Reports that were found to belong together, the earliest first."""

    members: tuple[Sighting, ...]


class Stream:
    """Groups of reports that come one after the other.

    `settle` yields the groups that are complete and lets them go; besides the groups that are
    still open, only reports younger than twice the window and the lateness stay in memory.
    """

    def __init__(self, density: Density) -> None:
        self._density = density
        self._cells: dict[tuple[int, int, int], list[_Point]] = {}
        self._ages: list[tuple[datetime, str, _Point]] = []
        self._parents: dict[int, int] = {}
        self._members: dict[int, list[Sighting]] = {}  # of a root: its cores, and settled borders
        self._latest: dict[int, datetime] = {}  # of a root: its latest core
        self._nodes: dict[int, list[int]] = {}  # of a root: what leads to it
        self._newest: datetime | None = None
        self._next = 0

    @property
    def held(self) -> int:
        """How many reports are in memory."""
        return len(self._ages) + sum(map(len, self._members.values()))

    def add(self, sighting: Sighting) -> None:
        """Take in a report; one in which nothing was noticed makes no group."""
        if not sighting.noticed:
            return
        point = _Point(sighting, self._cell(sighting))
        point.near = [other for other in self._around(point) if self._close(point, other)]
        for other in point.near:
            other.near.append(point)
            other.count += 1
            point.count += 1
            point.claimed_by(other)
        self._cells.setdefault(point.cell, []).append(point)
        heapq.heappush(self._ages, (sighting.at, sighting.key, point))
        self._newest = max(sighting.at, self._newest or sighting.at)
        for each in (point, *point.near):
            if each.node is None and each.count >= self._density.least:
                self._become_core(each)

    def settle(self) -> list[ReportCluster]:
        """Return the groups that nothing can join any more, and let them go."""
        if self._newest is None:
            return []
        settled = self._newest - self._density.late - 2 * self._density.window
        while self._ages and self._ages[0][0] < settled:
            self._let_go(heapq.heappop(self._ages)[2])
        # Its borders reach one window further than its latest core.
        complete = settled - self._density.window
        roots = [root for root, latest in self._latest.items() if latest < complete]
        return [self._take(root) for root in roots]

    def groups(self) -> list[ReportCluster]:
        """Return the groups as they stand, the earliest first."""
        members = {root: list(settled) for root, settled in self._members.items()}
        for _, _, point in self._ages:
            if point.node is None and point.claim:
                members[self._root(point.claim[2])].append(point.sighting)
        found = [_group(each) for each in members.values()]
        return sorted(found, key=lambda group: (group.members[0].at, group.members[0].key))

    def _become_core(self, point: _Point) -> None:
        node = point.node = self._next
        self._next += 1
        self._parents[node] = node
        self._nodes[node] = [node]
        self._members[node] = [point.sighting]
        self._latest[node] = point.sighting.at
        for other in point.near:
            if other.node is None:
                other.claimed_by(point)
            else:
                self._unite(node, other.node)

    def _unite(self, one: int, other: int) -> None:
        a, b = self._root(one), self._root(other)
        if a == b:
            return
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._parents[b] = a
        self._members[a] += self._members.pop(b)
        self._nodes[a] += self._nodes.pop(b)
        self._latest[a] = max(self._latest[a], self._latest.pop(b))

    def _root(self, node: int) -> int:
        while self._parents[node] != node:
            self._parents[node] = self._parents[self._parents[node]]
            node = self._parents[node]
        return node

    def _let_go(self, point: _Point) -> None:
        """Drop a report that no new one can reach; what it was is settled."""
        cell = self._cells[point.cell]
        cell.remove(point)
        if not cell:
            del self._cells[point.cell]
        if point.node is None and point.claim:
            self._members[self._root(point.claim[2])].append(point.sighting)
        point.near = []  # younger ones still name it: the chain behind it must not live on

    def _take(self, root: int) -> ReportCluster:
        del self._latest[root]
        for node in self._nodes.pop(root):
            del self._parents[node]
        return _group(self._members.pop(root))

    def _cell(self, sighting: Sighting) -> tuple[int, int, int]:
        radius = self._density.radius_m
        slot = sighting.at.timestamp() // self._density.window.total_seconds()
        return int(sighting.x_m // radius), int(sighting.y_m // radius), int(slot)

    def _around(self, point: _Point) -> Iterator[_Point]:
        x, y, slot = point.cell
        for i in (x - 1, x, x + 1):
            for j in (y - 1, y, y + 1):
                for k in (slot - 1, slot, slot + 1):
                    yield from self._cells.get((i, j, k), ())

    def _close(self, one: _Point, other: _Point) -> bool:
        apart = abs(one.sighting.at - other.sighting.at)
        near = one.sighting.away(other.sighting) <= self._density.radius_m
        return near and apart <= self._density.window


def _group(members: Iterable[Sighting]) -> ReportCluster:
    return ReportCluster(tuple(sorted(members, key=lambda each: (each.at, each.key))))


def grouped(sightings: Iterable[Sighting], density: Density) -> list[ReportCluster]:
    """Return the groups of all reports at once, whatever order they are in."""
    stream = Stream(density)
    for sighting in sightings:
        stream.add(sighting)
    return stream.groups()
