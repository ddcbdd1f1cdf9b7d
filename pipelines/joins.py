"""The joins that most questions begin with, over lazy frames of one version's tables."""

from collections.abc import Callable

import polars as pl

Lazy = Callable[[str], pl.LazyFrame]
"""Gives a table by its name."""

_STANDING = (
    *("first_published_at", "last_published_at", "mention_count", "article_count", "outlet_count"),
    *("independent_origin_count", "status", "is_disputed"),
)
_ARTICLE = (
    *("document_id", "revision", "is_current", "title", "byline", "url", "path", "language"),
    *("published_at", "published_precision", "duplicate_of", "outlet_id", "text_sha256"),
)


def mentions_in_context(lazy: Lazy) -> pl.LazyFrame:
    """Return every mention with its claim, its article and the article's outlet, one row a mention.

    Columns: those of ``mentions``; ``canonical_claim_text`` and the standing of the claim
    (``independent_origin_count``, ``status``, ``is_disputed`` …); of the article
    ``document_id``, ``title``, ``url``, ``published_at``, ``is_current`` …; ``outlet_name`` (the
    canonical name, else the one printed), ``outlet_kind``, ``outlet_country``.
    """
    claims = lazy("claims").select("claim_id", pl.col("claim_text").alias("canonical_claim_text"), *_STANDING)
    outlets = lazy("outlets").select(
        "outlet_id", pl.col("name").alias("_name"), outlet_kind="kind", outlet_country="country"
    )
    articles = lazy("articles").select("article_id", *_ARTICLE, pl.col("outlet").alias("_printed"))
    joined = (
        lazy("mentions")
        .join(claims, on="claim_id", how="left", maintain_order="left")
        .join(articles, on="article_id", how="left", maintain_order="left")
        .join(outlets, on="outlet_id", how="left", maintain_order="left")
    )
    return joined.with_columns(outlet_name=pl.coalesce("_name", "_printed")).drop("_name", "_printed")


def claims_with_origins(lazy: Lazy) -> pl.LazyFrame:
    """Return every claim with its origins, one row an origin; a claim without any has one row.

    Columns: those of ``claims``; ``origin_key``, ``origin_kind``, ``origin_methods`` (how the
    origin is known, joined by commas) and ``origin_mention_count`` (mentions that rest on it).
    """
    origins = (
        lazy("claim_origins")
        .group_by("claim_id", "origin_key")
        .agg(
            origin_kind=pl.col("origin_kind").sort().first(),
            origin_methods=pl.col("method").unique().sort().str.join(", "),
            origin_mention_count=pl.col("mention_id").n_unique().cast(pl.Int64),
        )
        .sort("claim_id", "origin_key")
    )
    return lazy("claims").join(origins, on="claim_id", how="left", maintain_order="left_right")
