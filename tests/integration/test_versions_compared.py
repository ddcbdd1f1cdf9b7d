"""Versions of one home that follow each other: what changed, why, and the one made from the other."""

import json
import shutil
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from assets import normalisation, quality, resources, screening
from assets.cli import app
from assets.reference import remember
from expectations.runner import check
from expectations.runner.screening import Screened
from onrecord import open_dataset
from pipelines import clock, warehouse
from pipelines.publication import verify
from pipelines.publication.changes import apply, tracked
from pipelines.publication.hashing import logical_hash
from pipelines.reader import Dataset
from pipelines.schema import PUBLISHED, TABLES
from pipelines.settings import Home
from tests.integration.conftest import FIRST, THIRD

pytestmark = pytest.mark.timeout(900)
runner = CliRunner()
EDITED = FIRST.replace("could cost 12 million marks", "may cost 12 million marks").replace(
    "\nThe port authority declined to comment.\n", ""
)
OFFICE = {
    "entities": "entity_id,name,kind\nilse-tornquist,Ilse Tornquist-Vaal,person\n",
    "aliases": "entity_id,alias,use\nilse-tornquist,Ilse Tornquist,name\nilse-tornquist,Tornquist,short\n",
}
STEPS: dict[int, tuple[str, set[tuple[str, str]]]] = {
    1: ("source", {("articles", "ADD"), ("mentions", "ADD"), ("claims", "ADD")}),
    2: ("source", {("articles", "ADD"), ("articles", "MOD"), ("mentions", "ADD"), ("claims", "MOD")}),
    3: ("reference", {("entities", "ADD")}),
    4: ("pipeline", {("mentions", "MOD")}),
    5: ("curation", {("mentions", "DEL"), ("claims", "DEL"), ("curation", "ADD")}),
    6: ("curation", {("articles", "DEL"), ("mentions", "DEL"), ("claims", "DEL"), ("retractions", "ADD")}),
}
"""What brought each version after the first, its cause, and some of what it changed: a new article, an edited one, own
reference tables, other code, a correction, a retraction."""
FEW = {"only": ["outlets"], "data_docs": None}
"""The checks are not what is tested here."""
normalise = normalisation.normalise


def surer(*args: object, **kwargs: object) -> object:
    """Other code of normalisation, for which everything is half sure."""
    done = normalise(*args, **kwargs)
    return done._replace(normalised_mentions=done.normalised_mentions.with_columns(confidence=pl.lit(0.5)))


def call(*arguments: object) -> Result:
    return runner.invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


class Midnight:
    """A clock that says two seconds to midnight when it is first asked, and each time hours later from then on."""

    def __init__(self, day: date) -> None:
        self.moment = datetime.combine(day, time(23, 59, 58))

    def __call__(self) -> datetime:
        said, self.moment = self.moment, self.moment + timedelta(hours=2)
        return said


def unlooked(tables: dict[str, pl.DataFrame], **_: object) -> Screened:
    """Screening that sets nothing aside: what it does is tested elsewhere, and costs more than all else here."""
    return Screened(tables, TABLES["quarantine"].empty(), False, [], TABLES["checks"].empty().drop("version"))


@pytest.fixture(scope="module")
def versions(first_run, materialise: Callable, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, list[str]]:
    """A home of seven versions, each after the first for one reason: STEPS."""
    assert FIRST != EDITED
    folder = tmp_path_factory.mktemp("versions")
    home = Home.at(shutil.copytree(first_run[0].root, folder / "home"))
    names = [first_run[1].version]
    inputs, own = folder / "in", folder / "tables"
    inputs.mkdir()
    own.mkdir()
    for name, text in OFFICE.items():
        (own / f"{name}.csv").write_text(text, encoding="utf-8")

    def run() -> None:
        names.append(materialise([inputs], home).version)

    def curate(*arguments: object) -> None:
        assert call(*arguments, "--home", home.root, "--author", "Ann").exit_code == 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screening, "screen", unlooked)
        patch.setattr(quality, "check", lambda *args, **options: check(*args, **{**options, **FEW}))
        (inputs / "third.txt").write_text(THIRD, encoding="utf-8")
        created = open_dataset(home.root).versions()["created_at"].item()
        patch.setattr(clock, "now", Midnight(created.date() + timedelta(days=1)))
        run()
        (inputs / "first.txt").write_text(EDITED, encoding="utf-8")
        run()
        remember(home, [own])
        run()
        patch.setattr(resources, "code_fingerprint", lambda _: "f" * 24)
        patch.setattr(normalisation, "normalise", surer)
        run()
        denial = open_dataset(home.root).table("mentions").filter(pl.col("content_text").str.contains("in danger"))
        curate("curate", "reject", denial["mention_id"].item())
        run()
        curate("retract", "third.txt", "--reason", "withdrawn by its outlet")
        run()
    return home, names


def opened(versions: tuple[Home, list[str]], number: int) -> Dataset:
    return open_dataset(versions[0].root, version=versions[1][number])


def counted(changes: pl.DataFrame) -> set[tuple[str, str, str]]:
    return set(changes.select("table_name", "change", "cause").iter_rows())


@pytest.mark.parametrize("number", STEPS)
def test_the_version_before_and_the_changes_give_the_version(versions, number: int) -> None:
    before, after = opened(versions, number - 1), opened(versions, number)
    changes = after.table("changes")
    assert set(changes["version"]) == {after.version}
    old = {name: before.table(name) for name in before.tables()}
    logical = {each["name"]: each["logical_hash"] for each in after.manifest()["resources"]}
    redone = dict(apply(PUBLISHED, old, changes))
    assert set(redone) == set(tracked(PUBLISHED))
    for name, frame in redone.items():
        columns = [column.name for column in PUBLISHED[name].columns if column.content]
        assert frame.select(columns).equals(after.table(name).select(columns)), name
        assert logical_hash(PUBLISHED[name], frame) == logical[name], name


def test_the_first_version_changed_nothing(versions) -> None:
    assert opened(versions, 0).table("changes").is_empty()


@pytest.mark.parametrize("number", STEPS)
def test_each_change_has_its_cause(versions, number: int) -> None:
    cause, some = STEPS[number]
    changes = opened(versions, number).table("changes")
    told = counted(changes)
    assert {each for *_, each in told} == {cause}
    assert {(table, change, cause) for table, change in some} <= told
    causes = dict(changes.filter(table_name="claims").select("key", "cause").iter_rows())
    events = opened(versions, number).table("claim_history").filter(version=versions[1][number])
    assert (events.height > 0) is (cause in {"source", "curation"}), "what changes no claim has no event"
    assert all(causes.get(claim, cause) == told for claim, told in events.select("claim_id", "cause").iter_rows())


def test_every_version_holds(versions) -> None:
    home, names = versions
    assert len(set(names)) == 1 + len(STEPS)
    assert verify(home, database=warehouse) == []


def test_a_version_is_of_the_moment_at_which_its_run_began(versions) -> None:
    """Midnight passed in the second version's run: no row of it may be of the next day's version."""
    home, names = versions
    listed = {row["version"]: row["created_at"] for row in open_dataset(home.root).versions().iter_rows(named=True)}
    began, next_day = listed[names[1]], listed[names[2]]
    assert f"{began:%Y.%m.%d %H:%M:%S}" == f"{names[1].removesuffix('.001')} 23:59:58"
    assert next_day.date() == began.date() + timedelta(days=1)
    assert names[2] == f"{next_day:%Y.%m.%d}.001", "numbers begin anew each day"
    data = opened(versions, 1)
    assert set(data.table("claims")["first_version"]) == set(names[:2])
    assert set(data.table("checks")["version"]) == set(data.table("changes")["version"]) == {names[1]}
    with warehouse.read_only(home.database) as connection:
        for moment, name in ((began - timedelta(seconds=1), names[0]), (began, names[1]), (next_day, names[2])):
            known = connection.execute("SELECT claim_id FROM known_at(?) ORDER BY claim_id", [moment]).pl()
            assert known["claim_id"].equals(open_dataset(home.root, version=name).table("claims")["claim_id"])
    for moment, name in ((f"{began:%Y-%m-%d}", names[1]), (f"{next_day:%Y-%m-%d}T00:00", names[1])):
        query = "SELECT max(version) AS version FROM versions"
        assert call("sql", "--as-of", moment, "--format", "csv", query, "--home", home.root).output.split()[1] == name


def test_the_difference_is_told_to_people(versions) -> None:
    home, names = versions
    edit, correction = (call("diff", *names[at : at + 2], "--home", home.root) for at in (1, 4))
    assert edit.exit_code == 0, edit.output
    assert "the repair [-could-]{+may+} cost 12 million marks" in edit.output
    assert "Claims withdrawn: 1" in edit.output
    assert "removed (curation)  Nobody was in danger" in correction.output
    assert "confidence: " in call("diff", names[3], names[4], "--home", home.root).output
    last = call("diff", "--home", home.root)
    assert last.output.startswith(f"{names[-2]} → {names[-1]}\n")
    assert "withdrawn by its outlet" in last.output
    across = call("diff", names[0], "latest", "--home", home.root)
    assert across.output.startswith(f"{names[0]} → {names[-1]}  (5 versions between)\n")
    assert "Nothing differs" in call("diff", "latest", "latest", "--home", home.root).output


def test_the_difference_is_told_to_programs_over_several_versions(versions) -> None:
    home, names = versions
    told = json.loads(call("diff", names[0], names[-1], "--json", "--home", home.root).output)
    assert (told["older"], told["newer"]) == (names[0], names[-1])
    causes = {(each["table_name"], each["cause"]) for each in told["counts"]}
    assert {("mentions", "curation"), ("articles", "source"), ("mentions", "pipeline")} <= causes
    ends = [open_dataset(home.root, version=name).table("mentions")["mention_id"] for name in (names[0], names[-1])]
    rows = {(row["key"], row["change"]) for row in told["changes"] if row["table_name"] == "mentions"}
    assert {key for key, change in rows if change == "ADD"} == set(ends[1]) - set(ends[0])
    assert {key for key, change in rows if change == "DEL"} == set(ends[0]) - set(ends[1])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("latest", "previous"), "give the older version first"),
        (("1999.01.01.001", "latest"), "there is no version '1999.01.01.001'; published are: "),
    ],
)
def test_versions_that_cannot_be_compared_are_refused(versions, arguments: tuple[str, ...], told: str) -> None:
    done = call("diff", *arguments, "--home", versions[0].root)
    assert done.exit_code == 2
    assert told in done.output


def test_a_first_version_has_no_previous_one(first_run) -> None:
    done = call("diff", "--home", first_run[0].root)
    assert done.exit_code == 2
    assert "is the only version yet" in done.output
