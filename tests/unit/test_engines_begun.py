"""Processes that load a function ahead of the shards that they will do."""

import multiprocessing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.engines import Begun, Processes, ShardError, Work, map_batches

EMPTY = pa.table({"number": pa.array([], pa.int64())})
SHARDS = [pa.table({"number": pa.array([number], pa.int64())}) for number in range(4)]
DOUBLE = Work("batch_functions:double")


def children() -> set[int]:
    return {each.pid for each in multiprocessing.active_children() if each.pid is not None}


def test_shards_are_done_by_the_children_that_were_begun(tmp_path: Path) -> None:
    before = children()
    begun = Begun(DOUBLE, 2, EMPTY)
    for thread in begun._threads:
        thread.join()
    mine = children() - before
    paths = map_batches(DOUBLE, SHARDS, tmp_path, engine=Processes(2, begun))
    did = {int(pq.read_table(path)["loaded"][0].as_py().split(":")[0]) for path in paths}
    assert did
    assert did <= mine
    begun.close()
    assert children() == before


@pytest.mark.parametrize("engine_workers", [0, 1])
def test_children_that_nobody_needs_end(tmp_path: Path, engine_workers: int) -> None:
    before = children()
    begun = Begun(DOUBLE, 2, EMPTY)
    if engine_workers:
        map_batches(DOUBLE, SHARDS[:1], tmp_path, engine=Processes(engine_workers, begun))
    begun.close()
    assert children() == before


def test_other_work_is_done_by_children_of_its_own(tmp_path: Path) -> None:
    begun = Begun(Work("batch_functions:slow"), 1, EMPTY)
    assert begun.take(DOUBLE) == []
    assert len(map_batches(DOUBLE, SHARDS, tmp_path, engine=Processes(1, begun))) == len(SHARDS)
    begun.close()
    assert not children()


def test_what_cannot_be_loaded_is_told_by_the_first_shard(tmp_path: Path) -> None:
    work = Work("batch_functions:there_is_none")
    begun = Begun(work, 1, EMPTY)
    with pytest.raises(ShardError, match="there_is_none"):
        map_batches(work, SHARDS, tmp_path, engine=Processes(1, begun))
    begun.close()
    assert not children()
