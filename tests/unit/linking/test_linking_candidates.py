"""Blocking: what is compared, and that it stays little."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations, permutations

import pytest
from hypothesis import HealthCheck, given, settings
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


def by_definition(found: list[Features], weights: Mapping[str, float]) -> list[tuple[int, int]]:
    """The same from dictionaries, block by block."""
    keys = [sorted(one.concepts) for one in found]
    frequency = Counter(chain.from_iterable(keys))
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    paired: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, terms in enumerate(keys):
        common = sorted((t for t in terms if frequency[t] > blocking.BLOCK), key=lambda term: (-weights[term], term))
        for term in set(terms) - set(common):
            blocks[term,].append(position)
        for pair in combinations(common[: blocking.PAIRED_TERMS], 2):
            paired[min(pair), max(pair)].append(position)
    for pair, members in paired.items():
        if len(members) <= blocking.BLOCK:
            blocks[pair] = members
            continue
        for length in (blocking.STORY_DAYS, blocking.NEWS_DAYS):
            windows: dict[str, list[int]] = defaultdict(list)
            for position in members:
                day = found[position].published
                at = day.toordinal() if day else None
                for name in ["none"] if at is None else [f"even{at // length}", f"odd{(at + length // 2) // length}"]:
                    windows[name].append(position)
            blocks |= {(*pair, f"{name} {length}"): inside for name, inside in windows.items()}
            if all(len(inside) <= blocking.BLOCK for inside in windows.values()):
                break
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for key, members in blocks.items():
        if len(members) <= blocking.BLOCK:
            for one, other in permutations(members, 2):
                shared[one][other] += sum(weights[term] for term in key[:2])  # type: ignore[assignment]
    kept = set()
    for one, others in shared.items():
        for other, _ in sorted(others.items(), key=lambda item: (-round(item[1], 9), item[0]))[: blocking.NEIGHBOURS]:
            kept.add((min(one, other), max(one, other)))
    return sorted(kept)


DATED = st.tuples(st.sets(st.sampled_from("abcdefghij"), min_size=1, max_size=5), st.none() | st.integers(0, 60))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DATED, min_size=2, max_size=25))
def test_blocks_are_refined_and_partners_ranked_as_defined(monkeypatch, given_mentions) -> None:
    monkeypatch.setattr(blocking, "BLOCK", 4)
    monkeypatch.setattr(blocking, "NEIGHBOURS", 3)
    start = date(2031, 1, 1)
    found = [
        replace(mention(number, terms), published=None if day is None else start + timedelta(days=day))
        for number, (terms, day) in enumerate(given_mentions)
    ]
    weights = term_weights(found)
    assert candidates(found, weights) == by_definition(found, weights)
