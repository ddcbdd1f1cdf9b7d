"""Every rule has a poison that trips it, and the clean dataset trips none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from expectations.rules import RateRule, SetRule, ValueRule
from expectations.runner import engine, sets
from expectations.suites import generated, references, rules_of
from pipelines.schema import PUBLISHED, TABLES

Tables = dict[str, pl.DataFrame]
Name = tuple[str, str, str]

ALL_RULES = rules_of(PUBLISHED.values())
SET_RULES = [rule for rule in ALL_RULES if not isinstance(rule, ValueRule)]
HAND_WRITTEN = [
    rule for rule in SET_RULES if rule.expectation not in {"expect_reference_to_exist", "expect_values_to_be_finite"}
]


def violated(tables: Tables, now: datetime) -> set[Name]:
    """Names of the set rules and rates that ``tables`` violate; no rule about them may fail to be evaluated."""
    outcomes = [
        sets.evaluate(rule, TABLES[rule.suite], tables, now)
        for rule in SET_RULES
        if rule.suite in tables and set(rule.needs) <= set(tables)
    ]
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    return {(o.rule.suite, o.rule.expectation, o.rule.column) for o in outcomes if not o.success}


@dataclass(frozen=True)
class Poison:
    """Values set in the rows of a table that ``where`` picks, and the rules that must fail, no others."""

    table: str
    where: pl.Expr
    values: dict[str, Any]
    trips: tuple[str, ...]
    more: dict[str, Any] = field(default_factory=dict)

    def lay(self, tables: Tables) -> Tables:
        """Return ``tables`` with the poison in them."""
        frame = tables[self.table]
        assert frame.filter(self.where).height, "the poison hits no row"
        changed = frame.with_columns(
            pl.when(self.where).then(_value(value, frame.schema[name])).otherwise(pl.col(name)).alias(name)
            for name, value in self.values.items()
        )
        return {**tables, self.table: changed}


def _value(value: Any, dtype: pl.DataType) -> pl.Expr:
    return value if isinstance(value, pl.Expr) else pl.lit(value, dtype=dtype)


ANY = pl.lit(True)
DIRECT = pl.col("claim_type") == "direct"
NARRATOR = pl.col("claim_type") == "narrator"
REPORT = pl.col("anonymous")
FIRST = pl.int_range(pl.len()) == 0
TWICE = pl.col("mention_count") == 2

POISONS: dict[str, Poison] = {
    "a future date": Poison(
        "articles",
        FIRST,
        {"published_at": datetime(2031, 6, 1)},
        ("articles.expect_date_not_in_future.published_at",),
    ),
    "a future retrieval": Poison(
        "articles", FIRST, {"retrieved_at": datetime(2032, 1, 1)}, ("articles.expect_date_not_in_future.retrieved_at",)
    ),
    "a date without precision": Poison(
        "articles", FIRST, {"published_precision": None}, ("articles.expect_date_with_precision.published_at",)
    ),
    "a missing date without reason": Poison(
        "articles",
        FIRST,
        {"published_at": None, "published_precision": None},
        ("articles.expect_reason_for_null.published_at",),
    ),
    "no dates at all": Poison(
        "articles",
        ANY,
        {"published_at": None, "published_precision": None, "published_note": "none_found"},
        ("articles.expect_rate_of_dated.published_at",),
    ),
    "no outlets at all": Poison(
        "articles",
        ANY,
        {"outlet_id": None},
        ("articles.expect_rate_of_known.outlet_id", "claims.expect_count_to_agree.outlet_count"),
    ),
    "another hash": Poison("articles", FIRST, {"text_sha256": "0" * 64}, ("articles.expect_hash_of_text.text_sha256",)),
    "another document": Poison(
        "articles", FIRST, {"document_id": "doc-" + "0" * 24}, ("articles.expect_id_from_its_parts.article_id",)
    ),
    "a copy of itself": Poison(
        "articles", FIRST, {"duplicate_of": pl.col("article_id")}, ("articles.expect_no_copy_of_itself.duplicate_of",)
    ),
    "two current revisions": Poison(
        "articles",
        ANY,
        {"document_id": "doc-" + "0" * 24, "revision": pl.int_range(1, pl.len() + 1)},
        (
            "articles.expect_one_current_revision.is_current",
            "articles.expect_id_from_its_parts.article_id",
            "claims.expect_count_to_agree.article_count",
        ),
    ),
    "one number for two revisions": Poison(
        "articles",
        ANY,
        {"document_id": "doc-" + "0" * 24, "is_current": FIRST},
        (
            "articles.expect_distinct_revisions.revision",
            "articles.expect_id_from_its_parts.article_id",
            "claims.expect_count_to_agree.article_count",
        ),
    ),
    "evidence with one end": Poison(
        "articles",
        FIRST,
        {"published_evidence_start": 3},
        ("articles.expect_span_to_be_complete.published_evidence_start",),
    ),
    "evidence beyond the text": Poison(
        "articles",
        FIRST,
        {"published_evidence_start": 3, "published_evidence_end": 9_999},
        ("articles.expect_span_to_be_inside_article.published_evidence_start",),
    ),
    "an empty segment": Poison(
        "segments",
        pl.col("role") == "headline",
        {"end_char": pl.col("start_char")},
        ("segments.expect_span_to_be_inside_article.start_char",),
    ),
    "a segment with one end": Poison(
        "segments",
        pl.col("role") == "headline",
        {"end_char": None},
        ("segments.expect_span_to_be_complete.start_char",),
    ),
    "overlapping segments": Poison(
        "segments",
        (pl.col("role") == "headline") & (pl.col("start_char") > 0),
        {"start_char": 3},
        ("segments.expect_no_overlap.",),
    ),
    "a mention in chrome": Poison(
        "segments",
        (pl.col("role") == "body") & (pl.col("start_char") > 120),
        {"role": "chrome"},
        ("mentions.expect_no_claim_outside_the_story.content_start",),
    ),
    "a direct mention without marks": Poison(
        "mentions",
        NARRATOR,
        {"claim_type": "direct", "quotation_id": "quo-" + "0" * 24, "source_name": "Ilse Varn", "source_text": None},
        ("mentions.expect_direct_content_inside_quotation_marks.claim_type",),
    ),
    "another mention key": Poison(
        "mentions", DIRECT, {"mention_key": "key-" + "0" * 24}, ("mentions.expect_id_from_its_parts.mention_id",)
    ),
    "a sentence beyond the text": Poison(
        "mentions", DIRECT, {"sentence_end": 9_999}, ("mentions.expect_span_to_be_inside_article.sentence_start",)
    ),
    "a sentence with one end": Poison(
        "mentions", DIRECT, {"sentence_end": None}, ("mentions.expect_span_to_be_complete.sentence_start",)
    ),
    "another content": Poison(
        "mentions", DIRECT, {"content_text": "The bridge falls"}, ("mentions.expect_span_to_equal_text.content_text",)
    ),
    "a content beyond the text": Poison(
        "mentions",
        NARRATOR,
        {"content_end": 9_999},
        ("mentions.expect_span_to_be_inside_article.content_start", "mentions.expect_span_to_equal_text.content_text"),
    ),
    "a content without words": Poison(
        "mentions", DIRECT, {"content_text": None}, ("mentions.expect_span_to_be_complete.content_text",)
    ),
    "another cue": Poison("mentions", DIRECT, {"cue_text": "lied"}, ("mentions.expect_span_to_equal_text.cue_text",)),
    "a reversed cue": Poison(
        "mentions",
        DIRECT,
        {"cue_start": pl.col("cue_end"), "cue_end": pl.col("cue_start")},
        ("mentions.expect_span_to_be_inside_article.cue_start", "mentions.expect_span_to_equal_text.cue_text"),
    ),
    "a cue without place": Poison(
        "mentions", DIRECT, {"cue_start": None}, ("mentions.expect_span_to_be_complete.cue_text",)
    ),
    "another source": Poison(
        "mentions", DIRECT, {"source_text": "Mayor Ilse Varr"}, ("mentions.expect_span_to_equal_text.source_text",)
    ),
    "a source before the text": Poison(
        "mentions",
        DIRECT,
        {"source_start": -15},
        ("mentions.expect_span_to_be_inside_article.source_start", "mentions.expect_span_to_equal_text.source_text"),
    ),
    "a source without end": Poison(
        "mentions", DIRECT, {"source_end": None}, ("mentions.expect_span_to_be_complete.source_text",)
    ),
    "another question": Poison(
        "mentions",
        DIRECT,
        {"asked_start": 0, "asked_end": 4, "asked_text": "why?"},
        ("mentions.expect_span_to_equal_text.asked_text",),
    ),
    "a question beyond the text": Poison(
        "mentions",
        DIRECT,
        {"asked_start": 9_990, "asked_end": 9_999, "asked_text": "whether"},
        ("mentions.expect_span_to_be_inside_article.asked_start", "mentions.expect_span_to_equal_text.asked_text"),
    ),
    "a question without place": Poison(
        "mentions", DIRECT, {"asked_text": "whether"}, ("mentions.expect_span_to_be_complete.asked_text",)
    ),
    "dates of the event reversed": Poison(
        "mentions", DIRECT, {"about_end": date(2030, 1, 1)}, ("mentions.expect_interval_in_order.about_start",)
    ),
    "unnamed people of another kind": Poison(
        "mentions", REPORT, {"source_kind": "person"}, ("mentions.expect_kind_of_unnamed_source.source_kind",)
    ),
    "a nameless source without reason": Poison(
        "mentions", DIRECT, {"source_name": None}, ("mentions.expect_reason_for_null.source_name",)
    ),
    "a quotation without identity": Poison(
        "mentions", DIRECT, {"quotation_id": None}, ("mentions.expect_quotation_of_quoted_content.quotation_id",)
    ),
    "no speakers": Poison(
        "mentions",
        ANY,
        {"source_text": None, "source_start": None, "source_end": None},
        ("mentions.expect_rate_of_speakers.source_text",),
    ),
    "no names": Poison(
        "mentions",
        ANY,
        {"source_name": None, "source_unresolved_reason": "unknown"},
        ("mentions.expect_rate_of_named.source_name",),
    ),
    "everybody unnamed": Poison(
        "mentions",
        ANY,
        {"anonymous": True, "source_kind": "anonymous"},
        ("mentions.expect_rate_of_anonymous.anonymous",),
    ),
    "nothing attributed": Poison(
        "mentions",
        ANY,
        {"claim_type": "narrator"},
        ("mentions.expect_rate_of_attributed.claim_type", "attributions.expect_only_on_attributed_mentions."),
    ),
    "a chain on a narrator": Poison(
        "mentions",
        DIRECT,
        {"claim_type": "narrator"},
        ("attributions.expect_only_on_attributed_mentions.",),
    ),
    "a chain on a refusal": Poison(
        "mentions",
        DIRECT,
        {"claim_type": "no_comment"},
        ("attributions.expect_only_on_attributed_mentions.",),
    ),
    "a mention of another claim": Poison(
        "mentions",
        NARRATOR,
        {"claim_id": "clm-" + "a" * 24},
        (
            "claims.expect_count_to_agree.mention_count",
            "claims.expect_count_to_agree.article_count",
            "claims.expect_count_to_agree.outlet_count",
            "claims.expect_wording_of_a_mention.claim_text",
            "claim_origins.expect_mention_of_the_claim.mention_id",
        ),
    ),
    "a piece outside the cover": Poison(
        "content_spans",
        FIRST,
        {"end_char": pl.col("end_char") + 1},
        ("content_spans.expect_piece_inside_cover.",),
    ),
    "a piece with one end": Poison(
        "content_spans", FIRST, {"end_char": None}, ("content_spans.expect_span_to_be_complete.start_char",)
    ),
    "an empty piece": Poison(
        "content_spans",
        FIRST,
        {"end_char": pl.col("start_char")},
        ("content_spans.expect_span_to_be_inside_article.start_char",),
    ),
    "a piece that counts from 1": Poison(
        "content_spans", FIRST, {"position": 1}, ("content_spans.expect_dense_positions.position",)
    ),
    "a chain with a gap": Poison(
        "attributions", pl.col("position") == 1, {"position": 2}, ("attributions.expect_dense_positions.position",)
    ),
    "a link without evidence": Poison(
        "attributions", FIRST, {"evidence_end": None}, ("attributions.expect_span_to_be_complete.evidence_start",)
    ),
    "a link proved beyond the text": Poison(
        "attributions",
        FIRST,
        {"evidence_end": 9_999},
        ("attributions.expect_span_to_be_inside_article.evidence_start",),
    ),
    "another number": Poison("quantities", FIRST, {"text": "41"}, ("quantities.expect_span_to_equal_text.text",)),
    "a number beyond the text": Poison(
        "quantities",
        FIRST,
        {"start_char": 9_998, "end_char": 9_999},
        ("quantities.expect_span_to_be_inside_article.start_char", "quantities.expect_span_to_equal_text.text"),
    ),
    "a number with one end": Poison(
        "quantities", FIRST, {"end_char": None}, ("quantities.expect_span_to_be_complete.text",)
    ),
    "a range reversed": Poison("quantities", FIRST, {"value_max": 1.0}, ("quantities.expect_interval_in_order.value",)),
    "no values": Poison("quantities", ANY, {"value": None}, ("quantities.expect_rate_of_values.value",)),
    "another day": Poison("times", FIRST, {"text": "Friday"}, ("times.expect_span_to_equal_text.text",)),
    "a day beyond the text": Poison(
        "times",
        FIRST,
        {"start_char": 9_998, "end_char": 9_999},
        ("times.expect_span_to_be_inside_article.start_char", "times.expect_span_to_equal_text.text"),
    ),
    "a day with one end": Poison("times", FIRST, {"end_char": None}, ("times.expect_span_to_be_complete.text",)),
    "a day with one date": Poison("times", FIRST, {"to_date": None}, ("times.expect_interval_in_order.from_date",)),
    "a day without date or reason": Poison(
        "times",
        FIRST,
        {"from_date": None, "to_date": None},
        ("times.expect_reason_for_null.from_date", "times.expect_rate_of_resolved.from_date"),
    ),
    "another name": Poison(
        "entity_mentions", FIRST, {"text": "Ilse Vern"}, ("entity_mentions.expect_span_to_equal_text.text",)
    ),
    "a name beyond the text": Poison(
        "entity_mentions",
        FIRST,
        {"start_char": 9_998, "end_char": 9_999},
        (
            "entity_mentions.expect_span_to_be_inside_article.start_char",
            "entity_mentions.expect_span_to_equal_text.text",
        ),
    ),
    "a name with one end": Poison(
        "entity_mentions", FIRST, {"end_char": None}, ("entity_mentions.expect_span_to_be_complete.text",)
    ),
    **{
        f"another {column}": Poison("claims", TWICE, {column: 7}, (f"claims.expect_count_to_agree.{column}", *also))
        for column, also in {
            "mention_count": (),
            "article_count": (),
            "outlet_count": (),
            "independent_origin_count": ("claims.expect_status_of_its_origins.status",),
        }.items()
    },
    "another status": Poison(
        "claims", TWICE, {"status": "corroborated"}, ("claims.expect_status_of_its_origins.status",)
    ),
    "first after last": Poison(
        "claims",
        TWICE,
        {"last_published_at": datetime(2030, 1, 1)},
        ("claims.expect_interval_in_order.first_published_at",),
    ),
    "a wording of nobody": Poison(
        "claims", TWICE, {"claim_text": "Nothing happened"}, ("claims.expect_wording_of_a_mention.claim_text",)
    ),
    "a denial without dispute": Poison(
        "claim_relations", FIRST, {"relation": "denies"}, ("claims.expect_dispute_of_its_relations.is_disputed",)
    ),
    "a relation to itself": Poison(
        "claim_relations",
        FIRST,
        {"other_claim_id": pl.col("claim_id")},
        ("claim_relations.expect_two_claims.other_claim_id",),
    ),
    "a second origin": Poison(
        "claim_origins",
        pl.col("claim_id").is_duplicated() & FIRST,
        {"origin_key": "outlet:coast-news"},
        ("claims.expect_count_to_agree.independent_origin_count",),
    ),
    "an origin with one end": Poison(
        "claim_origins", FIRST, {"evidence_start": 1}, ("claim_origins.expect_span_to_be_complete.evidence_start",)
    ),
    "an origin beyond the text": Poison(
        "claim_origins",
        FIRST,
        {"evidence_start": 1, "evidence_end": 9_999},
        ("claim_origins.expect_span_to_be_inside_article.evidence_start",),
    ),
    "a credit with one end": Poison(
        "article_origins", FIRST, {"evidence_end": None}, ("article_origins.expect_span_to_be_complete.evidence_start",)
    ),
    "a credit beyond the text": Poison(
        "article_origins",
        FIRST,
        {"evidence_end": 9_999},
        ("article_origins.expect_span_to_be_inside_article.evidence_start",),
    ),
}

LACKS: dict[str, tuple[str, Callable[[pl.DataFrame], pl.DataFrame], tuple[str, ...]]] = {
    "a mention without pieces": (
        "content_spans",
        lambda frame: frame.slice(1),
        ("mentions.expect_content_span.",),
    ),
    "overlapping pieces": (
        "content_spans",
        lambda frame: pl.concat([frame, frame.head(1).with_columns(position=pl.lit(1, pl.Int64))]),
        ("content_spans.expect_pieces_in_order.",),
    ),
    "articles without mentions": (
        "articles",
        lambda frame: pl.concat(
            [
                frame,
                frame.head(1).with_columns(
                    article_id=pl.lit("art-" + "0" * 24), is_current=False, revision=pl.lit(2, pl.Int64)
                ),
            ]
        ),
        ("articles.expect_rate_with_mentions.article_id", "articles.expect_id_from_its_parts.article_id"),
    ),
}


def names(*dotted: str) -> set[Name]:
    """Rule names from ``suite.expectation.column``."""
    return {(parts[0], parts[1], parts[2]) for parts in (name.split(".") for name in dotted)}


def test_clean_dataset_trips_nothing(clean: Tables, now: datetime) -> None:
    assert violated(clean, now) == set()


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS.keys())
def test_poison_trips_its_rule_and_no_other(clean: Tables, now: datetime, poison: Poison) -> None:
    assert violated(poison.lay(clean), now) == names(*poison.trips)


@pytest.mark.parametrize("case", LACKS.values(), ids=LACKS.keys())
def test_changed_rows_trip_their_rule_and_no_other(clean: Tables, now: datetime, case: Any) -> None:
    table, change, trips = case
    assert violated({**clean, table: change(clean[table])}, now) == names(*trips)


def test_every_hand_written_rule_has_a_poison() -> None:
    covered = {name for poison in POISONS.values() for name in poison.trips}
    covered |= {name for _, _, trips in LACKS.values() for name in trips}
    assert {(rule.suite, rule.expectation, rule.column) for rule in HAND_WRITTEN} == names(*covered)


def test_a_date_may_be_ahead_of_utc_by_a_day(clean: Tables, now: datetime) -> None:
    ahead = (now + timedelta(hours=20)).replace(tzinfo=None)
    clean["articles"] = clean["articles"].with_columns(published_at=pl.lit(ahead, pl.Datetime("us")))
    assert violated(clean, now.replace(tzinfo=None)) == set()


@pytest.mark.parametrize(
    "rule",
    [rule for table in PUBLISHED.values() for rule in references.rules(table)],
    ids=lambda rule: f"{rule.suite}.{rule.column}",
)
def test_dangling_reference_is_found(clean: Tables, now: datetime, rule: SetRule) -> None:
    if rule.suite not in clean:
        clean[rule.suite] = TABLES[rule.suite].empty()
    table = TABLES[rule.suite]
    if clean[rule.suite].is_empty():
        clean[rule.suite] = pl.DataFrame({name: [None] for name in table.names}, schema=table.polars)
    frame = clean[rule.suite].with_columns(
        pl.when(FIRST).then(pl.lit("nowhere")).otherwise(pl.col(rule.column)).alias(rule.column)
    )
    outcome = sets.evaluate(rule, table, {**clean, rule.suite: frame}, now)
    assert (outcome.success, outcome.unexpected, outcome.error) == (False, 1, None)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_none_are_found(clean: Tables, now: datetime, value: float) -> None:
    rule = generated.finite_rule(TABLES["mentions"].column("confidence"), "mentions")
    frame = clean["mentions"].with_columns(
        pl.when(FIRST).then(value).otherwise(pl.col("confidence")).alias("confidence")
    )
    assert sets.evaluate(rule, TABLES["mentions"], {"mentions": frame}, now).unexpected == 1


def _bad_value(rule: ValueRule) -> Any:
    if rule.expectation == "expect_column_values_to_be_in_set":
        return "<strange>"
    if rule.expectation == "expect_column_values_to_match_regex":
        return "!"
    if rule.expectation == "expect_column_values_to_be_between":
        low, high = rule.kwargs["min_value"], rule.kwargs["max_value"]
        return high + 1 if low is None else low - 1
    assert rule.expectation == "expect_column_values_to_not_be_null"
    return None


def _good_value(table: str, column: str) -> Any:
    declared = TABLES[table].column(column)
    plain = {"VARCHAR": "x", "BIGINT": 1, "DOUBLE": 0.5, "BOOLEAN": True}
    if declared.values:
        return declared.values[0]
    if declared.pattern:
        return _matching(declared.pattern)
    return plain.get(declared.type, datetime(2031, 1, 1) if declared.type == "TIMESTAMP" else date(2031, 1, 1))


def _matching(pattern: str) -> str:
    known = {"^[A-Z]{2}$": "XX", "^[A-Z]{3}$": "XXX", "^[a-z]{2}$": "en", "^Q[0-9]+$": "Q1", "^[0-9a-f]{64}$": "0" * 64}
    known[r"^\d{4}\.\d{2}\.\d{2}\.\d{3}$"] = "2031.05.20.001"
    return known.get(pattern) or pattern[1:5] + "0" * 24


@pytest.mark.parametrize("table", PUBLISHED.values(), ids=PUBLISHED.keys())
def test_each_declared_rule_fails_on_its_bad_row_and_on_no_other(table: Any) -> None:
    rules = [r for r in generated.rules(table) if isinstance(r, ValueRule) and r.over == "rows"]
    good = {name: _good_value(table.name, name) for name in table.names}
    rows = [{**good, rule.column: _bad_value(rule)} for rule in rules] + [good]
    frame = pl.DataFrame(rows, schema=table.polars)
    numbered = table.model_copy(update={"key": ("row",)})
    outcomes = engine.evaluate(rules, numbered, frame.with_row_index("row"), engine.quiet_context())
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    assert [outcome.failing["row"].to_list() for outcome in outcomes] == [[at] for at in range(len(rules))]


def test_rule_names_are_unique() -> None:
    seen = [(rule.suite, rule.expectation, rule.column) for rule in ALL_RULES]
    assert len(seen) == len(set(seen))


def test_rules_name_columns_and_tables_of_the_schema() -> None:
    for rule in ALL_RULES:
        assert not rule.column or rule.column in TABLES[rule.suite].names
        if isinstance(rule, (SetRule, RateRule)):
            assert set(rule.needs) <= set(PUBLISHED)
            assert rule.suite in rule.needs


@pytest.mark.parametrize(("relation", "disputed"), [("denies", 1), ("contradicts", 2), ("differs", 0)])
def test_a_denial_disputes_the_other_claim_a_contradiction_both(
    clean: Tables, now: datetime, relation: str, disputed: int
) -> None:
    rule = next(rule for rule in SET_RULES if rule.expectation == "expect_dispute_of_its_relations")
    clean["claim_relations"] = clean["claim_relations"].with_columns(relation=pl.lit(relation))
    assert sets.evaluate(rule, TABLES["claims"], clean, now).unexpected == disputed
