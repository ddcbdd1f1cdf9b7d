"""Rows that bring their process down: each is set aside alone, whatever engine meets it."""

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batch_functions import POISON

from pipelines.engines import Engine, InProcess, Processes, ShardError, Work, guarding, map_batches

pytestmark = pytest.mark.timeout(120)

POISONED = Work(
    "batch_functions:poisoned", set_aside="batch_functions:left_out", row_seconds=0.5, memory_bytes=800_000_000
)


def shard(*numbers: int) -> pa.Table:
    return pa.table({"number": pa.array(numbers, pa.int64())})


def numbers(paths: list[Path]) -> list[list[int]]:
    return [pq.read_table(path)["number"].to_pylist() for path in paths]


def test_a_row_that_brings_its_process_down_is_set_aside_and_all_others_are_done(tmp_path: Path) -> None:
    shards = [shard(8, 10), shard(1, 7, 2), shard(5, 9), shard(6)]
    told: list[tuple[int, int]] = []
    paths = map_batches(
        POISONED, shards, tmp_path, engine=Processes(2), progress=lambda done, total: told.append((done, total))
    )
    assert numbers(paths) == [[-8, 20], [2, -7, 4], [10, -9], [12]]
    assert told[-1] == (8, 8)
    rows = [row for path in paths for row in pq.read_table(path).to_pylist()]
    assert {-row["number"]: row["loaded"].partition(":")[0] for row in rows if row["number"] < 0} == POISON
    assert not multiprocessing.active_children()
    assert sorted(paths) == sorted(tmp_path.iterdir())
    stamps = [path.stat().st_mtime_ns for path in paths]
    assert map_batches(POISONED, shards, tmp_path, engine=InProcess()) == paths, "what was set aside is not tried again"
    assert [path.stat().st_mtime_ns for path in paths] == stamps


def test_a_process_that_was_killed_from_without_costs_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by a system that is short of memory: the second time the row is done."""
    monkeypatch.setenv("ONRECORD_TEST_MARK", str(tmp_path / "died"))
    work = POISONED._replace(function="batch_functions:died_once")
    assert numbers(map_batches(work, [shard(1)], tmp_path / "out", engine=Processes(1))) == [[2]]
    assert (tmp_path / "died").exists()


def test_a_shard_that_is_interrupted_is_nobody_s_fault(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    work = POISONED._replace(function="batch_functions:slow")
    shards = [shard(number) for number in range(1, 9)]
    with pytest.raises(KeyboardInterrupt):
        map_batches(work, shards, tmp_path, engine=Processes(2), progress=stop)
    assert not multiprocessing.active_children()
    left = numbers(list(tmp_path.iterdir()))
    assert 1 <= len(left) < len(shards)
    assert all(number > 0 for (number,) in left)


def test_where_every_row_brings_its_process_down_it_is_not_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "_SUSPECT", 2)
    with pytest.raises(ShardError, match=r"each of its 2 rows alone brought its process down.*nothing was set aside"):
        map_batches(POISONED, [shard(9, 9)], tmp_path, engine=Processes(2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "how"), [(8, "took longer than"), (9, "needs more than")])
def test_without_a_way_to_set_it_aside_it_is_an_error_that_says_what_happened(
    tmp_path: Path, number: int, how: str
) -> None:
    with pytest.raises(ShardError, match=rf"shard 1 of 1 .*its worker process {how}.*ONRECORD_SHARD_ARTICLES"):
        map_batches(POISONED._replace(set_aside=None), [shard(number)], tmp_path, engine=Processes(1))


def test_a_shard_that_ended_this_process_is_done_in_a_child_by_the_next_call(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "import pyarrow as pa; from pathlib import Path; from pipelines.engines import InProcess, Work, map_batches\n"
        f"work = Work(*{tuple(POISONED)!r})\n"
        "shards = [pa.table({'number': numbers}) for numbers in ([1, 2], [3, 7], [4])]\n"
        f"map_batches(work, shards, Path({str(tmp_path)!r}), engine=InProcess())\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert ended.returncode == -9
    assert len(list(tmp_path.glob("*.parquet"))) == 1
    shards = [shard(1, 2), shard(3, 7), shard(4)]
    paths = map_batches(POISONED, shards, tmp_path, engine=InProcess())
    assert numbers(paths) == [[2, 4], [6, -7], [8]]
    assert sorted(paths) == sorted(tmp_path.iterdir())


@pytest.mark.parametrize("engine", [Processes(1)])
def test_a_worker_of_another_installation_is_refused(tmp_path: Path, engine: Engine) -> None:
    work = POISONED._replace(maker="batch_functions:whose", made_by="release 1")
    with pytest.raises(ShardError, match=r"other code, models or reference tables.*release 2.*release 1"):
        map_batches(work, [shard(1)], tmp_path, engine=engine)
    work = work._replace(made_by="release 2")
    assert numbers(map_batches(work, [shard(1)], tmp_path, engine=engine)) == [[2]]
