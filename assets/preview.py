"""What a person at the screen sees of a table without opening it: its first rows, and pictures of what it counts.

All values come from articles or may do so: they are shown as text, whatever Markdown, HTML or control characters
they hold.
"""

import base64
from collections.abc import Mapping
from typing import Any

import dagster as dg
import polars as pl

from pipelines.publication.markdown import escape
from pipelines.publication.report.figures import Ranking
from pipelines.publication.report.pictures import picture
from pipelines.schema import Table

_ROWS = 4
_CHARACTERS = 80
"""Of a value; the rest is cut."""


def preview(table: Table, frame: pl.DataFrame) -> dg.MarkdownMetadataValue:
    """Return the first rows as Markdown, one row a column of the table: tables are wide, and screens are not."""
    if frame.is_empty():
        return dg.MetadataValue.md("No rows.")
    shown = frame.head(_ROWS)
    head = ["column", *(f"row {number}" for number in range(1, shown.height + 1))]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for name in table.names:
        lines.append(f"| `{name}` | {' | '.join(_cell(value) for value in shown[name])} |")
    left = frame.height - shown.height
    more = [f'\nand {left:,} more: `onrecord sql "SELECT * FROM {table.name}"`'] if left and table.published else []
    return dg.MetadataValue.md("\n".join([*lines, *more]))


def _cell(value: Any) -> str:
    """A value as text of Markdown; neither code, HTML nor an address becomes one."""
    if value is None:
        return ""
    text = str(value)[: 4 * _CHARACTERS]
    return escape(text, _CHARACTERS)


def pictured(rankings: Mapping[str, Ranking]) -> dict[str, dg.MarkdownMetadataValue]:
    """Return the rankings that have bars as pictures in Markdown."""
    return {
        name: dg.MetadataValue.md(f"![{name}](data:image/png;base64,{_encoded(ranking)})")
        for name, ranking in rankings.items()
        if ranking.bars
    }


def _encoded(ranking: Ranking) -> str:
    return base64.b64encode(picture(ranking)).decode("ascii")
