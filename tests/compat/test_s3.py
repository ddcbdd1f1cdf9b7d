"""Publication to and reading from an S3-compatible server over real HTTP."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from places import V1, V2, Bucket
from typer.testing import CliRunner

from assets.cli import app
from pipelines.publication.sending import send
from pipelines.reader import DatasetError, open_dataset
from pipelines.settings import Home
from pipelines.storage import ConflictError, Mark, Store, open_store

pytestmark = pytest.mark.compat

SENDER = """
import sys
from pathlib import Path
from pipelines.publication.sending import send
from pipelines.storage import Store, open_store

whole = Store.create
def slowly(self, name, content):
    whole(self, name, content)
    print(name, flush=True)
    if name.endswith(sys.argv[4]):
        sys.stdin.read()  # held here until it is killed
Store.create = slowly
send(Path(sys.argv[1]), open_store(sys.argv[2], {"endpoint_url": sys.argv[3]}), [sys.argv[5]])
"""


def listed(bucket: Bucket) -> list[str]:
    import s3fs

    files = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False, **bucket.options)
    root = bucket.url.removeprefix("s3://")
    return sorted(path.removeprefix(f"{root}/") for path in files.find(root))


def test_what_is_published_there_reads_as_here(home: Home, bucket: Bucket) -> None:
    send(home.snapshots, open_store(bucket.url, bucket.options), [V1, V2])
    here, there = open_dataset(home.root), open_dataset(bucket.url, storage_options=bucket.options)
    assert there.version == V2
    for name in here.tables():
        assert there.table(name).equals(here.table(name), null_equal=True)
    assert there.sql("SELECT count(*) FROM claims").item() == 4
    assert there.mentions_in_context().collect().height == 4
    assert open_dataset(bucket.url, V1, storage_options=bucket.options).table("claims").height == 2
    files = [path.relative_to(home.snapshots).as_posix() for path in home.snapshots.rglob("*") if path.is_file()]
    assert listed(bucket) == sorted(files)


def test_the_command_publishes_there(home: Home, bucket: Bucket) -> None:
    endpoint = f"endpoint_url={bucket.options['endpoint_url']}"
    arguments = ["publish", "--home", str(home.root), "--to", bucket.url, "--option", endpoint]
    for said in ("published to", "was there already"):
        done = CliRunner().invoke(app, arguments)
        assert (done.exit_code, said in done.output) == (0, True), done.output
    assert open_dataset(bucket.url, storage_options=bucket.options).version == V2


@pytest.mark.parametrize("stop", ["batches.parquet", "report.html", "manifest.json"])
def test_killed_in_the_middle_the_old_pointer_stands(home: Home, bucket: Bucket, stop: str) -> None:
    store = open_store(bucket.url, bucket.options)
    send(home.snapshots, store, [V1])
    command = [sys.executable, "-c", SENDER, str(home.snapshots), bucket.url, bucket.options["endpoint_url"], stop, V2]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        assert process.stdout is not None
        while line := process.stdout.readline():
            if line.strip().endswith(stop):
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    dataset = open_dataset(bucket.url, storage_options=bucket.options)
    assert (dataset.version, dataset.table("claims").height) == (V1, 2)
    assert any(name.startswith(V2) for name in listed(bucket)), "the kill came before anything was written"
    with pytest.raises(DatasetError, match=f"published are: {V1}"):
        open_dataset(bucket.url, V2, storage_options=bucket.options)
    assert send(home.snapshots, store, [V2]).sent == (V2,)
    assert open_dataset(bucket.url, storage_options=bucket.options).table("claims").height == 4


def test_the_server_itself_refuses_what_somebody_else_overtook(bucket: Bucket) -> None:
    store = open_store(bucket.url, bucket.options)
    nothing = store.look("versions.json")
    assert nothing == Mark(None, None)
    store.swap("versions.json", nothing, b"1")
    with pytest.raises(ConflictError, match="publish again"):
        store.swap("versions.json", nothing, b"2")
    first = store.look("versions.json")
    assert first.content == b"1"
    assert first.tag
    store.swap("versions.json", first, b"3")
    with pytest.raises(ConflictError, match="publish again"):
        store.swap("versions.json", first, b"4")
    assert store.read("versions.json") == b"3"


def test_a_file_with_other_content_is_never_overwritten(bucket: Bucket) -> None:
    store = open_store(bucket.url, bucket.options)
    store.create("a/claims.parquet", b"one")
    store.create("a/claims.parquet", b"one")
    with pytest.raises(ConflictError, match="holds something else"):
        store.create("a/claims.parquet", b"two")
    assert store.read("a/claims.parquet") == b"one"


def test_publishers_at_once_lose_nothing(home: Home, bucket: Bucket) -> None:
    errors: list[BaseException] = []

    def one(version: str) -> None:
        try:
            send(home.snapshots, open_store(bucket.url, bucket.options), [version])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=one, args=(version,)) for version in (V1, V2, V1, V2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    found = open_dataset(bucket.url, storage_options=bucket.options)
    assert found.versions()["version"].to_list() == [V1, V2]


def test_readers_see_one_version_or_the_other(home: Home, bucket: Bucket) -> None:
    store = open_store(bucket.url, bucket.options)
    send(home.snapshots, store, [V1])
    seen: list[tuple[str, int]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            dataset = open_dataset(bucket.url, storage_options=bucket.options)
            seen.append((dataset.version, dataset.table("claims").height))

    reader = threading.Thread(target=read)
    reader.start()
    while not seen:
        time.sleep(0.01)
    send(home.snapshots, store, [V2])
    while seen[-1][0] != V2:
        time.sleep(0.01)
    done.set()
    reader.join()
    assert set(seen) == {(V1, 2), (V2, 4)}


def test_errors_name_the_place(home: Home, bucket: Bucket, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="nothing has been published at"):
        open_dataset(bucket.url, storage_options=bucket.options)
    dead = {"endpoint_url": "http://127.0.0.1:9", "config_kwargs": {"retries": {"max_attempts": 0}}}
    with pytest.raises(DatasetError, match=r"cannot be read: .*check the address"):
        open_dataset(bucket.url, storage_options=dead)


def test_a_store_is_told_by_its_protocol(bucket: Bucket) -> None:
    assert isinstance(open_store(bucket.url, bucket.options), Store)
    index = {"latest": None, "last_rejected": None, "versions": []}
    open_store(bucket.url, bucket.options).create("versions.json", json.dumps(index).encode())
    with pytest.raises(DatasetError, match="no version has been published"):
        open_dataset(bucket.url, storage_options=bucket.options)
