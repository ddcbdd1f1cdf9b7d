"""Inputs as people give them: paths, addresses, standard input."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets.cli import app
from assets.ingest import chosen_inputs
from assets.standard_input import given_files
from pipelines.settings import SEEDS, Home, Settings


def test_addresses_stay_text_and_paths_are_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_INPUT", raising=False)
    assert chosen_inputs([]) == [SEEDS / "articles"]
    assert chosen_inputs(["s3://bucket/in", "a/b"]) == ["s3://bucket/in", Path("a/b")]
    monkeypatch.setenv("ONRECORD_INPUT", os.pathsep.join(["a", "s3://bucket/in", "file:///srv/b", "c"]))
    assert chosen_inputs([]) == [Path("a"), "s3://bucket/in", "file:///srv/b", Path("c")]


def test_an_address_is_handed_on_as_it_was_given(tmp_path: Path) -> None:
    with given_files(["s3://bucket/in", tmp_path, "s3://bucket/in"], Home.at(tmp_path), Settings()) as files:
        assert files == ["s3://bucket/in", tmp_path.resolve()]


@pytest.mark.parametrize(
    ("given", "environment", "says"),
    [
        ("https://news.example/ferry.html", {}, "fetch it with `onrecord fetch`"),
        ("gopher://news.example/1", {}, "gopher://news.example/1 cannot be opened"),
        ("memory://in", {"ONRECORD_SHARDS": "gopher://news.example/1"}, "gopher://news.example/1 cannot be opened"),
    ],
)
def test_an_address_of_no_use_is_wrong_usage(
    tmp_path: Path, given: str, environment: dict[str, str], says: str
) -> None:
    done = CliRunner().invoke(app, ["run", "--input", given, "--home", str(tmp_path / "home")], env=environment)
    assert done.exit_code == 2
    assert says in " ".join(done.output.split())
    assert not (tmp_path / "home").exists()
