"""A profile as tables for people and as JSON for programs."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from assets.bench.profile import Profile, Run


def tables(profile: Profile) -> Iterator[Table]:
    """Yield the comparison with the bare model, then the stages of the run."""
    words, run = profile.words, profile.run
    bare, load = profile.bare_seconds, profile.bare_load_seconds
    compared = Table("what", "seconds", "CPU s", "words/s", "against the bare model", "by CPU")
    processes = f"bare model, {_processes(profile.workers)}"
    cpu = _cpu(profile.bare_cpu_seconds)
    compared.add_row(processes, f"{bare:.2f}", cpu, f"{words / bare:,.0f}", "1.00", "1.00" if cpu else "")
    compared.add_row("its loading", f"{load:.2f}", "", "", "", "")
    speed, ratio, by_cpu = f"{words / run.seconds:,.0f}", f"{profile.ratio:.2f}", profile.cpu_ratio
    told = "" if by_cpu is None else f"{by_cpu:.2f}"
    compared.add_row("whole run", f"{run.seconds:.2f}", _cpu(run.cpu_seconds), speed, ratio, told)
    if profile.again is not None:
        compared.add_row(
            "again, nothing new", f"{profile.again.seconds:.2f}", _cpu(profile.again.cpu_seconds), "", "", ""
        )
    yield compared
    yield _stages("stage", run, words)
    if profile.stored:
        yield _stored(profile)
    if profile.again is not None:
        yield _stages("stage, nothing new", profile.again, words)


def _stored(profile: Profile) -> Table:
    table = Table("part of the home", "MB", "bytes an article")
    for name, size in (*profile.stored.items(), ("all", sum(profile.stored.values()))):
        table.add_row(name, _megabytes(size), f"{size / max(profile.articles, 1):,.0f}")
    return table


def _processes(number: int) -> str:
    return "1 process" if number == 1 else f"{number} processes"


def _stages(title: str, run: Run, words: int) -> Table:
    table = Table(title, "seconds", "share", "CPU s", "peak MB", "words/s")
    for stage in run.stages:
        speed = f"{words / stage.seconds:,.0f}" if stage.seconds > 0 else ""
        share = f"{stage.seconds / run.seconds:.0%}"
        table.add_row(
            stage.name, f"{stage.seconds:.2f}", share, _cpu(stage.cpu_seconds), _megabytes(stage.peak_bytes), speed
        )
    table.add_section()
    whole = (f"{run.seconds:.2f}", "100%", _cpu(run.cpu_seconds), _megabytes(run.peak_bytes))
    table.add_row("all", *whole, f"{words / run.seconds:,.0f}")
    return table


def _cpu(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f}"


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / 1e6:,.0f}"


def as_json(profile: Profile) -> dict[str, Any]:
    """Return a profile as values of JSON: seconds, bytes, and words per second."""
    return {
        "articles": profile.articles,
        "words": profile.words,
        "workers": profile.workers,
        "mentions": profile.mentions,
        "claims": profile.claims,
        "stored_bytes": dict(profile.stored),
        "bare_model": {
            "seconds": profile.bare_seconds,
            "load_seconds": profile.bare_load_seconds,
            "cpu_seconds": profile.bare_cpu_seconds,
            "words_per_second": profile.words / profile.bare_seconds,
        },
        "run": _run(profile.run, profile.words),
        "ratio": profile.ratio,
        "cpu_ratio": profile.cpu_ratio,
        "again": None if profile.again is None else _run(profile.again, profile.words),
    }


def _run(run: Run, words: int) -> dict[str, Any]:
    return {
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_bytes": run.peak_bytes,
        "words_per_second": words / run.seconds,
        "stages": [
            {**stage._asdict(), "share": stage.seconds / run.seconds if run.seconds else 0.0} for stage in run.stages
        ],
    }
