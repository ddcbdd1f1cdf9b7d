"""Hand-written rules: what the rows of several columns and tables must mean together.

Belongs here: what the data model promises and no single column's declaration can say. Spans stand
in ``spans``, references in ``references``, rates in ``rates``. A rule is ``by_row`` where a
violation is one row's own fault; it is an error where the data model promises it, a warning where
it only makes the row less useful.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl

from expectations.quotation import inside_quotation, quoted_regions
from expectations.rules import SetRule, Severity, Tables
from pipelines import ids

FORBIDDEN_ROLES = ("heading", "caption", "byline", "teaser", "disclaimer", "chrome")
"""Roles of segments in which no claim stands."""

UNATTRIBUTED_TYPES = ("narrator", "no_comment")
"""Claim types that have no chain of attribution."""

CLOCK_TOLERANCE = timedelta(days=1)
"""How far ahead of the run a date may be: a day printed east of Greenwich is ahead of UTC by up to 14 hours."""


# --- articles and segments ----------------------------------------------------------------


def _published_in_future(tables: Tables, now: datetime) -> pl.LazyFrame:
    return tables["articles"].filter(pl.col("published_at") > now + CLOCK_TOLERANCE)


def _retrieved_in_future(tables: Tables, now: datetime) -> pl.LazyFrame:
    return tables["articles"].filter(pl.col("retrieved_at") > now + CLOCK_TOLERANCE)


def _half_dated(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["articles"].filter(pl.col("published_at").is_null() != pl.col("published_precision").is_null())


def _undated_without_reason(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["articles"].filter(pl.col("published_at").is_null() & pl.col("published_note").is_null())


def _other_text(tables: Tables, _now: datetime) -> pl.LazyFrame:
    articles = tables["articles"].filter(pl.col("text").is_not_null()).select("article_id", "text", "text_sha256")
    found = articles.collect()
    hashes = pl.Series([ids.sha256_text(text) for text in found["text"]], dtype=pl.String)
    return found.lazy().filter(pl.col("text_sha256").ne_missing(hashes))


def _other_article_id(tables: Tables, _now: datetime) -> pl.LazyFrame:
    columns = ("article_id", "document_id", "raw_sha256")
    articles = tables["articles"].select(columns).drop_nulls(["document_id", "raw_sha256"]).collect()
    parts = articles.select("document_id", "raw_sha256").iter_rows()
    derived = pl.Series([ids.article_id(*part) for part in parts], dtype=pl.String)
    return articles.lazy().filter(pl.col("article_id").ne_missing(derived))


def _copy_of_itself(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["articles"].filter(pl.col("duplicate_of") == pl.col("article_id"))


def _several_current(tables: Tables, _now: datetime) -> pl.LazyFrame:
    current = tables["articles"].filter(pl.col("is_current"))
    return current.filter(pl.len().over("document_id") > 1)


def _repeated_revision(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["articles"].filter(pl.len().over("document_id", "revision") > 1)


def _overlapping_segments(tables: Tables, _now: datetime) -> pl.LazyFrame:
    previous_end = pl.col("end_char").shift().over("article_id", order_by="start_char")
    return tables["segments"].filter(pl.col("start_char") < previous_end)


# --- mentions and what hangs on them --------------------------------------------------------


def _other_mention_id(tables: Tables, _now: datetime) -> pl.LazyFrame:
    columns = ("mention_id", "article_id", "mention_key")
    mentions = tables["mentions"].select(columns).drop_nulls(["article_id", "mention_key"]).collect()
    parts = mentions.select("article_id", "mention_key").iter_rows()
    derived = pl.Series([ids.mention_id(*part) for part in parts], dtype=pl.String)
    return mentions.lazy().filter(pl.col("mention_id").ne_missing(derived))


def _outside_quotation_marks(tables: Tables, _now: datetime) -> pl.LazyFrame:
    """A direct mention of which a piece, or the cover where no pieces are given, is not inside quotation marks."""
    direct = tables["mentions"].filter(pl.col("claim_type") == "direct")
    pieces = tables["content_spans"].select("mention_id", pl.col("start_char", "end_char"))
    joined = direct.join(pieces, on="mention_id", how="left").select(
        "mention_id",
        "article_id",
        pl.coalesce("start_char", "content_start").alias("start"),
        pl.coalesce("end_char", "content_end").alias("end"),
    )
    places = joined.drop_nulls().collect()
    wanted = pl.col("article_id").is_in(places["article_id"].unique().implode())
    texts = dict(tables["articles"].filter(wanted).select("article_id", "text").collect().iter_rows())
    regions = {article: quoted_regions(text) for article, text in texts.items() if text is not None}
    outside = {
        mention
        for mention, article, start, end in places.iter_rows()
        if article in regions and not inside_quotation(texts[article], regions[article], start, end)
    }
    return direct.filter(pl.col("mention_id").is_in(list(outside)))


def _in_forbidden_segment(tables: Tables, _now: datetime) -> pl.LazyFrame:
    forbidden = tables["segments"].filter(pl.col("role").is_in(FORBIDDEN_ROLES))
    overlapping = (
        tables["mentions"]
        .select("mention_id", "article_id", "content_start", "content_end")
        .join(forbidden.select("article_id", "start_char", "end_char"), on="article_id")
        .filter((pl.col("content_start") < pl.col("end_char")) & (pl.col("start_char") < pl.col("content_end")))
        .select("mention_id")
        .unique()
    )
    return tables["mentions"].join(overlapping, on="mention_id", how="semi")


def _without_content_span(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["mentions"].join(tables["content_spans"], on="mention_id", how="anti")


def _anonymous_of_other_kind(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["mentions"].filter(pl.col("anonymous") & (pl.col("source_kind") != "anonymous"))


def _unnamed_without_reason(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["mentions"].filter(
        pl.col("claim_type").is_in(UNATTRIBUTED_TYPES).not_(),
        pl.col("source_name").is_null() & pl.col("source_unresolved_reason").is_null(),
    )


def _quoted_without_quotation(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["mentions"].filter(pl.col("claim_type").is_in(("direct", "mixed")) & pl.col("quotation_id").is_null())


def _about_ends_before_start(tables: Tables, _now: datetime) -> pl.LazyFrame:
    start, end = pl.col("about_start"), pl.col("about_end")
    return tables["mentions"].filter((start > end) | (start.is_null() != end.is_null()))


def _attributed_narrator(tables: Tables, _now: datetime) -> pl.LazyFrame:
    narrated = tables["mentions"].filter(pl.col("claim_type").is_in(UNATTRIBUTED_TYPES)).select("mention_id")
    return tables["attributions"].join(narrated, on="mention_id", how="semi")


def _sparse_positions(table: str) -> Callable[[Tables, datetime], pl.LazyFrame]:
    """Build the query for rows of mentions whose positions in ``table`` are not 0, 1, 2 …"""

    def find(tables: Tables, _now: datetime) -> pl.LazyFrame:
        position = pl.col("position")
        dense = ((position.min() == 0) & (position.max() == pl.len() - 1) & (position.n_unique() == pl.len())).over(
            "mention_id"
        )
        return tables[table].filter(dense.not_())

    return find


def _range_reversed(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["quantities"].filter(pl.col("value") > pl.col("value_max"))


def _time_reversed(tables: Tables, _now: datetime) -> pl.LazyFrame:
    start, end = pl.col("from_date"), pl.col("to_date")
    return tables["times"].filter((start > end) | (start.is_null() != end.is_null()))


def _time_without_reason(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["times"].filter(pl.col("from_date").is_null() & pl.col("unresolved_reason").is_null())


# --- claims and their origins ---------------------------------------------------------------


def _claim_counts(column: str) -> Callable[[Tables, datetime], pl.LazyFrame]:
    """Build the query for claims whose ``column`` differs from what mentions and claim_origins give."""

    def find(tables: Tables, _now: datetime) -> pl.LazyFrame:
        outlets = tables["articles"].select("article_id", "document_id", "outlet_id")
        stated = (
            tables["mentions"]
            .join(outlets, on="article_id", how="left")
            .group_by("claim_id")
            .agg(
                pl.col("mention_key").n_unique().alias("mention_count"),
                pl.col("document_id").n_unique().alias("article_count"),
                pl.col("outlet_id").n_unique().alias("outlet_count"),
            )
        )
        origins = (
            tables["claim_origins"]
            .group_by("claim_id")
            .agg(pl.col("origin_key").n_unique().alias("independent_origin_count"))
        )
        counted = stated.join(origins, on="claim_id", how="full", coalesce=True)
        expected = counted.select("claim_id", pl.col(column).cast(pl.Int64).alias("_counted"))
        rows = tables["claims"].join(expected, on="claim_id", how="left")
        return rows.filter(pl.col(column) != pl.col("_counted").fill_null(0))

    return find


def _other_status(tables: Tables, _now: datetime) -> pl.LazyFrame:
    count = pl.col("independent_origin_count")
    status = (
        pl.when(count == 0)
        .then(pl.lit("unattributed"))
        .when(count == 1)
        .then(pl.lit("single_origin"))
        .otherwise(pl.lit("corroborated"))
    )
    return tables["claims"].filter(pl.col("status") != status)


def _last_before_first(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["claims"].filter(pl.col("first_published_at") > pl.col("last_published_at"))


def _wording_of_no_mention(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["claims"].join(tables["mentions"], on=["claim_id", "claim_text"], how="anti")


def _undisputed_against_relations(tables: Tables, _now: datetime) -> pl.LazyFrame:
    """A contradiction stands against both claims, a denial against the one that is denied."""
    relation = pl.col("relation")
    against = tables["claim_relations"].filter(relation.is_in(("contradicts", "denies")))
    mutual = tables["claim_relations"].filter(relation == "contradicts")
    disputed = pl.concat([against.select(claim_id="other_claim_id"), mutual.select("claim_id")])
    return tables["claims"].filter(~pl.col("is_disputed")).join(disputed, on="claim_id", how="semi")


def _origin_of_other_claim(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["claim_origins"].join(
        tables["mentions"].select("mention_id", "claim_id"), on=["mention_id", "claim_id"], how="anti"
    )


def _relation_to_itself(tables: Tables, _now: datetime) -> pl.LazyFrame:
    return tables["claim_relations"].filter(pl.col("claim_id") == pl.col("other_claim_id"))


def _rule(
    name: str,
    says: str,
    find: Callable[[Tables, datetime], pl.LazyFrame],
    needs: str = "",
    *,
    severity: Severity = "error",
    by_row: bool = True,
) -> SetRule:
    """Build a rule from ``suite.expectation`` or ``suite.expectation.column``."""
    suite, expectation, column = (*name.split("."), "")[:3]
    return SetRule(
        suite=suite,
        expectation=expectation,
        column=column,
        says=says,
        find=find,
        needs=(suite, *needs.split()),
        severity=severity,
        by_row=by_row,
    )


def rules() -> list[SetRule]:
    """Every hand-written rule, in the order of the tables."""
    return [*_article_rules(), *_mention_rules(), *_hanging_rules(), *_claim_rules()]


def _article_rules() -> list[SetRule]:
    return [
        _rule(
            "articles.expect_date_not_in_future.published_at",
            "an article must not be published later than now",
            _published_in_future,
        ),
        _rule(
            "articles.expect_date_not_in_future.retrieved_at",
            "an article should not be retrieved later than now",
            _retrieved_in_future,
            severity="warning",
        ),
        _rule(
            "articles.expect_date_with_precision.published_at",
            "published_at and published_precision should be given together or not at all",
            _half_dated,
            severity="warning",
        ),
        _rule(
            "articles.expect_reason_for_null.published_at",
            "an article without a date should say why in published_note",
            _undated_without_reason,
            severity="warning",
        ),
        _rule(
            "articles.expect_hash_of_text.text_sha256",
            "text_sha256 must be the hash of the text that positions point into",
            _other_text,
        ),
        _rule(
            "articles.expect_id_from_its_parts.article_id",
            "article_id must follow from document_id and raw_sha256",
            _other_article_id,
        ),
        _rule(
            "articles.expect_no_copy_of_itself.duplicate_of", "an article must not be its own original", _copy_of_itself
        ),
        _rule(
            "articles.expect_one_current_revision.is_current",
            "a document must not have two current revisions",
            _several_current,
            by_row=False,
        ),
        _rule(
            "articles.expect_distinct_revisions.revision",
            "the revisions of a document must have different numbers",
            _repeated_revision,
            by_row=False,
        ),
        _rule(
            "segments.expect_no_overlap",
            "the segments of an article should not overlap",
            _overlapping_segments,
            severity="warning",
        ),
    ]


def _mention_rules() -> list[SetRule]:
    return [
        _rule(
            "mentions.expect_id_from_its_parts.mention_id",
            "mention_id must follow from article_id and mention_key",
            _other_mention_id,
        ),
        _rule(
            "mentions.expect_direct_content_inside_quotation_marks.claim_type",
            "the content of a direct mention must stand inside quotation marks",
            _outside_quotation_marks,
            "articles content_spans",
        ),
        _rule(
            "mentions.expect_no_claim_outside_the_story.content_start",
            f"a mention must not stand in a segment that is {', '.join(FORBIDDEN_ROLES[:-1])} or {FORBIDDEN_ROLES[-1]}",
            _in_forbidden_segment,
            "segments",
        ),
        _rule(
            "mentions.expect_content_span",
            "a mention must have at least one piece of content",
            _without_content_span,
            "content_spans",
        ),
        _rule(
            "mentions.expect_interval_in_order.about_start",
            "about_start must not be after about_end, and neither is given alone",
            _about_ends_before_start,
        ),
        _rule(
            "mentions.expect_kind_of_unnamed_source.source_kind",
            "the source of a mention on unnamed people's word should be of the kind anonymous",
            _anonymous_of_other_kind,
            severity="warning",
        ),
        _rule(
            "mentions.expect_reason_for_null.source_name",
            "an attributed mention without a source's name should say why in source_unresolved_reason",
            _unnamed_without_reason,
            severity="warning",
        ),
        _rule(
            "mentions.expect_quotation_of_quoted_content.quotation_id",
            "a mention with quoted words should belong to a quotation",
            _quoted_without_quotation,
            severity="warning",
        ),
    ]


def _hanging_rules() -> list[SetRule]:
    return [
        _rule(
            "content_spans.expect_dense_positions.position",
            "the positions of a content's pieces must be 0, 1, 2 …",
            _sparse_positions("content_spans"),
        ),
        _rule(
            "attributions.expect_dense_positions.position",
            "the positions of a chain of attribution must be 0, 1, 2 …",
            _sparse_positions("attributions"),
        ),
        _rule(
            "attributions.expect_only_on_attributed_mentions",
            f"a {' or '.join(UNATTRIBUTED_TYPES)} mention must not have a chain of attribution",
            _attributed_narrator,
            "mentions",
        ),
        _rule("quantities.expect_interval_in_order.value", "value must not be greater than value_max", _range_reversed),
        _rule(
            "times.expect_interval_in_order.from_date",
            "from_date must not be after to_date, and neither is given alone",
            _time_reversed,
        ),
        _rule(
            "times.expect_reason_for_null.from_date",
            "a time without a date should say why in unresolved_reason",
            _time_without_reason,
            severity="warning",
        ),
    ]


def _claim_rules() -> list[SetRule]:
    counts = {
        "mention_count": "mention_count must be the number of the claim's mentions",
        "article_count": "article_count must be the number of articles with a mention of the claim",
        "outlet_count": "outlet_count must be the number of outlets of those articles, unknown ones together as one",
        "independent_origin_count": "independent_origin_count must be the number of distinct keys in claim_origins",
    }
    return [
        *(
            _rule(
                f"claims.expect_count_to_agree.{column}",
                says,
                _claim_counts(column),
                "mentions articles claim_origins",
                by_row=False,
            )
            for column, says in counts.items()
        ),
        _rule(
            "claims.expect_status_of_its_origins.status",
            "status must follow from independent_origin_count",
            _other_status,
            by_row=False,
        ),
        _rule(
            "claims.expect_interval_in_order.first_published_at",
            "first_published_at must not be after last_published_at",
            _last_before_first,
            by_row=False,
        ),
        _rule(
            "claims.expect_wording_of_a_mention.claim_text",
            "the wording of a claim should be that of one of its mentions",
            _wording_of_no_mention,
            "mentions",
            severity="warning",
        ),
        _rule(
            "claims.expect_dispute_of_its_relations.is_disputed",
            "a claim that another contradicts or denies should be marked as disputed",
            _undisputed_against_relations,
            "claim_relations",
            severity="warning",
        ),
        _rule(
            "claim_origins.expect_mention_of_the_claim.mention_id",
            "the mention of an origin must be one of the claim's mentions",
            _origin_of_other_claim,
            "mentions",
            by_row=False,
        ),
        _rule(
            "claim_relations.expect_two_claims.other_claim_id",
            "a claim must not stand in a relation to itself",
            _relation_to_itself,
        ),
    ]
