"""Taking rows out of tables and recording them in quarantine.

A row set aside is a row of ``REMOVED``: its key, why it failed, and on which row it depends if it did not
fail itself. Keys are compared with null equal to null, since a null in a key is itself a reason to fail.
"""

import json
from collections.abc import Iterator, Mapping

import polars as pl

from expectations.rules import Tables
from expectations.runner.results import key_text
from pipelines.schema import TABLES, Table

ADVICE = "Correct the input, or the stage that made the row, and run again; the rows that do not depend on it go on."
PLACES = ("articles", "mentions")
"""Tables that tell which article a row belongs to."""
DEPENDENT = "depends_on_row_set_aside"
"""Reason code of a row that did not fail itself."""


def with_first_reason(failing: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return one row a failing row: the first rule that it fails as ``reason_code``, all of them in ``reason``."""
    return failing.group_by(table.key, maintain_order=True).agg(
        pl.col("reason_code").first(), pl.col("reason").unique(maintain_order=True).str.join("; ")
    )


def matching(frame: pl.DataFrame, keys: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return the rows of ``frame`` whose ``columns`` are among ``keys``."""
    return frame.join(keys.select(columns).unique(), on=columns, how="semi", nulls_equal=True)


def without(frame: pl.DataFrame, keys: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return the rows of ``frame`` whose ``columns`` are not among ``keys``."""
    return frame.join(keys.select(columns).unique(), on=columns, how="anti", nulls_equal=True)


def quarantine(
    removed: Mapping[str, pl.DataFrame], tables: Tables, declared: Mapping[str, Table], batch_id: str
) -> pl.DataFrame:
    """Return the rows of ``removed`` as rows of the ``quarantine`` table.

    Args:
        removed: By table, keys with ``reason_code`` and ``reason``.
        tables: The tables that still hold those rows.
        declared: The declarations of the tables.
        batch_id: The run, for rows of which no article is known: else it is the one that brought the article in.
    """
    places = _places(tables) if removed else _Places({}, {})
    rows: list[dict[str, object]] = []
    repeated: dict[str, int] = {}
    for name, keys in removed.items():
        for row in _full_rows(tables[name], keys, declared[name]):
            code, reason = row.pop("reason_code"), row.pop("reason")
            label = f"{name}:{key_text([row[part] for part in declared[name].key])}"
            repeated[label] = repeated.get(label, 0) + 1
            path, batch, raw = places.article(row)
            rows.append(
                {
                    "batch_id": batch or batch_id,
                    "path": path,
                    "stage": "checks",
                    "row_key": label if repeated[label] == 1 else f"{label}#{repeated[label]}",
                    "reason_code": code,
                    "message": f"{_sentence(str(reason))} {ADVICE}",
                    "raw_sha256": raw,
                    "payload": json.dumps(row, ensure_ascii=False, default=str),
                }
            )
    return TABLES["quarantine"].conform(TABLES["quarantine"].frame(rows))


def _full_rows(frame: pl.LazyFrame, keys: pl.DataFrame, table: Table) -> Iterator[dict[str, object]]:
    rows = frame.join(keys.lazy(), on=list(table.key), how="inner", nulls_equal=True, maintain_order="left")
    yield from rows.collect().iter_rows(named=True)


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}."


class _Places:
    """Where rows come from: the path, run and raw bytes of their articles."""

    def __init__(self, articles: Mapping[str, tuple[str, str, str]], mentions: Mapping[str, str]) -> None:
        self._articles = articles
        self._mentions = mentions

    def article(self, row: Mapping[str, object]) -> tuple[str, str | None, str | None]:
        """Return path, run and hash of the article of ``row``; an empty path where no article is known."""
        article = row.get("article_id") or self._mentions.get(str(row.get("mention_id")))
        path, batch, raw = self._articles.get(str(article), ("", None, None))
        return path or "", batch, raw


def _places(tables: Tables) -> _Places:
    articles = tables["articles"].select("article_id", "path", "batch_id", "raw_sha256").collect().iter_rows()
    mentions = tables["mentions"].select("mention_id", "article_id").collect().iter_rows()
    return _Places({row[0]: row[1:] for row in articles}, dict(mentions))
