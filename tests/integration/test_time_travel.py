"""What was known when: every example of docs/time-travel.md, and the past against the versions themselves."""

import csv
import io
import re
import shlex
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from small_home import DAY, SAYINGS, home_at, small_tables
from typer.testing import CliRunner, Result

from assets.cli import app
from assets.export import csv_text
from onrecord import DatasetError, open_dataset
from pipelines import warehouse
from pipelines.publication import publish, rejected
from pipelines.publication.states import carry_on, states_of
from pipelines.publication.versions import read_versions
from pipelines.schema import CLAIMS, TABLES
from pipelines.settings import Home

HARBOUR, BOATS, FERRY, _ = SAYINGS
V1, V2, REFUSED, V3 = "2031.05.06.001", "2031.05.08.001", "2031.05.08.002", "2031.05.09.001"
EXAMPLE = re.compile(r"```(sh|sql)\n(.*?)\n```\n\n```csv\n(.*?)```", re.DOTALL)
EXAMPLES = EXAMPLE.findall((Path(__file__).parents[2] / "docs" / "time-travel.md").read_text(encoding="utf-8"))


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Three versions: two claims; one gains an origin; it is disputed, the other is dropped, a third is new."""
    home = home_at(tmp_path_factory.mktemp("travel"))

    def put(version: str, at: datetime, tables: dict[str, pl.DataFrame]) -> None:
        assert publish(home, tables, version=version, created_at=at, database=warehouse).is_new

    put(V1, datetime(2031, 5, 6, 9), small_tables(V1, [HARBOUR, FERRY]))
    put(V2, datetime(2031, 5, 8, 9), small_tables(V2, [HARBOUR, FERRY], origins={HARBOUR: 2}))
    rejected(home, version=REFUSED, created_at=datetime(2031, 5, 8, 12), reasons=["spans do not fit"])
    last = small_tables(V3, [HARBOUR, BOATS], origins={HARBOUR: 2}, disputed=[HARBOUR])
    late = pl.when(pl.col("text").str.contains(BOATS, literal=True)).then(pl.lit(datetime(2031, 5, 8)))
    last["articles"] = last["articles"].with_columns(published_at=late.otherwise(pl.lit(DAY)))
    put(V3, datetime(2031, 5, 9, 9), last)
    return home


@pytest.mark.parametrize(("kind", "text", "expected"), EXAMPLES, ids=[text[:60] for _, text, _ in EXAMPLES])
def test_the_documented_examples_give_what_is_printed(home: Home, kind: str, text: str, expected: str) -> None:
    if kind == "sh":
        program, *arguments = shlex.split(text)
        assert program == "onrecord"
        done = call(*arguments, "--home", home.root)
        assert done.exit_code == 0, done.output
        assert done.output == expected
        return
    assert csv_text(open_dataset(home.root).sql(text)) == expected
    with warehouse.read_only(home.database) as connection:
        assert rows(csv_text(connection.execute(text).pl())) == rows(expected)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_there_are_examples_of_every_kind() -> None:
    told = " ".join(text for _, text, _ in EXAMPLES)
    assert all(
        word in told for word in ("--as-of", "claim_states", "claims_as_of(", "known_at(", "reported_by(", "changes")
    )


@pytest.mark.parametrize("version", [V1, V2, V3])
def test_claims_as_of_a_version_are_the_claims_that_it_published(home: Home, version: str) -> None:
    published = open_dataset(home.root, version=version).table("claims")
    columns = ", ".join(CLAIMS.names)
    with warehouse.read_only(home.database) as connection:
        query = f"SELECT {columns} FROM claims_as_of('{version}') ORDER BY claim_id"
        assert connection.execute(query).pl().equals(published)
        created = open_dataset(home.root).versions().filter(version=version)["created_at"].item()
        query = f"SELECT {columns} FROM known_at(?) ORDER BY claim_id"
        assert connection.execute(query, [created]).pl().equals(published)


def test_what_all_articles_report_is_what_the_version_counts(home: Home) -> None:
    same = "claim_id, mention_count, article_count, independent_origin_count"
    data = open_dataset(home.root)
    now = data.sql(f"SELECT {same} FROM claims ORDER BY claim_id")
    assert now.equals(data.sql(f"SELECT {same} FROM reported_by('9999-12-31') ORDER BY claim_id"))


@pytest.mark.parametrize("version", ["2031.05.07.001", REFUSED, ""])
def test_there_are_no_claims_as_of_a_version_that_is_none(home: Home, version: str) -> None:
    with pytest.raises(DatasetError, match=f"there is no version {version}"):
        open_dataset(home.root).sql(f"FROM claims_as_of('{version}')")


@pytest.mark.parametrize(
    ("given", "version"),
    [
        (V1, V1),
        ("latest", V3),
        ("2031-05-06", V1),
        ("2031-05-08T08:59:59", V1),
        ("2031-05-08T10:59+02:00", V1),
        ("2031-05-08T11:00+02:00", V2),
        ("2031-05-08", V2),
        ("2040-01-01", V3),
    ],
)
def test_a_moment_leads_to_the_version_that_was_the_latest(home: Home, given: str, version: str) -> None:
    query = "SELECT max(version) AS version FROM versions"
    done = call("sql", "--as-of", given, "--format", "csv", query, "--home", home.root)
    assert done.output.split() == ["version", version]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--as-of", "2031-05-05"), f"nothing was known yet at 2031-05-05: the first version, {V1}, is of 2031-05-06"),
        (("--as-of", "yesterday"), "'yesterday' is neither a version nor a moment"),
        (("--as-of", REFUSED), "is neither a version nor a moment"),
        (("--as-of", V1, "--version", V2), "give --version or --as-of, not both"),
    ],
)
def test_what_is_no_moment_is_refused(home: Home, arguments: tuple[str, ...], told: str) -> None:
    done = call("sql", *arguments, "SELECT 1", "--home", home.root)
    assert done.exit_code == 2
    assert told in done.output


def test_states_are_made_from_all_versions_where_the_one_before_has_none(home: Home) -> None:
    data = open_dataset(home.root)
    names = read_versions(home.snapshots).readable[:-1]
    earlier = [(name, open_dataset(home.root, version=name).table("claims")) for name in names]
    assert states_of(None, earlier, data.table("claims"), V3).equals(data.table("claim_states"))


def test_a_claim_that_comes_back_begins_a_new_state(home: Home) -> None:
    claims = open_dataset(home.root, version=V1).table("claims")
    states = carry_on(TABLES["claim_states"].empty(), claims, V1)
    states = carry_on(states, claims.clear(), V2)
    states = carry_on(states, claims, V3)
    assert states.height == 2 * claims.height
    intervals = states.select("version_from", "version_to").unique().sort("version_from").rows()
    assert intervals == [(V1, V2), (V3, None)]
    assert carry_on(states, claims.reverse(), "2031.05.09.002").equals(states)
