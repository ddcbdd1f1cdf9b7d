"""Publication killed or watched: never a torn version, never a lost one, and the next one works."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from publisher import BOATS, publish_next

from pipelines import warehouse
from pipelines.publication import verify
from pipelines.reader import open_dataset
from pipelines.settings import Home

PUBLISHER = Path(__file__).with_name("publisher.py")
KILLS = int(os.environ.get("ONRECORD_FAULT_KILLS", "10"))
RENAMES = 4
"""Renames in one publication: the database made ready, the snapshot, the index, the database swapped in."""


def start(home: Home, *options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(PUBLISHER), str(home.root), *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def listed(home: Home) -> list[str]:
    """The versions as a reader sees them; the index always reads and the latest version is always sound."""
    path = home.snapshots / "versions.json"
    if not path.exists():
        return []
    index = json.loads(path.read_bytes())
    names = [each["version"] for each in index["versions"]]
    assert names == sorted(set(names))
    assert index["latest"] == names[-1]
    # an unlisted snapshot is what a kill after its rename leaves; the next run adopts it
    assert [problem for problem in verify(home, "latest") if "not listed in versions.json" not in problem] == []
    assert open_dataset(home.root).table("claims").height == BOATS
    assert warehouse.database_version(home.database) in names
    return names


def leftovers(home: Home) -> list[str]:
    return [path.name for folder in (home.root, home.snapshots) for path in folder.glob(".tmp-*")]


def all_is_well(home: Home) -> bool:
    return verify(home, database=warehouse) == [] and leftovers(home) == []


@pytest.mark.slow
@pytest.mark.timeout(120 + 10 * KILLS)
def test_killed_at_random_moments(tmp_path: Path) -> None:
    home, chance = Home.at(tmp_path), random.Random(20310506)
    seen: list[str] = []
    inside = 0
    for _ in range(KILLS):
        with start(home) as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            # it publishes without a pause: any moment now is inside a publication
            time.sleep(chance.uniform(0, 0.6))
            process.send_signal(signal.SIGKILL)
            said = [first.strip(), *process.stdout.read().split()]
        names = listed(home)
        assert set(seen) | set(said) <= set(names), "a version was lost"
        inside += bool(leftovers(home))
        seen = names
    assert inside, "no kill hit a publication: the test tests nothing"
    assert publish_next(home) == listed(home)[-1]
    assert all_is_well(home)


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_each_rename(tmp_path: Path, when: str) -> None:
    home = Home.at(tmp_path)
    publish_next(home)
    for rename in range(1, RENAMES + 1):
        before = listed(home)
        with start(home, f"--kill-{when}", str(rename)) as process:
            assert process.stdout is not None
            assert process.stdout.read() == ""
        assert process.returncode == -signal.SIGKILL
        done = rename if when == "after" else rename - 1
        snapshot_named, index_replaced = done >= 2, done >= 3
        assert len(listed(home)) - len(before) == index_replaced
        # a snapshot that had its name is kept; one that had none is made again under the same name
        version = publish_next(home)
        assert len(listed(home)) - len(before) == 1 + snapshot_named
        assert listed(home)[-1] == version
        assert all_is_well(home)


def test_a_publication_has_the_renames_that_are_counted_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.at(tmp_path)
    publish_next(home)
    renamed: list[str] = []
    for name in ("rename", "replace"):
        real = getattr(os, name)

        def recorded(source: object, target: object, real: object = real) -> None:
            renamed.append(Path(str(target)).name)
            real(source, target)  # type: ignore[operator]

        monkeypatch.setattr(os, name, recorded)
    version = publish_next(home)
    assert renamed == [".tmp-next.duckdb", version, "versions.json", "onrecord.duckdb"]
    assert len(renamed) == RENAMES


@pytest.mark.slow
def test_a_reader_never_sees_an_error_or_a_mixed_version(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    publish_next(home)
    seen: set[str] = set()
    with start(home, "--versions", "6") as process:
        while process.poll() is None:
            dataset = open_dataset(home.root)
            seen.add(dataset.version)
            told = dataset.sql("SELECT DISTINCT regexp_extract(claim_text, 'left (.*) times', 1) AS n FROM mentions")
            assert told["n"].to_list() == [str(int(dataset.version[-3:]) - 1)]
            with warehouse.read_only(home.database) as database:
                versions = database.execute(
                    "SELECT DISTINCT first_version, (SELECT max(version) FROM versions) FROM claims"
                ).fetchall()
            assert [len(set(each)) for each in versions] == [1]
    assert process.returncode == 0
    assert len(seen) > 2, "the reader saw no publication happen: the test tests nothing"


@pytest.mark.slow
def test_two_publishers_take_turns(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    with start(home, "--versions", "3") as one, start(home, "--versions", "3") as other:
        said = [sorted(process.communicate(timeout=120)[0].split()) for process in (one, other)]
    assert (one.returncode, other.returncode) == (0, 0)
    assert sorted([*said[0], *said[1]]) == listed(home)
    assert len(listed(home)) == 6
    assert all_is_well(home)
