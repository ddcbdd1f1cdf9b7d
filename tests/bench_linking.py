"""How linking grows with the number of articles: time, memory and exponent of each of its steps.

usage: python -m tests.bench_linking CORPUS --articles 1000 2500 5000 [--base 1000] [--cache DIR] [--plot growth.svg]
           [--results growth.json] [--again] [--workers 2]

CORPUS is JSON Lines, gzipped or not, one article a line with a `text`. Its first articles (in an order drawn once) are
run through the pipeline up to linking and kept in the cache; `tests/replicas.py` says how they are enlarged. Articles
get invented outlets, and days of publication within one week, where the corpus has none. Half of the mentions
have a claim in the version before. Each size is linked in a process of its own. Time is processor time, for other
work on the machine counts little there; the exponent of a step is the slope of a line through the logarithms of
sizes and seconds. Memory is the most that was resident during a step, tables included. With `--workers` seconds and
memory of a step are those of the process that asks them; those of all processes are told apart.

What is measured is kept in the results file size by size, and a size that is in it is not measured again, so that a
run that was broken off goes on where it was; `--again` measures anew. The load of the machine is noted beside it.
"""

import argparse
import gzip
import json
import math
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from assets.bench.watching import TreeWatch
from pipelines import ids
from pipelines.linking import Registry, linker
from pipelines.reference import load_reference
from pipelines.schema import TABLES as TABLES_DECLARED
from pipelines.workers import workers
from tests.growth_plot import growth_plot
from tests.replicas import replicate

TABLES = ("articles", "segments", "mentions", "attributions", "quantities", "entity_mentions", "entities")
STEPS = {
    "features": "features",
    "known_kinds": "features",
    "term_weights": "features",
    "_twins": "features",
    "_join_revisions": "features",
    "side_by_side": "features",
    "Wordings": "candidates",
    "candidates": "candidates",
    "_told": "stories",
    "judged": "judging",
    "told_apart": "judging",
    "Chance": "chance",
    "_doubted": "chance",
    "supports": "context",
    "_raised": "context",
    "partition": "clustering",
    "_corrected": "clustering",
    "assign": "registry",
    "own_outlets": "origins",
    "credits": "origins",
    "article_origins": "origins",
    "claim_origins": "origins",
    "told_by": "relations",
    "claim_relations": "relations",
    "quote_variants": "quotes",
    "claims": "claims",
    "link_reasons": "claims",
    "_linked": "claims",
}
"""What `pipelines.linking.linker` calls, by the step that it is part of."""
LEAST_SECONDS = 0.05
"""Steps that take less at the smallest size are too short for a slope."""
OUTLETS = [
    f"The {place} {kind}"
    for place in ("Harrow", "Velm", "Ostrey", "Calder", "Morwick", "Tarn", "Isk", "Brannock")
    for kind in ("Post", "Courier", "Ledger", "Herald", "Observer")
]
SPAN = 7
"""A corpus without dates is the news of so many days: one story is told within them."""


def base(corpus: Path, articles: int, cache: Path) -> dict[str, pl.DataFrame]:
    """Return the tables that linking reads, of the first articles of a corpus; made once."""
    folder = cache / f"base-{articles}"
    if not _is_current(folder):
        from tests.given_mentions import frames  # brings the language models, which linking does without

        opened = gzip.open if corpus.suffix == ".gz" else open
        with opened(corpus, "rt", encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines if line.strip()]
        draw = random.Random(0)
        records = draw.sample(records, min(articles, len(records)))
        with TemporaryDirectory() as docs:
            with (Path(docs) / "articles.jsonl").open("w", encoding="utf-8") as out:
                for record in records:
                    day = date(2005, 1, 1) + timedelta(days=draw.randrange(SPAN))
                    given = {"published_at": str(day), "outlet": draw.choice(OUTLETS)}
                    out.write(json.dumps(given | record, ensure_ascii=False) + "\n")
            write(frames(Path(docs), None), folder)
    return read(folder)


def _is_current(folder: Path) -> bool:
    """Whether the cache was made with the columns of today."""
    declared = {"mentions": "screened_mentions"}
    return all(
        (folder / f"{name}.parquet").exists()
        and pl.read_parquet_schema(folder / f"{name}.parquet") == TABLES_DECLARED[declared.get(name, name)].polars
        for name in TABLES
    )


def write(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Write tables as Parquet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        tables[name].write_parquet(folder / f"{name}.parquet")


def read(folder: Path) -> dict[str, pl.DataFrame]:
    """Read what `write` wrote."""
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}


class Watch:
    """Processor seconds, wall seconds and peak memory by step."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self.wall: dict[str, float] = {}
        self.megabytes: dict[str, float] = {}
        self._open: list[str] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure a step; a step inside another counts for itself alone."""
        outer = self._open[-1] if self._open else None
        self._open.append(name)
        cpu, wall = time.process_time(), time.perf_counter()
        if outer is not None:
            self._note(outer, 0.0, 0.0)
        _reset_peak()
        try:
            yield
        finally:
            self._open.pop()
            spent, passed = time.process_time() - cpu, time.perf_counter() - wall
            self._note(name, spent, passed)
            if outer is not None:
                self._note(outer, -spent, -passed)
                _reset_peak()

    def _note(self, name: str, cpu: float, wall: float) -> None:
        self.cpu[name] = self.cpu.get(name, 0.0) + cpu
        self.wall[name] = self.wall.get(name, 0.0) + wall
        self.megabytes[name] = max(self.megabytes.get(name, 0.0), _peak())

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that is measured as part of a step."""

        def measured(*args: Any, **kwargs: Any) -> Any:
            with self.step(name):
                return function(*args, **kwargs)

        return measured


def _reset_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:  # no such file on this system: peaks are then of all that went before
        return


def _peak() -> float:
    """Megabytes resident at most since the last reset."""
    try:
        status = Path("/proc/self/status").read_text()
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def measure(folder: Path, count: int = 1) -> dict[str, Any]:
    """Link the tables of a folder with so many workers and return what each step took."""
    watch, tree = Watch(), TreeWatch(os.getpid())
    for name, step in STEPS.items():
        setattr(linker, name, watch.wrap(step, getattr(linker, name)))
    tables: dict[str, Any] = {name: pl.scan_parquet(folder / f"{name}.parquet") for name in TABLES}
    registry = _registry(tables["mentions"].select("mention_key").collect()["mention_key"])
    version = "2005.01.02.001"
    reference = load_reference()
    with workers(count) as apply, tree, watch.step("all else"):
        beside: dict[str, Any] = {"apply": apply, "threads": count, "let_go": apply.end}
        done = linker.link(**tables, reference=reference, registry=registry, version=version, **beside)
    return {
        "articles": tables["articles"].select(pl.len()).collect().item(),
        "mentions": done.mentions.height,
        "claims": done.claims.height,
        "relations": done.claim_relations.height,
        "variants": done.quote_variants.height,
        "cpu": watch.cpu,
        "wall": watch.wall,
        "megabytes": watch.megabytes,
        "load": os.getloadavg()[1],
        "workers": count,
        "all_cpu": tree.samples[-1].cpu - tree.samples[0].cpu if tree.samples else None,
        "all_megabytes": max((one.resident for one in tree.samples), default=0) / (1 << 20),
    }


def _registry(mention_keys: pl.Series) -> Registry:
    """A version before, in which half of the mentions had a claim each."""
    keys = sorted(set(mention_keys))[::2]
    claims = [ids.claim_id(key) for key in keys]
    return Registry(
        mentions=pl.DataFrame({"mention_key": keys, "claim_id": claims}),
        claims=pl.DataFrame({"claim_id": claims, "first_version": ["2005.01.01.001"] * len(claims)}),
    )


def exponent(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Return the slope of the line through the logarithms, by least squares."""
    x, y = [math.log(size) for size in sizes], [math.log(max(one, 1e-6)) for one in seconds]
    mean_x, mean_y = math.fsum(x) / len(x), math.fsum(y) / len(y)
    spread = math.fsum((a - mean_x) ** 2 for a in x)
    return math.fsum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread


def report(found: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print seconds, memory and exponents by step."""
    sizes = [one["articles"] for one in found]
    table = Table("step", *(f"{size:,} CPU s" for size in sizes), "exponent", "last two", "peak MB")
    names = [*dict.fromkeys(STEPS.values()), "all else"]
    for name in names:
        table.add_row(
            name,
            *_row([one["cpu"].get(name, 0.0) for one in found], sizes),
            f"{max(one['megabytes'].get(name, 0.0) for one in found):,.0f}",
        )
    totals = [math.fsum(one["cpu"].values()) for one in found]
    table.add_row("all", *_row(totals, sizes), f"{max(max(one['megabytes'].values()) for one in found):,.0f}")
    console.print(table)
    for one, total in zip(found, totals, strict=True):
        counts = ", ".join(
            f"{one[what]:,} {what}" for what in ("articles", "mentions", "claims", "relations", "variants")
        )
        speed, wall = total / one["articles"] * 1000, math.fsum(one["wall"].values())
        most = max(one["megabytes"].values())
        told = f"{speed:.1f} CPU s per 1,000 articles, {wall:.0f} s wall, {most:,.0f} MB, load {one['load']:.0f}"
        if one.get("workers", 1) > 1:
            told += f"; with {one['workers']} workers {one['all_cpu']:.1f} CPU s, {one['all_megabytes']:,.0f} MB"
        console.print(f"{counts}: {told}")


def _row(seconds: Sequence[float], sizes: Sequence[int]) -> list[str]:
    cells = [f"{one:.2f}" for one in seconds]
    if len(sizes) < 2 or seconds[0] < LEAST_SECONDS:
        return [*cells, "", ""]
    return [*cells, f"{exponent(sizes, seconds):.2f}", f"{exponent(sizes[-2:], seconds[-2:]):.2f}"]


def main() -> None:
    """Measure every size, print a table and draw the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 2500, 5000, 10000, 20000, 40000])
    parser.add_argument("--base", type=int, default=1000, help="so many real articles")
    parser.add_argument("--cache", type=Path, default=Path("data/bench-linking"))
    parser.add_argument("--results", type=Path, help="file that keeps what was measured; in the cache if not named")
    parser.add_argument("--again", action="store_true", help="measure sizes anew that are in the results file")
    parser.add_argument("--plot", type=Path, help="draw the growth into this SVG file")
    parser.add_argument("--workers", type=int, default=1, help="processes that do parts of the work")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.workers)))
        return
    console, results = Console(width=190), options.results or options.cache / "growth.json"
    known = kept(results)
    for size in sorted(options.articles):
        if size in known and known[size].get("workers", 1) == options.workers and not options.again:
            continue
        with TemporaryDirectory(dir=options.cache) as folder:
            write(replicate(base(options.corpus, options.base, options.cache), size), Path(folder))
            command = [sys.executable, "-m", "tests.bench_linking", str(options.corpus), "--one", folder]
            command += ["--workers", str(options.workers)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        known = {**kept(results), size: json.loads(done.stdout)}  # another run may have written meanwhile
        results.write_text(json.dumps([one for _, one in sorted(known.items())], indent=1), encoding="utf-8")
    found = [one for _, one in sorted(known.items())]
    report(found, console)
    if options.plot:
        series = {name: [one["cpu"].get(name, 0.0) for one in found] for name in dict.fromkeys(STEPS.values())}
        series["all"] = [math.fsum(one["cpu"].values()) for one in found]
        options.plot.write_text(growth_plot([one["articles"] for one in found], series), encoding="utf-8")


def kept(results: Path) -> dict[int, dict[str, Any]]:
    """Return what was measured before, by the number of articles."""
    if not results.exists():
        return {}
    return {one["articles"]: one for one in json.loads(results.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    main()
