"""The deployment of docs/engines.md: a master, two workers without the project, and an archive that brings it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from sparks import hashes, needed

from assets.run import instance
from pipelines.reader import open_dataset
from pipelines.settings import SEEDS, Home

pytestmark = [pytest.mark.compat, pytest.mark.timeout(600)]


@pytest.fixture
def master(root: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a master with two workers, started as the documentation says."""
    needed()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bare = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYSPARK_PYTHON"}}
    bare["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{bare['PATH']}"
    script = str(root / "deploy" / "spark" / "standalone.sh")
    with subprocess.Popen([script, str(tmp_path / "cluster"), str(port)], env=bare, cwd=tmp_path) as cluster:
        try:
            _wait_for_workers(tmp_path / "cluster" / "master.log", cluster)
            yield f"spark://127.0.0.1:{port}"
        finally:
            cluster.terminate()
            cluster.wait(30)
            assert not _answers(port), "the master and the workers end with the script"


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


def _wait_for_workers(log: Path, cluster: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert cluster.poll() is None, "the cluster ended before it was there"
        if log.exists() and log.read_text(encoding="utf-8").count("Registering worker") == 2:
            return
        time.sleep(0.2)
    raise AssertionError("two workers were not there in two minutes")


def test_workers_read_with_what_the_archive_brings_and_dagster_hears_of_it(
    master: str, root: Path, tmp_path: Path, expected: dict[str, str]
) -> None:
    archive, home = tmp_path / "environment.tar.gz", Home.at(tmp_path / "home")
    here = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([sys.executable, str(root / "deploy" / "spark" / "pack.py"), str(archive)], env=here, check=True)
    conf = {"spark.archives": f"{archive}#environment", "spark.executor.memory": "512m", "spark.ui.enabled": "false"}
    settings = {
        "ONRECORD_ENGINE": "spark",
        "ONRECORD_SPARK_MASTER": master,
        "ONRECORD_SPARK_CONF": json.dumps(conf),
        "ONRECORD_SHARD_ARTICLES": "3",
        "ONRECORD_PARALLEL_FROM": "0",
        "PYSPARK_PYTHON": "./environment/bin/python",
    }
    command = [str(Path(sys.executable).parent / "onrecord"), "run", "--input", str(SEEDS / "articles")]
    run = [*command, "--home", str(home.root)]
    done = subprocess.run(run, env=here | settings, cwd=root, capture_output=True, text=True, timeout=480, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    unpacked = list((tmp_path / "cluster").glob("worker-*/app-*/*/environment/lib/*/site-packages/pipelines"))
    assert len(unpacked) == 2, "both executors had the archive"
    assert hashes(sorted(home.shards.glob("extraction/*/*.parquet"))) == expected
    assert open_dataset(home.root).table("mentions").height > 100
    _dagster_heard(home, master)


def _dagster_heard(home: Home, master: str) -> None:
    """The log, the progress and the figures of the driver came back through Pipes."""
    with instance(home) as opened:
        event = opened.get_latest_materialization_event(dg.AssetKey("extracted_mentions"))
        assert event is not None
        assert event.asset_materialization is not None
        told = {name: value.value for name, value in event.asset_materialization.metadata.items()}
        logged = [each.message for each in opened.all_logs(event.run_id)]
    assert (told["engine"], told["spark_master"], told["articles_due"]) == ("Spark", master, 16)
    assert told["spark_shards"] == 6
    assert "Spark: 6 of 6 shards" in logged
