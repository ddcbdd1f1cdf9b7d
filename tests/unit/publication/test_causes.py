"""Why a row changed: decided from what it hangs on, and which cause wins where several could be it."""

import polars as pl
import pytest
from small_home import DAY, SAYINGS, small_tables

from pipelines.publication.record import changes_of, compare_versions, record
from pipelines.schema import TABLES

V1, V2 = "2031.05.06.001", "2031.05.06.002"
Frames = dict[str, pl.DataFrame]

CODE = [{"producer_id": "prd-1", "room": "normalisation", "code_fingerprint": "a", "reference_version": "r1"}]


def version(name: str, sayings: tuple[str, ...] = SAYINGS[:2], **producer: str) -> Frames:
    made_by = TABLES["producers"].frame([{**CODE[0], **producer}])
    return {**small_tables(name, sayings), "producers": made_by}


def causes(before: Frames, after: Frames, table: str) -> dict[tuple[str, str], int]:
    """How many rows of a table came, changed and went, by cause."""
    changes = changes_of(V2, *compare_versions(before, after))
    counted = changes.filter(pl.col("table_name") == table).group_by("change", "cause").len()
    return {(change, cause): number for change, cause, number in counted.iter_rows()}


def alter(frames: Frames, table: str, **columns: object) -> Frames:
    """The same version with other values in every row of a table."""
    frame = frames[table]
    values = {name: pl.lit(value, dtype=frame.schema[name]) for name, value in columns.items()}
    return {**frames, table: frame.with_columns(**values)}


def correction(frames: Frames, target: str, value: str | None = None, action: str = "reject") -> Frames:
    row = {"curation_id": "c1", "position": 1, "made_at": DAY, "author": "Ann", "action": action}
    return {
        **frames,
        "curation": TABLES["curation"].frame([{**row, "target": target, "value": value, "status": "applied"}]),
    }


def without_mention(frames: Frames, mention: str) -> Frames:
    """The same version without a mention and what hangs on it; its article stays."""
    claim = frames["mentions"].filter(pl.col("mention_id") == mention)["claim_id"]
    return {
        name: frame.filter(pl.col("claim_id") != claim.item())
        if name == "claims"
        else frame.filter(pl.col("mention_id") != mention)
        if name in {"mentions", "content_spans", "attributions"}
        else frame
        for name, frame in frames.items()
    }


def test_rows_of_an_article_that_came_or_went_have_the_source_for_a_cause() -> None:
    before = version(V1, SAYINGS[:2])
    after = version(V2, SAYINGS[1:3], code_fingerprint="b", reference_version="r2")  # whatever else changed
    for table in ("articles", "segments", "mentions", "content_spans", "attributions", "claims", "times"):
        assert causes(before, after, table) == {("ADD", "source"): 1, ("DEL", "source"): 1}, table


@pytest.mark.parametrize(
    ("producer", "expected"),
    [
        ({"code_fingerprint": "b"}, "pipeline"),
        ({"model_version": "2"}, "pipeline"),
        ({"reference_version": "r2"}, "reference"),
        ({"code_fingerprint": "b", "reference_version": "r2"}, "pipeline"),
        ({}, "pipeline"),  # nothing that is recorded changed: a setting of the pipeline did
    ],
)
def test_a_row_whose_article_stayed_changed_by_what_else_did(producer: dict[str, str], expected: str) -> None:
    before, after = version(V1), alter(version(V2, **producer), "mentions", confidence=0.75)
    assert causes(before, after, "mentions") == {("MOD", expected): 2}
    assert causes(before, without_mention(after, after["mentions"]["mention_id"][0]), "claims") == {
        ("DEL", expected): 1
    }


def test_code_of_later_stages_leaves_articles_alone() -> None:
    before, after = version(V1), version(V2, code_fingerprint="b", reference_version="r2")
    assert causes(before, alter(after, "articles", outlet_id="tessel-times"), "articles") == {("MOD", "reference"): 2}
    staged = alter(version(V2, room="staging"), "articles", word_count=1)
    assert causes(before, staged, "articles") == {("MOD", "pipeline"): 2}


def test_a_claim_that_a_new_article_states_too_changed_by_the_source_even_with_new_code() -> None:
    before, after = version(V1), version(V2, SAYINGS[:3], code_fingerprint="b")
    claim = after["mentions"]["claim_id"][0]
    joined = after["mentions"].with_columns(claim_id=pl.lit(claim))
    claims = after["claims"].filter(pl.col("claim_id") == claim).with_columns(mention_count=pl.lit(3, pl.Int64))
    after |= {"mentions": joined, "claims": claims}
    assert causes(before, after, "claims")[("MOD", "source")] == 1
    moved = causes(before, after, "mentions")
    assert moved == {("ADD", "source"): 1, ("MOD", "source"): 1}
    # but what only its own article and the code decide changed by the code
    assert causes(before, alter(after, "mentions", confidence=0.75), "mentions")[("MOD", "pipeline")] == 2


def test_what_a_correction_names_changed_by_curation_and_the_rest_did_not() -> None:
    before = version(V1)
    one, other = before["mentions"].sort("mention_id").rows(named=True)
    rejected = correction(
        without_mention(version(V2, SAYINGS[:3], code_fingerprint="b"), one["mention_id"]), one["mention_key"]
    )
    for table in ("mentions", "claims", "content_spans", "attributions"):
        assert causes(before, rejected, table)[("DEL", "curation")] == 1, table
    assert causes(before, rejected, "curation") == {("ADD", "curation"): 1}
    given = correction(
        alter(version(V2, code_fingerprint="b"), "mentions", source_id=None, confidence=0.75),
        other["mention_key"],
        "ada-quill",
        "set-speaker",
    )
    # the words of the one are hers no more by a correction; those of the other by new code
    assert causes(before, given, "mentions") == {("MOD", "curation"): 1, ("MOD", "pipeline"): 1}


def test_undoing_a_correction_is_a_correction() -> None:
    before = version(V1)
    one = before["mentions"].row(0, named=True)
    rejected = correction(without_mention(before, one["mention_id"]), one["mention_key"])
    undone = correction(version(V2), one["mention_key"])
    undone["curation"] = undone["curation"].with_columns(status=pl.lit("undone"))
    assert causes(rejected, undone, "mentions") == {("ADD", "curation"): 1}
    # its place in the file and the note on it are nothing that was done
    renumbered = rejected["curation"].with_columns(position=pl.lit(2, pl.Int64), note=pl.lit("other words"))
    again = alter({**rejected, "curation": renumbered}, "claims", mention_count=2)
    assert causes(rejected, again, "claims") == {("MOD", "pipeline"): 1}


def test_an_entity_merged_by_hand_takes_its_names_with_it() -> None:
    before = version(V1)
    after = correction(
        alter(version(V2, code_fingerprint="b"), "mentions", source_id="a-quill"),
        "a-quill",
        "ada-quill",
        "merge-entities",
    )
    after |= {"entities": after["entities"].with_columns(entity_id=pl.lit("a-quill"))}
    for table in ("entities", "mentions"):
        assert {cause for _, cause in causes(before, after, table)} == {"curation"}, table


def test_an_article_whose_bytes_had_been_set_aside_came_by_the_pipeline() -> None:
    before, after = version(V1, SAYINGS[:1]), version(V2, SAYINGS[:2], code_fingerprint="b")
    late = after["articles"].join(before["articles"], on="article_id", how="anti").row(0, named=True)
    row = {"batch_id": "first", "path": late["path"], "stage": "staging", "row_key": "", "reason_code": "unreadable"}
    aside = TABLES["quarantine"].frame([{**row, "message": "cannot be read", "raw_sha256": late["raw_sha256"]}])
    before |= {"quarantine": aside}
    assert causes(before, after, "articles") == {("ADD", "pipeline"): 1}
    assert causes(before, after, "mentions") == {("ADD", "pipeline"): 1}
    assert causes(before, after, "quarantine") == {("DEL", "pipeline"): 1}
    assert causes(version(V1, SAYINGS[:1]), {**version(V2, SAYINGS[:1]), "quarantine": aside}, "quarantine") == {
        ("ADD", "source"): 1
    }


def test_the_history_of_claims_agrees() -> None:
    before, after = version(V1), version(V2, SAYINGS[:3], code_fingerprint="b")
    new, *_ = set(after["claims"]["claim_id"]) - set(before["claims"]["claim_id"])
    one, other = sorted(before["claims"]["claim_id"])
    after = alter(correction(after, one, action="reject"), "claims", outlet_count=7)
    events = [(new, "new", ""), (one, "kept", ""), (other, "kept", "")]
    after["claim_history"] = TABLES["claim_history"].frame(
        [
            {"version": name, "claim_id": claim, "event": event, "other_claim_id": also, "cause": "reference"}
            for name, told in ((V1, events[1:]), (V2, events))
            for claim, event, also in told
        ]
    )
    made = record(V2, V1, before, after)
    told = made["claim_history"].select("version", "claim_id", "cause").rows()
    assert sorted(told) == sorted(
        [
            *((V1, claim, "reference") for claim in (one, other)),
            *((V2, claim, cause) for claim, cause in ((new, "source"), (one, "curation"), (other, "pipeline"))),
        ]
    )
    causes_of_rows = dict(made["changes"].filter(pl.col("table_name") == "claims").select("key", "cause").iter_rows())
    assert causes_of_rows == {new: "source", one: "curation", other: "pipeline"}
    assert record(V1, None, {}, before)["changes"].is_empty()
