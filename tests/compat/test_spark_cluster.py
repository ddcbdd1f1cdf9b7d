"""Spark with executors in processes of their own: the same rows, and none lost or doubled when processes are killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sparks import EXTRACTION, hashes, needed, numbers, spark_at

from pipelines.engines import Spark, Work, map_batches

pytestmark = [pytest.mark.compat, pytest.mark.timeout(600)]

SLOW = Work("batch_functions:slow", set_aside="batch_functions:left_out")
TABLES = [pa.table({"number": [number, 100 + number]}) for number in range(16)]
DOUBLED = [[2 * number, 200 + 2 * number] for number in range(16)]

DRIVER = """
import sys
sys.path[:0] = sys.argv[3:]
from pathlib import Path
from sparks import spark_at
from test_spark_cluster import SLOW, TABLES
from pipelines.engines import map_batches
with spark_at(sys.argv[1]) as engine:
    map_batches(SLOW, TABLES, Path(sys.argv[2]), engine=engine)
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[Spark]:
    """Two executors with one core each, started by a master and two workers that Spark keeps for tests."""
    with spark_at("local-cluster[2,1,1024]") as engine:
        yield engine


def test_executors_in_processes_of_their_own_give_the_same_rows(
    cluster: Spark, embedded: dict[int, list[pa.Table]], expected: dict[str, str], tmp_path: Path
) -> None:
    assert hashes(map_batches(EXTRACTION, embedded[3], tmp_path, engine=cluster)) == expected


def test_an_executor_that_is_killed_costs_no_row(cluster: Spark, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done >= 4 and not killed:
            killed.append(executors()[0])
            os.kill(killed[0], signal.SIGKILL)

    paths = map_batches(SLOW, TABLES, tmp_path, engine=cluster, progress=kill)
    assert numbers(paths) == DOUBLED
    assert sorted(paths) == sorted(tmp_path.iterdir())
    assert killed
    assert killed[0] not in executors()


def test_a_python_worker_that_is_killed_costs_no_row(cluster: Spark, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done >= 4 and not killed:
            output = next(tmp_path.glob("*.parquet"))
            child = int(pq.read_table(output)["loaded"][0].as_py().split(":")[0])
            killed.append(parent_of(child))
            os.kill(killed[0], signal.SIGKILL)

    assert numbers(map_batches(SLOW, TABLES, tmp_path, engine=cluster, progress=kill)) == DOUBLED
    assert killed


def test_the_next_run_goes_on_where_a_killed_driver_stopped(cluster: Spark, tmp_path: Path) -> None:
    needed()
    folders = [str(Path(__file__).parent), *sys.path]
    with subprocess.Popen([sys.executable, "-c", DRIVER, "local[1]", str(tmp_path), *folders]) as driver:
        deadline = time.monotonic() + 120
        while len(list(tmp_path.glob("*.parquet"))) < 3 and time.monotonic() < deadline:
            assert driver.poll() is None
            time.sleep(0.05)
        driver.kill()
    finished = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.parquet")}
    assert 3 <= len(finished) < len(TABLES)
    told: list[int] = []
    paths = map_batches(SLOW, TABLES, tmp_path, engine=cluster, progress=lambda done, total: told.append(done))
    assert told[0] >= 2 * len(finished)
    assert numbers(paths) == DOUBLED
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    assert sorted(paths) == sorted(tmp_path.iterdir())


# --- processes ----------------------------------------------------------------------------


def executors() -> list[int]:
    """The executors that descend from this process."""
    return [pid for pid in descendants(os.getpid()) if "CoarseGrainedExecutorBackend" in command_of(pid)]


def descendants(root: int) -> list[int]:
    """The processes that descend from one."""
    parents = {int(path.name): parent_of(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found, todo = [], [root]
    while todo:
        parent = todo.pop()
        children = [pid for pid, its in parents.items() if its == parent]
        found += children
        todo += children
    return sorted(found)


def parent_of(pid: int) -> int:
    """The process that started one; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def command_of(pid: int) -> str:
    """What a process was started with; empty where it is gone, also where nobody waited for it yet."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
