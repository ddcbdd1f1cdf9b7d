"""The charts of a version: declared with altair, drawn by Vega-Lite when the version is made.

Belongs here: what a chart looks like, and its translation into SVG or PNG. Does not belong here:
what is counted, which :mod:`.figures` does.

A chart becomes an SVG without script that stands in the page, so that no library has to be shipped with
every version. Its places are fixed and do not follow from the widths of letters: the fonts of the
machine that draws it make no difference to its bytes. Colours are Okabe and Ito's, that people without
full colour vision can tell apart (https://jfly.uni-koeln.de/color/); the page gives them as CSS
variables and so draws dark charts on dark paper.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

from markupsafe import Markup

from pipelines.publication.report.texts import one_line
from pipelines.visible import plain

_Drawing = Any
"""A chart of altair's, which is imported only where one is drawn: half a second."""
_WIDTH = 760
_HEIGHT = 150
"""Of the columns over time."""
_ROW = 24
"""Height of a horizontal bar with the gap below it."""
_NAMES = 230
"""Width that is kept for names beside bars."""
_NAME = 28
"""Characters of such a name."""
_MOST_DAYS = 62
_MOST_MONTHS = 60
_MOST_YEARS = 100
_TICKS = 9

PAPER = {
    "first": "#0072b2",
    "second": "#e69f00",
    "third": "#999999",
    "ink": "#1c1d1f",
    "line": "#dfe2e6",
    "paper": "#ffffff",
}
"""What a picture is drawn with on light paper, by part."""
VARIABLES = {name: f"var(--{name})" for name in PAPER}
"""The same for the page: whose colours depend on its scheme."""
_SERIES = ("first", "second", "third")


class Chart(NamedTuple):
    """A chart and what is said of it beside it."""

    svg: Markup
    legend: list[tuple[str, str]]
    """The series by the name of their colour, where there are several."""


class Bar(NamedTuple):
    """A bar in parts, one a series."""

    label: str
    counts: Sequence[int]


def bars(rows: Sequence[Bar], series: Sequence[str], says: str) -> Chart:
    """Return horizontal bars with their names and totals, in the order of ``rows``.

    Args:
        rows: The bars.
        series: The names of their parts, three at most.
        says: What the chart shows, for those who do not see it.
    """
    return _chart(_bars(rows, series, VARIABLES), series, says)


def columns(days: Mapping[str, Sequence[date]], says: str) -> tuple[Chart, list[tuple[str, list[int]]]]:
    """Return columns of how many ``days`` of each series fall into each period, and the same as rows of a table."""
    periods = counted_periods(days)
    rows = [(label, counts) for label, counts in periods if any(counts)]
    return _chart(_columns(periods, list(days), VARIABLES), list(days), says), rows


def pictured(rows: Sequence[Bar], series: Sequence[str]) -> bytes:
    """Return :func:`bars` as a PNG with a legend, on white paper."""
    import vl_convert

    chart = _bars(rows, series, PAPER, legend=len(series) > 1).properties(background=PAPER["paper"])
    return vl_convert.vegalite_to_png(chart.to_dict(), scale=1.0, allowed_base_urls=[])


def _chart(chart: _Drawing, series: Sequence[str], says: str) -> Chart:
    legend = list(zip(_SERIES, series, strict=False)) if len(series) > 1 else []
    return Chart(Markup(_inline(_drawn(chart.to_json(indent=None)), says)), legend)


@cache
def _drawn(specification: str) -> str:
    """Vega-Lite as SVG; nothing may be loaded from anywhere."""
    import vl_convert

    return vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])


def _inline(svg: str, says: str) -> str:
    """An SVG as a part of the page: as wide as its place, with a name, and what each mark says shown on hovering."""
    root = ElementTree.fromstring(re.sub(r' xmlns(:\w+)?="[^"]*"', "", svg))
    box = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib.update({"class": "chart", "viewBox": box, "role": "img", "aria-label": plain(says)})
    for each in list(root.iter())[1:]:
        told = each.attrib.pop("aria-label", None)
        marked = each.attrib.pop("role", None) == "graphics-symbol"
        for name in [name for name in each.attrib if name.startswith("aria-")] + ["class"]:
            each.attrib.pop(name, None)
        if told and marked and each.tag == "path":
            ElementTree.SubElement(each, "title").text = told
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag == "path" and _empty(child)]:
            parent.remove(child)
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)


def _empty(path: ElementTree.Element) -> bool:
    return "fill" not in path.attrib and path.attrib.get("stroke", "transparent") == "transparent"


def _data(rows: list[dict[str, Any]]) -> _Drawing:
    import altair as alt

    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def _rows(labels: Sequence[str], counts: Sequence[Sequence[int]], series: Sequence[str]) -> list[dict[str, Any]]:
    """One row a part of a bar; parts without extent are left out."""
    return [
        {
            "place": place,
            "label": label,
            "series": name,
            "order": order,
            "count": count,
            "says": f"{label}: {count:,}" + (f" {name}" if len(series) > 1 else ""),
        }
        for place, (label, parts) in enumerate(zip(labels, counts, strict=True))
        for order, (name, count) in enumerate(zip(series, parts, strict=True))
        if count
    ]


def _bars(rows: Sequence[Bar], series: Sequence[str], ink: Mapping[str, str], *, legend: bool = False) -> _Drawing:
    import altair as alt

    names = [plain(one_line(row.label, _NAME)) for row in rows]
    totals = [sum(row.counts) for row in rows]
    values = _rows(names, [row.counts for row in rows], series)
    whole = [
        {"place": place, "label": name, "total": total, "shown": f"{total:,}"}
        for place, (name, total) in enumerate(zip(names, totals, strict=True))
    ]
    place = alt.Y("place:O", axis=None, scale=alt.Scale(domain=list(range(len(rows))), paddingInner=0.3))
    across = alt.Scale(domain=[0, max(totals, default=0) or 1], nice=False)
    drawn = (
        _data(values)
        .mark_bar(stroke=ink["paper"], strokeWidth=0.7)
        .encode(
            y=place,
            x=alt.X("count:Q", stack="zero", axis=None, scale=across),
            order="order:Q",
            color=_colour(series, ink, legend=legend),
            description="says:N",
        )
    )
    text = _data(whole).encode(y=place)
    named = text.mark_text(align="right", baseline="middle", fontSize=12.5, color=ink["ink"], dx=-10).encode(
        text="label:N", x=alt.value(0)
    )
    counted = text.mark_text(align="left", baseline="middle", fontSize=12, color=ink["ink"], dx=6).encode(
        text="shown:N", x=alt.X("total:Q", axis=None, scale=across)
    )
    room = {"left": _NAMES, "right": 70, "top": 34 if legend else 4, "bottom": 4}
    return _laid_out(alt.layer(drawn, named, counted), _WIDTH - 300, max(_ROW * len(rows), 1), room)


def _columns(periods: Sequence[tuple[str, Sequence[int]]], series: Sequence[str], ink: Mapping[str, str]) -> _Drawing:
    import altair as alt

    labels = [label for label, _ in periods]
    every = -(-len(labels) // _TICKS) or 1
    quiet: dict[str, Any] = {
        "labelColor": ink["ink"],
        "tickColor": ink["line"],
        "domainColor": ink["line"],
        "labelFontSize": 12,
    }
    across = alt.Axis(values=labels[::every], labelAngle=0, labelOverlap=False, title=None, labelLimit=0, **quiet)
    up = alt.Axis(
        tickCount=4, tickMinStep=1, format=",d", title=None, domain=False, gridColor=ink["line"], labelLimit=0, **quiet
    )
    chart = (
        _data(_rows(labels, [counts for _, counts in periods], series))
        .mark_bar(stroke=ink["paper"], strokeWidth=0.7)
        .encode(
            x=alt.X("label:O", sort=None, scale=alt.Scale(domain=labels, padding=0.15), axis=across),
            y=alt.Y("count:Q", stack="zero", axis=up),
            order="order:Q",
            color=_colour(series, ink, legend=False),
            description="says:N",
        )
    )
    return _laid_out(chart, _WIDTH - 90, _HEIGHT, {"left": 60, "right": 30, "top": 10, "bottom": 26})


def _colour(series: Sequence[str], ink: Mapping[str, str], *, legend: bool) -> _Drawing:
    import altair as alt

    scale = alt.Scale(domain=list(series), range=[ink[each] for each, _ in zip(_SERIES, series, strict=False)])
    shown = alt.Legend(title=None, orient="top", direction="horizontal") if legend else None
    return alt.Color("series:N", scale=scale, legend=shown)


def _laid_out(chart: _Drawing, width: int, height: int, room: Mapping[str, int]) -> _Drawing:
    """A chart in fixed places: nothing depends on how wide letters are."""
    placed = chart.properties(width=width, height=height, padding=room, autosize="none", background="transparent")
    return placed.configure(font="sans-serif", view={"stroke": None})


def periods_of(days: Sequence[date]) -> list[tuple[int, ...]]:
    """Return every day, month or year (by the length of the whole) from the first day to the last.

    Beyond a hundred years, the last hundred.
    """
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
    return [(year,) for year in range(max(first.year, last.year - _MOST_YEARS + 1), last.year + 1)]


def counted_periods(days: Mapping[str, Sequence[date]]) -> list[tuple[str, list[int]]]:
    """Return how many ``days`` of each series fall into each period; what lies before the first counts for it."""
    periods = periods_of([day for each in days.values() for day in each])
    length = len(periods[0]) if periods else 0
    place = {period: index for index, period in enumerate(periods)}
    counts = [[0] * len(days) for _ in periods]
    for series, each in enumerate(days.values()):
        for day in each:
            counts[place.get((day.year, day.month, day.day)[:length], 0)][series] += 1
    labels = [_label(period) for period in periods]
    if length == 1 and min(min(each) for each in days.values() if each).year < periods[0][0]:
        labels[0] += " and before"
    return list(zip(labels, counts, strict=True))


def _label(period: tuple[int, ...]) -> str:
    if len(period) == 1:
        return str(period[0])
    day = date(period[0], period[1], period[2] if len(period) == 3 else 1)
    return f"{day.day} {day:%b %Y}" if len(period) == 3 else f"{day:%b %Y}"
