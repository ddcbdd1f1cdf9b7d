"""The deployment of docs/engines.md: a master, two workers without the project, and an archive that brings it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sparks import needed

from pipelines.reader import open_dataset
from pipelines.settings import SEEDS

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300)]


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


def _wait_for_workers(log: Path, cluster: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert cluster.poll() is None, "the cluster ended before it was there"
        if log.exists() and log.read_text(encoding="utf-8").count("Registering worker") == 2:
            return
        time.sleep(0.2)
    raise AssertionError("two workers were not there in two minutes")


def run(home: Path, root: Path, **environment: str) -> None:
    """Run the pipeline over the embedded corpus as the documentation says."""
    done = subprocess.run(
        [str(Path(sys.executable).parent / "onrecord"), "run", "--input", str(SEEDS / "articles"), "--home", str(home)],
        env={**os.environ, "PYTHONPATH": str(root), "ONRECORD_PARALLEL_FROM": "0", **environment},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_workers_read_with_what_the_archive_brings(master: str, root: Path, tmp_path: Path) -> None:
    archive = tmp_path / "environment.tar.gz"
    pack = [sys.executable, str(root / "deploy" / "spark" / "pack.py"), str(archive)]
    subprocess.run(pack, env={**os.environ, "PYTHONPATH": str(root)}, check=True)
    conf = {"spark.archives": f"{archive}#environment", "spark.executor.memory": "512m", "spark.ui.enabled": "false"}
    run(
        tmp_path / "spark",
        root,
        ONRECORD_ENGINE="spark",
        ONRECORD_SPARK_MASTER=master,
        ONRECORD_SPARK_CONF=json.dumps(conf),
        ONRECORD_SHARD_ARTICLES="3",
        PYSPARK_PYTHON="./environment/bin/python",
    )
    unpacked = list((tmp_path / "cluster").glob("worker-*/app-*/*/environment/lib/*/site-packages/pipelines"))
    assert len(unpacked) == 2, "both executors had the archive"
    run(tmp_path / "local", root)
    there, here = open_dataset(tmp_path / "spark"), open_dataset(tmp_path / "local")
    manifests = [json.loads(dataset.file("manifest.json").read_text(encoding="utf-8")) for dataset in (there, here)]
    hashes = [{each["name"]: each.get("logical_hash") for each in manifest["resources"]} for manifest in manifests]
    assert hashes[0] == hashes[1]
    assert there.table("mentions").height > 100
