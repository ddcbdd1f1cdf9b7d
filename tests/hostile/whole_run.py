"""One run, from files to the published version, over every kind of hostile input in full size beside sound articles.

usage: python -m tests.hostile.whole_run [KIND …]      (default: all kinds that need no other limits)

The same command also runs over the sound articles alone: what it holds of memory then is what the run with the hostile
kinds is compared with. Fails where a kind ends otherwise than it may, a sound article is not published, or the account
does not add up.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from assets.bench.measuring import run_command
from assets.bench.profile import Run
from onrecord import Dataset, open_dataset
from tests.hostile import treating
from tests.hostile.kinds import KINDS, article

MEMORY = 500_000_000
"""Bytes beyond the run over sound articles."""
SOUND = 96
"""So many that they are read in worker processes, as the hostile ones are."""
WORKERS = 2


def main(names: Sequence[str]) -> int:
    """Run twice, print what became of the kinds and what each stage took; returns how many problems there are."""
    chosen = list(names or (name for name, kind in KINDS.items() if not kind.limits))
    console = Console(width=160)
    with tempfile.TemporaryDirectory() as made:
        room = Path(made)
        plain = run_command([_sound(room / "plain")], room / "plain-home", WORKERS)
        folder = _sound(room / "hostile")
        for name in chosen:
            (folder / name).mkdir()
            KINDS[name].make(folder / name, KINDS[name].large)
        run = run_command([folder], room / "home", WORKERS)
        problems = list(_problems(open_dataset(room / "home"), chosen))
    above = (run.peak_bytes or 0) - (plain.peak_bytes or 0)
    if above > MEMORY:
        problems.append(f"{above / 1e6:,.0f} MB beyond the run over sound articles")
    console.print(_stages(plain, run))
    console.print(f"{len(chosen)} kinds, {SOUND} sound articles; {above / 1e6:,.0f} MB beyond these alone")
    for problem in problems:
        console.print(problem, style="red", markup=False)
    return len(problems)


def _sound(folder: Path) -> Path:
    """Write sound articles that come before, among and after the kinds."""
    for number in range(SOUND):
        place = folder / ("0_sound", "m_sound", "zzzz_sound")[number % 3]
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.txt").write_text(article(1_000 + number), encoding="utf-8")
    return folder


def _problems(data: Dataset, names: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with what was published."""
    # a row of an article that the checks set aside is no reason against its file
    files = data.table("quarantine").filter(pl.col("stage") != "checks")
    aside = files.select("path", "reason_code").iter_rows()
    found = treating.counted(data.table("articles")["path"], aside)
    for name in names:
        yield from (f"{name}: {problem}" for problem in treating.problems_of(name, found))
    sound = sum(count for name, count in found.articles.items() if name.endswith("_sound"))
    if sound != SOUND:
        yield f"{SOUND - sound} sound articles are not published"
    accounts = data.table("checks").filter(suite="articles.accounting").row(0, named=True)
    if not accounts["success"]:
        yield f"the account does not add up: {accounts['observed']}"


def _stages(plain: Run, run: Run) -> Table:
    """What each stage took of the clock and of memory, without and with hostile input."""
    table = Table("stage", "sound alone, s", "MB", "with hostile kinds, s", "MB")
    before = {stage.name: stage for stage in plain.stages}
    for stage in run.stages:
        alone = before.get(stage.name)
        cells = [] if alone is None else [f"{alone.seconds:.1f}", f"{(alone.peak_bytes or 0) / 1e6:,.0f}"]
        table.add_row(stage.name, *(cells or ["", ""]), f"{stage.seconds:.1f}", f"{(stage.peak_bytes or 0) / 1e6:,.0f}")
    table.add_row("all", f"{plain.seconds:.1f}", f"{(plain.peak_bytes or 0) / 1e6:,.0f}", f"{run.seconds:.1f}",
                  f"{(run.peak_bytes or 0) / 1e6:,.0f}")  # fmt: skip
    return table


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
