"""Identifiers through versions: what is kept, merged, split and retired, and that nothing vanishes unsaid."""

from datetime import datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import ids
from pipelines.linking.registry import Registry, assign

DAYS = {f"key-{n}": datetime(2031, 1, 1 + n) for n in range(12)}


def after(clusters: list[list[str]], registry: Registry, version: str) -> tuple[dict[str, str], Registry, pl.DataFrame]:
    """Assign, and build the registry that the next version finds."""
    result = assign(clusters, DAYS, registry, version)
    claim_of = {key: claim for claim, cluster in zip(result.claim_ids, clusters, strict=True) for key in cluster}
    mentions = pl.DataFrame({"mention_key": list(claim_of), "claim_id": list(claim_of.values())})
    claims = pl.DataFrame({"claim_id": result.claim_ids, "first_version": result.first_versions})
    earlier = registry.redirects.select("claim_id", "other_claim_id").with_columns(event=pl.lit("merged_into"))
    history = pl.concat([result.history.select("claim_id", "other_claim_id", "event"), earlier])
    return claim_of, Registry.of(mentions, claims, history), result.history


def events(history: pl.DataFrame) -> set[tuple[str, str, str]]:
    return set(history.select("claim_id", "event", "other_claim_id").iter_rows())


def test_a_new_claim_is_minted_from_its_founding_mention() -> None:
    claim_of, _, history = after([["key-2", "key-1"]], Registry(), "v1")
    assert claim_of["key-2"] == ids.claim_id("key-1")
    assert events(history) == {(ids.claim_id("key-1"), "new", "")}


def test_an_earlier_mention_found_later_does_not_change_the_id() -> None:
    _, registry, _ = after([["key-1"]], Registry(), "v1")
    claim_of, _, history = after([["key-0", "key-1"]], registry, "v2")
    assert claim_of["key-0"] == ids.claim_id("key-1")
    assert events(history) == {(ids.claim_id("key-1"), "kept", "")}


def test_the_oldest_survives_a_merge() -> None:
    _, registry, _ = after([["key-5"]], Registry(), "v1")
    _, registry, _ = after([["key-5"], ["key-1", "key-2"]], registry, "v2")
    claim_of, _, history = after([["key-1", "key-2", "key-5"]], registry, "v3")
    old, merged = ids.claim_id("key-5"), ids.claim_id("key-1")
    assert set(claim_of.values()) == {old}
    assert events(history) == {(merged, "merged_into", old), (old, "kept", "")}


def test_the_larger_part_keeps_the_id_on_a_split() -> None:
    _, registry, _ = after([["key-0", "key-1", "key-2"]], Registry(), "v1")
    claim_of, _, history = after([["key-0"], ["key-1", "key-2"]], registry, "v2")
    old = ids.claim_id("key-0")
    assert claim_of["key-1"] == old
    assert claim_of["key-0"] not in {old, ""}
    assert events(history) == {(claim_of["key-0"], "split_from", old), (old, "kept", "")}


def test_a_claim_without_mentions_is_retired_once() -> None:
    _, registry, _ = after([["key-0"], ["key-1"]], Registry(), "v1")
    _, registry, history = after([["key-1"]], registry, "v2")
    assert events(history) == {(ids.claim_id("key-0"), "retired", "")}
    assert history["cause"].to_list() == ["source"]
    _, _, history = after([["key-1"]], registry, "v3")
    assert history.is_empty()


def test_a_retired_id_is_never_minted_again() -> None:
    _, registry, _ = after([["key-0"], ["key-1"]], Registry(), "v1")
    _, registry, _ = after([["key-0", "key-1"]], registry, "v2")
    claim_of, _, history = after([["key-0"], ["key-1"]], registry, "v3")
    assert len(set(claim_of.values())) == 2
    assert ids.claim_id("key-1") not in claim_of.values()
    assert history["cause"].unique().to_list() == ["pipeline"]


@st.composite
def partitions(draw: st.DrawFn) -> list[list[str]]:
    keys = draw(st.lists(st.sampled_from(sorted(DAYS)), min_size=1, unique=True))
    clusters: dict[int, list[str]] = {}
    for key in keys:
        clusters.setdefault(draw(st.integers(0, 4)), []).append(key)
    return list(clusters.values())


@settings(deadline=None)
@given(st.lists(partitions(), min_size=2, max_size=5))
def test_no_id_is_lost_or_shared_without_a_row(versions: list[list[list[str]]]) -> None:
    registry, before = Registry(), dict[str, str]()
    for number, clusters in enumerate(versions):
        claim_of, registry, history = after(clusters, registry, f"v{number}")
        assert len(set(claim_of.values())) == len(clusters)
        lost = set(before.values()) - set(claim_of.values())
        gone = history.filter(pl.col("event").is_in(["merged_into", "retired"]))["claim_id"]
        assert lost == set(gone)
        born = set(claim_of.values()) - set(before.values())
        assert born == set(history.filter(pl.col("event").is_in(["new", "split_from"]))["claim_id"])
        before = claim_of


@settings(deadline=None)
@given(partitions(), partitions())
def test_a_rerun_changes_nothing(first: list[list[str]], second: list[list[str]]) -> None:
    _, registry, _ = after(first, Registry(), "v1")
    claim_of, registry, _ = after(second, registry, "v2")
    again, _, history = after(list(reversed([list(reversed(c)) for c in second])), registry, "v3")
    assert again == claim_of
    assert history.is_empty()


@settings(deadline=None)
@given(st.lists(partitions(), min_size=2, max_size=6))
def test_every_id_ever_minted_leads_to_what_became_of_it(versions: list[list[list[str]]]) -> None:
    registry, minted = Registry(), set[str]()
    successor: dict[str, str] = {}
    retired: set[str] = set()
    for number, clusters in enumerate(versions):
        claim_of, registry, history = after(clusters, registry, f"v{number}")
        born = set(history.filter(pl.col("event").is_in(["new", "split_from"]))["claim_id"])
        assert born.isdisjoint(minted)  # an ID is never used for another claim
        minted |= born
        successor |= dict(history.filter(event="merged_into").select("claim_id", "other_claim_id").iter_rows())
        retired |= set(history.filter(event="retired")["claim_id"])
        for claim in minted:
            while claim in successor:
                claim = successor[claim]
            assert claim in retired or claim in claim_of.values()
