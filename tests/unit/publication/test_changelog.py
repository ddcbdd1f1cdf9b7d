"""What is new in a version, in words."""

import polars as pl
import pytest
from small_home import SAYINGS, small_tables

from pipelines.publication import changelog, compare
from pipelines.publication.markdown import escape
from pipelines.schema import PUBLISHED

V1, V2 = "2031.05.06.001", "2031.05.06.002"


def told(before: dict[str, pl.DataFrame], after: dict[str, pl.DataFrame]) -> str:
    return changelog(V2, V1, PUBLISHED, before, after | {"versions": PUBLISHED["versions"].empty()})


def test_the_first_version_counts_its_rows() -> None:
    after = small_tables(V1) | {"versions": PUBLISHED["versions"].empty()}
    text = changelog(V1, None, PUBLISHED, {}, after)
    assert text.startswith(f"# {V1}\n\nThe first version.\n")
    assert "| mentions | 4 |" in text
    assert "| checks |" not in text


def test_rows_are_counted_by_table() -> None:
    before = small_tables(V1, SAYINGS[:3])
    after = small_tables(V2, SAYINGS[1:], disputed=SAYINGS[1:2])
    text = told(before, after)
    assert f"Follows {V1}." in text
    assert "| claims | 1 | 1 | 1 | 3 |" in text
    assert "| mentions | 1 | 0 | 1 | 3 |" in text
    assert "| entities | 0 | 0 | 0 | 1 |" in text


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ({"origins": {SAYINGS[2]: 1}}, {"origins": {SAYINGS[2]: 2}}, "Claims that gained a second independent origin"),
        ({"origins": {SAYINGS[2]: 3}}, {"origins": {SAYINGS[2]: 1}}, "Claims that rest on one origin again"),
        ({}, {"disputed": [SAYINGS[2]]}, "Newly disputed claims"),
        ({"disputed": [SAYINGS[2]]}, {}, "Claims no longer disputed"),
    ],
)
def test_it_opens_with_the_claims_whose_standing_changed(
    before: dict[str, object], after: dict[str, object], title: str
) -> None:
    text = told(small_tables(V1, **before), small_tables(V2, **after))  # type: ignore[arg-type]
    titles = [line for line in text.splitlines() if line.startswith("## ")]
    assert titles == [f"## {title}: 1", "## Rows"]
    assert f"- {SAYINGS[2]} (`clm-" in text


def test_a_claim_that_is_born_disputed_is_newly_disputed() -> None:
    text = told(small_tables(V1, SAYINGS[:2]), small_tables(V2, SAYINGS[:3], disputed=SAYINGS[2:3]))
    assert "## Newly disputed claims: 1" in text


def test_nothing_new_has_no_section_of_claims() -> None:
    assert [line for line in told(small_tables(V1), small_tables(V2)).splitlines() if line.startswith("## ")] == [
        "## Rows"
    ]


def test_long_lists_are_cut_and_say_so() -> None:
    sayings = [f"Boat {number} leaks" for number in range(25)]
    text = told(small_tables(V1, sayings), small_tables(V2, sayings, disputed=sayings))
    assert text.count("- Boat") == 20
    assert "- … and 5 more" in text


def test_articles_words_stay_words() -> None:
    text = told(small_tables(V1), small_tables(V2, disputed=SAYINGS[3:]))
    assert r"quay = angry \| \<b\>loud\</b\> `people`" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\t c", "a b c"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("one ` tick *", r"one ' tick \*"),
        ("<script>", r"\<script\>"),
        ("code `a|b` | c", r"code `a|b` \| c"),
    ],
)
def test_escape(text: str, expected: str) -> None:
    assert escape(text) == expected


def test_compare_reads_an_older_table_that_lacks_a_column() -> None:
    table = PUBLISHED["entities"]
    after = table.frame([{"entity_id": "a", "name": "A", "kind": "person", "country": "NO"}])
    found = compare(table, after.drop("country"), after)
    assert [frame.height for frame in found] == [0, 1, 0]


def test_compare_leaves_the_batch_out_of_the_key() -> None:
    table = PUBLISHED["quarantine"]
    row = {"path": "a.txt", "stage": "ingest", "row_key": "", "reason_code": "empty", "message": "is empty"}
    before = table.frame([{**row, "batch_id": "one"}])
    after = table.frame([{**row, "batch_id": "one"}, {**row, "batch_id": "two"}])
    assert not compare(table, before, after)
