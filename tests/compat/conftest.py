"""What the compatibility tests stand on: a published home, an S3 server of our own, older DuckDB clients."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from places import V1, V2, Bucket
from small_home import DAY, SAYINGS, home_at, small_tables
from sparks import EXTRACTION, corpus, hashes, needed, shards

from pipelines import warehouse
from pipelines.engines import InProcess, map_batches
from pipelines.publication import publish
from pipelines.settings import Home


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two published versions of a small dataset."""
    home = home_at(tmp_path_factory.mktemp("home"))
    publish(home, small_tables(V1, SAYINGS[:2]), version=V1, created_at=DAY, database=warehouse)
    publish(home, small_tables(V2), version=V2, created_at=DAY, database=warehouse)
    return home


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[pa.Table]]:
    """The embedded corpus as shards of so many articles."""
    needed()
    articles, segments = corpus(tmp_path_factory.mktemp("raw"))
    return {size: shards(articles, segments, size) for size in (3, 4, 5, 99)}


@pytest.fixture(scope="session")
def expected(embedded: dict[int, list[pa.Table]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The logical hashes of what this process reads in the embedded corpus, all in one shard."""
    return hashes(map_batches(EXTRACTION, embedded[99], tmp_path_factory.mktemp("here"), engine=InProcess()))


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a moto server in a process of its own, on a free port."""
    pytest.importorskip("moto.server", reason="the S3 server is not installed: `make compat` does")
    pytest.importorskip("s3fs", reason="s3fs is not installed: `make compat` does")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("moto") / "log").open("wb")
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert server.poll() is None, "the S3 server ended before it answered"
        try:
            with urllib.request.urlopen(f"{address}/moto-api/", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the S3 server did not answer in half a minute")


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A new bucket, its keys in the environment."""
    import s3fs

    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1"])),
    }.items():
        monkeypatch.setenv(name, value)
    name = f"claims-{uuid.uuid4().hex[:12]}"
    s3fs.S3FileSystem(endpoint_url=s3_server, skip_instance_cache=True).mkdir(name)
    return Bucket(f"s3://{name}/dataset", {"endpoint_url": s3_server})


@pytest.fixture(params=["1.2", "1.3", "1.4"])
def old_duckdb(request: pytest.FixtureRequest, root: Path) -> Path:
    """The interpreter of an environment that has an older DuckDB and nothing else."""
    python = root / "data" / "compat" / f"duckdb-{request.param}" / "bin" / "python"
    if not python.exists():
        pytest.skip(f"DuckDB {request.param} is not installed: `make compat` does")
    return python
