"""What is done some at a time, or from tables on disk, comes to what is done all at once."""

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.linking import Registry, laid_aside, link, origins
from pipelines.linking import features as feature_module
from pipelines.linking.features import features
from pipelines.linking.packed import by_days, each
from pipelines.linking.pairs import as_pairs, gathered
from pipelines.linking.quotes import BLOCK, RARE_WORDS, SHINGLE, candidate_pairs
from pipelines.linking.shelf import pressed, unpressed

CONTENTS = (
    "Veldania sold 14 ferries to Karsia",
    "Karsia will close the harbour of Port Salis",
    "Mira Tolen called the price of bread a scandal",
)
NAMED = ("articles", "segments", "mentions", "attributions", "quantities", "entity_mentions")


@pytest.fixture
def news(newsroom) -> dict[str, pl.DataFrame]:
    for day in range(4):
        article = newsroom.article("harbour-post" if day % 2 else "lantern")
        for content in CONTENTS[: 1 + day % 3]:
            newsroom.says(article, content, counts=((14.0, "ferries"),) if "14" in content else ())
    return newsroom.frames()


def test_tables_on_disk_are_linked_as_those_in_memory_are(news, reference, tmp_path: Path) -> None:
    tables = {name: news[name] for name in NAMED}
    expected = link(**tables, reference=reference, registry=Registry(), version="2031.01.01.001")
    found = link(
        **laid_aside(tables.items(), tmp_path), reference=reference, registry=Registry(), version="2031.01.01.001"
    )
    for name in ("mentions", "claims", "claim_origins", "claim_history", "outlets"):
        assert getattr(found, name).equals(getattr(expected, name)), name
    assert found.claims["mention_count"].max() == 4


def test_mentions_read_one_by_one_are_as_those_read_together(news, monkeypatch: pytest.MonkeyPatch) -> None:
    given_tables = [news[name] for name in ("articles", "mentions", "quantities", "entity_mentions")]
    expected = list(features(*given_tables))
    monkeypatch.setattr(feature_module, "SLICE", 1)
    found = features(*given_tables)
    assert list(found) == expected
    for name in ("terms", "entities", "source_names"):
        assert list(each(found, name)) == list(each(expected, name)) == [getattr(one, name) for one in expected]


def test_origins_of_some_claims_at_a_time_are_those_of_all(news, reference, monkeypatch: pytest.MonkeyPatch) -> None:
    def rested() -> pl.DataFrame:
        tables = {name: news[name] for name in NAMED}
        return link(**tables, reference=reference, registry=Registry(), version="2031.01.01.001").claim_origins

    expected = rested()
    monkeypatch.setattr(origins, "SLICE", 1)
    assert rested().equals(expected)
    assert expected.height == news["mentions"].height


def test_pairs_in_the_order_of_days_are_the_same_pairs(news) -> None:
    found = features(*(news[name] for name in ("articles", "mentions", "quantities", "entity_mentions")))
    pairs = as_pairs(combinations(range(len(found)), 2))
    assert sorted(by_days(found, pairs).tolist()) == list(range(len(pairs)))


@given(st.lists(st.integers(0, 5), max_size=8), st.integers(1, 6))
def test_pairs_are_gathered_without_loss(sizes: list[int], count: int) -> None:
    parts = [as_pairs((place, 100 + at) for at in range(size)) for place, size in enumerate(sizes)]
    found = list(gathered(iter(parts), count))
    assert [pair for part in found for pair in part.tolist()] == [pair for part in parts for pair in part.tolist()]
    assert all(len(part) >= count for part in found[:-1])


@given(st.sets(st.lists(st.sampled_from("abcdefgh"), min_size=4, max_size=7).map(tuple), max_size=BLOCK + 9))
def test_wordings_are_paired_by_shared_runs_and_rare_words(given_wordings: set[tuple[str, ...]]) -> None:
    wordings = sorted(given_wordings)
    frequency = {word: sum(word in words for words in wordings) for word in "abcdefgh"}
    blocks: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for index, words in enumerate(wordings):
        for start in range(len(words) - SHINGLE + 1):
            blocks[words[start : start + SHINGLE]].add(index)
        rarest = sorted(set(words), key=lambda word: (frequency[word], word))[:RARE_WORDS]
        for pair in combinations(sorted(rarest), 2):
            blocks["rare", *pair].add(index)
    shared = (combinations(sorted(block), 2) for block in blocks.values() if len(block) <= BLOCK)
    assert candidate_pairs(wordings) == sorted({pair for pairs in shared for pair in pairs})


def test_a_table_that_is_kept_for_later_comes_back_as_it_was_in_less_room() -> None:
    frame = pl.DataFrame({"score": [None, 0.25] * 5_000, "reason": ["no other mention is alike", "ü"] * 5_000})
    kept = pressed(frame)
    assert unpressed(kept).equals(frame)
    assert len(kept) < frame.estimated_size() / 4
