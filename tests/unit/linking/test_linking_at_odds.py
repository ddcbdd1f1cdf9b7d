"""Which mentions are held against one another because they count one thing."""

from datetime import date, timedelta

import pytest

from pipelines.linking.at_odds import counting_alike
from pipelines.linking.candidates import BLOCK


def pairs_of(mentions: list[tuple[str, int | None]]) -> set[tuple[int, int]]:
    """The pairs held against one another, of mentions that count a thing each and were published on a day."""
    days = [None if day is None else date(2031, 1, 1) + timedelta(days=day) for _, day in mentions]
    parts = counting_alike(days, [{what} for what, _ in mentions])
    return {(int(one), int(other)) for part in parts for one, other in part}


def test_mentions_that_count_one_thing_are_held_against_one_another() -> None:
    assert pairs_of([("ferry", 0), ("pier", 0), ("ferry", 9), ("ferry", None)]) == {(0, 2), (0, 3), (2, 3)}
    assert pairs_of([]) == set()


@pytest.mark.parametrize("size", [BLOCK, 5 * BLOCK])
def test_of_what_many_count_each_is_held_against_the_next_in_time(size: int) -> None:
    days = [(7 * position) % size for position in range(size)]
    found = pairs_of([("ferry", day) for day in days])
    at = {day: position for position, day in enumerate(days)}
    for step in (1, BLOCK - 1):
        assert tuple(sorted((at[0], at[step]))) in found
    assert (tuple(sorted((at[0], at[size - 1]))) in found) == (size == BLOCK)
    assert len(found) <= size * BLOCK
