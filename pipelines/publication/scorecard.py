"""The scorecard of a version: how right what made it is, as far as that was measured, in tables.

Figures come in as values of JSON, by what they were measured on::

    {"extractor": "ranked", "embedded_gold": {"measured": "…", "figures": {"contents found": {"all": {"f1": 0.9}}}}}

The manifest holds them as they are; the report and the data dictionary show them.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

FIGURES = "figures"
MEASURED = "measured"


class Grid(NamedTuple):
    """One table of figures."""

    title: str
    head: list[str]
    rows: list[tuple[str, list[str]]]
    """What was measured, and a figure a column; empty where there is none."""


class Card(NamedTuple):
    """What was measured on one set of articles."""

    title: str
    measured: str
    """On what, by whom, and how to measure it again."""
    grids: list[Grid]


class Scorecard(NamedTuple):
    """All that is known."""

    facts: list[tuple[str, str]]
    """What is no figure: which extractor it was."""
    cards: list[Card]


def scorecard(quality: Mapping[str, Any]) -> Scorecard:
    """Return quality figures as tables, in their order."""
    facts = [(_words(name), _figure(value)) for name, value in quality.items() if not isinstance(value, Mapping)]
    cards = [
        Card(_words(name), str(value.get(MEASURED, "")), [_grid(*each) for each in value.get(FIGURES, {}).items()])
        for name, value in quality.items()
        if isinstance(value, Mapping)
    ]
    return Scorecard(facts, cards)


def _grid(title: str, figures: Mapping[str, Any]) -> Grid:
    rows = {name: value if isinstance(value, Mapping) else {"": value} for name, value in figures.items()}
    head = list(dict.fromkeys(column for row in rows.values() for column in row))
    cells = [(_words(name), [_figure(row.get(column)) for column in head]) for name, row in rows.items()]
    return Grid(_words(title), [_words(column) for column in head], cells)


def _words(name: str) -> str:
    return str(name).replace("_", " ")


def _figure(value: Any) -> str:
    """A share to three places, a count with its thousands apart, anything else as it is."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
