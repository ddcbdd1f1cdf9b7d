"""An article edited, retracted, brought back and redacted, from the command to every published version."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from everywhere import found, sentences
from typer.testing import CliRunner, Result

from assets.cli import app
from onrecord import open_dataset
from pipelines import warehouse
from pipelines.publication import verify
from pipelines.reader import Dataset
from pipelines.settings import Home
from tests.integration.conftest import FIRST, SECOND, THIRD

pytestmark = pytest.mark.timeout(900)
runner = CliRunner()
EDITED = (
    FIRST.replace("Marovia will close the ports", "Marovia may close the ports")
    .replace("the repair could cost 12 million", "the repair will cost 12 million")
    .replace("\nThe port authority declined to comment.\n", "\nMayor Ada Quill said the fish market was full.\n")
)
HOSTILE = """Quay painted in Veldra

Published: 7 March 2024

Harbour master Olin Brask said the quay was \x1b[31mred\x1b[0m and \u202ewet\u202c on Thursday.
"""


def call(*arguments: object) -> Result:
    return runner.invoke(app, [str(argument) for argument in arguments], env={"COLUMNS": "200"})


def opened(home: Home, version: str = "latest") -> Dataset:
    return open_dataset(home.root, version=version)


def told(home: Home) -> str:
    return (opened(home).path / "changelog.md").read_text(encoding="utf-8")


def mentions_of(data: Dataset, path: str) -> pl.DataFrame:
    articles = data.table("articles").filter(pl.col("path") == path, pl.col("is_current")).select("article_id")
    return data.table("mentions").join(articles, on="article_id", how="semi")


@pytest.fixture(scope="module")
def edited(first_run, materialise: Callable, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path]:
    """A home of two versions, the second with an edited and two new articles; and what it was given."""
    folder = tmp_path_factory.mktemp("takedown")
    home = Home.at(shutil.copytree(first_run[0].root, folder / "home"))
    inputs = folder / "in"
    inputs.mkdir()
    for name, text in (("first", EDITED), ("third", THIRD), ("hostile", HOSTILE)):
        (inputs / f"{name}.txt").write_text(text, encoding="utf-8")
    materialise([inputs], home)
    return home, inputs


def test_an_edit_is_a_new_revision_and_both_are_kept_and_compared(edited) -> None:
    home, _ = edited
    rows = opened(home).table("articles").filter(pl.col("path") == "first.txt").sort("revision")
    assert rows.select("revision", "is_current").rows() == [(1, False), (2, True)]
    assert rows["text"].to_list() == [FIRST, EDITED]
    sections = {part.splitlines()[0].split(":")[0]: part for part in told(home).split("\n## ")}
    assert "Marovia ~~will~~**may** close the ports" in sections["Softened by an edit"]
    assert "~~could~~**will** cost 12 million marks" in sections["Hardened by an edit"]
    table = [line.strip("|").split("|") for line in sections["Revised articles"].splitlines() if line.startswith("|")]
    number = {name.strip(): value.strip() for name, value in zip(table[0], table[2], strict=True)}
    assert (number["article"], number["softened"], number["hardened"]) == ("first.txt", "1", "1")
    assert int(number["removed"]) >= 1
    assert int(number["added"]) >= 1


def test_a_mention_is_traced_to_its_bytes_and_its_text_not_obeyed(edited) -> None:
    home, _ = edited
    data = opened(home)
    row = mentions_of(data, "hostile.txt").filter(pl.col("source_text").is_not_null()).row(0, named=True)
    shown = call("trace", row["mention_id"], "--home", home.root)
    assert shown.exit_code == 0, shown.output
    assert "\x1b" not in shown.output
    assert "\u202e" not in shown.output
    assert "\\u001b[31mred" in shown.output
    for word in ("en_core_web_sm", "extraction", "text/plain", data.version, row["mention_key"], "confidence"):
        assert word in shown.output
    again = json.loads(call("trace", row["mention_key"], "--home", home.root, "--json").output)
    raw = again["raw"]
    content = Path(raw["file"]).read_bytes()[raw["start"] : raw["end"]].decode(raw["encoding"])
    assert content == row["content_text"] == again["words"]["content"]["characters"] == raw["characters"]
    assert again["reading"]["rule"]
    assert [each["version"] for each in again["versions"]] == [data.version]
    first = opened(home, data.versions()["version"][0])
    old = mentions_of(first, "second.txt").row(0, named=True)
    standing = json.loads(
        call("trace", old["mention_key"][:14], "--home", home.root, "--version", first.version, "--json").output
    )
    assert [each["version"] for each in standing["versions"]] == [first.version, data.version]
    assert call("trace", "men-nowhere", "--home", home.root).exit_code == 2


@pytest.mark.slow
def test_retracted_brought_back_and_redacted(edited, corpus: Path, materialise: Callable, tmp_path: Path) -> None:
    source, inputs = edited
    home = Home.at(shutil.copytree(source.root, tmp_path / "home"))
    before = opened(home)
    edit = before.table("articles").filter(pl.col("path") == "first.txt", pl.col("is_current"))["article_id"].item()
    alone = set(mentions_of(before, "second.txt")["claim_id"]) - set(
        before.table("mentions").join(mentions_of(before, "second.txt"), on="mention_id", how="anti")["claim_id"]
    )
    assert alone
    known = set(mentions_of(before, "second.txt")["mention_id"])

    undone = call("retract", "second.txt", "--reason", "withdrawn by its outlet", "--home", home.root)
    assert undone.exit_code == 0, undone.output
    assert call("retract", edit, "--reason", "the edit was a forgery", "--home", home.root).exit_code == 0
    assert call("retract", "nowhere.txt", "--reason", "x", "--home", home.root).exit_code == 2
    assert call("retract", "second.txt", "--reason", " ", "--home", home.root).exit_code == 2
    materialise([inputs], home)
    after = opened(home)
    assert mentions_of(after, "second.txt").is_empty()
    now = after.table("articles").filter(pl.col("path") == "first.txt")
    assert now.select("revision", "is_current", "text").rows() == [(1, True, FIRST)]
    stones = after.table("retractions").sort("path")
    assert stones.select("path", "kind", "reason", "version").rows() == [
        ("first.txt", "retracted", "the edit was a forgery", after.version),
        ("second.txt", "retracted", "withdrawn by its outlet", after.version),
    ]
    assert "## Articles retracted: 2\n" in told(home)
    assert f"{len(alone)} claims that no other article states" in told(home)
    retired = after.table("claim_history").filter(version=after.version, event="retired")
    assert alone <= set(retired["claim_id"])
    assert set(retired["cause"]) == {"curation"}
    assert set(after.table("changes")["cause"]) == {"curation"}
    assert opened(home, before.version).table("articles").height == 5

    assert call("curate", "undo", undone.output.split()[0], "--home", home.root).exit_code == 0
    question = call("redact", "first.txt", "--reason", "by a court", "--home", home.root)
    assert question.exit_code == 1
    assert not home.redactions.exists()
    quoting = "Marovia will close the ports of Veldra"
    assert call("redact", "first.txt", "--reason", quoting, "--yes", "--home", home.root).exit_code == 2
    done = call("redact", "first.txt", "--reason", "by a court", "--yes", "--home", home.root)
    assert done.exit_code == 0, done.output
    assert "2 articles redacted" in done.output
    again = call("redact", "first.txt", "--reason", "by a court", "--yes", "--home", home.root)
    assert again.exit_code == 0
    assert again.output.split()[0] == done.output.split()[0]
    pieces = sentences(f"{FIRST}\n{EDITED}", [SECOND, THIRD, HOSTILE])
    assert len(pieces) > 50
    assert found(home.root, pieces) == {}
    assert verify(home, database=warehouse) == []
    assert call("verify", "--home", home.root).exit_code == 0

    materialise([corpus, inputs], home)
    last = opened(home)
    refused = last.table("quarantine").filter(pl.col("reason_code") == "redacted")
    assert refused["path"].unique().to_list() == ["first.txt"]
    assert "was redacted on" in refused["message"][0]
    assert found(home.root, pieces) == {}
    back = mentions_of(last, "second.txt")
    assert set(back["mention_id"]) == known
    kinds = dict(last.table("retractions").select("article_id", "kind").iter_rows())
    assert kinds[edit] == "redacted"
    assert set(kinds.values()) == {"redacted"}
    assert verify(home, database=warehouse) == []
