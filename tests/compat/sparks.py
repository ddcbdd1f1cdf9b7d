"""Spark for the tests: what it needs, sessions of two kinds, and the embedded corpus as shards."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.engines import Spark, Work
from pipelines.engines.spark import session
from pipelines.extraction import batch_input, unpack
from pipelines.ingest import RawStore, read_inputs
from pipelines.publication import logical_hash
from pipelines.reference import load_reference
from pipelines.schema import TABLES
from pipelines.settings import SEEDS, Settings
from pipelines.staging import stage

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2031, 1, 2, 3, 4, 5)
IMPORTS = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
"""Where workers find the project and the functions of the tests."""
CONF = {
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.executorEnv.PYTHONPATH": IMPORTS,
}
"""Everything on this machine, without a page of its own."""
EXTRACTION = Work("pipelines.extraction:extract_batch", set_aside="pipelines.extraction:unread")


def needed() -> None:
    """Skip where Spark cannot run, and say what is missing."""
    pytest.importorskip("pyspark", reason="Spark is not installed: `make compat` does")
    java = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (java and Path(java, "bin", "java").exists())):
        pytest.skip("there is no Java: Spark needs a runtime, such as OpenJDK 17, which no Python package brings")


@contextmanager
def spark_at(master: str) -> Iterator[Spark]:
    """Open a session at a master for as long as the block runs; engines of the same process use it."""
    needed()
    os.environ["PYTHONPATH"] = IMPORTS
    os.environ["SPARK_SCALA_VERSION"] = "2.13"  # local-cluster looks for the tree that Spark was built in without it
    with session(master, CONF):
        yield Spark(master, CONF)


def corpus(store: Path, articles: Path = SEEDS / "articles") -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return articles and segments of a corpus, those that are read for claims."""
    raw, settings = RawStore(store), Settings()
    read = read_inputs([articles], store=raw, batch_id="b1", now=NOW, settings=settings)
    staged = stage(read.raw_articles, raw.get, load_reference(), settings)
    return staged.articles.filter(pl.col("unextracted_reason").is_null()).sort("article_id"), staged.segments


def shards(articles: pl.DataFrame, segments: pl.DataFrame, size: int) -> list[pa.Table]:
    """Return shards of so many articles."""
    parts = [articles.slice(start, size) for start in range(0, articles.height, size)]
    return [batch_input(part, segments, settings=Settings(), reference_folders=[]) for part in parts]


def hashes(outputs: Sequence[Path]) -> dict[str, str]:
    """Return the logical hash of each table that the outputs hold, sorted as a version would be."""
    return hashes_of(pa.concat_tables([pq.read_table(path) for path in outputs]))


def hashes_of(rows: pa.Table) -> dict[str, str]:
    """As :func:`hashes`, of the outputs' rows."""
    frames = unpack(rows)
    assert frames["extracted_mentions"].height > 100
    return {name: logical_hash(TABLES[name], frame) for name, frame in frames.items()}


def numbers(paths: Sequence[Path]) -> list[list[int]]:
    """Return the numbers of each output of the tests' functions."""
    return [pq.read_table(path)["number"].to_pylist() for path in paths]
