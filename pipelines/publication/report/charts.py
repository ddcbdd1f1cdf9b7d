"""The geometry of the charts; the template draws it as SVG.

Every mark is told apart by more than its colour (place, length, shape or pattern), so that the charts
can be read without colour vision, and each stands beside its numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

WIDTH = 760
HEIGHT = 180
_BASE = 150
_LEFT = 44
_MOST_DAYS = 62
_MOST_MONTHS = 60


class Bar(NamedTuple):
    """One part of a column: a rectangle in the chart's units, and what it says."""

    x: float
    y: float
    width: float
    height: float
    series: str
    says: str


class Tick(NamedTuple):
    """A label on an axis."""

    at: float
    label: str


class Columns(NamedTuple):
    """Stacked columns over time."""

    bars: list[Bar]
    across: list[Tick]
    up: list[Tick]
    rows: list[tuple[str, list[int]]]
    """The same as a table: the period, and a count a series."""


def periods_of(days: Sequence[date]) -> list[tuple[int, ...]]:
    """Return every day, month or year (by the length of the whole) from the first day to the last."""
    if not days:
        return []
    first, last = min(days), max(days)
    if (last - first).days < _MOST_DAYS:
        each = (first + timedelta(step) for step in range((last - first).days + 1))
        return [(day.year, day.month, day.day) for day in each]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months <= _MOST_MONTHS:
        each_month = (first.year * 12 + first.month - 1 + step for step in range(months))
        return [(month // 12, month % 12 + 1) for month in each_month]
    return [(year,) for year in range(first.year, last.year + 1)]


def columns(days: Mapping[str, Sequence[date]]) -> Columns:
    """Return columns of how many ``days`` of each series fall into each period, stacked in the series' order."""
    periods = periods_of([day for each in days.values() for day in each])
    length = len(periods[0]) if periods else 0
    place = {period: index for index, period in enumerate(periods)}
    counts = {name: [0] * len(periods) for name in days}
    for name, each in days.items():
        for day in each:
            counts[name][place[(day.year, day.month, day.day)[:length]]] += 1
    totals = [sum(counts[name][index] for name in counts) for index in range(len(periods))]
    top = round_up(max(totals, default=0))
    step = (WIDTH - _LEFT) / max(len(periods), 1)
    bars = [
        bar
        for index in range(len(periods))
        for bar in _column(_label(periods[index]), {name: counts[name][index] for name in counts}, index, step, top)
    ]
    every = -(-len(periods) // 9) if periods else 1
    across = [
        Tick(_LEFT + (index + 0.5) * step, _label(period)) for index, period in enumerate(periods) if index % every == 0
    ]
    up = [Tick(_BASE - _BASE * value / top + 8, f"{value:,}") for value in sorted({0, top // 2, top})]
    rows = [
        (_label(period), [counts[name][index] for name in counts])
        for index, period in enumerate(periods)
        if totals[index]
    ]
    return Columns(bars, across, up, rows)


def _column(label: str, counts: Mapping[str, int], index: int, step: float, top: int) -> list[Bar]:
    width = min(step * 0.8, 46)
    x = _LEFT + (index + 0.5) * step - width / 2
    bars: list[Bar] = []
    floor = float(_BASE + 8)
    for name, count in counts.items():
        if count:
            height = _BASE * count / top
            floor -= height
            bars.append(
                Bar(round(x, 1), round(floor, 1), round(width, 1), round(height, 1), name, f"{label}: {count:,} {name}")
            )
    return bars


def _label(period: tuple[int, ...]) -> str:
    if len(period) == 1:
        return str(period[0])
    day = date(period[0], period[1], period[2] if len(period) == 3 else 1)
    return f"{day.day} {day:%b %Y}" if len(period) == 3 else f"{day:%b %Y}"


def round_up(value: int) -> int:
    """Return the least even number of the form 2, 4, 10, 20, 40, 100 … that is not below ``value``."""
    scale = 1
    while True:
        for step in (2, 4, 10):
            if step * scale >= value:
                return step * scale
        scale *= 10


def shares(values: Sequence[int]) -> list[float]:
    """Return each value as a percentage of the largest, for bars in a table; what is not nothing can be seen."""
    top = max(values, default=0) or 1
    return [max(round(100 * value / top, 2), 0.6) if value else 0.0 for value in values]
