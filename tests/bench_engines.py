"""What each engine costs on the same corpus: wall time, processor time, peak memory; and that all give the same rows.

usage: python -m tests.bench_engines [CORPUS] [--shard-articles N] [--engines NAME …]     (default: the embedded corpus)

Each engine runs in a process of its own, whose tree is watched (Linux). "Mapping" is the clock from the first shard to
the last output, with loading the models and opening the session of Spark; the rest of "wall" is starting Python. The
corpus is read and staged once, and that is not counted. Spark needs pyspark and Java.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from assets.bench.watching import TreeWatch
from pipelines.engines import Engine, InProcess, Processes, Spark, Work, map_batches
from pipelines.engines.shards import from_bytes, to_bytes
from pipelines.extraction import unpack
from pipelines.publication import logical_hash
from pipelines.schema import TABLES
from pipelines.settings import SEEDS
from tests.compat.sparks import CONF, IMPORTS, corpus, shards

ENGINES: dict[str, Engine] = {
    "in process": InProcess(),
    "1 process": Processes(1),
    "2 processes": Processes(2),
    "Spark local[2]": Spark("local[2]", CONF),
    "Spark local-cluster[2,1,1024]": Spark("local-cluster[2,1,1024]", CONF),
}
TOLD = ("engine", "wall", "seconds", "cpu", "peak", "mentions")
WORK = Work("pipelines.extraction:extract_batch", set_aside="pipelines.extraction:unread")


def one(name: str, folder: Path) -> None:
    """Map the shards of a folder on one engine; print the seconds and the hashes as a line of JSON."""
    tables = [from_bytes(path.read_bytes()) for path in sorted(folder.glob("*.arrow"))]
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        paths = map_batches(WORK, tables, Path(out), engine=ENGINES[name])
        seconds = time.perf_counter() - start
        frames = unpack(pa.concat_tables([pq.read_table(path) for path in paths]))
    hashes = {table: logical_hash(TABLES[table], frame) for table, frame in frames.items()}
    print(json.dumps({"seconds": seconds, "hashes": hashes, "mentions": frames["extracted_mentions"].height}))


def watched(name: str, folder: Path) -> dict[str, object]:
    """Run one engine in a process of its own and return its figures."""
    command = [sys.executable, "-m", "tests.bench_engines", "--one", name, "--folder", str(folder)]
    # as a run has it: threads that share the small matrices of the model wait for each other
    environment = {**os.environ, "PYTHONPATH": IMPORTS, "SPARK_SCALA_VERSION": "2.13", "OPENBLAS_NUM_THREADS": "1"}
    start = time.perf_counter()
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process,
        TreeWatch(process.pid) as watch,
    ):
        told, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{name}: exit code {process.returncode}; see {' '.join(command)}")
    figures = json.loads(told.splitlines()[-1])
    return {
        "engine": name,
        "wall": time.perf_counter() - start,
        "cpu": max(sample.cpu for sample in watch.samples),
        "peak": max(sample.resident for sample in watch.samples),
        **figures,
    }


def main() -> None:
    """Measure the engines and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=SEEDS / "articles")
    parser.add_argument("--shard-articles", type=int, default=4)
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--json", type=Path, help="write the figures into this file")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.folder)
        return
    with tempfile.TemporaryDirectory() as store, tempfile.TemporaryDirectory() as folder:
        articles, segments = corpus(Path(store), asked.corpus)
        for number, table in enumerate(shards(articles, segments, asked.shard_articles)):
            (Path(folder) / f"{number:06}.arrow").write_bytes(to_bytes(table))
        rows = [watched(name, Path(folder)) for name in asked.engines]
    words = articles.select(pl.col("word_count").sum()).item()
    Console().print(_shown(rows, f"{articles.height} articles, {words:,} words, {rows[0]['mentions']} mentions"))
    if asked.json:
        told = [{"articles": articles.height, **{key: row[key] for key in TOLD}} for row in rows]
        asked.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if any(row["hashes"] != rows[0]["hashes"] for row in rows):
        raise SystemExit("the engines do not give the same rows")
    print("all engines give the same rows")


def _shown(rows: list[dict[str, object]], title: str) -> Table:
    table = Table("engine", "wall, s", "mapping, s", "CPU, s", "peak memory, MB", title=title)
    for row in rows:
        figures = [f"{row[key]:.1f}" for key in ("wall", "seconds", "cpu")]
        table.add_row(str(row["engine"]), *figures, f"{row['peak'] / 1e6:,.0f}")  # type: ignore[operator]
    return table


if __name__ == "__main__":
    main()
