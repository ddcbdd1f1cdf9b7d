"""How the stages after extraction grow with the number of articles: time and memory of each.

usage: python -m tests.bench_stages CORPUS --articles 1000 2500 5000 10000 20000 40000 [--workers 2] [--base 1000]
           [--cache DIR] [--results stages.json] [--plot stages.svg] [--stages linking checks] [--again] [--keep]

CORPUS is JSON Lines, gzipped or not, one article a line with a `text`. Its first articles are published once
(`tests/bench_growth.py`, whose cache this shares), and homes are made of copies of what extraction left there
(`tests/replicated_home.py`). The stages after it are run as `onrecord run` runs them, each size in a process of its own
and in a home without a version.

Time is processor time of all processes, memory the most that was resident in all of them together while a stage ran;
a page that several share counts in each, and once in the row "shared pages once". The exponent is the slope of a line
through the logarithms of sizes and seconds.

What is measured is kept in the results file, size by size, and a size that is in it is not measured again; `--again`
measures anew. Homes are removed afterwards, unless `--keep` is given. `--stages` runs some of the stages in a kept
home, over what the last run left there, and replaces the figures of these alone.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from rich.console import Console
from rich.table import Table

from assets.bench.measuring import run_watched
from assets.definitions import build_defs
from assets.metrics import STAGES
from assets.run import RunError, instance
from assets.run_log import kept_open
from pipelines.settings import Home, Settings
from pipelines.warehouse import Warehouse
from tests import bench_growth
from tests.bench_linking import LEAST_SECONDS, exponent, kept
from tests.growth_plot import growth_plot
from tests.replicated_home import base_of, build

Measured = dict[str, Any]
AFTER = tuple(dict.fromkeys(STAGES.values()))[4:]
"""The stages after extraction."""
PUBLISHED = ("snapshots", "onrecord.duckdb", "data_docs", "metrics.prom", "work/dagster", "work/runs.json")
"""What is taken out of a home before it is published anew."""


def run_stages(home: Home, stages: Sequence[str]) -> None:
    """Materialise the assets of some stages over what a home holds, in this process.

    Raises:
        RunError: a stage failed.
    """
    definitions = build_defs(root=str(home.root))
    chosen: list[dg.AssetKey] = []
    for each in definitions.assets or ():
        assert isinstance(each, dg.AssetsDefinition)
        if STAGES[each.node_def.name] in stages:
            chosen += each.keys
    job = definitions.resolve_implicit_global_asset_job_def()
    config = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with kept_open(home.dagster), instance(home) as opened:
        done = job.execute_in_process(run_config=config, instance=opened, asset_selection=chosen, raise_on_error=False)
    failed = [f"{event.step_key}: {event.step_failure_data.error}" for event in done.get_step_failure_events()]
    if not done.success:
        raise RunError("\n".join(failed) or "the run failed before its first stage")


def measure(home: Path, workers: int, stages: Sequence[str]) -> Measured:
    """Run stages in a process of their own and return what each took: seconds and bytes."""
    load = os.getloadavg()[1]
    command = [sys.executable, "-m", "tests.bench_stages", str(home), "--one", "--stages", *stages]
    run = run_watched(command, home, workers)
    with Warehouse(Home.at(home).warehouse) as warehouse:
        rows = {
            name: warehouse.query(f"SELECT count(*) FROM {table}").item()
            for name, table in (("articles", "staging.articles"), ("mentions", "core.mentions"))
        }
    return {
        **rows,
        "workers": workers,
        "load": load,
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_bytes": run.peak_bytes,
        "proportional_bytes": run.proportional_bytes,
        "stages": {stage.name: stage._asdict() for stage in run.stages},
    }


def merged(before: Measured | None, now: Measured, stages: Sequence[str]) -> Measured:
    """Return what is known of a size after some of its stages were measured anew."""
    if before is None or set(stages) == set(AFTER):
        return now
    theirs = {name: each for name, each in now["stages"].items() if name in stages}
    return {**before, "mentions": now["mentions"], "stages": before["stages"] | theirs}


def tables(found: Sequence[Measured]) -> list[Table]:
    """Return processor seconds with their exponents, and peak memory, by stage and size."""
    sizes = [one["articles"] for one in found]
    time = Table("stage", *(f"{size:,} CPU s" for size in sizes), "exponent", "last two", "seconds of the last")
    for name, each in series(found).items():
        slopes = ["", ""]
        if len(sizes) > 1 and each[0] >= LEAST_SECONDS:
            slopes = [f"{exponent(sizes, each):.2f}", f"{exponent(sizes[-2:], each[-2:]):.2f}"]
        last = found[-1]["seconds"] if name == "all" else found[-1]["stages"].get(name, {}).get("seconds", 0.0)
        time.add_row(name, *(f"{one:.1f}" for one in each), *slopes, f"{last:.0f}")
    memory = Table("stage", *(f"{size:,} peak MB" for size in sizes), "kB an article, last two")
    rows = {name: [_peak(one, name) for one in found] for name in series(found) if name != "all"}
    rows["all"] = [one["peak_bytes"] for one in found]
    rows["shared pages once"] = [one["proportional_bytes"] for one in found]
    for name, bytes_ in rows.items():
        told = ["" if each is None else f"{each / 1e6:,.0f}" for each in bytes_]
        memory.add_row(name, *told, _each_more(sizes, bytes_))
    return [time, memory]


def _peak(one: Mapping[str, Any], stage: str) -> int | None:
    peak: int | None = one["stages"].get(stage, {}).get("peak_bytes")
    return peak


def _each_more(sizes: Sequence[int], most: Sequence[int | None]) -> str:
    if len(sizes) < 2 or most[-1] is None or most[-2] is None:
        return ""
    return f"{(most[-1] - most[-2]) / (sizes[-1] - sizes[-2]) / 1e3:,.0f}"


def series(found: Sequence[Measured]) -> dict[str, list[float]]:
    """Processor seconds of each stage at each size, and of all together."""
    names = dict.fromkeys(name for one in found for name in one["stages"])
    by_stage = {
        name: [one["stages"].get(name, {}).get("cpu_seconds") or 0.0 for one in found]
        for name in sorted(names, key=lambda name: AFTER.index(name) if name in AFTER else len(AFTER))
    }
    return {**by_stage, "all": [one["cpu_seconds"] or 0.0 for one in found]}


def main() -> None:
    """Measure every size, print tables and draw the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 2500, 5000, 10000, 20000, 40000])
    parser.add_argument("--base", type=int, default=1000, help="so many real articles")
    parser.add_argument("--workers", type=int, default=Settings.from_environment().workers)
    parser.add_argument("--cache", type=Path, default=Path("data/bench-growth"))
    parser.add_argument("--results", type=Path, help="file that keeps what was measured; in the cache if not named")
    parser.add_argument("--again", action="store_true", help="measure sizes anew that are in the results file")
    parser.add_argument("--keep", action="store_true", help="leave the homes in the cache")
    parser.add_argument("--stages", nargs="+", choices=AFTER, default=list(AFTER), help="run these alone")
    parser.add_argument("--plot", type=Path, help="draw the growth into this SVG file")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_stages(Home.at(options.corpus), options.stages)
        return
    results = options.results or options.cache / "stages.json"
    in_part = set(options.stages) != set(AFTER)
    base = None
    for size in sorted(options.articles):
        if size in kept(results) and not (options.again or in_part):
            continue
        home = options.cache / f"stages-{size}"
        if not home.exists():
            if base is None:
                bench_growth.base(options.corpus, options.base, options.cache, options.workers)
                base = base_of(options.cache / f"base-{options.base}")
            build(base, size, home)
        _begin_anew(home, "publication" in options.stages)
        known = kept(results)
        known[size] = merged(known.get(size), measure(home, options.workers, options.stages), options.stages)
        results.write_text(json.dumps([one for _, one in sorted(known.items())], indent=1), encoding="utf-8")
        if not (options.keep or in_part):
            shutil.rmtree(home)
    found = [one for _, one in sorted(kept(results).items())]
    console = Console(width=160)
    for table in tables(found):
        console.print(table)
    if options.plot:
        drawn = growth_plot([one["articles"] for one in found], series(found), "After extraction")
        options.plot.write_text(drawn, encoding="utf-8")


def _begin_anew(home: Path, published: bool) -> None:
    """Have no stage taken over in a home, and take out what it ``published``: it has no version to be compared with."""
    with Warehouse(Home.at(home).warehouse) as warehouse:
        warehouse.delete("stamps", "true")
    for name in PUBLISHED if published else ():
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
