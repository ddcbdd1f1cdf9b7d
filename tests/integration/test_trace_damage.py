"""A chain that rests on an altered file is not told."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_home import DAY, SAYINGS, home_at, small_tables
from typer.testing import CliRunner, Result

from assets.cli import app
from onrecord import open_dataset
from pipelines import warehouse
from pipelines.publication import publish
from pipelines.settings import Home

V1, V2 = "2031.05.06.001", "2031.05.06.002"
READ = ("mentions.parquet", "articles.parquet", "segments.parquet", "attributions.parquet", "producers.parquet")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two versions with one article each, the older one's mention in both."""
    home = home_at(tmp_path_factory.mktemp("trace"))
    for version, sayings in ((V1, SAYINGS[:1]), (V2, SAYINGS[:2])):
        publish(home, small_tables(version, sayings), version=version, created_at=DAY, database=warehouse)
    return home


def trace(home: Home) -> Result:
    mention = open_dataset(home.root, V1).table("mentions")["mention_id"].item()
    return CliRunner().invoke(app, ["trace", mention, "--home", str(home.root)], env={"COLUMNS": "200"})


def flipped(file: Path) -> Iterator[None]:
    """A file with a bit altered, one after the other of some, put right in between."""
    whole, chance = file.read_bytes(), random.Random(file.name)
    for _ in range(3):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        file.write_bytes(broken)
        yield
    file.write_bytes(whole)


def test_a_flipped_bit_in_a_file_of_the_version_ends_the_trace(home: Home) -> None:
    assert trace(home).exit_code == 0
    for name in (*READ, "manifest.json"):
        for _ in flipped(home.snapshots / V2 / name):
            done = trace(home)
            assert done.exit_code != 0, name
            assert name in done.output, done.output
    assert trace(home).exit_code == 0


def test_a_flipped_bit_in_another_version_is_told_of_it(home: Home) -> None:
    file = home.snapshots / V1 / "mentions.parquet"
    mention = open_dataset(home.root).table("mentions")["mention_id"][0]
    for _ in flipped(file):
        done = CliRunner().invoke(app, ["trace", mention, "--home", str(home.root)], env={"COLUMNS": "200"})
        assert done.exit_code == 0
        assert f"{V1}: cannot be told: {V1}/mentions.parquet: its SHA-256 is not the one listed" in done.output


def test_a_flipped_bit_in_the_raw_bytes_is_told(home: Home) -> None:
    mention = open_dataset(home.root).table("mentions").row(0, named=True)
    raw = open_dataset(home.root).table("articles").filter(article_id=mention["article_id"])["raw_sha256"].item()
    for _ in flipped(home.raw / raw[:2] / raw):
        command = ["trace", mention["mention_id"], "--home", str(home.root)]
        done = CliRunner().invoke(app, command, env={"COLUMNS": "200"})
        assert "the raw bytes are damaged: restore the file from a copy" in done.output
