"""A redaction killed in the midst: readers see whole versions, and doing it again finishes it."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from counts import KILLS_REDACTING
from everywhere import found, sentences
from redacting import GONE, VERSIONS, build, redaction_of
from small_home import SAYINGS, text_of

from assets.redaction import begin, finish
from pipelines import warehouse
from pipelines.publication import recover, verify
from pipelines.publication.integrity import damaged_files
from pipelines.publication.redaction import read_journal
from pipelines.reader import open_dataset
from pipelines.settings import Home

REDACTING = Path(__file__).parents[1] / "redacting.py"
PIECES = sentences(text_of(GONE), [text_of(saying) for saying in SAYINGS if saying != GONE])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = build(tmp_path_factory.mktemp("built"))
    begin(home, redaction_of(GONE))
    return home


def carry_out(home: Home, *options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(REDACTING), str(home.root), *options],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(REDACTING.parent), *sys.path])},
    )


def every_version_is_whole(home: Home) -> list[int]:
    """Every version can be read, and is its old or its new revision; return their revisions."""
    revisions = []
    index = json.loads((home.snapshots / "versions.json").read_bytes())
    assert [each["version"] for each in index["versions"]] == list(VERSIONS)
    for number, version in enumerate(VERSIONS):
        assert damaged_files(home.snapshots / version) == {}
        data = open_dataset(home.root, version)
        revision = data.manifest()["revision"]
        assert data.table("articles").height == number + 2 - (revision - 1)
        assert data.table("claims").height == data.table("mentions").height == data.table("articles").height
        revisions.append(revision)
    return revisions


@pytest.mark.slow
@pytest.mark.timeout(300 + 20 * KILLS_REDACTING)
def test_killed_at_random_steps(built: Home, tmp_path: Path) -> None:
    whole = Home.at(shutil.copytree(built.root, tmp_path / "whole"))
    steps = int(carry_out(whole).stdout)
    assert steps > 50, "no step is counted: the test tests nothing"
    chance = random.Random(20310506)
    half = over = 0
    for number, step in enumerate(sorted(chance.sample(range(1, steps + 1), min(KILLS_REDACTING, steps)))):
        home = Home.at(shutil.copytree(built.root, tmp_path / str(number)))
        assert carry_out(home, "--kill", str(step)).returncode == -signal.SIGKILL
        revisions = every_version_is_whole(home)
        half += revisions != [1, 2, 2]
        if read_journal(home.redactions)[0].finished_at is None:
            if number % 2:
                # what the next run does first
                recover(home.snapshots)
            assert finish(home)[0].versions == {VERSIONS[1]: 2, VERSIONS[2]: 2}
        else:
            # killed between the last entry of the journal and the end of the process: nothing is left to do
            over += 1
            assert revisions == [1, 2, 2]
            assert finish(home) == []
        assert every_version_is_whole(home) == [1, 2, 2]
        assert found(home.root, PIECES) == {}
        assert verify(home, database=warehouse) == []
        assert not [*home.snapshots.glob(".*"), *home.root.glob(".*")]
        shutil.rmtree(home.root)
    assert half, "no kill came before the last version had its new revision: the test tests little"
    assert over <= 2, "the journal tells the end before the end"
