"""Publication killed: never a torn version, never a lost one, and the next one works."""

import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from counts import KILLS_PUBLISHING, SEED
from processes import go, kill, result, start
from publisher import BOATS, publish_next

from pipelines import warehouse
from pipelines.publication import verify
from pipelines.publication.manifest import read_manifest
from pipelines.reader import open_dataset
from pipelines.settings import Home

RENAMES = 4
"""Renames in one publication: the database made ready, the snapshot, the index, the database swapped in."""


def seconds_until_it_speaks(process: "subprocess.Popen[str]") -> float:
    """How long a publication takes here, beside a process that gets ready: what a random moment is drawn from."""
    assert process.stdout is not None
    began = time.monotonic()
    assert process.stdout.readline().strip()
    return time.monotonic() - began


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
    """Whether everything verifies, nothing is left over, no name was passed over and nothing was published twice."""
    names = listed(home)
    assert [int(name[-3:]) for name in names] == list(range(1, len(names) + 1))
    contents = [read_manifest(home.snapshots / name)["content_sha256"] for name in names]
    assert len(set(contents)) == len(names), "the same was published twice"
    return verify(home, database=warehouse) == [] and leftovers(home) == []


@pytest.mark.slow
@pytest.mark.timeout(300 + 30 * KILLS_PUBLISHING)
def test_killed_at_random_moments(tmp_path: Path) -> None:
    home, chance = Home.at(tmp_path), random.Random(SEED)
    seen: list[str] = []
    inside = 0
    publish_next(home)
    waiting, seconds = start("publisher.py", home.root), 0.0
    for number in range(KILLS_PUBLISHING):
        process, waiting = waiting, start("publisher.py", home.root)
        go(process)
        seconds = seconds or seconds_until_it_speaks(process)
        moment = chance.uniform(0, 1.3 * seconds)
        time.sleep(moment)
        said = kill(process).split()
        names = listed(home)
        print(f"seed {SEED}, kill {number} after {moment:.3f} s, {len(names)} versions, left {leftovers(home)}")
        assert set(seen) | set(said) <= set(names), "a version was lost"
        inside += bool(leftovers(home))
        seen = names
    kill(waiting)
    assert inside, "no kill hit a publication: the test tests nothing"
    assert publish_next(home).version == listed(home)[-1]
    assert all_is_well(home)


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_each_rename(tmp_path: Path, when: str) -> None:
    home = Home.at(tmp_path)
    publish_next(home)
    for rename in range(1, RENAMES + 1):
        before = listed(home)
        process = start("publisher.py", home.root, f"--kill-{when}", rename)
        go(process)
        code, said, _ = result(process)
        assert (code, said) == (-signal.SIGKILL, "")
        done = rename if when == "after" else rename - 1
        snapshot_named, index_replaced = done >= 2, done >= 3
        assert len(listed(home)) - len(before) == index_replaced
        # a snapshot that had its name is kept; one that had none is made again under the same name
        version = publish_next(home).version
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
    version = publish_next(home).version
    assert renamed == [".tmp-next.duckdb", version, "versions.json", "onrecord.duckdb"]
    assert len(renamed) == RENAMES
