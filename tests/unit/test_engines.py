"""Mapping a batch function over shards: order, reuse, failures, dead workers."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.engines import InProcess, Processes, ShardError, Work, map_batches, shard_name
from pipelines.engines.work import Progress


def shard(*numbers: int) -> pa.Table:
    return pa.table({"number": pa.array(numbers, pa.int64())})


def numbers(paths: list[Path]) -> list[list[int]]:
    return [pq.read_table(path)["number"].to_pylist() for path in paths]


def mapped(
    function: str, shards: Sequence[pa.Table], out: Path, *, workers: int, progress: Progress | None = None
) -> list[Path]:
    """The outputs of a function of the tests, in this process or over so many others."""
    engine = Processes(workers) if workers > 1 else InProcess()
    return map_batches(Work(function), shards, out, engine=engine, progress=progress)


SHARDS = [shard(1, 2), shard(3), shard(), shard(5, 6, 7), shard(8)]
DOUBLED = [[2, 4], [6], [], [10, 12, 14], [16]]


@pytest.mark.parametrize("workers", [1, 2])
def test_outputs_come_in_the_order_of_the_shards(tmp_path: Path, workers: int) -> None:
    paths = mapped("batch_functions:double", SHARDS, tmp_path / "out", workers=workers)
    assert numbers(paths) == DOUBLED
    assert sorted(paths) == sorted((tmp_path / "out").iterdir())


def test_the_number_of_workers_does_not_decide_the_names(tmp_path: Path) -> None:
    names = [
        [path.name for path in mapped("batch_functions:double", SHARDS, tmp_path / str(workers), workers=workers)]
        for workers in (1, 3)
    ]
    assert names[0] == names[1]


def test_a_worker_loads_the_function_once_and_this_process_is_left_alone(tmp_path: Path) -> None:
    shards = [shard(number) for number in range(8)]
    paths = mapped("batch_functions:double", shards, tmp_path, workers=2)
    loaded = {pq.read_table(path)["loaded"][0].as_py() for path in paths}
    assert 1 <= len(loaded) <= 2
    assert str(os.getpid()) not in {each.split(":")[0] for each in loaded}


@pytest.mark.parametrize("workers", [1, 2])
def test_finished_work_is_not_done_again(tmp_path: Path, workers: int) -> None:
    first = mapped("batch_functions:double", SHARDS[:2], tmp_path, workers=workers)
    stamps = [path.stat().st_mtime_ns for path in first]
    both = mapped("batch_functions:double", SHARDS, tmp_path, workers=workers)
    assert both[:2] == first
    assert [path.stat().st_mtime_ns for path in first] == stamps


def test_a_damaged_output_is_made_again(tmp_path: Path) -> None:
    paths = mapped("batch_functions:double", SHARDS[:1], tmp_path, workers=1)
    paths[0].write_bytes(paths[0].read_bytes()[:-9])
    assert numbers(mapped("batch_functions:double", SHARDS[:1], tmp_path, workers=1)) == DOUBLED[:1]


def test_what_a_killed_run_left_unfinished_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".tmp-1-half.parquet").write_bytes(b"PAR1")
    paths = mapped("batch_functions:double", SHARDS[:1], tmp_path, workers=1)
    assert list(tmp_path.iterdir()) == paths


def test_equal_shards_are_done_once(tmp_path: Path) -> None:
    paths = mapped("batch_functions:double", [shard(4), shard(4)], tmp_path, workers=2)
    assert paths[0] == paths[1]
    assert numbers(paths) == [[8], [8]]


def test_names_depend_on_all_that_decides_the_output() -> None:
    plain = shard(1, 2)
    chunked = pa.concat_tables([shard(1), shard(2)])
    described = plain.replace_schema_metadata({"settings": "{}"})
    assert shard_name(chunked, "f", "") == shard_name(plain, "f", "") == shard_name(shard(0, 1, 2).slice(1), "f", "")
    others = [(described, "f", ""), (plain, "g", ""), (plain, "f", "x"), (shard(2, 1), "f", "")]
    assert len({shard_name(plain, "f", ""), *(shard_name(*other) for other in others)}) == 5


@pytest.mark.parametrize("workers", [1, 2])
def test_progress_counts_rows(tmp_path: Path, workers: int) -> None:
    told: list[tuple[int, int]] = []
    mapped("batch_functions:double", SHARDS, tmp_path, workers=workers, progress=lambda *rows: told.append(rows))
    assert (told[0], told[-1]) == ((0, 7), (7, 7))
    assert told == sorted(told)
    told.clear()
    mapped("batch_functions:double", SHARDS, tmp_path, workers=workers, progress=lambda *rows: told.append(rows))
    assert told == [(7, 7)]


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_to_do_is_nothing_done(tmp_path: Path, workers: int) -> None:
    assert mapped("no.such.module:function", [], tmp_path, workers=workers) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_names_its_shard_and_keeps_what_was_finished(tmp_path: Path, workers: int) -> None:
    with pytest.raises(ShardError, match=r"shard 4 of 5 \(3 rows.*seven is no number of boats") as failed:
        mapped("batch_functions:raise_on_seven", SHARDS, tmp_path, workers=workers)
    assert "ValueError" in str(failed.value)
    assert not multiprocessing.active_children()
    left = list(tmp_path.iterdir())
    assert workers > 1 or len(left) == 3
    assert all(each in DOUBLED for each in numbers(left))


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("function", "how"), [("leave_on_seven", "exit code 3"), ("killed_on_seven", "signal 9")])
def test_a_dead_worker_is_an_error_that_names_its_shard(tmp_path: Path, function: str, how: str) -> None:
    with pytest.raises(ShardError, match=rf"shard 4 of 5 .*its worker process died \({how}\)"):
        mapped(f"batch_functions:{function}", SHARDS, tmp_path, workers=2)
    assert not multiprocessing.active_children()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("function", ["no_such_module:f", "batch_functions:no_such_function"])
def test_a_function_that_cannot_be_loaded_is_an_error(tmp_path: Path, function: str) -> None:
    with pytest.raises(ShardError, match="no_such"):
        mapped(function, SHARDS, tmp_path, workers=2)


@pytest.mark.timeout(60)
def test_a_progress_that_raises_ends_the_workers(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mapped("batch_functions:slow", SHARDS, tmp_path, workers=2, progress=stop)
    assert not multiprocessing.active_children()


def test_scripts_and_one_liners_can_start_workers(tmp_path: Path) -> None:
    """Whatever the main module is: a file with the usual guard, or none at all."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        f"sys.path[:0] = {sys.path!r}\n"
        "import pyarrow as pa\n"
        "from pathlib import Path\n"
        "from pipelines.engines import Processes, Work, map_batches\n"
        "if __name__ == '__main__':\n"
        "    shards = [pa.table({'number': [n]}) for n in range(4)]\n"
        f"    out = Path({str(tmp_path / 'out')!r})\n"
        "    print(len(map_batches(Work('batch_functions:double'), shards, out, engine=Processes(2))))\n"
    )
    for command in ([str(script)], ["-c", script.read_text()]):
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, timeout=60, check=False)
        assert (done.stdout, done.returncode) == ("4\n", 0), done.stderr


@pytest.mark.timeout(60)
def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "import pyarrow as pa; from pathlib import Path; from pipelines.engines import Processes, Work, map_batches\n"
        "import multiprocessing\n"
        "def tell(done, total):\n"
        "    print(*[child.pid for child in multiprocessing.active_children()], flush=True)\n"
        "shards = [pa.table({'number': [n]}) for n in range(99)]\n"
        f"out = Path({str(tmp_path)!r})\n"
        "map_batches(Work('batch_functions:slow'), shards, out, engine=Processes(2), progress=tell)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "\n"
        workers = [int(pid) for pid in process.stdout.readline().split()]
        process.kill()
        process.wait()
    assert len(workers) == 2
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(_runs(pid) for pid in workers):
        time.sleep(0.05)
    assert not [pid for pid in workers if _runs(pid)]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def test_a_worker_uses_one_thread_and_this_process_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    paths = mapped("batch_functions:threads", [shard(1), shard(2)], tmp_path / "one", workers=2)
    assert {count for path in paths for count in pq.read_table(path)["threads"].to_pylist()} == {"1"}
    assert "OPENBLAS_NUM_THREADS" not in os.environ
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    paths = mapped("batch_functions:threads", [shard(1), shard(2)], tmp_path / "three", workers=2)
    assert {count for path in paths for count in pq.read_table(path)["threads"].to_pylist()} == {"3"}
