"""What a task of a cluster does, without one: it may come twice, late, or to a machine that cannot see the home."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.engines import Folder, Job, ShardError, Work
from pipelines.engines.spark import SparkMissingError, do_shard, end_children, inputs_written, session

WORK = Work("batch_functions:double")
TABLE = pa.table({"number": [3, 4]})


@pytest.fixture(autouse=True)
def no_child_left() -> Iterator[None]:
    yield
    end_children()


def test_a_task_writes_its_output_and_returns_the_rows_of_its_input(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    with inputs_written([Job(1, "a", 2, 1, place, lambda: TABLE)]) as names:
        assert names == ["a"]
        assert do_shard(WORK, place, "a") == 2
        first = (tmp_path / "a.parquet").stat()
        assert do_shard(WORK, place, "a") == 2, "a retry, or a copy"
        assert (tmp_path / "a.parquet").stat().st_mtime_ns == first.st_mtime_ns
    assert pq.read_table(tmp_path / "a.parquet")["number"].to_pylist() == [6, 8]
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_a_task_that_was_given_up_and_lived_on_leaves_what_is_there(tmp_path: Path) -> None:
    Folder(tmp_path).write("a", pa.table({"number": [6, 8]}))
    Folder(tmp_path).write("a", pa.table({"number": [0]}))
    assert pq.read_table(tmp_path / "a.parquet")["number"].to_pylist() == [6, 8]
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]


def test_a_machine_that_does_not_see_the_home_says_so(tmp_path: Path) -> None:
    with pytest.raises(ShardError, match=r"cannot read .*inputs/a.arrow.*storage that all machines"):
        do_shard(WORK, Folder(tmp_path), "a")


def test_without_spark_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SparkMissingError, match=r"pip install 'onrecord\[spark\]'"), session("local[1]", {}):
        pass
