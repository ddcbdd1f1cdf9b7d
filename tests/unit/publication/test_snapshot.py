"""The files of a snapshot: read by other libraries, and described to them."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from frictionless import Package, validate
from small_home import DAY, home_at, small_tables

from pipelines import warehouse
from pipelines.ids import sha256_file
from pipelines.publication import data_dictionary, logical_hash, publish
from pipelines.publication.laying import Laid
from pipelines.publication.manifest import declared, describe
from pipelines.publication.snapshot import write_parquet
from pipelines.schema import AT_PUBLICATION, PUBLISHED, Table

V1 = "2031.05.06.001"


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = home_at(tmp_path_factory.mktemp("home"))
    quality = {"speaker_f1": 0.5}
    return publish(home, small_tables(V1), version=V1, created_at=DAY, database=warehouse, quality=quality).path


@pytest.fixture(scope="module")
def manifest(snapshot: Path) -> dict[str, object]:
    content: dict[str, object] = json.loads((snapshot / "manifest.json").read_text())
    return content


@pytest.mark.parametrize("name", [name for name in PUBLISHED if name not in AT_PUBLICATION])
def test_every_reader_gives_the_frame_that_was_written(snapshot: Path, name: str) -> None:
    expected = PUBLISHED[name].conform(small_tables(V1)[name])
    file = snapshot / f"{name}.parquet"
    assert pl.read_parquet(file).equals(expected)
    assert pl.scan_parquet(file).collect().equals(expected)
    assert pl.from_arrow(pq.read_table(file)).equals(expected)
    assert duckdb.sql(f"SELECT * FROM read_parquet('{file}')").pl().equals(expected)
    assert pl.from_pandas(pd.read_parquet(file, dtype_backend="pyarrow")).cast(dict(expected.schema)).equals(expected)


@pytest.mark.parametrize("table", PUBLISHED.values(), ids=list(PUBLISHED))
def test_files_are_sorted_compressed_and_carry_statistics(snapshot: Path, table: Table) -> None:
    file = pq.ParquetFile(snapshot / f"{table.name}.parquet")
    assert file.schema_arrow.equals(table.arrow, check_metadata=True)
    frame = pl.from_arrow(file.read())
    assert isinstance(frame, pl.DataFrame)
    assert frame.equals(frame.sort(table.key))
    for group in range(file.metadata.num_row_groups if frame.height else 0):
        assert [(each.column_index, each.descending) for each in file.metadata.row_group(group).sorting_columns] == [
            (table.names.index(name), False) for name in table.key
        ]
        for column in range(file.metadata.num_columns):
            stored = file.metadata.row_group(group).column(column)
            assert stored.compression == "ZSTD"
            assert stored.is_stats_set


def test_types_are_those_that_every_tool_reads(snapshot: Path) -> None:
    flat = {pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32(), pa.timestamp("us")}
    kinds = {field.type for name in PUBLISHED for field in pq.read_schema(snapshot / f"{name}.parquet")}
    assert kinds == flat


def test_large_tables_are_cut_into_groups(tmp_path: Path) -> None:
    table = PUBLISHED["outlets"]
    frame = table.conform(
        table.frame({"outlet_id": f"o{number:06}", "name": "Gull", "kind": "site"} for number in range(250_001))
    )
    write_parquet(tmp_path / "outlets.parquet", table, frame)
    file = pq.ParquetFile(tmp_path / "outlets.parquet")
    assert [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)] == [
        100_000,
        100_000,
        50_001,
    ]
    assert pl.read_parquet(tmp_path / "outlets.parquet").equals(frame)


# --- manifest and documents ---------------------------------------------------------------


def test_the_manifest_is_a_data_package(snapshot: Path) -> None:
    report = Package.validate_descriptor(str(snapshot / "manifest.json"))
    assert report.valid, report.to_summary()
    package = Package(str(snapshot / "manifest.json"))
    assert package.resource_names == list(PUBLISHED)
    assert package.get_resource("mentions").schema.primary_key == ["mention_id"]


def test_frictionless_finds_every_row_as_it_is_declared(snapshot: Path, tmp_path: Path) -> None:
    report = validate(str(snapshot / "manifest.json"))
    assert report.valid, report.flatten(["title", "message"])
    rows = {task.name: task.stats.get("rows", 0) for task in report.tasks}
    assert rows == {name: pl.read_parquet(snapshot / f"{name}.parquet").height for name in PUBLISHED}
    other = shutil.copytree(snapshot, tmp_path / V1)
    claims = pl.read_parquet(other / "claims.parquet")
    claims.with_columns(status=pl.lit("sure"), mention_count=-1).write_parquet(other / "claims.parquet")
    wrong = validate(str(other / "manifest.json")).flatten(["fieldName", "type"])
    assert set(map(tuple, wrong)) == {("status", "constraint-error"), ("mention_count", "constraint-error")}


def test_references_in_the_package_lead_somewhere(
    manifest: dict[str, list[dict[str, dict[str, list[dict[str, dict[str, str]]]]]]],
) -> None:
    keys = {each["name"]: each["schema"].get("primaryKey") for each in manifest["resources"]}
    followed = 0
    for each in manifest["resources"]:
        for foreign in each["schema"].get("foreignKeys", []):
            target = foreign["reference"].get("resource", each["name"])
            assert keys[target] == foreign["reference"]["fields"]
            followed += 1
    assert followed > 20


@pytest.mark.parametrize("table", PUBLISHED.values(), ids=list(PUBLISHED))
def test_a_descriptor_says_all_that_the_declaration_says(table: Table) -> None:
    described = describe(table, PUBLISHED)
    resource = {"name": table.name, "description": table.meaning, "layer": table.layer.value, "content": table.content}
    assert declared(json.loads(json.dumps({**resource, "schema": described}))) == table


def test_the_manifest_counts_and_hashes_every_file(
    snapshot: Path, manifest: dict[str, list[dict[str, object]]]
) -> None:
    listed = {str(each["path"]): each for each in manifest["resources"] + manifest["documents"]}
    assert set(listed) == {path.name for path in snapshot.iterdir()} - {"manifest.json"}
    for name, each in listed.items():
        assert each["file_bytes"] == (snapshot / name).stat().st_size
        assert each["hash"] == f"sha256:{sha256_file(snapshot / name)}"
    rows = {each["name"]: each["rows"] for each in manifest["resources"]}
    assert rows["mentions"] == rows["claims"] == 4
    assert rows["quantities"] == 0


def test_the_manifest_says_where_the_version_comes_from(manifest: dict[str, object]) -> None:
    assert (manifest["version"], manifest["follows"], manifest["created"]) == (V1, None, "2031-05-06T07:08:09Z")
    articles = small_tables(V1)["articles"]
    assert manifest["inputs"] == [
        {"path": path, "media_type": "text/plain", "sha256": sha}
        for path, sha in articles.select("path", "raw_sha256").sort("path").iter_rows()
    ]
    assert manifest["checks"] == {"total": 1, "passed": 1, "failed": []}
    assert manifest["quality"] == {"speaker_f1": 0.5}


def test_the_dictionary_has_every_column_with_its_meaning() -> None:
    text = data_dictionary(PUBLISHED)
    for table in PUBLISHED.values():
        section = text.split(f"## {table.name}\n")[1].split("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == table.names
        for line in section.splitlines():
            assert not line.startswith("|") or line.replace("\\|", "").count("|") == 4
    assert "One of `direct`, `mixed`, `indirect`, `narrator`, `no_comment`." in text


def test_a_version_says_how_to_cite_it_and_what_may_be_done_with_it(
    snapshot: Path, manifest: dict[str, list[dict[str, str]]]
) -> None:
    citation = yaml.safe_load((snapshot / "CITATION.cff").read_text())
    assert citation["cff-version"] == "1.2.0"
    assert (citation["type"], citation["version"]) == ("dataset", V1)
    assert citation["date-released"] == DAY.date().isoformat()
    licences = [each["name"] for each in manifest["licenses"]]
    assert licences == [citation["license"]]
    assert all(name in (snapshot / "LICENSE.md").read_text() for name in licences)


def test_the_schema_has_a_version_of_its_own(snapshot: Path, manifest: dict[str, str]) -> None:
    assert re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", manifest["schema_version"])
    assert f"Schema version {manifest['schema_version']}." in (snapshot / "data_dictionary.md").read_text()


def test_slices_make_no_difference_to_file_and_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.publication.laying._ROWS_A_GROUP", 3)
    table = PUBLISHED["mentions"]
    whole = table.conform(small_tables(V1)["mentions"])
    laid = []
    for name, rows in (("whole", whole), ("slices", lambda: whole.iter_slices(2))):
        (tmp_path / name).mkdir()
        laid.append(Laid(tmp_path / name, tmp_path))
        laid[-1].lay("mentions", rows)
    one, other = laid
    assert one.file("mentions").read_bytes() == other.file("mentions").read_bytes()
    assert one.hashes == other.hashes == {"mentions": logical_hash(table, whole)}
    assert (other.rows, list(other)) == ({"mentions": whole.height}, ["mentions"])
    assert other["mentions"].equals(whole)
    assert pq.ParquetFile(other.file("mentions")).metadata.num_row_groups == -(-whole.height // 3)
    with pytest.raises(KeyError):
        other["claims"]
