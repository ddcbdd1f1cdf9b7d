"""A home that the first pipeline wrote, brought to today's schema: what was read, identifiers and versions stay.

``tests/first_schema`` holds what that pipeline left of two articles: its working store as SQL, and its published
version as it wrote it.
"""

import tarfile
from pathlib import Path

import duckdb
import polars as pl
import pytest
from typer.testing import CliRunner

from assets.cli import app
from assets.migrating import migrate_home
from onrecord import open_dataset
from pipelines import warehouse
from pipelines.ingest import RawStore
from pipelines.publication import verify
from pipelines.schema import TABLES
from pipelines.settings import Home
from pipelines.warehouse import Warehouse, WarehouseError
from tests.integration.conftest import FIRST, SECOND, THIRD

RESOURCE = Path(__file__).parents[1] / "first_schema"
FIRST_VERSION = "2026.11.22.001"
runner = CliRunner()


def first_home(root: Path) -> Home:
    """The home as it was left."""
    home = Home.at(root)
    store = RawStore(home.raw)
    for text in (FIRST, SECOND):
        store.put(text.encode())
    with duckdb.connect(home.warehouse) as connection:
        connection.execute((RESOURCE / "store.sql").read_text(encoding="utf-8"))
    with tarfile.open(RESOURCE / "snapshots.tar.xz") as archive:
        archive.extractall(home.root, filter="data")
    return home


def change(home: Home, *statements: str) -> None:
    """Let the store be one of another declaration."""
    with duckdb.connect(home.warehouse) as connection:
        for statement in statements:
            connection.execute(statement)


BEFORE_ENCODINGS = (
    "ALTER TABLE raw.raw_articles DROP COLUMN encoding",
    "ALTER TABLE raw.raw_articles DROP COLUMN given",
)
"""Makes of the store one of the very first declaration, before any pipeline had read an article."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return first_home(tmp_path / "home")


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory, materialise) -> Home:
    """A home of the first declaration, migrated, and run over one more article."""
    home = first_home(tmp_path_factory.mktemp("upgraded"))
    change(home, *BEFORE_ENCODINGS)
    with pytest.raises(WarehouseError, match="`onrecord migrate`"), Warehouse(home.warehouse):
        pass
    shown = runner.invoke(app, ["migrate", "--home", str(home.root)])
    assert shown.exit_code == 0, shown.output
    assert "raw_articles: 2 rows carried over" in shown.output
    more = home.root.parent / f"{home.root.name}-more"
    more.mkdir()
    (more / "third.txt").write_text(THIRD, encoding="utf-8")
    materialise([more], home)
    return home


def columns_of(home: Home) -> dict[str, list[tuple[str, str, bool]]]:
    """Of each table of the store its columns, with type and whether they may be null."""
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        return {
            name: sorted(
                (column, kind, null == "YES")
                for column, kind, null, *_ in connection.execute(f"DESCRIBE {schema}.{name}").fetchall()
            )
            for schema, name in connection.execute(
                "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal"
            ).fetchall()
        }


@pytest.mark.parametrize("statements", [(), BEFORE_ENCODINGS], ids=["first pipeline", "first declaration"])
def test_every_table_has_todays_columns_and_what_was_read_is_kept(home, statements):
    change(home, *statements)
    with duckdb.connect(home.warehouse, read_only=True) as connection:
        before = connection.execute("SELECT article_id, path, raw_sha256 FROM raw.raw_articles ORDER BY 1").fetchall()
    migrate_home(home)
    found = columns_of(home)
    for name, table in TABLES.items():
        declared = [(each.name, each.type, not (each.required or each.name in table.key)) for each in table.columns]
        assert found[name] == sorted(declared), name
    with Warehouse(home.warehouse) as store:
        raw = store.read("raw_articles")
        assert raw.select("article_id", "path", "raw_sha256").rows() == before
        assert (raw["encoding"].unique().to_list(), raw["given"].unique().to_list()) == (["utf-8"], ["{}"])
        assert store.read("quarantine")["path"].to_list() == ["empty.txt"]
        assert store.read("batches").height == 1


def test_the_store_as_it_was_stays_and_a_second_time_changes_nothing(home):
    change(home, *BEFORE_ENCODINGS)
    done = migrate_home(home)
    assert done.done.carried == {"raw_articles": 2}
    assert done.backup is not None
    with duckdb.connect(done.backup, read_only=True) as connection:
        names = [row[0] for row in connection.execute("DESCRIBE raw.raw_articles").fetchall()]
        assert "encoding" not in names
        assert connection.execute("SELECT count(*) FROM work.processed").fetchone() == (4,)
    again = migrate_home(home)
    assert (again.done.carried, again.backup) == ({}, None)


def test_a_table_that_is_made_is_emptied_and_everything_is_done_again(home):
    change(
        home, "ALTER TABLE staging.articles DROP COLUMN text_sha256", "ALTER TABLE core.claims ADD COLUMN old BIGINT"
    )
    assert sorted(migrate_home(home).done.emptied) == ["articles", "claims"]
    with Warehouse(home.warehouse) as store:
        assert store.read("articles").is_empty()
        assert store.read("processed").is_empty()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE raw.raw_articles DROP COLUMN path", "null where a value is required"),
        ("ALTER TABLE raw.raw_articles ALTER byte_count TYPE VARCHAR USING 'many'", "conversion from `str` to `i64`"),
    ],
)
def test_rows_that_cannot_be_kept_stop_it_and_the_store_is_as_it_was(home, statement, said):
    change(home, statement)
    before = columns_of(home)
    with pytest.raises(WarehouseError, match=said) as refused:
        migrate_home(home)
    assert "it is as it was" in str(refused.value)
    assert columns_of(home) == before


def test_a_home_without_a_store_says_so(tmp_path):
    shown = runner.invoke(app, ["migrate", "--home", str(tmp_path)])
    assert shown.exit_code == 1
    assert "there is no working store" in shown.output


def test_identifiers_and_history_outlive_the_upgrade(upgraded):
    old, new = open_dataset(upgraded.root, version=FIRST_VERSION), open_dataset(upgraded.root)
    assert new.version > old.version
    assert new.table("articles")["path"].sort().to_list() == ["first.txt", "second.txt", "third.txt"]
    both = old.table("mentions").join(new.table("mentions"), on="mention_key", suffix="_now")
    assert both.height >= 3, "most mentions are read as they were"
    history = new.table("claim_history")
    merged = history.filter(pl.col("event") == "merged_into").select("claim_id", "other_claim_id").rows()
    for was, now in both.select("claim_id", "claim_id_now").iter_rows():
        assert was == now or (was, now) in merged or now in set(history.filter(event="split_from")["claim_id"])
    first = history.filter(pl.col("version") == FIRST_VERSION)
    assert set(first["claim_id"]) == set(old.table("claims")["claim_id"])
    assert new.table("claim_states").filter(pl.col("version_from") == FIRST_VERSION).height
    assert new.table("changes").height


def call(home: Home, *arguments: str) -> str:
    shown = runner.invoke(app, [*arguments, "--home", str(home.root)])
    assert shown.exit_code == 0, shown.output
    return shown.output


def test_versions_of_the_first_schema_are_read_compared_and_verified(upgraded):
    old, new = open_dataset(upgraded.root, version=FIRST_VERSION), open_dataset(upgraded.root)
    assert "asked_text" not in old.table("mentions").columns
    assert old.sql("SELECT count(*) AS n FROM claims")["n"].to_list() == [old.table("claims").height]
    assert "third.txt" in call(upgraded, "diff", old.version, new.version, "--json")
    assert str(old.table("claims").height) in call(
        upgraded, "sql", "SELECT count(*) FROM claims", "--as-of", old.version, "--format", "csv"
    )
    assert verify(upgraded, database=warehouse) == []
