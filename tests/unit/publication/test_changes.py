"""What changed between two versions of a table, and the version before made into the one after."""

from datetime import date, datetime
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_home import SAYINGS, small_tables

from pipelines.publication.changes import apply, compare, tracked
from pipelines.publication.hashing import logical_hash
from pipelines.schema import PUBLISHED, Column, Layer, Table

V1, V2 = "2031.05.06.001", "2031.05.06.002"

EVERY_TYPE = Table(
    name="things",
    layer=Layer.CORE,
    meaning="Values of every type.",
    key=("name", "number"),
    columns=(
        Column(name="name", type="VARCHAR", meaning="A name."),
        Column(name="number", type="BIGINT", meaning="A number."),
        Column(name="batch", type="VARCHAR", meaning="A batch.", content=False),
        Column(name="words", type="VARCHAR", meaning="Words."),
        Column(name="share", type="DOUBLE", meaning="A share."),
        Column(name="is_open", type="BOOLEAN", meaning="Whether."),
        Column(name="day", type="DATE", meaning="A day."),
        Column(name="moment", type="TIMESTAMP", meaning="A moment."),
    ),
)


def changed(table: Table, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    return compare(table, before, after).rows.with_columns(table_name=pl.lit(table.name))


def redone(table: Table, before: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    return dict(apply({table.name: table}, {table.name: before}, changes))[table.name]


def content(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(column.name for column in table.columns if column.content)


_FLOATS = st.one_of(st.floats(allow_nan=False), st.just(float("inf")))
_ROWS = st.dictionaries(
    st.tuples(st.sampled_from(["a", 'b"\\', "ü\n🏗", ""]), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(
        st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
        st.none() | _FLOATS,
        st.none() | st.booleans(),
        st.none() | st.dates(date(1000, 1, 1)),
        st.none() | st.datetimes(datetime(1000, 1, 1)),
    ),
    max_size=6,
)


@given(_ROWS, _ROWS)
def test_any_version_is_the_one_before_and_its_changes(old: dict, new: dict) -> None:
    names = ("words", "share", "is_open", "day", "moment")
    before, after = (
        EVERY_TYPE.conform(
            EVERY_TYPE.frame(
                {"name": key[0], "number": key[1], "batch": "x", **dict(zip(names, row, strict=True))}
                for key, row in rows.items()
            )
        )
        for rows in (old, new)
    )
    again = redone(EVERY_TYPE, before, changed(EVERY_TYPE, before, after))
    assert again.equals(after)
    assert logical_hash(EVERY_TYPE, again) == logical_hash(EVERY_TYPE, after)


def test_what_is_no_number_comes_back() -> None:
    row = {"name": "a", "number": 1}
    before = EVERY_TYPE.frame([{**row, "share": 1.0}])
    after = EVERY_TYPE.frame([{**row, "share": float("nan")}])
    changes = changed(EVERY_TYPE, before, after)
    assert changes["after"].to_list() == ['{"share":"NaN"}']
    assert redone(EVERY_TYPE, before, changes).equals(after)
    assert changed(EVERY_TYPE, after, after).is_empty()


def test_a_row_is_told_alike_beside_one_that_holds_no_number() -> None:
    row = {"name": 'a"', "number": 1, "share": 0.1 + 0.2, "day": date(2031, 5, 6), "moment": datetime(2031, 5, 6, 7)}
    strange = {"name": "b", "number": 2, "share": float("-inf")}
    alone, beside = (compare(EVERY_TYPE, None, EVERY_TYPE.frame(rows)).rows for rows in ([row], [row, strange]))
    assert alone.equals(beside.filter(pl.col("key") == '["a\\"",1]'))
    assert alone["after"].item() == (
        '{"name":"a\\"","number":1,"batch":null,"words":null,"share":0.30000000000000004,"is_open":null,'
        '"day":"2031-05-06","moment":"2031-05-06T07:00:00.000000"}'
    )


def test_every_table_of_a_version_is_made_from_the_one_before() -> None:
    before = small_tables(V1, SAYINGS[:3], origins={SAYINGS[1]: 2})
    after = small_tables(V2, SAYINGS[1:], disputed=SAYINGS[1:2])
    tables = tracked(PUBLISHED)
    changes = pl.concat(changed(table, before[name], after[name]) for name, table in tables.items())
    for name, frame in apply(PUBLISHED, before, changes):
        assert content(tables[name], frame).equals(content(tables[name], tables[name].conform(after[name]))), name
    claim = changes.filter(pl.col("change") == "MOD").row(0, named=True)
    assert (claim["table_name"], claim["before"], claim["after"]) == (
        "claims",
        '{"independent_origin_count":2,"status":"corroborated","is_disputed":false}',
        '{"independent_origin_count":1,"status":"single_origin","is_disputed":true}',
    )


def test_clocks_versions_and_batches_are_no_changes() -> None:
    before, after = small_tables(V1), small_tables(V2, batch="second")
    assert all(changed(table, before[name], after[name]).is_empty() for name, table in tracked(PUBLISHED).items())
    assert {"batches", "producers", "checks", "claim_history", "changes", "versions"}.isdisjoint(tracked(PUBLISHED))


def test_a_column_that_the_earlier_version_lacks_was_null_and_a_table_without_rows() -> None:
    table = PUBLISHED["entities"]
    after = table.frame([{"entity_id": "a", "name": "A", "kind": "person", "country": "NO"}])
    assert compare(table, after.drop("country"), after).rows["columns"].to_list() == [["country"]]
    assert compare(table, None, after).rows["change"].to_list() == ["ADD"]
    assert compare(table, after, None).rows["change"].to_list() == ["DEL"]


def test_a_row_whose_key_holds_a_batch_is_known_by_what_it_says() -> None:
    table = PUBLISHED["quarantine"]
    row = {"path": "a.txt", "stage": "ingest", "row_key": "", "reason_code": "empty", "message": "is empty"}
    before = table.frame([{**row, "batch_id": "one"}])
    again = table.frame([{**row, "batch_id": "one"}, {**row, "batch_id": "two"}])
    assert changed(table, before, again).is_empty()
    other = table.frame([{**row, "batch_id": "two", "message": "has no words"}])
    changes = changed(table, before, other)
    assert sorted(changes["change"]) == ["ADD", "DEL"]
    assert redone(table, before, changes).equals(other)


@pytest.mark.parametrize(("table", "key"), [("entities", "ada-quill"), ("content_spans", '["men-')])
def test_a_key_of_one_column_stands_as_it_is_and_several_as_a_list(table: str, key: str) -> None:
    rows = compare(PUBLISHED[table], None, small_tables(V1, SAYINGS[:1])[table]).rows
    assert rows["key"][0].startswith(key)


_EDITS = st.lists(
    st.tuples(
        st.sets(st.sampled_from(SAYINGS)), st.dictionaries(st.sampled_from(SAYINGS), st.integers(1, 3)), st.booleans()
    ),
    min_size=2,
    max_size=4,
)


@given(_EDITS)
@settings(max_examples=8)
def test_every_version_of_a_history_is_rebuilt_from_the_first(edits: list) -> None:
    tables = tracked(PUBLISHED)
    history = [
        small_tables(f"2031.05.06.{number:03}", sorted(said), origins=origins, disputed=sorted(said)[: int(disputed)])
        for number, (said, origins, disputed) in enumerate(edits, start=1)
    ]
    rebuilt = history[0]
    for before, after in pairwise(history):
        changes = pl.concat(changed(table, before[name], after[name]) for name, table in tables.items())
        rebuilt = dict(apply(PUBLISHED, rebuilt, changes))
        for name, table in tables.items():
            assert logical_hash(table, rebuilt[name]) == logical_hash(table, table.conform(after[name])), name
