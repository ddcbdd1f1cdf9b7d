"""Blocking: what is compared, and that it stays little."""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from pipelines.linking import candidates as blocking
from pipelines.linking.features import Features, term_weights
from pipelines.linking.similarity import WORDING, mass
from pipelines.linking.wording import Wordings


def candidates(mentions: list[Features], weights: Mapping[str, float]) -> list[tuple[int, ...]]:
    return [tuple(pair) for pair in blocking.candidates(mentions, Wordings(mentions, weights)).tolist()]


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
        of_its_source=False,
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
def test_small_sets_miss_no_pair_that_is_alike(terms: list[set[str]]) -> None:
    found = [mention(number, own) for number, own in enumerate(terms)]
    weights = term_weights(found)
    alike = [pair for pair in combinations(found, 2) if cosine(*pair, weights) >= blocking.LEAST_COSINE]
    assert candidates(found, weights) == [(found.index(a), found.index(b)) for a, b in alike]


@pytest.mark.parametrize("size", [500, 2000])
def test_the_number_of_pairs_is_bounded_by_the_number_of_mentions(size: int) -> None:
    words = [f"w{rank}" for rank in range(200)]
    frequency = [1 / (rank + 1) for rank in range(200)]
    draw = random.Random(7)
    found = [mention(number, set(draw.choices(words, frequency, k=8))) for number in range(size)]
    assert len(candidates(found, term_weights(found))) <= size * blocking.NEIGHBOURS


def test_a_large_claim_keeps_all_its_pairs() -> None:
    found = [mention(number, {"ferry", "island", "mayor", "harbour", f"own{number}"}) for number in range(30)]
    assert len(candidates(found, term_weights(found))) == 30 * 29 // 2


def test_of_a_crowded_key_the_short_mentions_stay() -> None:
    own = [{f"own{number}of{word}" for word in range(9)} for number in range(300)]
    long = [mention(number, {("sold", "wheat", "barley")[number % 3], *words}) for number, words in enumerate(own)]
    short = [mention(900, {"sold", "wheat"}), mention(901, {"sold", "barley"})]
    found = [*long, *short]
    assert (300, 301) in candidates(found, term_weights(found))


def test_what_all_share_is_refined_not_dropped() -> None:
    common = {"budget", "minister", "vote"}
    crowd = [mention(number, common | {f"own{number}"}) for number in range(blocking.BLOCK + 5)]
    pair = [mention(900, common | {"tariff", "wheat"}), mention(901, common | {"tariff", "wheat"})]
    found = [*crowd, *pair]
    assert (len(crowd), len(crowd) + 1) in candidates(found, term_weights(found))


def cosine(a: Features, b: Features, weights: Mapping[str, float]) -> float:
    return round(mass(a.concepts & b.concepts, weights) / (norm(a, weights) * norm(b, weights)), 9)


def norm(one: Features, weights: Mapping[str, float]) -> float:
    return round(math.sqrt(mass(one.concepts, weights)), 9)


def blocks_of(found: list[Features], weights: Mapping[str, float]) -> dict[tuple[str, ...], list[int]]:
    """The keys of `candidates` with those who have them, from dictionaries."""
    frequency = Counter(chain.from_iterable(one.concepts for one in found))
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    paired: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, one in enumerate(found):
        common = sorted((t for t in one.concepts if frequency[t] > blocking.BLOCK), key=lambda t: (-weights[t], t))
        for term in one.concepts:
            blocks[term,].append(position)
        for pair in combinations(common[: blocking.PAIRED_TERMS], 2):
            paired[min(pair), max(pair)].append(position)
    for pair, members in paired.items():
        blocks[pair] = members
        for length in (blocking.STORY_DAYS, blocking.NEWS_DAYS):
            if len(members) <= blocking.BLOCK:
                break
            windows: dict[str, list[int]] = defaultdict(list)
            for position in members:
                day = found[position].published
                if day is not None:
                    at = day.toordinal()
                    windows[f"even{at // length}"].append(position)
                    windows[f"odd{(at + length // 2) // length}"].append(position)
            blocks |= {(*pair, f"{name} {length}"): inside for name, inside in windows.items()}
            if all(len(inside) <= blocking.BLOCK for inside in windows.values()):
                break
    norms = [norm(one, weights) for one in found]
    return {
        key: sorted(members, key=lambda at: (norms[at], at))[: blocking.BLOCK]
        for key, members in blocks.items()
        if len(members) > 1
    }


def by_definition(found: list[Features], weights: Mapping[str, float]) -> list[tuple[int, int]]:
    """The same as `candidates`, pair by pair."""
    shared: dict[int, Counter[int]] = defaultdict(Counter)
    for key, members in blocks_of(found, weights).items():
        for one, other in permutations(members, 2):
            own = sum(weights[term] ** 2 for term in key[:2])
            shared[one][other] += own / norm(found[other], weights)  # type: ignore[assignment]
    kept = set()
    for one, others in shared.items():
        nearest = sorted(others, key=lambda other: (-round(others[other], 9), other))[: blocking.NEIGHBOURS]
        odds = {}
        for other in nearest:
            a, b = found[one], found[other]
            if (alike := cosine(a, b, weights)) >= blocking.LEAST_COSINE:
                words = fuzz.ratio(a.sorted_text, b.sorted_text) / 100
                order = LCSseq.normalized_similarity(a.sequence, b.sequence)
                told = WORDING["terms"] * alike + WORDING["words"] * words + WORDING["order"] * order
                odds[other] = round(WORDING["bias"] + told, 9)
        ranked = sorted(odds, key=lambda other: (-odds[other], other))
        for rank, other in enumerate(ranked):
            if rank < blocking.PARTNERS or odds[other] >= blocking.LIKELY:
                kept.add((min(one, other), max(one, other)))
    return sorted(kept)


DATED = st.tuples(st.sets(st.sampled_from("abcdefghij"), min_size=1, max_size=5), st.none() | st.integers(0, 60))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DATED, min_size=2, max_size=25))
def test_blocks_are_refined_and_partners_ranked_as_defined(monkeypatch, given_mentions) -> None:
    monkeypatch.setattr(blocking, "BLOCK", 4)
    monkeypatch.setattr(blocking, "NEIGHBOURS", 4)
    monkeypatch.setattr(blocking, "PARTNERS", 2)
    start = date(2031, 1, 1)
    found = [
        replace(mention(number, terms), published=None if day is None else start + timedelta(days=day))
        for number, (terms, day) in enumerate(given_mentions)
    ]
    weights = term_weights(found)
    assert candidates(found, weights) == by_definition(found, weights)
