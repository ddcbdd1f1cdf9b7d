"""The partition against a plain implementation of its definition, on random graphs."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linking.clusters import partition

Pair = tuple[int, int]


def by_definition(
    nodes: dict[int, int], weights: dict[Pair, float], forbidden: set[Pair], threshold: float
) -> list[list[int]]:
    """Merge the pair of clusters with the highest average weight until none reaches the threshold."""
    clusters = [[node] for node in sorted(nodes)]

    def weight(a: int, b: int) -> float:
        return weights.get((min(a, b), max(a, b)), 0.0)

    def average(one: list[int], other: list[int]) -> float:
        total = sum(weight(a, b) * nodes[a] * nodes[b] for a in one for b in other)
        return round(total / (sum(nodes[a] for a in one) * sum(nodes[b] for b in other)), 12)

    def allowed(one: list[int], other: list[int]) -> bool:
        return not any((min(a, b), max(a, b)) in forbidden for a in one for b in other)

    while True:
        pairs = [(-average(x, y), x, y) for x, y in combinations(clusters, 2) if allowed(x, y)]
        pairs = [pair for pair in pairs if -pair[0] >= threshold]
        if not pairs:
            return sorted(clusters)
        _, one, other = min(pairs, key=lambda pair: (pair[0], pair[1][0], pair[2][0]))
        clusters = sorted([*(c for c in clusters if c not in (one, other)), sorted(one + other)])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[dict[int, int], dict[Pair, float], set[Pair]]:
    count = draw(st.integers(1, 8))
    nodes = {node: draw(st.integers(1, 3)) for node in range(count)}
    pairs = list(combinations(range(count), 2))
    # Eighths add up without rounding, so that ties are real ties in both implementations.
    weights = {pair: draw(st.integers(1, 8)) / 8 for pair in pairs if draw(st.booleans())}
    forbidden = {pair for pair in pairs if draw(st.integers(0, 5)) == 0}
    return nodes, weights, forbidden


@settings(deadline=None)
@given(graphs(), st.sampled_from([0.25, 0.5, 0.75]))
def test_partition_is_what_its_definition_says(
    graph: tuple[dict[int, int], dict[Pair, float], set[Pair]], threshold: float
) -> None:
    nodes, weights, forbidden = graph
    assert partition(nodes, weights, forbidden, threshold) == by_definition(nodes, weights, forbidden, threshold)


@settings(deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_order_of_input_does_not_matter(
    graph: tuple[dict[int, int], dict[Pair, float], set[Pair]], random: object
) -> None:
    nodes, weights, forbidden = graph
    shuffled = list(weights.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = {pair[::-1] if place % 2 else pair: weight for place, (pair, weight) in enumerate(shuffled)}
    backwards = dict(reversed(nodes.items()))
    assert partition(nodes, weights, forbidden, 0.5) == partition(
        backwards, turned, [pair[::-1] for pair in forbidden], 0.5
    )


@pytest.mark.parametrize(
    ("weights", "forbidden", "expected"),
    [
        ({(0, 1): 0.9, (1, 2): 0.6}, set(), [[0, 1], [2]]),  # a chain of single links is not one claim
        ({(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.7}, set(), [[0, 1, 2]]),
        ({(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.7}, {(0, 2)}, [[0, 1], [2]]),
        ({(0, 1): 0.4}, set(), [[0], [1], [2]]),
    ],
)
def test_partition(weights: dict[Pair, float], forbidden: set[Pair], expected: list[list[int]]) -> None:
    assert partition({0: 1, 1: 1, 2: 1}, weights, forbidden, 0.5) == expected
