"""Which mentions are held against one another because they count one thing."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from pipelines.linking.at_odds import Counts
from pipelines.linking.candidates import BLOCK
from pipelines.linking.features import Number
from pipelines.linking.frames import Outline


def counting(what: str, day: int | None) -> Outline:
    published = None if day is None else date(2031, 1, 1) + timedelta(days=day)
    number = Number(4.0, 4.0, 4.0, what, "four")
    return Outline(SimpleNamespace(published=published), frozenset({what}), ((what, number),))  # type: ignore[arg-type]


def pairs_of(outlines: list[Outline]) -> set[tuple[int, int]]:
    counts = Counts()
    assert len(list(counts.noting(outlines))) == len(outlines)
    return {(int(one), int(other)) for part in counts.pairs() for one, other in part}


def test_mentions_that_count_one_thing_are_held_against_one_another() -> None:
    outlines = [counting("ferry", 0), counting("pier", 0), counting("ferry", 9), counting("ferry", None)]
    assert pairs_of(outlines) == {(0, 2), (0, 3), (2, 3)}
    assert pairs_of([]) == set()


@pytest.mark.parametrize("size", [BLOCK, 5 * BLOCK])
def test_of_what_many_count_each_is_held_against_the_next_in_time(size: int) -> None:
    days = [(7 * position) % size for position in range(size)]
    found = pairs_of([counting("ferry", day) for day in days])
    at = {day: position for position, day in enumerate(days)}
    for step in (1, BLOCK - 1):
        assert tuple(sorted((at[0], at[step]))) in found
    assert (tuple(sorted((at[0], at[size - 1]))) in found) == (size == BLOCK)
    assert len(found) <= size * BLOCK
