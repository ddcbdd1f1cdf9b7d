"""Corrections and the user's own reference tables, from the command to the published version."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from assets.cli import app
from assets.definitions import build_defs
from onrecord import open_dataset
from pipelines.reference import ReferenceDataError, load_reference
from pipelines.schema import PUBLISHED
from pipelines.settings import Home

runner = CliRunner()


def call(*arguments: object) -> Result:
    return runner.invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


@pytest.fixture
def home(first_run, tmp_path: Path) -> Home:
    """A copy of a home after its first run."""
    return Home.at(shutil.copytree(first_run[0].root, tmp_path / "home"))


def table(home: Home, name: str) -> pl.DataFrame:
    return open_dataset(home.root).table(name)


def curate(home: Home, *arguments: object) -> str:
    done = call("curate", *arguments, "--home", home.root, "--author", "Ann")
    assert done.exit_code == 0, done.output
    return done.output.split()[0]


def content(home: Home) -> dict[str, str]:
    """Logical hashes of the newest version's tables, but for those about runs."""
    resources = open_dataset(home.root).manifest()["resources"]
    return {each["name"]: each["logical_hash"] for each in resources if PUBLISHED[each["name"]].content}


def test_corrections_hold_from_run_to_run_until_they_are_undone(
    home: Home, corpus: Path, materialise: Callable
) -> None:
    before = table(home, "mentions").sort("article_id", "content_start")
    tellers = before.filter(pl.col("claim_type") == "indirect")
    one, other = tellers["claim_id"].unique(maintain_order=True).to_list()[:2]
    rejected = before.filter(~pl.col("claim_id").is_in([one, other])).row(0, named=True)
    righted = tellers.filter(pl.col("claim_id") == one).row(0, named=True)
    merge = curate(home, "merge-claims", one, other[:12], "--reason", "one matter")
    curate(home, "reject", rejected["mention_id"])
    curate(home, "set-speaker", righted["mention_id"], "none")
    listed = call("curate", "list", "--home", home.root)
    assert listed.output.count("waits for the next run") == 3

    assert materialise([corpus], home).is_new
    mentions = table(home, "mentions")
    kept = {
        claim for key, claim in mentions.select("mention_key", "claim_id").iter_rows() if key == righted["mention_key"]
    }
    gone = ({one, other} - kept).pop()
    assert kept == {one} or kept == {other}
    assert rejected["mention_key"] not in mentions["mention_key"].to_list()
    now = mentions.filter(pl.col("mention_key") == righted["mention_key"]).row(0, named=True)
    assert (now["source_id"], now["source_unresolved_reason"]) == (None, "curation")
    assert f"by correction {merge}" in now["link_reason"]
    history = table(home, "claim_history").filter(pl.col("cause") == "curation")
    assert (gone, "merged_into") in history.select("claim_id", "event").rows()
    assert set(table(home, "curation")["status"]) == {"applied"}
    assert f"({gone} was merged into it)" in call("origins", gone, "--home", home.root).output

    assert not materialise([corpus], home).is_new
    curate(home, "undo", merge)
    assert materialise([corpus], home).is_new
    assert table(home, "mentions").filter(pl.col("claim_id").is_in([one, other])).height
    parted = table(home, "claim_history").filter(pl.col("event") == "split_from", pl.col("cause") == "curation")
    assert parted.height == 1
    assert call("verify", "--home", home.root).exit_code == 0


def test_the_same_file_gives_the_same_tables_in_a_home_made_anew(
    home: Home, corpus: Path, materialise: Callable, tmp_path: Path
) -> None:
    claims = table(home, "claims").sort("claim_id")["claim_id"].to_list()
    curate(home, "merge-claims", *claims[:3])
    homes = [Home.at(tmp_path / name) for name in ("one", "two")]
    for each in homes:
        each.root.mkdir()
        shutil.copy(home.curation, each.curation)
        materialise([corpus], each)
    assert content(homes[0]) == content(homes[1])
    assert set(table(homes[0], "curation")["status"]) == {"applied"}
    assert table(homes[0], "claims").height == len(claims) - 2


def test_a_bad_line_is_set_aside_and_a_mended_one_comes_back(home: Home, corpus: Path, materialise: Callable) -> None:
    key = table(home, "mentions")["mention_key"][0]
    header = "id,made_at,author,action,target,value,reason\n"
    home.curation.write_text(f"{header}c1,2031-05-06,Ann,rejct,{key},,\n", encoding="utf-8")
    materialise([corpus], home)
    aside = table(home, "quarantine").filter(pl.col("stage") == "curation").row(0, named=True)
    assert aside["message"].startswith("curation.csv:2: action is 'rejct', allowed: ")
    batches = dict(table(home, "batches").select("batch_id", "quarantined").iter_rows())
    assert batches[aside["batch_id"]] == 1
    shown = call("curate", "list", "--home", home.root)
    assert "not applied: curation.csv:2:" in shown.output
    home.curation.write_text(f"{header}c1,2031-05-06,Ann,reject,{key},,\n", encoding="utf-8")
    materialise([corpus], home)
    assert table(home, "quarantine").filter(pl.col("stage") == "curation").is_empty()
    assert key not in table(home, "mentions")["mention_key"].to_list()
    home.curation.write_text("no header\n", encoding="utf-8")
    before = open_dataset(home.root).version
    shown = call("run", "--input", corpus, "--home", home.root)
    assert shown.exit_code == 1
    assert "curation.csv:1: the columns are" in shown.output
    assert open_dataset(home.root).version == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("merge-claims", "clm-0000"), "there is no claim 'clm-0000'"),
        (("reject", "men-nowhere"), "there is no mention 'men-nowhere'"),
        (("reject", "m"), "begins"),
        (("set-speaker", "men-nowhere", "Nobody At All"), "there is no entity 'Nobody At All'"),
        (("undo", "c9"), "there is no correction 'c9'"),
    ],
)
def test_what_cannot_be_corrected_is_said_at_once(first_run, arguments: tuple[str, ...], told: str) -> None:
    done = call("curate", *arguments, "--home", first_run[0].root)
    assert done.exit_code == 2
    assert told in done.output
    assert not first_run[0].curation.exists()


def test_any_two_mentions_are_explained(first_run) -> None:
    home, _ = first_run
    ids = table(home, "mentions")["mention_id"].to_list()
    done = call("explain", ids[0], ids[1][:14], "--home", home.root)
    assert done.exit_code == 0, done.output
    for word in ("verdict", "shared terms", "numbers", "polarity", "veto", "clustering", "correction"):
        assert word in done.output
    told = json.loads(call("explain", ids[0], ids[-1], "--home", home.root, "--json").output)
    assert told["clustering"].startswith(("one claim", "two claims"))
    assert call("explain", ids[0], ids[0], "--home", home.root).exit_code == 2


def test_origins_are_unfolded_as_json_too(first_run) -> None:
    home, _ = first_run
    for row in table(home, "claims").head(5).iter_rows(named=True):
        told = json.loads(call("origins", row["claim_id"], "--home", home.root, "--json").output)
        assert len(told["origins"]) == row["independent_origin_count"]


# --- the user's own reference tables ---------------------------------------------------------


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A folder that knows the invented minister by another name, her office, and the wire."""
    folder = tmp_path / "tables"
    folder.mkdir()
    written = {
        "entities": "entity_id,name,kind\nmarovia,Marovia,place\nilse-tornquist,Ilse Tornquist-Vaal,person\n",
        "aliases": "entity_id,alias,use\nilse-tornquist,Ilse Tornquist,name\nilse-tornquist,Tornquist,short\n",
        "offices": "office,body,holder_id,from_date\ntransport minister,marovia,ilse-tornquist,2023-01-01\n",
        "outlets": "outlet_id,name,kind,owner\nnorthern-wire,Northern Wire,agency,Fjord Media\n",
    }
    for name, text in written.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_own_tables_reach_the_dataset_and_the_home_remembers_them(
    corpus: Path, tables: Path, tmp_path: Path, materialise: Callable
) -> None:
    home = Home.at(tmp_path / "home")
    shown = call("run", "--input", corpus, "--home", home.root, "--reference", tables)
    assert shown.exit_code == 0, shown.output
    assert "ilse-tornquist" in table(home, "mentions")["source_id"].to_list()
    assert "Ilse Tornquist-Vaal" in table(home, "mentions")["source_name"].to_list()
    wire = table(home, "outlets").filter(pl.col("outlet_id") == "northern-wire").row(0, named=True)
    assert (wire["kind"], wire["owner"]) == ("agency", "Fjord Media")
    # what the UI materialises is read with the same tables
    assert not materialise([corpus], home).is_new
    assert build_defs(root=str(home.root)).resources["home"].reference_folders[-1] == tables
    (tables / "entities.csv").write_text(
        "entity_id,name,kind\nilse-tornquist,Ilse Tornquist,person\nmarovia,Marovia,place\n"
    )
    assert materialise([corpus], home).is_new
    assert "Ilse Tornquist" in table(home, "mentions")["source_name"].to_list()
    assert call("run", "--input", corpus, "--home", home.root, "--reference", "none").exit_code == 0
    assert "ilse-tornquist" not in table(home, "mentions")["source_id"].to_list()


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("entities.csv", "entity_id,name,kind\nx,X,human\n", "entities.csv:2: kind is 'human', allowed: person,"),
        ("entities.csv", "entity_id,name,colour\nx,X,red\n", "entities.csv:1: columns are entity_id,name,colour"),
        (
            "offices.csv",
            "office,body,holder_id,from_date\nmayor,x,y,2031\n",
            "offices.csv:2: from_date is no DATE: '2031'",
        ),
        ("aliases.csv", "entity_id,alias,use\nnobody-here,X,name\n", "aliases.csv:2: entity_id is 'nobody-here'"),
        ("outlets.csv", "outlet_id,name,kind\nx,X,site\nx,Y,site\n", "outlets.csv:3: key ('x',) stands already"),
        ("entity.csv", "entity_id,name,kind\nx,X,person\n", "entity.csv: is no reference table; the tables are"),
    ],
)
def test_a_fault_in_own_tables_ends_with_file_line_and_column(tmp_path: Path, file: str, text: str, told: str) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / file).write_text(text, encoding="utf-8")
    shown = call("run", "--home", tmp_path / "home", "--reference", tmp_path / "tables")
    assert shown.exit_code == 2
    assert told in shown.output
    assert not (tmp_path / "home").exists()


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="holds no reference table"):
        load_reference(tmp_path)
