"""A pile that is read in parts and published once is what it would have been in one run."""

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from assets.cli import app
from onrecord import open_dataset
from pipelines.settings import Home

ARTICLES = {
    "one": "Bridge at Orrin closed\n\nThe bridge at Orrin will stay shut until May, Mayor Ilse Varga said on Monday.",
    "two": "Orrin waits\n\nIlse Varga, the mayor of Orrin, said the bridge would stay shut until May.",
}


def run(home: Path, *given: object) -> str:
    told = CliRunner().invoke(app, ["run", "--home", str(home), *map(str, given)])
    assert told.exit_code == 0, told.output
    return told.output


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    for name, text in ARTICLES.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "article.txt").write_text(text, encoding="utf-8")
    return [tmp_path / name for name in ARTICLES]


def test_parts_are_read_and_published_together(tmp_path: Path, parts: list[Path]) -> None:
    home = tmp_path / "home"
    assert "1 articles were read" in run(home, "--input", parts[0], "--no-publish")
    assert not list(Home.at(home).snapshots.glob("*/manifest.json"))
    told = json.loads(run(home, "--input", parts[1], "--no-publish", "--log-format", "json").splitlines()[-1])
    assert told["articles_read"] == 1
    run(home, "--input", parts[1])
    run(tmp_path / "whole", "--input", parts[0], "--input", parts[1])
    by_parts, at_once = (open_dataset(place).table("mentions") for place in (home, tmp_path / "whole"))
    assert by_parts.height == told["mentions"] == at_once.height > 0
    named = ["article_id", "mention_id", "claim_id", "claim_text", "source_name"]
    assert by_parts.select(named).sort(named).equals(at_once.select(named).sort(named))
    assert open_dataset(home).table("batches").filter(pl.col("articles_new") > 0).height == 2
