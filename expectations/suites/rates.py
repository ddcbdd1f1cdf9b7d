"""Rates that should lie within bounds: signs that a stage has stopped working, never a verdict on a row.

The bounds are wide on purpose. They describe any news corpus, so that what falls outside them is
more likely a broken stage than unusual news; they warn and never block.
"""

from collections.abc import Callable

import polars as pl

from expectations.rules import RateRule, Tables, height
from expectations.suites.meaning import UNATTRIBUTED_TYPES


def _share(table: str, holds: pl.Expr, among: pl.Expr | None = None) -> Callable[[Tables], float | None]:
    """Build the measure of the share of rows of ``table`` for which ``holds``; null where there are no rows."""

    def measure(tables: Tables) -> float | None:
        frame = tables[table] if among is None else tables[table].filter(among)
        share = frame.select(holds.fill_null(False).mean()).collect().item()
        return None if share is None else float(share)

    return measure


def _articles_with_mentions(tables: Tables) -> float | None:
    """Share of the articles that were to be extracted from and have a mention."""
    due = tables["articles"].filter(pl.col("unextracted_reason").is_null()).select("article_id").collect()
    if due.is_empty():
        return None
    return height(due.lazy().join(tables["mentions"], on="article_id", how="semi")) / due.height


def _rate(
    name: str,
    says: str,
    measure: Callable[[Tables], float | None],
    minimum: float,
    maximum: float = 1.0,
    needs: tuple[str, ...] = (),
) -> RateRule:
    suite, expectation, column = name.split(".")
    return RateRule(
        suite=suite,
        expectation=expectation,
        column=column,
        says=f"{says} should lie between {minimum:g} and {maximum:g}",
        measure=measure,
        minimum=minimum,
        maximum=maximum,
        needs=(suite, *needs),
    )


def rules() -> list[RateRule]:
    """Every rate with its bounds."""
    attributed = pl.col("claim_type").is_in(UNATTRIBUTED_TYPES).not_()
    return [
        _rate(
            "articles.expect_rate_of_dated.published_at",
            "the share of articles with a publication date",
            _share("articles", pl.col("published_at").is_not_null()),
            0.5,
        ),
        _rate(
            "articles.expect_rate_of_known.outlet_id",
            "the share of articles with a known outlet",
            _share("articles", pl.col("outlet_id").is_not_null()),
            0.5,
        ),
        _rate(
            "articles.expect_rate_with_mentions.article_id",
            "the share of extracted articles with at least one mention",
            _articles_with_mentions,
            0.8,
            needs=("mentions",),
        ),
        _rate(
            "mentions.expect_rate_of_speakers.source_text",
            "the share of attributed mentions whose source is found in the text",
            _share("mentions", pl.col("source_text").is_not_null(), attributed),
            0.7,
        ),
        _rate(
            "mentions.expect_rate_of_named.source_name",
            "the share of attributed mentions whose source has a name",
            _share("mentions", pl.col("source_name").is_not_null(), attributed),
            0.6,
        ),
        _rate(
            "mentions.expect_rate_of_attributed.claim_type",
            "the share of mentions that are attributed",
            _share("mentions", attributed),
            0.1,
            0.98,
        ),
        _rate(
            "mentions.expect_rate_of_anonymous.anonymous",
            "the share of attributed mentions on unnamed people's word",
            _share("mentions", pl.col("anonymous"), attributed),
            0.0,
            0.8,
        ),
        _rate(
            "times.expect_rate_of_resolved.from_date",
            "the share of time expressions with a date",
            _share("times", pl.col("from_date").is_not_null()),
            0.4,
        ),
        _rate(
            "quantities.expect_rate_of_values.value",
            "the share of quantities with a value",
            _share("quantities", pl.col("value").is_not_null()),
            0.7,
        ),
    ]
