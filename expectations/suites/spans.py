"""Text positions: every span lies inside its article and says what the row says it says.

A span is half open, in Unicode code points into ``articles.text``. Texts are sliced in Python,
where a slice costs its own length; polars would walk the article from its start for each row.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import polars as pl

from expectations.rules import SetRule, Tables
from pipelines.schema import PUBLISHED, SPANS, Span


def _needs(table: str) -> tuple[str, ...]:
    """Tables that lead from a row of ``table`` to its article."""
    if table == "articles":
        return ("articles",)
    hangs_on_mention = table in {"content_spans", "attributions", "quantities", "claim_origins"}
    return (table, "mentions", "articles") if hangs_on_mention else (table, "articles")


def with_article(tables: Tables, table: str) -> pl.LazyFrame:
    """Return the rows of ``table`` with the ``article_id`` that their positions point into.

    Rows whose mention is not there are left out: that is a fault of the reference, not of the span.
    """
    frame = tables[table]
    if "article_id" in frame.collect_schema():
        return frame
    return frame.join(tables["mentions"].select("mention_id", "article_id"), on="mention_id", how="inner")


def _outside(tables: Tables, _now: datetime, *, span: Span) -> pl.LazyFrame:
    lengths = tables["articles"].select("article_id", pl.col("text").str.len_chars().cast(pl.Int64).alias("_length"))
    start, end = pl.col(span.start), pl.col(span.end)
    rows = with_article(tables, span.table).join(lengths, on="article_id", how="inner")
    return rows.filter((start < 0) | (start >= end) | (end > pl.col("_length")))


def _incomplete(tables: Tables, _now: datetime, *, span: Span) -> pl.LazyFrame:
    present = [pl.col(name).is_not_null() for name in (span.start, span.end, span.text) if name]
    return tables[span.table].filter(pl.any_horizontal(present) & ~pl.all_horizontal(present))


def _different(tables: Tables, _now: datetime, *, span: Span) -> pl.LazyFrame:
    assert span.text is not None
    texts = dict(tables["articles"].select("article_id", "text").collect().iter_rows())
    columns = list(dict.fromkeys((*PUBLISHED[span.table].key, "article_id", span.start, span.end, span.text)))
    rows = with_article(tables, span.table).select(columns).drop_nulls([span.start, span.end, span.text]).collect()
    places = rows.select("article_id", span.start, span.end, span.text).iter_rows()
    wrong = [article in texts and _slice(texts[article], start, end) != text for article, start, end, text in places]
    return rows.lazy().filter(pl.Series(wrong, dtype=pl.Boolean))


def _slice(text: str | None, start: int, end: int) -> str | None:
    """Return ``text[start:end]``; null for positions that Python would count from the end."""
    return None if text is None or start < 0 or end < 0 else text[start:end]


def _span_rules(span: Span) -> Iterator[SetRule]:
    column = span.text or span.start
    what = f"{span.table}.{span.start}, {span.end}"
    yield SetRule(
        suite=span.table,
        expectation="expect_span_to_be_inside_article",
        column=span.start,
        says=f"the span {what} must be non-empty and lie inside its article's text",
        find=partial(_outside, span=span),
        needs=_needs(span.table),
    )
    yield SetRule(
        suite=span.table,
        expectation="expect_span_to_be_complete",
        column=column,
        says=f"the span {what} must have both ends{' and its words' if span.text else ''}, or nothing of them",
        find=partial(_incomplete, span=span),
        needs=(span.table,),
    )
    if span.text is not None:
        yield SetRule(
            suite=span.table,
            expectation="expect_span_to_equal_text",
            column=span.text,
            says=f"{span.table}.{span.text} must be exactly articles.text[{span.start}:{span.end}]",
            find=partial(_different, span=span),
            needs=_needs(span.table),
        )


def _outside_cover(tables: Tables, _now: datetime) -> pl.LazyFrame:
    cover = tables["mentions"].select("mention_id", "content_start", "content_end")
    rows = tables["content_spans"].join(cover, on="mention_id", how="inner")
    return rows.filter((pl.col("start_char") < pl.col("content_start")) | (pl.col("end_char") > pl.col("content_end")))


def _overlapping_pieces(tables: Tables, _now: datetime) -> pl.LazyFrame:
    previous_end = pl.col("end_char").shift().over("mention_id", order_by="position")
    return tables["content_spans"].filter(pl.col("start_char") < previous_end)


def rules() -> list[SetRule]:
    """The rules of every span, and those that tie the pieces of a content to its cover."""
    return [
        *(rule for span in SPANS for rule in _span_rules(span)),
        SetRule(
            suite="content_spans",
            expectation="expect_piece_inside_cover",
            column="",
            says="a piece of a content must lie inside the content's cover",
            find=_outside_cover,
            needs=("content_spans", "mentions"),
        ),
        SetRule(
            suite="content_spans",
            expectation="expect_pieces_in_order",
            column="",
            says="the pieces of a content must follow each other without overlap",
            find=_overlapping_pieces,
            needs=("content_spans",),
        ),
    ]
