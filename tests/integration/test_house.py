"""The house rules that a reader relies on: one schema declaration, documented commands, clean public text."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.schema import PUBLISHED, REFERENCE, SCHEMA_VERSION, SPANS, TABLES, Layer, SchemaError

DECLARED = [*TABLES.values(), *REFERENCE.values()]


@pytest.mark.parametrize("table", DECLARED, ids=lambda t: f"{t.layer}.{t.name}")
def test_every_translation_of_a_table_agrees_with_its_declaration(table):
    connection = duckdb.connect()
    connection.execute(f'CREATE SCHEMA "{table.layer.value}"')
    connection.execute(table.ddl())
    for statement in table.comments():
        connection.execute(statement)
    seen = connection.execute(
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() WHERE table_name = ?"
        " ORDER BY column_index",
        [table.name],
    ).fetchall()
    assert [(name, kind) for name, kind, _, _ in seen] == [(c.name, c.type) for c in table.columns]
    assert [comment for *_, comment in seen] == [c.meaning for c in table.columns]
    required = {c.name for c in table.columns if c.required} | set(table.key)
    assert {name for name, _, nullable, _ in seen if not nullable} == required
    assert table.arrow.names == list(table.polars) == table.names
    connection.register("arrow_side", table.arrow.empty_table())
    arrow_types = connection.execute("DESCRIBE arrow_side").fetchall()
    assert [row[1] for row in arrow_types] == [c.type for c in table.columns]
    assert table.empty().to_arrow().cast(table.arrow).schema.equals(table.arrow)


@pytest.mark.parametrize("table", DECLARED, ids=lambda t: f"{t.layer}.{t.name}")
def test_keys_and_references_point_at_columns_that_exist(table):
    assert set(table.key) <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert column.meaning.endswith((".", "…")), f"{table.name}.{column.name}: a meaning is a sentence"
        if column.references and table.layer is not Layer.REFERENCE:
            target, key = column.references.split(".")
            assert TABLES[target].column(key).type == column.type


def test_every_pair_of_positions_is_declared_as_a_span():
    pairs = {
        (table.name, start.name)
        for table in PUBLISHED.values()
        for start, end in zip(table.columns, table.columns[1:], strict=False)
        if start.name.removesuffix("_char").endswith("start") and start.type == "BIGINT"
        if end.name.removesuffix("_char").endswith("end")
    }
    assert pairs == {(span.table, span.start) for span in SPANS}
    for span in SPANS:
        for name in filter(None, (span.start, span.end, span.text)):
            assert TABLES[span.table].column(name)


def test_conform_refuses_what_the_declaration_forbids():
    table = TABLES["times"]
    good = {"article_id": "art-1", "start_char": 0, "end_char": 3, "text": "May"}
    assert table.conform(table.frame([good])).height == 1
    with pytest.raises(SchemaError, match="no such column"):
        table.frame([{**good, "colour": "red"}])
    with pytest.raises(SchemaError, match="repeated"):
        table.conform(table.frame([good, good]))
    with pytest.raises(SchemaError, match="null where"):
        table.conform(table.frame([{**good, "text": None}]))
    with pytest.raises(SchemaError, match="undeclared"):
        table.conform(table.frame([{**good, "precision": "moonphase"}]))
    with pytest.raises(SchemaError, match="missing"):
        table.conform(table.frame([good]).drop("text"))
    with pytest.raises(SchemaError, match="declared VARCHAR"):
        table.conform(table.frame([good]).with_columns(pl.lit(5).alias("text")))


def test_published_tables_hold_flat_types_only():
    kinds = {column.type for table in PUBLISHED.values() for column in table.columns}
    assert kinds <= {"VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", SCHEMA_VERSION)


def test_rooms_import_only_what_they_may(root: Path):
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_locks_carry_hashes_and_name_no_index(root: Path):
    for lock in sorted((root / "requirements").glob("*.lock")):
        text = lock.read_text(encoding="utf-8")
        assert "--index-url" not in text
        assert "://" not in text, f"{lock.name} names a host"
        pins = re.findall(r"^\S+==\S+", text, flags=re.M)
        assert pins
        assert all("--hash=sha256:" in part for part in re.split(r"^(?=\S+==)", text, flags=re.M)[1:])


def test_the_lock_satisfies_the_project(root: Path):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (root / "requirements" / "runtime.lock").read_text(encoding="utf-8")
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["ui"]]:
        name = re.match(r"[\w-]+", requirement).group()
        assert re.search(rf"^{re.escape(name)}==", lock, flags=re.M), f"{name} is not pinned"
