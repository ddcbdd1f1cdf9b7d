"""``onrecord quarantine``: what is set aside is listed, shown, and tried again from what was kept of it."""

import json

import pytest
from typer.testing import CliRunner

from assets.cli import app
from onrecord import open_dataset
from pipelines.settings import Home

ARTIKEL = "The harbour of Tessel Bay will close on Friday, mayor Ada Quill told reporters in Port Vale on Monday."
HOSTILE = "\x1b[2Jhidden\u202e.csv"


def call(*arguments: object):
    return CliRunner().invoke(app, ["quarantine", *map(str, arguments)])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, materialise) -> Home:
    """A home with one article, a table whose columns go by other names, and two files that hold nothing."""
    folder = tmp_path_factory.mktemp("in")
    (folder / "sound.txt").write_text(f"Harbour to close\n\n{ARTIKEL}\n", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "broken.txt").write_bytes(b"caf\xff\xfe no")
    rows = "".join(f'{number},"{ARTIKEL} Pier {number} stays open, she said.",x\n' for number in range(3))
    (folder / HOSTILE).write_text(f"nummer,artikel,rest\n{rows}", encoding="utf-8")
    home = Home.at(tmp_path_factory.mktemp("home"))
    materialise([folder], home)
    return home


def test_what_is_set_aside_is_listed_shown_and_tried_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = json.loads(call("list", "--home", home.root, "--format", "json").output)
    assert {row["file"]: (row["reason"], row["stage"]) for row in listed} == {
        "empty.txt": ("empty", "ingest"),
        "broken.txt": ("broken_encoding", "ingest"),
        HOSTILE: ("unmapped_columns", "ingest"),
    }
    assert {row["file"]: row["bytes"] for row in listed}["broken.txt"] == 8
    table = next(row for row in listed if row["file"] == HOSTILE)
    shown = call("show", table["id"][:12], "--home", home.root)
    assert "unmapped_columns" in shown.output
    assert "retry" in shown.output
    for output in (shown.output, call("list", "--home", home.root).output):
        assert "\x1b[2J" not in output
        assert "\u202e" not in output
    assert call("list", "--reason", "never", "--home", home.root).exit_code == 2
    monkeypatch.setenv("ONRECORD_COLUMNS", "text=artikel")
    done = call("retry", "--home", home.root)
    assert done.exit_code == 0, done.output
    assert "empty.txt: not kept" in done.output
    assert "no longer set aside" in done.output
    assert "still set aside, broken_encoding" in done.output
    data = open_dataset(home.root)
    assert data.table("articles").height == 4
    assert set(data.table("quarantine")["path"]) == {"empty.txt", "broken.txt"}
    accounts = data.table("checks").filter(suite="articles.accounting").row(0, named=True)
    assert (accounts["success"], accounts["observed"]) == (True, "4 read = 4 published + 0 set aside")
