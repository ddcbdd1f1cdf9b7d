"""Blocking: what is compared, and that it stays little."""

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linking import candidates as blocking
from pipelines.linking.features import Features, term_weights


def candidates(mentions: list[Features], weights: Mapping[str, float]) -> list[tuple[int, ...]]:
    return [tuple(pair) for pair in blocking.candidates(mentions, weights).tolist()]


def mention(number: int, terms: set[str]) -> Features:
    return Features(
        mention_id=f"men-{number}",
        mention_key=f"key-{number}",
        article_id=f"art-{number}",
        rank=0,
        published=None,
        sentence=(0, 1),
        content=(0, 1),
        text=" ".join(sorted(terms)),
        words=tuple(sorted(terms)),
        sorted_text=" ".join(sorted(terms)),
        terms=frozenset(terms),
        entities=frozenset(),
        subject=None,
        numbers=(),
        polarity="positive",
        modality="asserted",
        claim_type="narrator",
        about=None,
        source=None,
        quote=None,
        first_person=False,
    )


def test_mentions_without_a_shared_term_are_not_compared() -> None:
    found = [mention(0, {"ferry", "strike"}), mention(1, {"ferry", "price"}), mention(2, {"orchestra"})]
    assert candidates(found, term_weights(found)) == [(0, 1)]


def test_refusals_of_one_source_are_compared_whatever_their_words() -> None:
    found = [
        replace(mention(0, {"comment"}), claim_type="no_comment", source="veldania"),
        replace(mention(1, {"statement"}), claim_type="no_comment", source="veldania"),
        replace(mention(2, {"question"}), claim_type="no_comment", source="karsia"),
    ]
    assert candidates(found, term_weights(found)) == [(0, 1)]


@settings(deadline=None)
@given(st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=4), min_size=2, max_size=12))
def test_small_sets_miss_no_pair_that_shares_a_term(terms: list[set[str]]) -> None:
    found = [mention(number, own) for number, own in enumerate(terms)]
    expected = [(i, j) for j in range(len(terms)) for i in range(j) if terms[i] & terms[j]]
    assert candidates(found, term_weights(found)) == sorted(expected)


@pytest.mark.parametrize("size", [500, 2000])
def test_the_number_of_pairs_is_bounded_by_the_number_of_mentions(size: int) -> None:
    words = [f"w{rank}" for rank in range(200)]
    frequency = [1 / (rank + 1) for rank in range(200)]
    draw = random.Random(7)
    found = [mention(number, set(draw.choices(words, frequency, k=8))) for number in range(size)]
    assert len(candidates(found, term_weights(found))) <= size * blocking.NEIGHBOURS


def test_what_all_share_is_refined_not_dropped() -> None:
    common = {"budget", "minister", "vote"}
    crowd = [mention(number, common | {f"own{number}"}) for number in range(blocking.BLOCK + 5)]
    pair = [mention(900, common | {"tariff", "wheat"}), mention(901, common | {"tariff", "wheat"})]
    found = [*crowd, *pair]
    assert (len(crowd), len(crowd) + 1) in candidates(found, term_weights(found))
