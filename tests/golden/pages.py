"""Documents that print the answers to the queries that they show: the answers as Markdown, and how they are put in."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from onrecord import Dataset
from pipelines.publication.markdown import escape
from pipelines.settings import PROJECT_ROOT

QUERIES = PROJECT_ROOT / "docs" / "queries.md"
_EXAMPLE = re.compile(r"(?P<query>```sql\n(?P<sql>.*?)\n```\n)(?P<answer>(?:\n(?:\|[^\n]*\n)+)?)", re.DOTALL)
_CUT = 120


class Example(NamedTuple):
    """A query of a page, and the answer printed under it."""

    title: str
    sql: str
    answer: str


def examples(page: str) -> Iterator[Example]:
    """Yield the examples of a page with the headings that they stand under."""
    for match in _EXAMPLE.finditer(page):
        headings = re.findall(r"^## (.*)$", page[: match.start()], re.MULTILINE)
        yield Example(headings[-1], match["sql"], match["answer"])


def answered(page: str, dataset: Dataset) -> str:
    """Return ``page`` with the answer that each query has on ``dataset``."""
    return _EXAMPLE.sub(lambda match: f"{match['query']}{answer(match['sql'], dataset)}", page)


def answer(sql: str, dataset: Dataset) -> str:
    """Return the rows of a query as a Markdown table, after an empty line."""
    return f"\n{as_markdown(dataset.sql(sql))}"


def as_markdown(rows: pl.DataFrame) -> str:
    """A frame as a Markdown table; long texts are cut."""
    right = ["--:" if dtype.is_numeric() else "---" for dtype in rows.dtypes]
    lines = [rows.columns, right, *([_cell(value) for value in row] for row in rows.iter_rows())]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else escape(str(value), _CUT)
