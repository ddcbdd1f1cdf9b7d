"""Publishing into a home: versions, refusals, and what a killed run left."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from small_home import DAY, SAYINGS, home_at, small_tables

from pipelines import warehouse
from pipelines.publication import (
    Published,
    VersionError,
    publish,
    read_versions,
    recover,
    refresh_database,
    rejected,
    verify,
)
from pipelines.publication.versions import write_versions
from pipelines.schema import PUBLISHED, SchemaError
from pipelines.settings import Home

V1, V2, V3 = (f"2031.05.06.00{number}" for number in (1, 2, 3))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_at(tmp_path / "home")


def put(home: Home, version: str, tables: dict[str, pl.DataFrame] | None = None, at: datetime = DAY) -> Published:
    frames = tables if tables is not None else small_tables(version)
    return publish(home, frames, version=version, created_at=at, database=warehouse)


def statuses(home: Home) -> dict[str, str]:
    return {entry.version: entry.status for entry in read_versions(home.snapshots).versions}


def test_a_version_is_a_folder_a_line_in_the_index_and_a_database(home: Home) -> None:
    done = put(home, V1)
    assert done == Published(V1, home.snapshots / V1, is_new=True)
    assert {path.name for path in done.path.iterdir()} == {
        *(f"{name}.parquet" for name in PUBLISHED),
        *("manifest.json", "data_dictionary.md", "changelog.md", "CITATION.cff", "LICENSE.md", "report.html"),
    }
    index = read_versions(home.snapshots)
    assert (index.latest, index.last_rejected) == (V1, None)
    assert warehouse.database_version(home.database) == V1
    assert verify(home, database=warehouse) == []


def test_the_same_content_makes_no_new_version(home: Home) -> None:
    put(home, V1)
    before = {path: path.read_bytes() for path in home.snapshots.rglob("*") if path.is_file()}
    later = {
        name: frame.reverse().select(reversed(frame.columns))
        for name, frame in small_tables(V2, tuple(reversed(SAYINGS)), batch="second").items()
    }
    assert put(home, V2, later, DAY + timedelta(days=1)) == Published(V1, home.snapshots / V1, is_new=False)
    assert {path: path.read_bytes() for path in home.snapshots.rglob("*") if path.is_file()} == before


def test_new_content_makes_the_next_version_and_leaves_the_first_untouched(home: Home) -> None:
    first = put(home, V1, small_tables(V1, SAYINGS[:2]))
    before = {path: path.read_bytes() for path in first.path.iterdir()}
    assert put(home, V2).is_new
    assert {path: path.read_bytes() for path in first.path.iterdir()} == before
    assert statuses(home) == {V1: "published", V2: "published"}
    assert json.loads((home.snapshots / V2 / "manifest.json").read_text())["follows"] == V1
    assert warehouse.database_version(home.database) == V2
    assert verify(home, database=warehouse) == []


def test_the_table_of_versions_tells_the_history(home: Home) -> None:
    put(home, V1, small_tables(V1, SAYINGS[:2]))
    rejected(home, version=V2, created_at=DAY, reasons=["too many rows failed"])
    done = put(home, V3)
    told = pl.read_parquet(done.path / "versions.parquet").select("version", "status", "claim_count").rows()
    assert told == [(V1, "published", 2), (V2, "rejected", None), (V3, "published", 4)]


def test_two_builds_are_byte_identical_but_for_clocks(tmp_path: Path) -> None:
    built = []
    for name, clock in (("one", DAY), ("other", DAY + timedelta(hours=1))):
        home = home_at(tmp_path / name)
        built.append(put(home, V1, small_tables(V1), clock).path)
    differing = {path.name for path in built[0].iterdir() if path.read_bytes() != (built[1] / path.name).read_bytes()}
    assert differing == {"versions.parquet", "manifest.json", "report.html"}
    manifests = [json.loads((path / "manifest.json").read_text()) for path in built]
    clocks = [manifest.pop("created") for manifest in manifests]
    assert clocks == ["2031-05-06T07:08:09Z", "2031-05-06T08:08:09Z"]
    for manifest in manifests:
        versions = next(each for each in manifest["resources"] if each["name"] == "versions")
        del versions["hash"], versions["file_bytes"]
        del next(each for each in manifest["documents"] if each["path"] == "report.html")["hash"]
    assert manifests[0] == manifests[1]


def test_a_refusal_is_recorded_and_touches_nothing(home: Home) -> None:
    put(home, V1)
    before = {path: path.read_bytes() for path in (home.snapshots / V1).iterdir()}
    checks = small_tables(V2)["checks"].with_columns(success=pl.lit(value=False))
    path = rejected(home, version=V2, created_at=DAY, reasons=["spans do not fit"], checks=checks)
    told = json.loads(path.read_text())
    assert told["reasons"] == ["spans do not fit"]
    assert [check["suite"] for check in told["checks"]] == ["mentions.spans"]
    index = read_versions(home.snapshots)
    assert (index.latest, index.last_rejected) == (V1, V2)
    assert {path: path.read_bytes() for path in (home.snapshots / V1).iterdir()} == before
    assert verify(home, database=warehouse) == []


def test_a_home_may_begin_with_a_refusal(home: Home) -> None:
    rejected(home, version=V1, created_at=DAY, reasons=["empty"])
    assert read_versions(home.snapshots).latest is None
    assert put(home, V2).is_new
    assert verify(home) == []


@pytest.mark.parametrize("version", [V1, "2031.05.05.009"])
def test_a_name_that_does_not_follow_is_refused(home: Home, version: str) -> None:
    put(home, V1)
    with pytest.raises(VersionError, match="does not follow"):
        put(home, version, small_tables(version, SAYINGS[:1]))
    with pytest.raises(VersionError, match="does not follow"):
        rejected(home, version=version, created_at=DAY, reasons=["no"])


@pytest.mark.parametrize("version", ["1", "2031.5.6.1", "../escape", "2031.05.06.001/x"])
def test_a_name_that_is_none_is_refused(home: Home, version: str) -> None:
    with pytest.raises(VersionError, match=r"YYYY\.MM\.DD\.NNN"):
        put(home, version)


def test_a_frame_that_does_not_conform_is_refused_before_anything_is_written(home: Home) -> None:
    tables = small_tables(V1)
    tables["claims"] = tables["claims"].drop("status")
    with pytest.raises(SchemaError, match="status"):
        put(home, V1, tables)
    with pytest.raises(SchemaError, match="processed"):
        put(home, V1, {"processed": pl.DataFrame()})
    assert statuses(home) == {}


def test_nothing_follows_a_damaged_version(home: Home) -> None:
    put(home, V1)
    (home.snapshots / V1 / "claims.parquet").write_bytes(b"PAR1")
    with pytest.raises(VersionError, match=r"claims\.parquet: is 4 bytes long.*from a copy"):
        put(home, V2, small_tables(V2, SAYINGS[:1]))
    assert statuses(home) == {V1: "published"}


# --- kills --------------------------------------------------------------------------------


def test_unfinished_folders_and_files_are_removed(home: Home) -> None:
    put(home, V1)
    (home.snapshots / f".tmp-{V2}").mkdir()
    (home.snapshots / f".tmp-{V2}" / "claims.parquet").write_bytes(b"half")
    (home.snapshots / ".tmp-versions.json").write_bytes(b"{")
    (home.root / ".tmp-next.duckdb").write_bytes(b"half")
    assert recover(home.snapshots).removed == (f".tmp-{V2}", ".tmp-versions.json")
    assert put(home, V2, small_tables(V2, SAYINGS[:1])).is_new
    assert not [*home.root.glob(".tmp-*"), *home.snapshots.glob(".tmp-*")]


def test_a_file_that_another_writes_in_the_home_is_left_alone(home: Home) -> None:
    """A correction is added without the lock that a publication holds."""
    unfinished = home.root / ".tmp-curation.csv"
    unfinished.write_bytes(b"half")
    put(home, V1, small_tables(V1, SAYINGS[:1]))
    assert unfinished.read_bytes() == b"half"


def test_a_snapshot_that_was_renamed_but_not_listed_is_adopted(home: Home) -> None:
    put(home, V1, small_tables(V1, SAYINGS[:2]))
    before = read_versions(home.snapshots)
    put(home, V2)
    full = read_versions(home.snapshots)
    write_versions(home.snapshots, before)
    assert recover(home.snapshots).adopted == (V2,)
    assert read_versions(home.snapshots).encode() == full.encode()
    assert recover(home.snapshots) == ((), (), ())


def test_the_run_after_such_a_kill_finds_its_work_published(home: Home) -> None:
    put(home, V1, small_tables(V1, SAYINGS[:2]))
    before, database = read_versions(home.snapshots), home.database.read_bytes()
    put(home, V2)
    write_versions(home.snapshots, before)
    home.database.write_bytes(database)
    assert put(home, V2) == Published(V2, home.snapshots / V2, is_new=False)
    assert verify(home, database=warehouse) == []


def test_a_lost_index_is_made_anew_from_the_snapshots(home: Home) -> None:
    put(home, V1, small_tables(V1, SAYINGS[:2]))
    put(home, V2)
    written = (home.snapshots / "versions.json").read_bytes()
    (home.snapshots / "versions.json").unlink()
    assert recover(home.snapshots).adopted == (V1, V2)
    assert (home.snapshots / "versions.json").read_bytes() == written


def test_an_unlisted_folder_that_is_damaged_is_set_aside_not_deleted(home: Home) -> None:
    put(home, V1)
    for _ in range(2):
        shutil.copytree(home.snapshots / V1, home.snapshots / V2)
        assert recover(home.snapshots).set_aside == (V2,)  # its manifest names another version
    assert (home.snapshots / f".damaged-{V2}" / "claims.parquet").is_file()
    assert (home.snapshots / f".damaged-{V2}-2" / "claims.parquet").is_file()
    assert verify(home) == []


def test_a_database_left_behind_is_brought_to_the_latest_version(home: Home) -> None:
    put(home, V1)
    home.database.unlink()
    assert not put(home, V2).is_new
    assert verify(home, database=warehouse) == []


def test_a_damaged_database_is_written_anew(home: Home) -> None:
    put(home, V1, small_tables(V1, SAYINGS[:1]))
    whole = home.database.read_bytes()
    at = whole.index(b"Tessel Bay, 5 May")
    altered = whole[:at] + b"t" + whole[at + 1 :]
    for content in (altered, whole[:200_000], b"", b"no database at all" * 1000):
        home.database.write_bytes(content)
        assert refresh_database(home, warehouse)
        assert not refresh_database(home, warehouse)
        assert warehouse.read_database(home.database)["articles"].height == 1
    with duckdb.connect(home.database) as connection:  # as if an older declaration had written it
        connection.execute('DROP VIEW "main"."entity_history"; DROP TABLE "core"."entity_history"')
    assert not refresh_database(home, warehouse)


def test_a_failure_before_the_rename_leaves_the_last_version(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home, V1, small_tables(V1, SAYINGS[:1]))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipelines.publication.laying.write_slices", full)
    with pytest.raises(OSError, match="No space left"):
        put(home, V2)
    assert not [*home.root.glob(".tmp-*"), *home.snapshots.glob(".tmp-*")]
    assert statuses(home) == {V1: "published"}
    assert verify(home, database=warehouse) == []
    monkeypatch.undo()
    assert put(home, V2).is_new
