"""The same work on Spark as on this machine: the same rows, the same care with what brings a process down."""

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batch_functions import POISON
from places import Bucket as Place
from sparks import EXTRACTION, hashes, hashes_of, numbers, spark_at

from assets.shards import read
from pipelines.engines import Bucket, Processes, ShardError, Spark, Work, map_batches, map_shards

pytestmark = [pytest.mark.compat, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """Spark in one JVM with two tasks at a time."""
    with spark_at("local[2]") as engine:
        yield engine


def test_every_engine_gives_the_same_rows_whatever_the_shards(
    spark: Spark, embedded: dict[int, list[pa.Table]], expected: dict[str, str], tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    for name, engine, size in (("processes", Processes(2), 5), ("spark", spark, 4)):
        outputs = map_batches(
            EXTRACTION, embedded[size], tmp_path / name, engine=engine, progress=lambda *rows: told.append(rows)
        )
        assert sorted(outputs) == sorted((tmp_path / name).iterdir())
        assert hashes(outputs) == expected
        assert told[-1] == (16, 16)


def test_spark_writes_to_an_object_store_what_this_machine_writes_here(
    spark: Spark, bucket: Place, embedded: dict[int, list[pa.Table]], expected: dict[str, str]
) -> None:
    # Spark was started without keys: its workers have those that come with the place
    options = {**bucket.options, "key": os.environ["AWS_ACCESS_KEY_ID"], "secret": os.environ["AWS_SECRET_ACCESS_KEY"]}
    place, told = Bucket(f"{bucket.url}/spark", options), list[tuple[int, int]]()
    names = map_shards(EXTRACTION, embedded[5], place, engine=spark, progress=lambda *rows: told.append(rows))
    assert hashes_of(read(place, names)) == expected
    assert told[-1] == (16, 16)
    assert set(place.store.entries(below=True)) == {f"{name}.parquet" for name in names}, "the inputs are removed"


def test_a_row_that_brings_its_process_down_is_set_aside_on_spark_too(spark: Spark, tmp_path: Path) -> None:
    work = Work(
        "batch_functions:poisoned", set_aside="batch_functions:left_out", row_seconds=0.5, memory_bytes=800_000_000
    )
    tables = [pa.table({"number": part}) for part in ([1, 7, 2], [5, 9], [6], [8, 10])]
    paths = map_batches(work, tables, tmp_path, engine=spark)
    assert numbers(paths) == [[2, -7, 4], [10, -9], [12], [-8, 20]]
    rows = [row for path in paths for row in pq.read_table(path).to_pylist()]
    assert {-row["number"]: row["loaded"].partition(":")[0] for row in rows if row["number"] < 0} == POISON


def test_a_worker_loads_its_models_once(spark: Spark, tmp_path: Path) -> None:
    tables = [pa.table({"number": [number]}) for number in range(12)]
    paths = map_batches(Work("batch_functions:double"), tables, tmp_path, engine=spark)
    loaded = {name for path in paths for name in pq.read_table(path)["loaded"].to_pylist()}
    assert 1 <= len(loaded) <= 2


def test_what_a_function_raises_is_told_without_spark_s_stacks_and_finished_shards_are_kept(
    spark: Spark, tmp_path: Path
) -> None:
    # the first failure ends the tasks beside it
    tables = [pa.table({"number": [number], "folder": [str(tmp_path)]}) for number in (1, 7)]
    with pytest.raises(ShardError, match=r"Spark gave the work up: shard .* ValueError: seven is no number of boats"):
        map_batches(Work("batch_functions:raise_on_seven_last"), tables, tmp_path, engine=spark)
    assert numbers(list(tmp_path.glob("*.parquet"))) == [[2]]
    assert not list(tmp_path.glob("inputs/*"))
