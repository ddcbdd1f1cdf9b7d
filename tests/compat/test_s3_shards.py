"""Shards on an S3-compatible server: written once, whoever comes late, and read back by DuckDB."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest
from places import Bucket as Place

from assets.shards import read
from pipelines.engines import Bucket, InProcess, Processes, ShardError, Work, map_shards

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300)]

WORK = Work("batch_functions:double")
TABLES = [pa.table({"number": part}) for part in ([1, 2], [3], [5, 6, 7])]

WORKER = """
import os, signal, sys
sys.path[:0] = sys.argv[5:]
import pyarrow as pa
from pipelines.engines import Bucket
place = Bucket(sys.argv[1], {"endpoint_url": sys.argv[2]})
print("ready", flush=True)
write = place.store.filesystem._call_s3
async def paused(method, *arguments, **told):
    if method == "put_object":
        print("IfNoneMatch" in told, flush=True)
        os.kill(os.getpid(), signal.SIGSTOP)  # its condition is on its way, and it is given up for dead
        if sys.argv[4] == "unconditional":
            told.pop("IfNoneMatch")
    return await write(method, *arguments, **told)
place.store.filesystem._call_s3 = paused
place.write(sys.argv[3], pa.table({"number": [666]}))
print("over", flush=True)
"""


@pytest.fixture
def place(bucket: Place) -> Bucket:
    return Bucket(f"{bucket.url}/shards", bucket.options)


def numbers(place: Bucket, names: list[str]) -> list[int]:
    found: list[int] = read(place, names)["number"].to_pylist()
    return found


def test_outputs_are_written_once_and_duckdb_reads_them(place: Bucket) -> None:
    names = map_shards(WORK, TABLES, place, engine=Processes(2))
    assert numbers(place, names) == [2, 4, 6, 10, 12, 14]
    tags = place.present()
    assert all(tags.values())
    place.write(names[0], pa.table({"number": [0]}))
    assert map_shards(WORK, TABLES, place, engine=InProcess()) == names
    assert place.present() == tags


def test_a_damaged_output_is_made_again_under_the_condition_that_it_is_still_that_one(place: Bucket) -> None:
    names = map_shards(WORK, TABLES, place, engine=InProcess())
    tags = place.present()
    file = f"{names[1]}.parquet"
    place.store.replace(file, b"PAR1 and no more")
    assert place.whole(names) == {names[0], names[2]}
    seen = place.store.look(file)
    assert numbers(place, map_shards(WORK, TABLES, place, engine=InProcess())) == [2, 4, 6, 10, 12, 14]
    assert place.present() == tags
    with pytest.raises(RuntimeError, match="written by somebody else meanwhile"):
        place.store.swap(file, seen, b"of a worker that saw it damaged and slept since")
    assert place.present() == tags


@pytest.mark.parametrize("how", ["conditional", "unconditional"])
def test_a_worker_that_slept_before_its_write_cannot_take_the_place_of_another(
    bucket: Place, place: Bucket, how: str
) -> None:
    command = [sys.executable, "-c", WORKER, place.address, bucket.options["endpoint_url"], "a", how, *sys.path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as zombie:
        try:
            assert zombie.stdout is not None
            assert [zombie.stdout.readline().strip() for _ in range(2)] == ["ready", "True"]
            _until_stopped(zombie.pid)
            place.write("a", pa.table({"number": [1]}))
            first = place.present()["a"]
            zombie.send_signal(signal.SIGCONT)
            assert zombie.stdout.readline() == "over\n"
            assert zombie.wait(60) == 0
        finally:
            zombie.kill()
    # without the condition the late one would have won: it is what protects
    expected = ([1], True) if how == "conditional" else ([666], False)
    assert (numbers(place, ["a"]), place.present()["a"] == first) == expected


def _until_stopped(pid: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
            return
        time.sleep(0.02)
    raise AssertionError("the worker did not stop")


def test_an_upload_in_parts_that_was_never_finished_is_no_output(place: Bucket) -> None:
    files = place.store.filesystem
    bucket, key, _ = files.split_path(place.store._path("a.parquet"))
    upload = files.call_s3("create_multipart_upload", Bucket=bucket, Key=key)["UploadId"]
    files.call_s3("upload_part", Bucket=bucket, Key=key, UploadId=upload, PartNumber=1, Body=b"PAR1 the first part")
    assert (place.present(), place.whole({"a"}), place.has("a")) == ({}, set(), False)
    place.write("a", pa.table({"number": [1]}))
    assert numbers(place, ["a"]) == [1]


def test_a_bucket_that_is_not_there_is_named(bucket: Place) -> None:
    missing = Bucket("s3://there-is-no-such-bucket/shards", bucket.options)
    with pytest.raises(ShardError, match=r"shard .*: s3://there-is-no-such-bucket/shards/.* cannot be written"):
        map_shards(WORK, TABLES[:1], missing, engine=InProcess())
