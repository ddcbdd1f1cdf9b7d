"""Versions of one home that follow each other: what changed, why, and the one made from the other."""

import json
import shutil
from collections.abc import Callable

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from assets import normalisation, resources
from assets.cli import app
from onrecord import open_dataset
from pipelines import warehouse
from pipelines.publication import verify
from pipelines.publication.changes import apply, tracked
from pipelines.publication.hashing import logical_hash
from pipelines.reader import Dataset
from pipelines.schema import PUBLISHED
from pipelines.settings import Home
from tests.integration.conftest import FIRST, THIRD

runner = CliRunner()
EDITED = FIRST.replace("could cost 12 million marks", "may cost 12 million marks").replace(
    "\nThe port authority declined to comment.\n", ""
)
OFFICE = {
    "entities": "entity_id,name,kind\nilse-tornquist,Ilse Tornquist-Vaal,person\n",
    "aliases": "entity_id,alias,use\nilse-tornquist,Ilse Tornquist,name\nilse-tornquist,Tornquist,short\n",
}


def call(*arguments: object) -> Result:
    return runner.invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def versions(first_run, materialise: Callable, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, list[str]]:
    """A home of four versions: an edited and a new article with a correction; own reference tables; other code."""
    assert FIRST != EDITED
    folder = tmp_path_factory.mktemp("versions")
    home = Home.at(shutil.copytree(first_run[0].root, folder / "home"))
    names = [first_run[1].version]
    inputs = folder / "in"
    inputs.mkdir()
    (inputs / "first.txt").write_text(EDITED, encoding="utf-8")
    (inputs / "third.txt").write_text(THIRD, encoding="utf-8")
    denial = open_dataset(home.root).table("mentions").filter(pl.col("content_text").str.contains("in danger"))
    assert call("curate", "reject", denial["mention_id"].item(), "--home", home.root, "--author", "Ann").exit_code == 0
    names.append(materialise([inputs], home).version)
    own = folder / "tables"
    own.mkdir()
    for name, text in OFFICE.items():
        (own / f"{name}.csv").write_text(text, encoding="utf-8")
    assert call("run", "--input", inputs, "--home", home.root, "--reference", own).exit_code == 0
    names.append(open_dataset(home.root).version)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "code_fingerprint", lambda _: "f" * 24)
        honest = normalisation.normalise

        def surer(*args: object, **kwargs: object) -> object:
            done = honest(*args, **kwargs)
            mentions = done.normalised_mentions
            return done._replace(normalised_mentions=mentions.with_columns(confidence=pl.lit(0.5)))

        patch.setattr(normalisation, "normalise", surer)
        names.append(materialise([inputs], home).version)
    return home, names


def opened(versions: tuple[Home, list[str]], number: int) -> Dataset:
    return open_dataset(versions[0].root, version=versions[1][number])


def counted(changes: pl.DataFrame) -> set[tuple[str, str, str]]:
    return set(changes.select("table_name", "change", "cause").iter_rows())


@pytest.mark.parametrize("number", [1, 2, 3])
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


def test_each_change_has_its_cause(versions) -> None:
    home, names = versions
    assert len(set(names)) == 4
    first, second, third = (opened(versions, number).table("changes") for number in (1, 2, 3))
    told = counted(first)
    assert {("articles", "ADD", "source"), ("articles", "MOD", "source"), ("mentions", "ADD", "source")} <= told
    assert {("mentions", "DEL", "curation"), ("curation", "ADD", "curation")} <= told
    assert {cause for *_, cause in told} == {"source", "curation"}
    assert {cause for *_, cause in counted(second)} == {"reference"}
    assert ("entities", "ADD", "reference") in counted(second)
    assert {("mentions", "MOD", "pipeline")} <= counted(third)
    assert {cause for *_, cause in counted(third)} == {"pipeline"}
    history = opened(versions, 3).table("claim_history")
    for number, name in enumerate(names):
        causes = dict(
            opened(versions, number).table("changes").filter(table_name="claims").select("key", "cause").iter_rows()
        )
        events = history.filter(version=name).select("claim_id", "cause")
        assert all(causes.get(claim, cause) == cause for claim, cause in events.iter_rows())
    assert verify(home, database=warehouse) == []


def test_the_difference_is_told_to_people(versions) -> None:
    home, names = versions
    done = call("diff", names[0], names[1], "--home", home.root)
    assert done.exit_code == 0, done.output
    assert "the repair [-could-]{+may+} cost 12 million marks" in done.output
    assert "Claims withdrawn: 1" in done.output
    assert "removed (curation)  Nobody was in danger" in done.output
    last = call("diff", "--home", home.root)
    assert last.output.startswith(f"{names[2]} → {names[3]}\n")
    assert "confidence: " in last.output
    across = call("diff", names[0], "latest", "--home", home.root)
    assert across.output.startswith(f"{names[0]} → {names[3]}  (2 versions between)\n")
    assert "Nothing differs" in call("diff", "latest", "latest", "--home", home.root).output


def test_the_difference_is_told_to_programs_over_several_versions(versions) -> None:
    home, names = versions
    told = json.loads(call("diff", names[0], names[3], "--json", "--home", home.root).output)
    assert (told["older"], told["newer"]) == (names[0], names[3])
    causes = {
        (each["table"], each["cause"]) for each in ({**row, "table": row["table_name"]} for row in told["counts"])
    }
    assert {("mentions", "curation"), ("articles", "source"), ("mentions", "pipeline")} <= causes
    ends = [open_dataset(home.root, version=name).table("mentions")["mention_id"] for name in (names[0], names[3])]
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
