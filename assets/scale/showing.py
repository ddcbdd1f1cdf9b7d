"""Forecasts and checks as tables for people and as JSON for programs."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table

from assets.scale.checking import Checked
from assets.scale.forecast import HOUR, BreakingPoint, Forecast


def sizes_table(forecasts: Sequence[Forecast]) -> Table:
    """A row a size: what the whole run takes."""
    priced = any(one.means.core_hour or one.means.gigabyte_month for one in forecasts)
    names = ["articles", "processor", "clock", "memory", "disk"]
    table = Table(*names, *(["price", "disk a month"] if priced else []))
    for one in forecasts:
        cells = (duration(one.cpu_seconds), duration(one.seconds), size(one.peak_bytes), size(one.stored_bytes))
        money = [f"{one.price:,.2f}", f"{one.price_a_month:,.2f}"] if priced else []
        table.add_row(_articles(one), *cells, *money)
    return table


def breaking_table(points: Sequence[BreakingPoint]) -> Table:
    """A row a stage: with how many articles it is in the way."""
    table = Table("stage", "does not fit the memory from", "takes longer than a day from")
    for one in points:
        if one.by_memory or one.by_time:
            table.add_row(one.stage, *("" if n is None else f"{rounded(n):,} articles" for n in one[1:]))
    return table


def rounded(count: int) -> int:
    """Return a number with two digits that count: a forecast has no more."""
    return int(float(f"{count:.1e}"))


def stages_table(one: Forecast) -> Table:
    """A row a stage of one forecast."""
    table = Table(f"{_articles(one)} articles", "processor", "clock", "share", "memory", "cores")
    for stage in one.stages:
        share = f"{stage.seconds / one.seconds:.0%}" if one.seconds else ""
        cores = f"{stage.cores:,} of the cluster" if stage.on_cluster else str(stage.cores)
        table.add_row(
            stage.name, duration(stage.cpu_seconds), duration(stage.seconds), share, size(stage.peak_bytes), cores
        )
    table.add_section()
    table.add_row("all", duration(one.cpu_seconds), duration(one.seconds), "100%", size(one.peak_bytes), "")
    return table


def stored_table(one: Forecast) -> Table:
    """What the home takes on disk."""
    table = Table("part of the home", "size", "an article")
    for part, taken in (*one.stored.items(), ("all", one.stored_bytes)):
        table.add_row(part, size(taken), size(taken / one.articles))
    return table


def checks_table(found: Sequence[Checked]) -> Table:
    """Each measured run beside what a model foretells that was fitted to the others."""
    table = Table("run of", "what", "measured", "foretold", "off by")
    for one in found:
        run = f"{one.articles:,}" if one.added is None else f"{one.added:,} added to {one.articles - one.added:,}"
        table.add_row(run, one.what, f"{one.measured:,.1f}", f"{one.foretold:,.1f}", f"{one.error:+.0%}")
    return table


def as_json(one: Forecast) -> dict[str, Any]:
    """Return a forecast as values of JSON: seconds, bytes, prices in the currency that was given."""
    return {
        "articles": one.articles,
        "added": one.added,
        "words_per_article": one.words,
        "mentions": one.mentions,
        "claims": one.claims,
        "cpu_seconds": one.cpu_seconds,
        "seconds": one.seconds,
        "peak_bytes": one.peak_bytes,
        "stored_bytes": dict(one.stored),
        "held_core_hours": one.held_core_hours,
        "price": one.price,
        "price_a_month": one.price_a_month,
        "stages": [
            {"name": stage.name, "cpu_seconds": stage.cpu_seconds, "seconds": stage.seconds,
             "peak_bytes": stage.peak_bytes, "cores": stage.cores, "on_cluster": stage.on_cluster}
            for stage in one.stages
        ],
        "in_the_way": [limit._asdict() for limit in one.limits()],
    }  # fmt: skip


def duration(seconds: float) -> str:
    """Return seconds in the unit in which they are easily read."""
    for unit, name in ((365.25 * 24 * HOUR, "years"), (2 * 24 * HOUR, "days"), (HOUR, "h"), (60.0, "min")):
        if seconds >= unit:
            length = 24 * HOUR if name == "days" else unit
            return f"{seconds / length:,.1f} {name}"
    return f"{seconds:.1f} s"


def size(count: float) -> str:
    """Return bytes in the decimal unit in which they are easily read."""
    for unit, name in ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if count >= unit:
            return f"{count / unit:,.1f} {name}"
    return f"{count:.0f} B"


def _articles(one: Forecast) -> str:
    return f"{one.articles:,}" if one.added is None else f"{one.added:,} added to {one.articles - one.added:,}"
