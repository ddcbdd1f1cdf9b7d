"""The public reader: frames and SQL over a pinned version."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_home import DAY, SAYINGS, home_at, small_tables

import onrecord
from pipelines import warehouse
from pipelines.publication import publish, rejected
from pipelines.reader import Dataset, DatasetError, open_dataset
from pipelines.schema import PUBLISHED
from pipelines.settings import Home

V1, V2, V3 = (f"2031.05.06.00{number}" for number in (1, 2, 3))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = home_at(tmp_path_factory.mktemp("ho'me"))
    publish(home, small_tables(V1, SAYINGS[:2]), version=V1, created_at=DAY, database=warehouse)
    rejected(home, version=V2, created_at=DAY, reasons=["no"])
    publish(home, small_tables(V3), version=V3, created_at=DAY, database=warehouse)
    return home


def test_the_latest_version_is_opened(home: Home) -> None:
    dataset = onrecord.open_dataset(home.root)
    assert isinstance(dataset, Dataset)
    assert (dataset.version, dataset.path) == (V3, home.snapshots / V3)
    assert repr(dataset) == f"Dataset({V3!r}, {str(dataset.path)!r})"


def test_a_home_its_snapshots_and_one_snapshot_can_be_opened(home: Home) -> None:
    for path in (home.root, str(home.root), home.snapshots, home.snapshots / V3):
        assert open_dataset(path).table("claims").height == 4
    assert open_dataset(home.root, V1).table("claims").height == 2
    assert open_dataset(home.snapshots / V1).version == V1
    assert open_dataset(home.snapshots / V1).versions()["version"].to_list() == [V1, V2, V3]


def test_tables_are_those_that_were_published(home: Home) -> None:
    dataset = open_dataset(home.root)
    assert dataset.tables() == list(PUBLISHED)
    for name, frame in small_tables(V3).items():
        assert dataset.table(name).equals(PUBLISHED[name].conform(frame))
        assert dataset.scan(name).collect().equals(PUBLISHED[name].conform(frame))


def test_a_damaged_table_is_named_with_what_to_do(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    publish(home, small_tables(V1, SAYINGS[:1]), version=V1, created_at=DAY, database=warehouse)
    dataset = open_dataset(home.root)
    (dataset.path / "claims.parquet").write_bytes(b"PAR1")
    with pytest.raises(DatasetError, match=r"claims\.parquet cannot be read .* run `onrecord verify` and restore"):
        dataset.table("claims")
    (dataset.path / "claims.parquet").unlink()
    with pytest.raises(DatasetError, match=r"claims\.parquet cannot be read .*restore the file"):
        dataset.table("claims")


def test_a_command_that_meets_a_damaged_table_says_what_to_do(tmp_path: Path, capsys, monkeypatch) -> None:
    from assets.cli import main

    home = home_at(tmp_path)
    publish(home, small_tables(V1, SAYINGS[:1]), version=V1, created_at=DAY, database=warehouse)
    (home.snapshots / V1 / "claims.parquet").write_bytes(b"PAR1" * 20)
    for command in (
        ["show", "clm-1"],
        ["export", "--format", "csv", "--out", str(tmp_path / "out")],
        ["sql", "FROM claims"],
    ):
        monkeypatch.setattr(sys, "argv", ["onrecord", *command, "--home", str(home.root)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 1
        told = capsys.readouterr().err
        assert told.startswith("onrecord: "), told
        assert "verify" in told, told


def test_versions_are_told_with_their_status(home: Home) -> None:
    assert open_dataset(home.root).versions().rows() == [
        (V1, DAY, "published", False),
        (V2, DAY, "rejected", False),
        (V3, DAY, "published", True),
    ]


def test_a_dataset_is_pinned_to_its_version(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    publish(home, small_tables(V1, SAYINGS[:2]), version=V1, created_at=DAY, database=warehouse)
    dataset = open_dataset(home.root)
    publish(home, small_tables(V3), version=V3, created_at=DAY, database=warehouse)
    assert dataset.table("claims").height == 2
    assert dataset.sql("SELECT count(*) AS n FROM claims")["n"].to_list() == [2]


def test_sql_sees_the_tables_of_the_version(home: Home) -> None:
    dataset = open_dataset(home.root)
    rows = dataset.sql("SELECT source_name, count(*) AS n FROM mentions JOIN claims USING (claim_id) GROUP BY ALL")
    assert rows.rows() == [("Ada Quill", 4)]
    assert dataset.sql("FROM claims").equals(dataset.table("claims"), null_equal=True)
    assert dataset.sql("SHOW TABLES")["name"].to_list() == sorted(PUBLISHED)
    assert dataset.sql("DESCRIBE mentions").height == len(PUBLISHED["mentions"].columns)


def test_slow_queries_print_nothing(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    """DuckDB's own default draws a progress bar on standard output after two seconds."""
    dataset = open_dataset(home.root)
    assert dataset.sql("SELECT current_setting('enable_progress_bar') AS bar")["bar"].to_list() == [False]
    with warehouse.read_only(home.database) as connection:
        assert connection.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]
    with warehouse.Warehouse(Path(":memory:")) as store:
        assert store.query("SELECT current_setting('enable_progress_bar') AS bar")["bar"].to_list() == [False]
    assert capfd.readouterr() == ("", "")


def test_sql_may_be_asked_from_several_threads(home: Home) -> None:
    dataset = open_dataset(home.root)
    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(lambda _: dataset.sql("SELECT count(*) AS n FROM mentions")["n"][0], range(40)))
    assert counts == [4] * 40


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT 1; SELECT 2",
        "DROP VIEW claims",
        "CREATE TABLE mine (a INTEGER)",
        "INSERT INTO claims SELECT * FROM claims",
        "COPY claims TO 'stolen.csv'",
        "COPY (SELECT 1) TO '{claims}' (USE_TMP_FILE false)",
        "SET enable_external_access = true",
        "PRAGMA enable_profiling",
        "ATTACH 'other.duckdb'",
        "INSTALL httpfs",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{claims}' (USE_TMP_FILE false)",
        "EXPLAIN ANALYZE DROP VIEW claims",
        "SELECT * FROM query('COPY (SELECT 1) TO $${claims}$$')",
        "SELECT * FROM (EXPLAIN ANALYZE COPY (SELECT 1) TO '{claims}')",
        "WITH gone AS (COPY (SELECT 1) TO '{claims}') SELECT * FROM gone",
        "FROM (DROP VIEW claims)",
        "PRAGMA import_database('/tmp')",
        "EXPORT DATABASE 'copy'",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM 'https://example.org/a.parquet'",
        "SELEC 1",
        "SELECT * FROM nowhere",
    ],
)
def test_sql_can_neither_write_nor_leave(
    home: Home, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dataset = open_dataset(home.root)
    claims = dataset.path / "claims.parquet"
    before = claims.read_bytes()
    with pytest.raises(DatasetError):
        dataset.sql(query.replace("{claims}", str(claims).replace("'", "''")))
    assert claims.read_bytes() == before
    assert list(tmp_path.iterdir()) == []
    assert dataset.sql("SELECT count(*) AS n FROM claims")["n"].to_list() == [4]


def test_errors_say_what_to_do(home: Home, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=f"published are: {V1}, {V3}"):
        open_dataset(home.root, "2031.01.01.001")
    with pytest.raises(DatasetError, match="rejected by the checks"):
        open_dataset(home.root, V2)
    with pytest.raises(DatasetError, match="its tables are batches"):
        open_dataset(home.root).table("claim")
    with pytest.raises(DatasetError, match="there is no folder"):
        open_dataset(tmp_path / "none")
    with pytest.raises(DatasetError, match="onrecord run"):
        open_dataset(tmp_path)
    with pytest.raises(DatasetError, match="give the home that holds it"):
        open_dataset(home.snapshots / V3, V1)
    for name, content in (("manifest.json", "{}"), ("versions.json", "{"), ("versions.json", "[]")):
        (tmp_path / name).write_text(content)
        with pytest.raises(DatasetError, match="onrecord verify"):
            open_dataset(tmp_path)


def test_a_home_whose_first_version_was_rejected_says_so(tmp_path: Path) -> None:
    rejected(Home.at(tmp_path), version=V1, created_at=DAY, reasons=["no"])
    with pytest.raises(DatasetError, match="if the last run was rejected"):
        open_dataset(tmp_path)


def test_the_manifest_given_out_is_a_copy(home: Home) -> None:
    dataset = open_dataset(home.root)
    dataset.manifest()["resources"].clear()
    assert len(dataset.manifest()["resources"]) == len(PUBLISHED)


def test_importing_the_facade_imports_nothing_heavy() -> None:
    code = "import sys, onrecord; print(sorted({'polars', 'duckdb', 'pyarrow', 'pandas'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(onrecord.__file__).parent
    )
    assert done.stdout == "[]\n"


def test_the_facade_offers_what_it_lists() -> None:
    assert dir(onrecord) == sorted(onrecord.__all__)
    assert onrecord.open_dataset is open_dataset
    assert onrecord.DatasetError is DatasetError
    with pytest.raises(AttributeError, match="nothing"):
        _ = onrecord.nothing
