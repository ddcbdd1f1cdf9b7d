"""Linking from end to end, over articles drawn at random."""

import gc
import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.linking import LinkResult, Registry
from pipelines.linking.packed import Packing
from pipelines.linking.stories import Stories
from pipelines.schema import TABLES

WORDS = ["ferry", "yard", "strike", "wheat", "tariff", "council", "mayor", "bridge", "flood", "harvest", "port", "vote"]
KINDS: list[dict[str, Any]] = [
    {},
    {"claim_type": "direct", "speaker": "Orsk Lund", "speaker_id": "orsk-lund", "kind": "person", "cue": "said"},
    {"claim_type": "indirect", "speaker": "two officials", "kind": "anonymous", "cue": "said", "medium": "Northwire"},
    {"claim_type": "no_comment", "speaker": "Veldania", "kind": "government", "polarity": "negated"},
    {"polarity": "negated"},
]
Said = tuple[tuple[str, ...], int]
articles = st.lists(
    st.lists(
        st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(tuple), st.integers(0, len(KINDS) - 1)),
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def write(newsroom, written: list[list[Said]]) -> None:
    """Write articles anew, so that the same list always gives the same keys."""
    for name in ("articles", "segments", "mentions", "attributions", "quantities", "entity_mentions"):
        getattr(newsroom, name).clear()
    for number, said in enumerate(written):
        outlet = ("lantern", "harbour-post", None)[number % 3]
        article = newsroom.article(outlet, date(2031, 3, 1) + timedelta(days=number % 4))
        for words, kind in said:
            newsroom.says(article, " ".join(words).capitalize(), **KINDS[kind])


def parts(result: LinkResult) -> set[frozenset[str]]:
    """The claims as sets of mentions, whatever they are called."""
    found = result.mentions.group_by("claim_id").agg("mention_id")
    return {frozenset(mentions) for mentions in found["mention_id"]}


def after(result: LinkResult) -> Registry:
    return Registry.of(result.mentions, result.claims, result.claim_history)


@quick
@given(articles)
def test_every_mention_has_one_claim_and_every_count_its_rows(newsroom, written) -> None:
    write(newsroom, written)
    result = newsroom.link()
    assert result.mentions["mention_id"].to_list() == sorted(row["mention_id"] for row in newsroom.mentions)
    counted = result.mentions.join(
        newsroom.frames()["articles"].select("article_id", "outlet_id"), on="article_id"
    ).group_by("claim_id")
    found = counted.agg(
        pl.len().cast(pl.Int64).alias("mention_count"),
        pl.col("article_id").n_unique().cast(pl.Int64).alias("article_count"),
        pl.col("outlet_id").n_unique().cast(pl.Int64).alias("outlet_count"),
    ).sort("claim_id")
    assert result.claims.select(found.columns).equals(found)
    origins = dict(result.claim_origins.group_by("claim_id").agg(pl.col("origin_key").n_unique()).iter_rows())
    for claim in result.claims.iter_rows(named=True):
        assert claim["independent_origin_count"] == origins.get(claim["claim_id"], 0)
        expected = {0: "unattributed", 1: "single_origin"}.get(claim["independent_origin_count"], "corroborated")
        assert claim["status"] == expected
    known = set(result.outlets["outlet_id"])
    assert set(result.mentions["origin_id"].drop_nulls()) <= known
    assert set(result.article_origins["origin_id"]) <= known


@quick
@given(articles, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(newsroom, written, order) -> None:
    write(newsroom, written)
    result = newsroom.link()
    for name in ("articles", "mentions", "attributions", "quantities", "entity_mentions"):
        order.shuffle(getattr(newsroom, name))
    again = newsroom.link()
    for table in ("mentions", "claims", "claim_origins", "claim_relations", "quote_variants", "claim_history"):
        assert getattr(again, table).equals(getattr(result, table)), table


@quick
@given(articles)
def test_a_rerun_keeps_every_id_and_reports_nothing(newsroom, written) -> None:
    write(newsroom, written)
    first = newsroom.link()
    again = newsroom.link(after(first), "2031.03.06.001")
    assert again.claims.equals(first.claims)
    assert again.claim_history.is_empty()


@quick
@given(articles, articles)
def test_more_articles_lose_no_id_without_a_row(newsroom, written, more) -> None:
    write(newsroom, written)
    first = newsroom.link()
    write(newsroom, written + more)
    second = newsroom.link(after(first), "2031.03.06.001")
    gone = second.claim_history.filter(pl.col("event").is_in(["merged_into", "retired"]))
    lost = set(first.claims["claim_id"]) - set(second.claims["claim_id"])
    assert lost == set(gone["claim_id"])
    assert set(gone["other_claim_id"]) <= set(second.claims["claim_id"])


@quick
@given(articles, st.randoms(use_true_random=False))
def test_the_order_in_which_articles_arrive_does_not_change_the_partition(newsroom, written, order) -> None:
    write(newsroom, written)
    at_once = parts(newsroom.link())
    rows = list(newsroom.mentions)
    arrival = [row["article_id"] for row in newsroom.articles]
    order.shuffle(arrival)
    registry, history = Registry(), TABLES["claim_history"].frame([])
    for number in range(1, len(arrival) + 1):
        newsroom.mentions[:] = [row for row in rows if row["article_id"] in arrival[:number]]
        result = newsroom.link(registry, f"2031.03.{number:02d}.001")
        history = pl.concat([history, result.claim_history])
        registry = Registry.of(result.mentions, result.claims, history)
    assert parts(result) == at_once


def test_revisions_of_one_mention_are_one_claim(newsroom) -> None:
    article = newsroom.article("lantern")
    mention = newsroom.says(article, "It did")
    newsroom.articles.append(newsroom.articles[0] | {"article_id": "art-" + "1" * 24, "revision": 2})
    newsroom.mentions.append(newsroom.mentions[0] | {"mention_id": "men-" + "1" * 24, "article_id": "art-" + "1" * 24})
    result = newsroom.link()
    assert result.mentions["claim_id"].n_unique() == 1
    assert mention in result.mentions["mention_id"].to_list()


def test_nothing_in_gives_empty_tables(newsroom) -> None:
    result = newsroom.link()
    for table in ("mentions", "claims", "claim_origins", "claim_relations", "quote_variants", "outlets"):
        assert getattr(result, table).schema == TABLES[table].polars
        assert getattr(result, table).is_empty()


def test_progress_counts_up_to_the_end(newsroom) -> None:
    from pipelines.linking import link

    newsroom.says(newsroom.article(), "The yard closed")
    seen: list[tuple[int, int]] = []
    link(
        **newsroom.frames(),
        reference=newsroom.reference,
        registry=Registry(),
        version="2031.03.05.001",
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(done, seen[-1][1]) for done in range(1, seen[-1][1] + 1)]


def test_what_is_kept_of_mentions_is_let_go_at_once(newsroom) -> None:
    """Linking runs with the collector of cycles paused: what held itself would be held to the end."""

    def held() -> int:
        return sum(isinstance(one, Packing | Stories) for one in gc.get_objects())

    newsroom.tells(["The council closed the northern bridge"], ["The council has closed the northern bridge"])
    before = held()
    gc.disable()
    try:
        newsroom.link()
        assert held() == before
    finally:
        gc.enable()


def test_the_reason_names_the_mention_and_what_is_shared(newsroom) -> None:
    one = newsroom.says(newsroom.article(), "The council closed the northern bridge to lorries")
    other = newsroom.says(newsroom.article(), "The council has closed the northern bridge for lorries")
    alone = newsroom.says(newsroom.article(), "Wheat prices fell")
    reasons = dict(newsroom.link().mentions.select("mention_id", "link_reason").iter_rows())
    assert other in reasons[one]
    assert "bridg" in reasons[one]
    assert reasons[alone] == "no other mention is alike enough"


@pytest.mark.slow
def test_cost_grows_nearly_linearly(newsroom) -> None:
    """Work, counted in pairs compared, for stories that each have words of their own and words of all."""
    from pipelines.linking.candidates import candidates
    from pipelines.linking.features import features, term_weights
    from pipelines.linking.wording import Wordings

    draw = random.Random(11)
    pairs = {}
    for size in (300, 1200):
        write(newsroom, [])
        for _ in range(size // 6):
            own = [f"word{draw.randrange(size)}" for _ in range(6)]
            article = newsroom.article("lantern")
            for _ in range(6):
                newsroom.says(article, " ".join(draw.sample(own, 3) + draw.sample(WORDS, 4)))
        frames = newsroom.frames()
        found = features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
        pairs[size] = len(candidates(found, Wordings(found, term_weights(found))))
    assert pairs[1200] <= pairs[300] * 4**1.15


def test_a_claim_is_worded_by_a_mention_that_stands_alone(newsroom) -> None:
    full = "the council will close the old bridge before the harvest vote"
    newsroom.says(newsroom.article(), "which will close the old bridge before the harvest vote")
    newsroom.says(newsroom.article(), full)
    assert newsroom.link().claims["claim_text"].to_list() == [full]
