"""``data_dictionary.md``: every table and column in words, from the one declaration."""

from collections.abc import Mapping
from typing import Any

from pipelines.publication.markdown import escape, escape_around_code
from pipelines.publication.scorecard import Grid, scorecard
from pipelines.schema import SCHEMA_VERSION, Column, Table

_INTRODUCTION = """# Data dictionary

Schema version {version}. Positions are half-open pairs of code points into `articles.text`. Times are UTC. An interval
of dates includes both its ends. What is unknown is null, with a reason code beside it where there is one.
"""


def data_dictionary(tables: Mapping[str, Table], quality: Mapping[str, Any] | None = None) -> str:
    """Return the dictionary of ``tables`` as Markdown, one section a table in their order.

    Args:
        tables: The declarations.
        quality: What was measured of what made the rows, as :mod:`.scorecard` takes it: the last section.
    """
    parts = [_INTRODUCTION.format(version=SCHEMA_VERSION)]
    for table in tables.values():
        key = ", ".join(f"`{name}`" for name in table.key)
        parts.append(f"## {table.name}\n\n{escape_around_code(table.meaning)}\n\nKey: {key}.\n")
        rows = [f"| `{column.name}` | {column.type} | {_rules(table, column)} |" for column in table.columns]
        parts.append("\n".join(["| column | type | meaning |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts + _scorecard(quality or {}))


def _scorecard(quality: Mapping[str, Any]) -> list[str]:
    found = scorecard(quality)
    if not found.facts and not found.cards:
        return []
    parts = [
        "## Scorecard\n\nHow right what made these tables was on articles that people annotated.\n",
        *(f"{escape(name).capitalize()}: {escape(value)}.\n" for name, value in found.facts),
    ]
    for card in found.cards:
        parts.append(f"### {escape(card.title).capitalize()}\n\n{escape(card.measured)}.\n")
        parts += [_grid(grid) for grid in card.grids]
    return parts


def _grid(grid: Grid) -> str:
    lines = [
        f"| {' | '.join(escape(each) for each in (grid.title, *grid.head))} |",
        f"|---{'|---:' * len(grid.head)}|",
        *(f"| {' | '.join(escape(each) for each in (name, *cells))} |" for name, cells in grid.rows),
    ]
    return "\n".join(lines) + "\n"


def _rules(table: Table, column: Column) -> str:
    words = [escape_around_code(column.meaning)]
    if column.required or column.name in table.key:
        words.append("Never null.")
    if column.values is not None:
        words.append("One of " + ", ".join(f"`{value}`" for value in column.values) + ".")
    if column.maximum is not None:
        words.append(f"From {column.minimum or 0:g} to {column.maximum:g}.")
    if column.references:
        words.append(f"Refers to `{column.references}`.")
    if column.words is not None and column.words != "name":
        words.append("May repeat words of articles.")
    if not column.content:
        words.append("Not part of the logical hash.")
    return " ".join(words)
