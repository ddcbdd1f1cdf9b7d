"""What readers care for between two versions: claims, revised articles, words."""

import json

import polars as pl
import pytest
from small_home import SAYINGS, small_tables

from pipelines.publication.difference import difference
from pipelines.publication.revisions import KINDS, revised_mentions
from pipelines.publication.standing import TITLES, claims_that_changed
from pipelines.publication.words import Part, word_changes
from pipelines.schema import TABLES

V1, V2, V3 = (f"2031.05.06.00{number}" for number in (1, 2, 3))
Frames = dict[str, pl.DataFrame]


# --- words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b", "a b", [("same", "a b")]),
        ("will close", "may close", [("gone", "will"), ("come", "may"), ("same", " close")]),
        ("it rained.", "it rained!", [("same", "it rained"), ("gone", "."), ("come", "!")]),
        ("by 0.57 now", "by 0.59 now", [("same", "by "), ("gone", "0.57"), ("come", "0.59"), ("same", " now")]),
        ("", "new", [("come", "new")]),
        ("old", "", [("gone", "old")]),
        ("", "", []),
    ],
)
def test_words_that_went_and_came(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    parts = list(word_changes(before, after))
    assert parts == [Part(*part) for part in expected]  # type: ignore[arg-type]
    assert "".join(part.text for part in parts if part.kind != "come") == before
    assert "".join(part.text for part in parts if part.kind != "gone") == after


def test_very_long_wordings_are_set_one_after_the_other() -> None:
    long = "word " * 5_000
    assert [part.kind for part in word_changes(long, long + "more")] == ["gone", "come"]


# --- revised articles ---------------------------------------------------------------------


def revised(
    before: list[dict[str, object]], after: list[dict[str, object]], *, keeps_old: bool = True
) -> tuple[Frames, Frames]:
    """Two versions of one document: mentions given by ``key``, ``text`` and what else is other than usual."""
    article = {"document_id": "doc-1", "path": "a.txt", "batch_id": "b", "published_evidence": "none", "text": "x"}
    article |= {"media_type": "text/plain", "raw_sha256": "0" * 64, "text_sha256": "0" * 64, "word_count": 1}
    old = {**article, "article_id": "art-1", "revision": 1}
    new = {**article, "article_id": "art-2", "revision": 2, "is_current": True}
    usual = {"claim_type": "indirect", "source_kind": "person", "anonymous": False, "modality": "asserted"}
    usual |= {"polarity": "positive", "in_background": False, "confidence": 1.0, "link_reason": "x"}
    places = {f"{name}_{end}": 0 for name in ("sentence", "content") for end in ("start", "end")}

    def mentions(rows: list[dict[str, object]], article: str) -> list[dict[str, object]]:
        return [
            {
                **{**usual, **places, "article_id": article, "mention_id": f"men-{article}-{row['key']}"},
                **{"mention_key": row["key"], "claim_id": row.get("claim", f"clm-{row['key']}")},
                **{"content_text": row["text"], "claim_text": row["text"]},
                **{name: row[name] for name in ("modality", "polarity") if name in row},
            }
            for row in rows
        ]

    first, second = mentions(before, "art-1"), mentions(after, "art-2")
    return (
        {
            "articles": TABLES["articles"].frame([{**old, "is_current": True}]),
            "mentions": TABLES["mentions"].frame(first),
        },
        {
            "articles": TABLES["articles"].frame([*([{**old, "is_current": False}] if keeps_old else []), new]),
            "mentions": TABLES["mentions"].frame([*(first if keeps_old else []), *second]),
        },
    )


@pytest.mark.parametrize("keeps_old", [True, False])
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"key": "a", "text": "the bridge is safe"}, {"key": "a", "text": "the bridge is safe"}, []),
        (
            {"key": "a", "text": "the bridge will open in May"},
            {"key": "b", "text": "the bridge may open in May", "modality": "hedged"},
            ["softened"],
        ),
        (
            {"key": "a", "text": "the bridge may open in May", "modality": "hedged"},
            {"key": "b", "text": "the bridge will open in May"},
            ["hardened"],
        ),
        (
            {"key": "a", "text": "the bridge is safe"},
            {"key": "b", "text": "the bridge is not safe", "polarity": "negated"},
            ["reversed"],
        ),
        (
            {"key": "a", "text": "the bridge is safe"},
            {"key": "a", "text": "the bridge is safe", "modality": "hedged"},
            ["softened"],
        ),
        ({"key": "a", "text": "five ships left port"}, {"key": "b", "text": "six ships left port"}, ["reworded"]),
        ({"key": "a", "text": "five ships left"}, {"key": "b", "text": "rain fell on the moor"}, ["removed", "added"]),
        (
            {"key": "a", "text": "five ships left", "claim": "clm-x"},
            {"key": "b", "text": "a fleet of 5 vessels sailed", "claim": "clm-x"},
            ["reworded"],
        ),
    ],
)
def test_what_became_of_a_mention_of_a_revised_article(
    old: dict[str, object], new: dict[str, object], expected: list[str], keeps_old: bool
) -> None:
    found = revised_mentions(*revised([old], [new], keeps_old=keeps_old))
    assert found["kind"].to_list() == expected
    assert set(expected) <= set(KINDS)
    if found.height == 1:
        assert found.row(0, named=True)["words_before"] == old["text"]
        assert found.row(0, named=True)["words_after"] == new["text"]


def test_the_likeliest_pairs_are_compared_and_the_rest_came_or_went() -> None:
    old = [{"key": "a", "text": "five ships left port"}, {"key": "b", "text": "five ships left the port at dawn"}]
    new = [{"key": "c", "text": "five ships left the port at noon"}]
    found = revised_mentions(*revised(old, new))
    assert found.select("kind", "words_before").rows() == [
        ("reworded", "five ships left the port at dawn"),
        ("removed", "five ships left port"),
    ]


def test_an_article_that_stayed_is_not_revised() -> None:
    assert revised_mentions(small_tables(V1), small_tables(V2, disputed=SAYINGS[:1])).is_empty()


# --- claims -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "name", "origins"),
    [
        ({"origins": {SAYINGS[2]: 1}}, {"origins": {SAYINGS[2]: 2}}, "corroborated", (1, 2)),
        ({"origins": {SAYINGS[2]: 3}}, {"origins": {SAYINGS[2]: 1}}, "single_again", (3, 1)),
        ({}, {"disputed": [SAYINGS[2]]}, "disputed", (1, 1)),
        ({"disputed": [SAYINGS[2]]}, {}, "undisputed", (1, 1)),
        ({}, {"sayings": [*SAYINGS[:2], SAYINGS[3]]}, "withdrawn", (1, None)),
    ],
)
def test_claims_whose_standing_changed(before: Frames, after: Frames, name: str, origins: tuple[int, int]) -> None:
    found = claims_that_changed(small_tables(V1, **before), small_tables(V2, **after))  # type: ignore[arg-type]
    assert list(found) == list(TITLES)
    assert {each: frame.height for each, frame in found.items() if frame.height} == {name: 1}
    assert found[name].row(0)[1:] == (SAYINGS[2], *origins)


def test_a_claim_that_an_edit_leaves_out_is_withdrawn_though_the_old_revision_stays() -> None:
    before, after = revised([{"key": "a", "text": "the bridge is safe"}], [])
    claim = {"claim_id": "clm-a", "claim_text": "the bridge is safe", "mention_count": 1, "article_count": 1}
    claim |= {"outlet_count": 1, "independent_origin_count": 1, "status": "single_origin", "is_disputed": False}
    frame = TABLES["claims"].frame([{**claim, "first_version": V1}])
    found = claims_that_changed({**before, "claims": frame}, {**after, "claims": frame})
    assert found["withdrawn"]["claim_id"].to_list() == ["clm-a"]
    merged = {"version": V2, "claim_id": "clm-a", "event": "merged_into", "other_claim_id": "clm-b", "cause": "source"}
    history = TABLES["claim_history"].frame([merged])
    found = claims_that_changed({**before, "claims": frame}, {**after, "claims": frame, "claim_history": history})
    assert found["withdrawn"].is_empty()


# --- all of it ----------------------------------------------------------------------------


def test_the_cause_of_a_row_is_the_last_that_was_recorded() -> None:
    before, after = small_tables(V1), small_tables(V3, disputed=SAYINGS[:1])
    claim = after["claims"].filter("is_disputed")["claim_id"].item()
    row = {"table_name": "claims", "key": claim, "change": "MOD"}
    recorded = [
        TABLES["changes"].frame([{**row, "version": version, "cause": cause}])
        for version, cause in ((V2, "source"), (V3, "curation"))
    ]
    assert difference(V1, V3, before, after).counts().rows() == [("claims", "pipeline", 0, 1, 0)]
    found = difference(V1, V3, before, after, recorded)
    assert found.counts().rows() == [("claims", "curation", 0, 1, 0)]
    told = json.loads(json.dumps(found.as_json()))
    assert told["changes"][0]["after"] == {"is_disputed": True}
    assert [each["claim_id"] for each in told["claims"]["disputed"]] == [claim]
    assert found.changes["label"].to_list() == [SAYINGS[0]]


def test_a_row_that_differs_in_scores_alone_is_minor() -> None:
    before = small_tables(V1, SAYINGS[:2])
    one = pl.col("content_text") == SAYINGS[0]
    mentions = before["mentions"].with_columns(
        link_score=pl.lit(0.5), modality=pl.when(one).then(pl.lit("hedged")).otherwise("modality")
    )
    found = difference(V1, V2, before, {**before, "mentions": mentions}).changes
    assert dict(found.select("label", "minor").iter_rows()) == {SAYINGS[0]: False, SAYINGS[1]: True}
