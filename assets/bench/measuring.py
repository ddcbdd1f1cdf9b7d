"""Running the command and the bare model, each in processes of its own, and watching them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import dagster as dg
import polars as pl

from assets.bench.profile import Profile, Run, Step
from assets.bench.watching import TreeWatch
from assets.run import instance
from pipelines.reader import open_dataset
from pipelines.settings import PROJECT_ROOT, Home, Rights

_COMMAND = (sys.executable, "-c", "from assets.cli import main; main()", "run")
_TOLD = 20
"""Lines of a command that failed that are passed on."""


class BenchError(RuntimeError):
    """What was to be measured failed; the message has its words."""


def measure(
    inputs: Sequence[Path],
    home: Path,
    *,
    workers: int,
    again: bool = False,
    status: Callable[[str], None] = lambda _: None,
) -> Profile:
    """Publish ``inputs`` into ``home``, read the same texts with the bare model, and say what each took.

    Args:
        inputs: Files and folders of articles.
        home: An empty folder, or the home to run in.
        workers: Worker processes of the run, and processes of the bare model.
        again: Run a second time, with nothing new to do.
        status: Told what is being measured.

    Raises:
        BenchError: the run or the model failed.
    """
    status("Running the pipeline")
    run = run_command(inputs, home, workers)
    second = None
    if again:
        status("Running it again")
        second = run_command(inputs, home, workers)
    dataset = open_dataset(home)
    articles = dataset.table("articles")
    status("Reading the same texts with the bare model")
    bare = bare_model(articles, workers)
    return Profile(
        articles=articles.height,
        words=int(articles["word_count"].sum()),
        workers=workers,
        run=run,
        bare_seconds=bare.seconds,
        bare_load_seconds=bare.load_seconds,
        bare_cpu_seconds=bare.cpu_seconds,
        again=second,
        mentions=dataset.lazy("mentions").select(pl.len()).collect().item(),
        claims=dataset.lazy("claims").select(pl.len()).collect().item(),
        stored=stored(Home.at(home)),
    )


def stored(home: Home) -> dict[str, int]:
    """Return the bytes of each part of a home: what is kept of articles, of work on them, and what is published."""
    parts = {
        "raw articles": home.raw,
        "shards": home.shards,
        "working database": home.warehouse,
        "log of runs": home.dagster,
        "published database": home.database,
        "snapshots": home.snapshots,
    }
    found = {name: _size(path) for name, path in parts.items()}
    return {**found, "all else": max(0, _size(home.root) - sum(found.values()))}


def _size(path: Path) -> int:
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file() and not each.is_symlink()]
    return sum(each.stat().st_size for each in files)


def run_command(inputs: Sequence[Path], home: Path, workers: int) -> Run:
    """Run ``onrecord run`` in a process of its own and watch it.

    Raises:
        BenchError: it failed.
    """
    given = [part for path in inputs for part in ("--input", str(path))]
    return run_watched([*_COMMAND, *given, "--home", str(home)], home, workers)


def run_watched(command: Sequence[str], home: Path, workers: int) -> Run:
    """Run a command that does steps of the graph in ``home``, with so many workers, and watch it.

    Raises:
        BenchError: it failed.
    """
    environment = {
        **os.environ,
        "ONRECORD_WORKERS": str(workers),
        "ONRECORD_RIGHTS": Rights.FULL.value,
        "PYTHONPATH": os.pathsep.join([str(PROJECT_ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    start = time.time()
    watch = _watched(command, environment)[0]
    end = time.time()
    return Run(start, end, steps_of(Home.at(home)), watch.samples, watch.proportional)


class Bare(NamedTuple):
    """What the bare model took: to read, to load, and of processor time to read."""

    seconds: float
    load_seconds: float
    cpu_seconds: float | None
    """None where the system does not tell."""


def bare_model(articles: pl.DataFrame, workers: int) -> Bare:
    """Let the bare model read the texts of articles over so many processes.

    Raises:
        BenchError: it failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.parquet"
        articles.select("text").write_parquet(texts)
        environment = {
            **os.environ,
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join([str(PROJECT_ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        command = [sys.executable, "-m", "assets.bench.bare", str(texts), str(workers)]
        watch, printed = _watched(command, environment)
    found = json.loads(printed)
    cpu = max(0.0, watch.samples[-1].cpu - found["cpu_before"]) if watch.samples else None
    return Bare(found["seconds"], found["load"], cpu)


def _watched(command: Sequence[str], environment: Mapping[str, str]) -> tuple[TreeWatch, str]:
    """Run a command to its end under watch; return what was seen and what it printed.

    Raises:
        BenchError: it failed.
    """
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env=environment, text=True)
        with TreeWatch(process.pid) as watch:
            printed, _ = process.communicate()
        errors.seek(0)
        if process.returncode:
            told = errors.read().decode(errors="replace").strip() or printed.strip()
            raise BenchError("\n".join(told.splitlines()[-_TOLD:]) or f"exit code {process.returncode}")
    return watch, printed


def steps_of(home: Home) -> list[Step]:
    """Return the steps of the last run of a home, in the order in which they began."""
    kinds = {dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_SUCCESS}
    with instance(home) as opened:
        last = opened.get_runs(limit=1)
        events = opened.all_logs(last[0].run_id, of_type=kinds) if last else []
    began: dict[str, float] = {}
    steps = []
    for event in events:
        key = event.step_key or ""
        if event.get_dagster_event().event_type is dg.DagsterEventType.STEP_START:
            began[key] = event.timestamp
        else:
            steps.append(Step(key, began[key], event.timestamp))
    return sorted(steps, key=lambda step: step.start)
