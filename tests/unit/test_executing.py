"""The database that statements of linking run on: bounded, and gone when it is closed."""

from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.executing import LEAST_BYTES, THREAD_BYTES, DuckDB, ExecutorError


def reader(numbers: list[int]) -> pa.RecordBatchReader:
    return pa.table({"number": numbers}).to_reader(max_chunksize=2)


def all_of(executor: DuckDB, query: str) -> list[int]:
    return sorted(row["number"] for batch in executor.rows(query) for row in batch.to_pylist())


def test_tables_are_given_made_and_dropped(tmp_path: Path) -> None:
    with DuckDB(LEAST_BYTES, threads=2, folder=tmp_path / "sql") as executor:
        executor.give("boats", reader([3, 1, 2]))
        executor.make("doubled", "SELECT 2 * number AS number FROM boats")
        executor.drop("boats")
        executor.drop("never made")
        assert all_of(executor, "SELECT number FROM doubled") == [2, 4, 6]
        assert list((tmp_path / "sql").iterdir())
        with pytest.raises(ExecutorError, match="boats"):
            all_of(executor, "SELECT number FROM boats")
    assert not list((tmp_path / "sql").iterdir())


def test_a_database_that_is_not_needed_leaves_no_trace(tmp_path: Path) -> None:
    with DuckDB(LEAST_BYTES, threads=2, folder=tmp_path / "sql"):
        pass
    assert not list(tmp_path.iterdir())


def test_what_memory_cannot_hold_is_told_with_what_to_do(tmp_path: Path) -> None:
    with DuckDB(1, threads=8, folder=tmp_path) as executor:
        # one value is never laid aside in parts
        with pytest.raises(ExecutorError, match="ONRECORD_LINKING_MEMORY_BYTES higher, or TMPDIR") as told:
            executor.make("long", "SELECT string_agg(CAST(n AS VARCHAR), ',') AS text FROM range(20000000) r(n)")
        assert f"{LEAST_BYTES:,} bytes" in str(told.value)
        with pytest.raises(ExecutorError, match="ONRECORD_LINKING_MEMORY_BYTES"):
            list(executor.rows("SELECT string_agg(CAST(n AS VARCHAR), ',') AS text FROM range(20000000) r(n)"))


@pytest.mark.parametrize(("memory", "threads"), [(LEAST_BYTES, 1), (2 * THREAD_BYTES, 2), (64 * THREAD_BYTES, 4)])
def test_there_are_no_more_threads_than_memory_or_settings_allow(memory: int, threads: int, tmp_path: Path) -> None:
    with DuckDB(memory, threads=4, folder=tmp_path) as executor:
        executor.give("boats", reader([1]))
        assert all_of(executor, "SELECT current_setting('threads') AS number") == [threads]
