"""Homes as extraction leaves them, enlarged by copies: what the stages after extraction are measured on.

Belongs here: making a home of many articles from a published one, table by table and copy by copy. How copies differ
stands in `tests/replicas.py`; identifiers and hashes are derived here as the pipeline derives them, so that all checks
hold. Raw bytes are not copied: no stage after extraction reads them.
"""

import math
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from assets.run import READING
from pipelines import ids
from pipelines.schema import TABLES
from pipelines.settings import Home
from pipelines.warehouse import Warehouse
from tests.replicas import Copy, Vocabulary, first, vocabulary

ONCE = ("corrections", "batches", "retractions", "producers", "quarantine")
"""Tables that copies add no rows to."""
REPEATED = tuple(name for name in READING if name not in ONCE)
LATER = ("normalisation", "checks")
"""Stages whose quarantine is made anew."""


class Base(NamedTuple):
    """A home after extraction, and what its words are."""

    tables: dict[str, pl.DataFrame]
    known: Vocabulary


def base_of(home: Path) -> Base:
    """Read a published home.

    Args:
        home: its folder; it is left as it is.
    """
    with Warehouse(Home.at(home).warehouse) as warehouse:
        tables = {name: warehouse.read(name) for name in (*REPEATED, *ONCE)}
        tables["quarantine"] = tables["quarantine"].filter(~pl.col("stage").is_in(LATER))
        told = {"mentions": "screened_mentions", "articles": "articles", "entity_mentions": "entity_mentions"}
        return Base(tables, vocabulary({name: warehouse.read(table) for name, table in told.items()}))


def build(base: Base, articles: int, root: Path) -> None:
    """Make a home of so many articles, there whole or not at all; one copy of the base is in memory at a time.

    Args:
        base: what :func:`base_of` read.
        articles: how many; of the last copy only the first ones are taken, and of a base that has more only so many.
        root: the folder of the home, which must not be there.
    """
    unfinished = root.with_name(f"{root.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    repeated = {name: base.tables[name] for name in REPEATED}
    size = repeated["articles"].height
    with Warehouse(Home.at(unfinished).warehouse) as warehouse:
        for name in ONCE:
            warehouse.upsert(name, base.tables[name])
        for number in range(math.ceil(articles / size)):
            here = min(size, articles - number * size)
            # what was read and not staged stands in the quarantine of the base: no copies of it
            part = repeated if not number and here == size else first(repeated, here)
            for name, frame in copied(part, Copy(number, base.known)).items():
                warehouse.upsert(name, frame)
    unfinished.rename(root)


def copied(tables: Mapping[str, pl.DataFrame], copy: Copy) -> dict[str, pl.DataFrame]:
    """Return the tables of :data:`REPEATED` as they are in a copy; in that of number 0 they are the same."""
    if not copy.number:
        return dict(tables)
    changed = {name: copy.table(frame) for name, frame in tables.items()}
    raw, mentions = changed["raw_articles"], changed["extracted_mentions"]
    hashes = {one: ids.sha256_text(f"{one} {copy.number}") for one in raw["raw_sha256"]}
    documents = _digests("doc", raw["document_id"])
    rows = raw.select("article_id", "document_id", "raw_sha256").iter_rows()
    articles = {one: ids.article_id(documents[document], hashes[content]) for one, document, content in rows}
    keys = _digests("key", mentions["mention_key"])
    rows = mentions.select("mention_id", "article_id", "mention_key").iter_rows()
    new = {
        "document_id": documents,
        "article_id": articles,
        "raw_sha256": hashes,
        "mention_key": keys,
        "mention_id": {one: ids.mention_id(articles[article], keys[key]) for one, article, key in rows},
        "segment_id": _digests("seg", changed["segments"]["segment_id"]),
        "quotation_id": _digests("quo", mentions["quotation_id"].drop_nulls()),
    }
    return {name: _identified(name, frame, new, copy.number) for name, frame in changed.items()}


def _digests(prefix: str, marked: pl.Series) -> dict[str, str]:
    return {one: ids.digest(prefix, one) for one in marked.unique()}


def _identified(name: str, frame: pl.DataFrame, new: Mapping[str, Mapping[str, str]], number: int) -> pl.DataFrame:
    """Return the rows of a copy under identifiers that follow from what they are of."""
    columns = [pl.col(each).replace_strict(new[each]) for each in frame.columns if each in new]
    if "path" in frame.columns:
        columns.append(pl.col("path") + pl.lit(f"-{number}"))
    if name == "articles":
        # the original may not be among the first articles of the last copy
        columns.append(pl.col("duplicate_of").replace_strict(new["article_id"], default=None))
        columns.append(pl.Series("text_sha256", [ids.sha256_text(text) for text in frame["text"]], dtype=pl.String))
    return frame.with_columns(columns).select(TABLES[name].names)
