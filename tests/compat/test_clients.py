"""Published files in the hands of other programs: older DuckDB clients, pyarrow, pandas, polars, frictionless."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from places import V1, V2, V3
from small_home import DAY, SAYINGS, small_tables, store_raw

from pipelines import warehouse
from pipelines.publication import publish
from pipelines.reader import Dataset, open_dataset
from pipelines.schema import PUBLISHED
from pipelines.settings import Home

pytestmark = pytest.mark.compat

CLIENT = Path(__file__).with_name("client.py")
FLAT = {pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us")}


@pytest.fixture(params=["small", "demonstration"])
def dataset(request: pytest.FixtureRequest, home: Home, root: Path) -> Dataset:
    """A small dataset that has every oddity, and the embedded corpus where it has been published."""
    if request.param == "small":
        return open_dataset(home.root)
    demonstration = root / "data" / "demo"
    if not (demonstration / "snapshots" / "versions.json").is_file():
        pytest.skip("the embedded corpus is not published: `make run` does")
    return open_dataset(demonstration)


def files(dataset: Dataset) -> dict[str, Path]:
    return {name: dataset.file(f"{name}.parquet") for name in dataset.tables()}


def said(python: Path, *arguments: object) -> list[Any]:
    command = [str(python), "-I", str(CLIENT), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def as_json(frame: pl.DataFrame) -> list[list[Any]]:
    return json.loads(json.dumps(frame.rows(), default=str))


def test_the_types_of_the_files_are_flat(dataset: Dataset) -> None:
    for name, file in files(dataset).items():
        schema = pq.read_schema(file)
        assert set(schema.types) <= FLAT, name
        physical = pq.ParquetFile(file).schema
        assert all("." not in physical.column(at).path for at in range(len(schema))), f"{name} is nested"


def test_every_file_reads_alike_with_pyarrow_pandas_and_polars(dataset: Dataset) -> None:
    rows = {each["name"]: each["rows"] for each in dataset.manifest()["resources"]}
    for name, file in files(dataset).items():
        arrow, frame, panda = pq.read_table(file), pl.read_parquet(file), pd.read_parquet(file)
        assert arrow.num_rows == frame.height == len(panda) == rows[name]
        assert arrow.column_names == frame.columns == list(panda.columns) == PUBLISHED[name].names
        assert pl.from_arrow(arrow).equals(frame, null_equal=True)
        for column in frame.columns:
            values = frame[column].to_list()
            assert panda[column].isna().to_list() == [value is None for value in values], f"{name}.{column}"
            there = panda[column].dropna().tolist()
            here = [value for value in values if value is not None]
            assert (
                [pd.Timestamp(each) for each in there] == [pd.Timestamp(each) for each in here]
                if here and isinstance(here[0], datetime)
                else there == here
            ), f"{name}.{column}"


def test_older_duckdb_reads_every_file_alike(dataset: Dataset, old_duckdb: Path) -> None:
    chosen = files(dataset)
    for (name, file), found in zip(chosen.items(), said(old_duckdb, "rows", *chosen.values()), strict=True):
        assert found["rows"] == as_json(pl.read_parquet(file)), name


def test_older_duckdb_opens_the_database_with_its_comments(dataset: Dataset, old_duckdb: Path) -> None:
    home = Home.at(dataset.path.parents[1])
    (found,) = said(old_duckdb, "describe", home.database)
    assert found["version"][0][0].startswith(f"v{old_duckdb.parents[1].name.removeprefix('duckdb-')}.")
    meanings = {(name, column.name): column.meaning for name, table in PUBLISHED.items() for column in table.columns}
    told = [(table, column, comment) for schema, table, column, _, comment in found["columns"] if schema != "main"]
    assert {(table, column): comment for table, column, comment in told} == meanings
    views = [(table, column, comment) for schema, table, column, _, comment in found["columns"] if schema == "main"]
    assert {(table, column): comment for table, column, comment in views} == meanings
    assert {name: comment for _, name, comment in found["tables"]} == {
        name: table.meaning for name, table in PUBLISHED.items()
    }
    assert all(comment for _, comment in found["views"])
    assert {kind for *_, kind, _ in found["columns"]} <= {"VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"}
    assert found["claims"] == found["states"] == [[dataset.table("claims").height]]


def test_older_duckdb_reads_while_the_next_version_is_made(home: Home, old_duckdb: Path, tmp_path: Path) -> None:
    own = Home.at(shutil.copytree(home.root, tmp_path / "home"))
    command = [str(old_duckdb), "-I", str(CLIENT), "hold", str(own.database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        before = int(client.stdout.readline())
        sayings = (*SAYINGS, "The quay is to be painted blue")
        store_raw(own, sayings)
        publish(own, small_tables(V3, sayings), version=V3, created_at=DAY, database=warehouse)
        client.stdin.write("\n")
        client.stdin.flush()
        after = int(client.stdout.readline())
        client.stdin.write("\n")
        client.stdin.flush()
    assert client.returncode == 0
    assert before == after == len(SAYINGS)
    (found,) = said(old_duckdb, "describe", own.database)
    assert found["claims"] == [[len(sayings)]]


def test_a_writer_is_not_hindered_by_an_older_reader_of_an_older_version(home: Home, old_duckdb: Path) -> None:
    versions = [
        said(old_duckdb, "rows", open_dataset(home.root, version).file("claims.parquet")) for version in (V1, V2)
    ]
    assert [len(found[0]["rows"]) for found in versions] == [2, 4]


def test_the_manifest_is_a_data_package(dataset: Dataset) -> None:
    report = frictionless.Package.validate_descriptor(dataset.manifest())
    assert report.valid, report.flatten(["type", "message"])
    package = frictionless.Package(dataset.manifest(), basepath=str(dataset.path))
    claims = package.get_resource("claims").validate()
    assert claims.valid, claims.flatten(["type", "message"])
