"""Which pairs make one claim: average-link agglomeration under constraints.

Belongs here: the partition of a weighted graph. Does not belong here: what the weights mean.
A pair that the graph does not hold counts as weight 0, so that a chain of single links does
not make one claim; a pair that is forbidden keeps its two clusters apart for good. The result
depends on the graph alone, not on the order in which it is given.

Method: hierarchical agglomeration with the unweighted average linkage (Sokal & Michener
1958), best pair first, each merge above a threshold; ties go to the clusters whose smallest
members come first.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from pipelines.linking.pairs import Flags, Ints, Pair, Pairs, Scores, as_pairs

_NONE = np.zeros(0, np.int64)
ROUNDING = 1e-9
"""Averages are rounded before they are held against the threshold: weights this close to it may reach it."""


def partition(
    nodes: Mapping[int, int],
    weights: Mapping[Pair, float],
    forbidden: Iterable[Pair] | Pairs,
    threshold: float,
) -> list[list[int]]:
    """Return the clusters, members sorted, clusters in the order of their first member.

    Args:
        nodes: every node (by number) and how many equal mentions it stands for (at least 1).
        weights: symmetric similarities in [0, 1] of unordered pairs; absent pairs weigh 0.
        forbidden: unordered pairs that never share a cluster.
        threshold: the lowest average weight between two clusters that are merged, above 0.
    """
    given, apart = Scores.of(weights), as_pairs(forbidden)
    part = _parts(max(nodes, default=-1) + 1, given, threshold)
    joined = np.bincount(part, minlength=1)[part] > 1
    found = [[node] for node in nodes if not joined[node]]
    held, barred = _by_part(given.pairs, part, joined), _by_part(apart, part, joined)
    together = np.flatnonzero(joined)
    for number, members in _grouped(together, part[together]):
        rows, walls = held.get(number, _NONE), barred.get(number, _NONE)
        state = _State(
            {node: nodes[node] for node in members.tolist() if node in nodes},
            zip(given.pairs[rows].tolist(), given.numbers[rows].tolist(), strict=True),
            apart[walls].tolist(),
        )
        found += _agglomerated(state, threshold)
    return sorted(found, key=itemgetter(0))


def _agglomerated(state: "_State", threshold: float) -> list[list[int]]:
    """Merge the best pair until none reaches the threshold; return the clusters, members sorted."""
    heap = [item for pair in state.sums for item in state.offer(*pair, threshold)]
    heapq.heapify(heap)
    while heap:
        _, first, second, sizes = heapq.heappop(heap)
        if not state.current(first, second, sizes):
            continue
        merged = state.merge(first, second)
        for other in state.neighbours[merged]:
            for item in state.offer(merged, other, threshold):
                heapq.heappush(heap, item)
    return [sorted(members) for members in state.members.values()]


def _by_part(pairs: Pairs, part: Ints, joined: Flags) -> dict[int, Ints]:
    """The rows of pairs that lie inside a part of several nodes, by the part."""
    inside = np.flatnonzero((part[pairs[:, 0]] == part[pairs[:, 1]]) & joined[pairs[:, 0]])
    return dict(_grouped(inside, part[pairs[inside, 0]]))


def _grouped(values: Ints, groups: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each group with its values, which keep their order."""
    order = np.argsort(groups, kind="stable")
    values, groups = values[order], groups[order]
    begins = np.flatnonzero(np.diff(groups, prepend=-1))
    return zip(groups[begins].tolist(), np.split(values, begins[1:]), strict=True) if len(values) else iter(())


def _parts(count: int, weights: Scores, threshold: float) -> Ints:
    """The part of the graph that each node is in, where only pairs that reach the threshold hang together.

    An average is no higher than the highest weight in it, so no cluster reaches from one part into another, and what
    lies between two parts need not be looked at.
    """
    strong = weights.pairs[weights.numbers >= threshold - ROUNDING]
    graph = csr_array((np.ones(len(strong), np.int8), (strong[:, 0], strong[:, 1])), shape=(count, count))
    _, part = connected_components(graph, directed=False)
    return np.asarray(part, np.int64)


class _State:
    """Clusters named by their smallest member, with the summed weights between neighbours."""

    def __init__(
        self,
        nodes: Mapping[int, int],
        weights: Iterable[tuple[Sequence[int], float]],
        forbidden: Iterable[Sequence[int]],
    ) -> None:
        self.members = {node: [node] for node in nodes}
        self.size = dict(nodes)
        self.neighbours: dict[int, set[int]] = {node: set() for node in nodes}
        self.apart: dict[int, set[int]] = {node: set() for node in nodes}
        self.sums: dict[Pair, float] = {}
        for (a, b), weight in weights:
            if weight > 0:
                self.sums[_pair(a, b)] = weight * nodes[a] * nodes[b]
                self.neighbours[a].add(b)
                self.neighbours[b].add(a)
        for a, b in forbidden:
            self.apart[a].add(b)
            self.apart[b].add(a)

    def offer(self, a: int, b: int, threshold: float) -> list[tuple[float, int, int, tuple[int, int]]]:
        """Return the heap entry of a pair, or none where it may not or need not be merged."""
        first, second = _pair(a, b)
        if second in self.apart[first]:
            return []
        average = round(self.sums[first, second] / (self.size[first] * self.size[second]), 12)
        if average < threshold:
            return []
        return [(-average, first, second, (len(self.members[first]), len(self.members[second])))]

    def current(self, first: int, second: int, sizes: tuple[int, int]) -> bool:
        """Whether an entry still speaks of two clusters as they are."""
        return (
            first in self.members
            and second in self.members
            and (len(self.members[first]), len(self.members[second])) == sizes
            and second not in self.apart[first]
        )

    def merge(self, first: int, second: int) -> int:
        """Join ``second`` into ``first``, which is the smaller, and return ``first``."""
        self.neighbours[first].discard(second)
        self.neighbours[second].discard(first)
        self.sums.pop((first, second))
        for other in self.neighbours[second]:
            weight = self.sums.pop(_pair(second, other))
            pair = _pair(first, other)
            self.sums[pair] = self.sums.get(pair, 0.0) + weight
            self.neighbours[other].discard(second)
            self.neighbours[other].add(first)
            self.neighbours[first].add(other)
        for other in self.apart.pop(second):
            self.apart[other].discard(second)
            self.apart[other].add(first)
            self.apart[first].add(other)
        self.members[first] += self.members.pop(second)
        self.size[first] += self.size.pop(second)
        del self.neighbours[second]
        return first


def _pair(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)
