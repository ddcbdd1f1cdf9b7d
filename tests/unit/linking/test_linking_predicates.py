"""Words of news that say the same and words that say the opposite."""

import pytest

from pipelines.linking.predicates import (
    is_mutual,
    is_trend,
    kind_of,
    opposed_pairs,
    opposites,
    phrases_of,
    sides_of,
)
from pipelines.linking.words import stem


def stems(text: str) -> list[str]:
    return [stem(word) for word in text.split()]


def opposed(one: str, other: str) -> set[int]:
    """Lines whose two sides the two texts take."""
    sides = sides_of(stems(other))
    return {line for line, side in sides_of(stems(one)) if (line, 1 - side) in sides}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("agreed", "refused"),
        ("accepts", "rejected"),
        ("rose", "fallen"),
        ("has risen", "falls"),
        ("they kept the fort", "they gave up the fort"),
        ("kept", "handed over"),
        ("cedes", "retains"),
        ("won", "lost"),
        ("acquitted", "convicted"),
        ("banned", "allows"),
        ("stopped", "continues"),
        ("will stay", "resigned"),
        ("was hired", "was laid off"),
        ("progress", "impasse"),
        ("arrested", "freed"),
        ("the deal broke down", "the deal goes on"),
        ("faking a crash", "had suffered a crash"),
        ("rates are rising", "rates were falling"),
        ("cutting the levy", "raising the levy"),
        ("is winning", "is losing"),
    ],
)
def test_opposites(one, other) -> None:
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("gave", "kept"), ("agreed", "accepted"), ("rose", "grew"), ("the vote", "the ferry"), ("took", "gave")],
)
def test_no_opposites(one, other) -> None:
    assert not opposed(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("deaths", "toll"), ("killed", "died"), ("oblasts", "region"), ("wounded", "injured"), ("lawsuit", "suit")],
)
def test_alike(one, other) -> None:
    assert kind_of(stem(one)) == kind_of(stem(other))


def test_a_phrase_of_several_words_is_read_through_its_fillers() -> None:
    assert list(phrases_of(stems("they left their homes")).values()) == [kind_of(stem("evacuate"))]


def test_the_table_is_large_and_no_word_is_its_own_opposite() -> None:
    assert opposed_pairs() >= 500
    for left, right in opposites():
        assert not left & right


def test_winners_and_trends_are_marked() -> None:
    assert all(is_mutual(line) for line in opposed("won", "lost"))
    assert all(is_trend(line) for line in opposed("rose", "fell"))
