"""How a whole run grows with the articles, and what it costs to add some.

usage: python -m tests.bench_growth CORPUS --articles 250 500 1000 [--base 250] [--add 1 50] [--plot growth.svg]

CORPUS is JSON Lines, gzipped or not, one article a line with a `text`. Its first articles (in an order drawn once) are
published once and kept in the cache; `tests/replicas.py` says how they are enlarged by copies that speak of others, in
other words and figures. Each size is run from raw files to the published version in a home of its own, beside the bare
model on the same text, as `onrecord bench` does it. `--add` then adds so many further articles to a copy of the home
of the largest size, each number to a copy of its own: adding many should cost little more than adding one.

Exponents are slopes through the logarithms of sizes and processor seconds: other work on the machine counts little
there.
"""

import argparse
import gzip
import json
import math
import random
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from assets.bench import Profile, as_json, measure, tables
from assets.bench.measuring import run_command
from assets.bench.profile import Run
from pipelines.settings import Home, Settings
from pipelines.warehouse import Warehouse
from tests.bench_linking import LEAST_SECONDS, OUTLETS, SPAN, exponent
from tests.growth_plot import growth_plot
from tests.replicas import Copy, vocabulary

Record = dict[str, Any]


def base(corpus: Path, articles: int, cache: Path, workers: int) -> tuple[list[Record], Mapping[str, pl.DataFrame]]:
    """Return the first articles of a corpus as records, and the tables that tell their words apart; run once."""
    opened = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    draw = random.Random(0)
    chosen = []
    for record in draw.sample(records, min(articles, len(records))):
        day = date(2005, 1, 1) + timedelta(days=draw.randrange(SPAN))
        given = {"published_at": str(day), "outlet": draw.choice(OUTLETS), **record}
        chosen.append({name: given[name] for name in ("id", "text", "published_at", "outlet") if name in given})
    home = cache / f"base-{articles}"
    if not (home / "onrecord.duckdb").exists():
        write(chosen, cache / f"base-{articles}.jsonl")
        run_command([cache / f"base-{articles}.jsonl"], home, workers)
    with Warehouse(Home.at(home).warehouse) as warehouse:
        known = {"mentions": "screened_mentions", "articles": "articles", "entity_mentions": "entity_mentions"}
        return chosen, {name: warehouse.read(table) for name, table in known.items()}


def enlarged(records: Sequence[Record], known: Mapping[str, pl.DataFrame]) -> Iterator[Record]:
    """Yield the records, then copy after copy of them, without end; the first so many are always the same."""
    words = vocabulary(known)
    number = 0
    while True:
        copy = Copy(number, words)
        for record in records:
            moved = date.fromisoformat(str(record["published_at"])[:10]) + copy.shift
            given = {"id": f"{record.get('id', '')}-{number}", "text": copy.text(record["text"])}
            yield {**record, **given, "published_at": str(moved)}
        number += 1


def write(records: Sequence[Record], path: Path) -> Path:
    """Write records as JSON Lines and return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def growth_table(found: Sequence[Profile]) -> Table:
    """Processor seconds by stage and size, with exponents, and the ratio to the bare model."""
    sizes = [one.articles for one in found]
    seconds = series(found)
    table = Table("stage", *(f"{size:,} CPU s" for size in sizes), "exponent", "last two")
    for name, each in seconds.items():
        slopes = ["", ""]
        if len(sizes) > 1 and each[0] >= LEAST_SECONDS:
            slopes = [f"{exponent(sizes, each):.2f}", f"{exponent(sizes[-2:], each[-2:]):.2f}"]
        table.add_row(name, *(f"{one:.1f}" for one in each), *slopes)
    table.add_section()
    table.add_row("seconds of the clock", *(f"{one.run.seconds:.0f}" for one in found))
    table.add_row("peak MB", *(f"{(one.run.peak_bytes or 0) / 1e6:,.0f}" for one in found))
    table.add_row("against the bare model", *(f"{one.ratio:.2f}" for one in found))
    table.add_row("by CPU", *("" if one.cpu_ratio is None else f"{one.cpu_ratio:.2f}" for one in found))
    return table


def series(found: Sequence[Profile]) -> dict[str, list[float]]:
    """Processor seconds of each stage at each size, and of all together."""
    by_stage = [{stage.name: stage.cpu_seconds or 0.0 for stage in one.run.stages} for one in found]
    names = dict.fromkeys(name for one in by_stage for name in one)
    return {name: [one.get(name, 0.0) for one in by_stage] for name in names} | {
        "all": [one.run.cpu_seconds or 0.0 for one in found]
    }


def added_table(full: Run, added: Mapping[int, Run]) -> Table:
    """What adding so many articles took, by stage, and beyond the least of them as a share of the full run."""
    table = Table("stage", "full run", *(f"+ {number:,}" for number in added))
    names = dict.fromkeys(stage.name for run in (full, *added.values()) for stage in run.stages)
    for name in names:
        table.add_row(name, *(f"{_cpu(run, name):.2f}" for run in (full, *added.values())))
    table.add_section()
    table.add_row("all, CPU s", *(f"{run.cpu_seconds or 0:.1f}" for run in (full, *added.values())))
    table.add_row("seconds of the clock", *(f"{run.seconds:.1f}" for run in (full, *added.values())))
    least = (added[min(added)].cpu_seconds or 0.0) if added else 0.0
    beyond = [((run.cpu_seconds or 0.0) - least) / (full.cpu_seconds or math.inf) for run in added.values()]
    table.add_row("CPU beyond the least, of the full run", "", *(f"{share:.1%}" for share in beyond))
    return table


def _cpu(run: Run, stage: str) -> float:
    return next((each.cpu_seconds or 0.0 for each in run.stages if each.name == stage), 0.0)


def main() -> None:
    """Measure every size, then the additions; print tables and draw the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[250, 500, 1000])
    parser.add_argument("--base", type=int, default=250, help="so many real articles")
    parser.add_argument("--add", type=int, nargs="*", default=[], help="so many further articles, each time")
    parser.add_argument("--workers", type=int, default=Settings.from_environment().workers)
    parser.add_argument("--cache", type=Path, default=Path("data/bench-growth"))
    parser.add_argument("--json", type=Path, help="write the figures into this file")
    parser.add_argument("--plot", type=Path, help="draw the growth into this SVG file")
    options = parser.parse_args()
    console = Console(width=160)
    records, known = base(options.corpus, options.base, options.cache, options.workers)
    sizes = sorted(options.articles)
    found: list[Profile] = []
    added: dict[int, Run] = {}
    with TemporaryDirectory(dir=options.cache) as folder:
        work = Path(folder)
        for size in sizes:
            source = write(list(islice(enlarged(records, known), size)), work / f"{size}.jsonl")
            found.append(measure([source], work / f"home-{size}", workers=options.workers))
            console.print(f"{size:,} articles, {found[-1].words:,} words")
            for table in tables(found[-1]):
                console.print(table)
            sys.stdout.flush()
        for number in sorted(options.add):
            home = work / f"home-{sizes[-1]}-{number}"
            shutil.copytree(work / f"home-{sizes[-1]}", home)
            further = list(islice(enlarged(records, known), sizes[-1], sizes[-1] + number))
            added[number] = run_command([write(further, work / f"more-{number}.jsonl")], home, options.workers)
            shutil.rmtree(home)
    console.print(growth_table(found))
    if added:
        console.print(added_table(found[-1].run, added))
    if options.json:
        told = {"sizes": [as_json(one) for one in found], "added": {n: _told(run) for n, run in added.items()}}
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        drawn = growth_plot([one.articles for one in found], series(found), "Whole run")
        options.plot.write_text(drawn, encoding="utf-8")


def _told(run: Run) -> Record:
    stages = [stage._asdict() for stage in run.stages]
    return {"seconds": run.seconds, "cpu_seconds": run.cpu_seconds, "peak_bytes": run.peak_bytes, "stages": stages}


if __name__ == "__main__":
    main()
