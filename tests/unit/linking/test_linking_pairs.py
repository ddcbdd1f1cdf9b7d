"""Pairs kept as arrays say what a dictionary would say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking import pairs
from pipelines.linking.coded import Coded
from pipelines.linking.pairs import Scores, as_pairs, distinct, joined, row_of, shared_mass, shared_masses

PAIR = st.tuples(st.integers(0, 9), st.integers(10, 19))


@given(st.dictionaries(PAIR, st.floats(0, 1)), PAIR)
def test_scores_are_a_mapping(numbers: dict[tuple[int, int], float], asked: tuple[int, int]) -> None:
    scores = Scores.of(numbers)
    assert dict(scores) == numbers
    assert scores.get(asked) == numbers.get(asked)
    assert (asked in scores) == (asked in numbers)
    assert "no pair" not in scores


@given(st.sets(PAIR), st.sets(PAIR))
def test_pairs_are_joined_and_found_again(some: set[tuple[int, int]], others: set[tuple[int, int]]) -> None:
    both = joined(as_pairs(some), as_pairs(others))
    assert [tuple(pair) for pair in both.tolist()] == sorted(some | others)
    rows = row_of(as_pairs(some), both[:, 0], both[:, 1])
    assert [row >= 0 for row in rows.tolist()] == [tuple(pair) in some for pair in both.tolist()]


@given(st.lists(st.frozensets(st.sampled_from("abcdef")), min_size=2, max_size=6))
def test_shared_terms_are_counted(sets: list[frozenset[str]]) -> None:
    places = np.array([(i, j) for j in range(len(sets)) for i in range(j)], np.int32)
    shared = shared_mass(Coded.of(sets).table(), places[:, 0], places[:, 1])
    assert shared.tolist() == [len(sets[i] & sets[j]) for i, j in places.tolist()]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9))
def test_some_at_a_time_they_are_the_same(numbers: list[tuple[int, int]]) -> None:
    table = Coded.of(["ab", "bcd", "", "d", "abcd"]).table(np.array([0.1, 0.2, 0.3, 0.7]))
    first, second = np.array(numbers, np.int32).reshape(-1, 2).T
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "SLICE", 2)
        found = shared_masses(table, first, second)
    assert found.tolist() == shared_mass(table, first, second).tolist()


@given(st.lists(st.integers(-9, 9)))
def test_distinct_numbers_are_sorted_and_stand_once(numbers: list[int]) -> None:
    assert distinct(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))
