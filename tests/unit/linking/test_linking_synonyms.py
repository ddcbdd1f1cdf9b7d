"""Synonyms: one table, no word in two senses, no opposites in one group."""

import pytest

from pipelines.linking.synonyms import concept
from pipelines.linking.words import stem


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("truce", "ceasefire", True),
        ("closes", "shutting", True),
        ("dismissal", "rejection", False),
        ("fatalities", "deaths", True),
        ("rise", "fall", False),
        ("open", "close", False),
        ("win", "lose", False),
        ("support", "oppose", False),
        ("accept", "reject", False),
        ("ban", "allow", False),
        ("begin", "end", False),
        ("buy", "sell", False),
        ("raise", "lower", False),
        ("legal", "illegal", False),
        ("guilty", "innocent", False),
    ],
)
def test_what_counts_as_one(one: str, other: str, same: bool) -> None:
    assert (concept(stem(one)) == concept(stem(other))) is same


def test_names_and_numbers_stand_for_themselves() -> None:
    assert [concept(mark) for mark in ("@veldania", "#14", "harbour")] == ["@veldania", "#14", "harbour"]


def test_what_stands_for_a_group_stands_for_itself() -> None:
    assert all(concept(concept(stem(word))) == concept(stem(word)) for word in ("pact", "plunge", "deny", "factory"))
