"""A disk that runs full in mid-write: the last version stays, the error names the file, and the next run goes on."""

import errno
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from counts import POINTS_OF_A_FULL_DISK
from publisher import publish_next

from pipelines import warehouse
from pipelines.files import StorageError, write_whole
from pipelines.ingest import RawStore
from pipelines.publication import verify
from pipelines.settings import Home

ADVICE = "make room on its disk, or make it writable, and run again: published versions are whole"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_last_version_survives_wherever_the_disk_runs_full(tmp_path: Path) -> None:
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this system lets no user mount a small file system of their own (unshare -rm)")
    points = [] if POINTS_OF_A_FULL_DISK is None else [str(POINTS_OF_A_FULL_DISK)]
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, str(Path(__file__).with_name("full_disk.py")), str(tmp_path), *points],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    print(*(f"{each['file']}: {each['error']}" for each in told["publications"] + told["working_store"]), sep="\n")
    for each in told["publications"]:
        assert ADVICE in each["error"], each
        assert "No space left on device" in each["error"], each
        assert (each["kept"], each["holds"], each["well"], each["problems"], each["left"]) == (True, True, True, [], [])
    named = {Path(each["error"].split(" cannot be written")[0]).name for each in told["publications"]}
    assert {".tmp-next.duckdb", "versions.json"} < named
    assert len(named) >= min(len(told["publications"]), POINTS_OF_A_FULL_DISK or 20)
    for each in told["working_store"]:
        assert each["file"] in each["error"], each
        assert ADVICE in each["error"], each
        assert (each["kept"], each["left"]) == (True, [])


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file of this process may grow beyond 10,000 bytes meanwhile: what a quota does, without a mount."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_may_not_grow_is_named_and_leaves_nothing(tmp_path: Path, small_files: None) -> None:
    with pytest.raises(StorageError, match=f"report.bin cannot be written .File too large.; {ADVICE}") as told:
        write_whole(tmp_path / "report.bin", b"x" * 20_000)
    assert isinstance(told.value.__cause__, OSError)
    assert told.value.__cause__.errno == errno.EFBIG
    store = RawStore(tmp_path / "raw")
    with pytest.raises(StorageError, match=ADVICE):
        store.put(b"y" * 20_000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.get(store.put(b"y" * 2_000)) == b"y" * 2_000


def test_a_version_that_may_not_grow_leaves_the_one_before(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    first = publish_next(home).version
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(StorageError, match=f"next.duckdb cannot be written .*File too large.*; {ADVICE}"):
            publish_next(home)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert verify(home, database=warehouse) == []
    assert not list(home.root.rglob(".tmp-*"))
    assert publish_next(home).version > first
