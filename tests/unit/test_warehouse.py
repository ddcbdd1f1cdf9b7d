"""The working store, its lock, and the published database."""

import os
import subprocess
import sys
import tempfile
import textwrap
import threading
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_home import SAYINGS, small_tables

from pipelines.schema import PUBLISHED, TABLES, SchemaError
from pipelines.settings import Home
from pipelines.warehouse import (
    HomeBusyError,
    Warehouse,
    WarehouseError,
    build_database,
    database_version,
    read_database,
    read_only,
    writer_lock,
)

V1 = "2031.05.06.001"
OUTLETS = TABLES["outlets"]


def outlets(*names: str, kind: str = "site") -> pl.DataFrame:
    return OUTLETS.frame({"outlet_id": name, "name": name.title(), "kind": kind} for name in names)


def names_in(warehouse: Warehouse) -> list[tuple[str, str]]:
    return warehouse.read("outlets", ["outlet_id", "kind"]).rows()


# --- reading and writing ------------------------------------------------------------------


def test_every_table_is_there_and_gives_back_what_was_put_in(tmp_path: Path) -> None:
    tables = small_tables(V1)
    with Warehouse(tmp_path / "store" / "w.duckdb") as warehouse:
        for name, table in TABLES.items():
            assert warehouse.read(name).equals(table.empty()), name
        for name, frame in tables.items():
            warehouse.replace(name, frame.reverse())
            assert warehouse.read(name).equals(PUBLISHED[name].conform(frame)), name
    with Warehouse(tmp_path / "store" / "w.duckdb") as warehouse:
        assert warehouse.read("mentions").equals(PUBLISHED["mentions"].conform(tables["mentions"]))


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 9))
@settings(deadline=None, max_examples=15)
def test_slices_together_are_the_table_in_its_order_and_keep_what_shares_a_key(numbers: list[int], size: int) -> None:
    spans = TABLES["content_spans"]
    pieces = spans.frame(
        {"mention_id": f"m{number:02}", "position": at, "start_char": at, "end_char": at + 1}
        for at, number in enumerate(numbers)
    )
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.warehouse.SLICE_ROWS", size)
        with Warehouse(Path(folder) / "w.duckdb") as warehouse:
            warehouse.upsert("content_spans", pieces.reverse())
            slices = list(warehouse.slices("content_spans"))
            odd = list(warehouse.slices("content_spans", "position % 2 = 1"))
    assert pl.concat(slices).equals(pieces.sort(spans.key))
    assert pl.concat(odd).equals(pieces.filter(pl.col("position") % 2 == 1).sort(spans.key))
    names = [name for each in slices for name in each["mention_id"].unique()]
    assert len(names) == len(set(names))
    most = max(map(numbers.count, numbers), default=0)
    assert all(each.height < size + max(most, 1) + 1 for each in slices)


def test_both_sides_of_a_join_may_be_read_at_the_same_time(tmp_path: Path) -> None:
    tables = small_tables(V1)
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        for name in ("mentions", "articles"):
            warehouse.replace(name, tables[name])
        stated = warehouse.scan("mentions").select("mention_id", "article_id")
        expected = tables["mentions"].join(tables["articles"], on="article_id").height
        for _ in range(20):
            joined = stated.join(warehouse.scan("articles").select("article_id", "path"), on="article_id").collect()
            assert joined.height == expected


def test_more_rows_than_are_handed_over_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.warehouse._ROWS_AT_ONCE", 2)
    many = outlets("a", "b", "c", "d", "e")
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.replace("outlets", many)
        assert warehouse.read("outlets").equals(many)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, unique=True))
@settings(deadline=None, max_examples=50)
def test_any_text_survives(texts: list[str]) -> None:
    frame = OUTLETS.conform(outlets(*texts))
    with _memory() as warehouse:
        warehouse.replace("outlets", frame)
        assert warehouse.read("outlets").equals(frame)
        for text in texts:
            assert warehouse.read("outlets", ["outlet_id"], "outlet_id = ?", (text,)).rows() == [(text,)]
            assert warehouse.delete("outlets", "outlet_id = ?", (text,)) == 1


def _memory() -> Warehouse:
    return Warehouse(Path(":memory:"))


def test_upsert_replaces_rows_of_equal_key_and_keeps_the_rest() -> None:
    with _memory() as warehouse:
        warehouse.replace("outlets", outlets("gull", "tern"))
        warehouse.upsert("outlets", outlets("tern", "auk", kind="agency"))
        assert names_in(warehouse) == [("auk", "agency"), ("gull", "site"), ("tern", "agency")]
        warehouse.upsert("outlets", OUTLETS.empty())
        assert len(names_in(warehouse)) == 3


def test_upsert_by_a_key_of_two_columns() -> None:
    table = TABLES["content_spans"]
    mention = small_tables(V1)["mentions"]["mention_id"][0]

    def piece(position: int, end: int) -> pl.DataFrame:
        return table.frame([{"mention_id": mention, "position": position, "start_char": 0, "end_char": end}])

    with _memory() as warehouse:
        warehouse.replace("content_spans", pl.concat([piece(0, 5), piece(1, 6)]))
        warehouse.upsert("content_spans", piece(1, 9))
        assert warehouse.read("content_spans", ["position", "end_char"]).rows() == [(0, 5), (1, 9)]


def test_reading_chooses_columns_and_rows() -> None:
    with _memory() as warehouse:
        warehouse.replace("outlets", outlets("gull", "auk"))
        assert warehouse.read("outlets", ["name"], "outlet_id <> ?", ("auk",)).rows() == [("Gull",)]
        assert warehouse.query("SELECT count(*) AS n FROM core.outlets WHERE name = ?", ("Auk",))["n"].to_list() == [1]
        with pytest.raises(KeyError):
            warehouse.read("outlets", ["name; DROP TABLE core.outlets"])
        with pytest.raises(WarehouseError, match="the tables are"):
            warehouse.read("outlet")


def test_a_frame_that_does_not_conform_changes_nothing() -> None:
    with _memory() as warehouse:
        warehouse.replace("outlets", outlets("gull"))
        for wrong in (outlets("auk", kind="shop"), outlets("auk", "auk"), outlets("auk").drop("kind")):
            for write in (warehouse.replace, warehouse.upsert):
                with pytest.raises(SchemaError):
                    write("outlets", wrong)
        assert names_in(warehouse) == [("gull", "site")]


def test_a_transaction_is_all_or_nothing_also_when_nested() -> None:
    with _memory() as warehouse:
        with pytest.raises(SchemaError):
            _write_two_and_fail(warehouse)
        assert names_in(warehouse) == []
        with warehouse.transaction():
            warehouse.replace("outlets", outlets("gull"))
        assert names_in(warehouse) == [("gull", "site")]


def _write_two_and_fail(warehouse: Warehouse) -> None:
    with warehouse.transaction():
        warehouse.replace("outlets", outlets("gull"))
        with warehouse.transaction():
            warehouse.upsert("outlets", outlets("auk"))
        warehouse.replace("claims", pl.DataFrame())


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w.duckdb")
    with pytest.raises(WarehouseError, match="closed"):
        warehouse.read("outlets")


def test_a_file_that_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "w.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseError, match="move it away"), Warehouse(tmp_path / "w.duckdb"):
        pass


# --- an older declaration -----------------------------------------------------------------


def older(path: Path, *statements: str) -> None:
    """A store as another declaration left it."""
    with Warehouse(path) as warehouse:
        warehouse.replace("outlets", outlets("gull"))
    with duckdb.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_new_column_that_may_be_null_is_added(tmp_path: Path) -> None:
    older(tmp_path / "w.duckdb", "ALTER TABLE core.outlets DROP COLUMN domain")
    for _ in range(2):
        with Warehouse(tmp_path / "w.duckdb") as warehouse:
            assert warehouse.read("outlets").equals(outlets("gull"))
            warehouse.upsert("outlets", outlets("auk").with_columns(domain=pl.lit("auk.example")))
            warehouse.delete("outlets", "outlet_id = ?", ("auk",))


def test_a_column_that_may_now_be_null_lets_it(tmp_path: Path) -> None:
    older(tmp_path / "w.duckdb", "DELETE FROM core.outlets", "ALTER TABLE core.outlets ALTER domain SET NOT NULL")
    for _ in range(2):
        with Warehouse(tmp_path / "w.duckdb") as warehouse:
            warehouse.upsert("outlets", outlets("auk").with_columns(domain=pl.lit(None, pl.String)))
            assert warehouse.read("outlets", where="outlet_id = 'auk'")["domain"].to_list() == [None]


def test_a_new_table_is_made(tmp_path: Path) -> None:
    older(tmp_path / "w.duckdb", "DROP TABLE core.claims")
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        assert warehouse.read("claims").is_empty()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE core.outlets DROP COLUMN kind", "kind is missing and may not be null"),
        ("ALTER TABLE core.outlets ALTER domain TYPE BIGINT", "domain is BIGINT, declared VARCHAR"),
        ("ALTER TABLE core.outlets ADD COLUMN colour VARCHAR", "colour is no longer declared"),
        ("ALTER TABLE core.outlets ALTER kind DROP NOT NULL", "kind is VARCHAR, declared VARCHAR NOT NULL"),
    ],
)
def test_any_other_difference_is_refused_with_advice(tmp_path: Path, statement: str, said: str) -> None:
    older(tmp_path / "w.duckdb", statement)
    with pytest.raises(WarehouseError, match=said) as refused, Warehouse(tmp_path / "w.duckdb"):
        pass
    assert "onrecord migrate" in str(refused.value)


# --- one writer ---------------------------------------------------------------------------


def test_a_second_writer_is_told_who_holds_the_home(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    code = f"""
        from pathlib import Path
        from pipelines.settings import Home
        from pipelines.warehouse import writer_lock
        with writer_lock(Home.at({str(tmp_path)!r}), timeout=5):
            print("held", flush=True)
            input()
    """
    with _python(code) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(HomeBusyError, match=rf"process {other.pid}\) is at work"), writer_lock(home, timeout=0.1):
            pass
        other.kill()
        other.wait()
        with writer_lock(home, timeout=5):
            assert not home.root.joinpath("onrecord.duckdb").exists()


def _python(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_the_lock_may_be_taken_again_by_who_holds_it_and_not_by_another_thread(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    seen: list[str] = []

    def other() -> None:
        try:
            with writer_lock(home):
                seen.append("in")
        except HomeBusyError as error:
            seen.append(str(error))

    with writer_lock(home):
        with writer_lock(home):
            pass
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(seen) == 1
    assert f"(process {os.getpid()})" in seen[0]
    other()
    assert seen[1:] == ["in"]


# --- the published file -------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pub'lished") / "onrecord.duckdb"  # a quote in the path is no accident
    build_database(path, small_tables(V1), V1)
    return path


def test_views_give_the_tables(published: Path) -> None:
    expected = {name: PUBLISHED[name].conform(frame) for name, frame in small_tables(V1).items()}
    found = read_database(published)
    assert set(found) == set(PUBLISHED)
    assert all(found[name].equals(frame) for name, frame in expected.items())
    assert found["versions"].is_empty()
    assert database_version(published) == V1
    assert [path.name for path in published.parent.iterdir()] == ["onrecord.duckdb"]


def test_tables_stand_in_their_layers_and_everything_is_commented(published: Path) -> None:
    with read_only(published) as connection:
        tables = connection.execute(
            "SELECT table_name, schema_name, comment FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
        assert {name: (schema, comment) for name, schema, comment in tables} == {
            name: (table.layer.value, table.meaning) for name, table in PUBLISHED.items()
        }
        for schema in ("main", *{table.layer.value for table in PUBLISHED.values()}):
            columns = connection.execute(
                "SELECT table_name, column_name, data_type, comment FROM duckdb_columns()"
                " WHERE schema_name = ? AND NOT internal",
                (schema,),
            ).fetchall()
            assert columns
            for name, column, kind, comment in columns:
                declared = PUBLISHED[name].column(column)
                assert (kind, comment) == (declared.type, declared.meaning)
        keys = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT is_nullable"
        ).fetchall()
        assert ("mentions", "mention_id") in keys
        assert ("mentions", "about_text") not in keys


def test_the_file_is_of_the_old_format(published: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{str(published).replace(chr(39), chr(39) * 2)}' AS p (READ_ONLY)")
        tags = connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'p'").fetchall()
        assert tags[0][0]["storage_version"].startswith("v1.2.0")
        assert connection.execute("SELECT count(*) FROM p.claims").fetchall() == [(len(SAYINGS),)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO core.outlets VALUES ('a', 'A', 'site', NULL, NULL)",
        "DROP VIEW claims",
        "CREATE TABLE mine (a INTEGER)",
        "COPY claims TO 'stolen.csv'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET memory_limit = '1GB'",
    ],
)
def test_a_query_can_neither_write_nor_leave(
    published: Path, statement: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with read_only(published) as connection, pytest.raises(duckdb.Error):
        connection.execute(statement).fetchall()
    assert list(tmp_path.iterdir()) == []


def test_readers_keep_the_file_that_they_opened(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.duckdb"
    build_database(path, small_tables(V1, SAYINGS[:1]), V1)
    with read_only(path) as connection:
        build_database(path, small_tables("2031.05.06.002"), "2031.05.06.002")
        assert connection.execute("SELECT count(*) FROM claims").fetchall() == [(1,)]
    assert database_version(path) == "2031.05.06.002"


def test_a_build_that_fails_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.duckdb"
    build_database(path, small_tables(V1), V1)
    broken = small_tables(V1)
    broken["versions"] = PUBLISHED["versions"].frame([{"version": "x", "created_at": datetime(2031, 1, 1)}])
    with pytest.raises(SchemaError):
        build_database(path, broken, "2031.05.06.002")
    assert database_version(path) == V1
    assert [each.name for each in tmp_path.iterdir()] == ["onrecord.duckdb"]


def test_no_database_is_no_version(tmp_path: Path) -> None:
    assert database_version(tmp_path / "none.duckdb") is None
    (tmp_path / "bad.duckdb").write_bytes(b"x" * 5000)
    assert database_version(tmp_path / "bad.duckdb") is None
    with pytest.raises(WarehouseError, match="onrecord run"), read_only(tmp_path / "none.duckdb"):
        pass
