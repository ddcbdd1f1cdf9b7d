"""Writing to quarantine, and reading the tables without what stands in it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from assets.resources import batch_started
from pipelines.ids import quarantine_id
from pipelines.ingest.reading import Kept
from pipelines.ingest.sources import INSIDE
from pipelines.schema import TABLES, qualified
from pipelines.warehouse import Warehouse, lazily

_SAME = ("path", "stage", "row_key", "reason_code", "raw_sha256")


def set_aside(warehouse: Warehouse, rows: pl.DataFrame) -> int:
    """Add rows that no earlier run set aside for the same reason; return how many they are."""
    new = rows.join(warehouse.read("quarantine"), on=_SAME, how="anti", nulls_equal=True)
    warehouse.upsert("quarantine", TABLES["quarantine"].conform(new))
    return new.height


def take_back(warehouse: Warehouse, stage: str, articles: Sequence[str]) -> None:
    """Remove what ``stage`` set aside of these articles, which it is about to do again."""
    theirs = "stage = ? AND list_contains(?, split_part(row_key, ':', 2))"
    warehouse.delete("quarantine", theirs, (stage, list(articles)))


def forget_mended(warehouse: Warehouse, read: Collection[str], rows: pl.DataFrame) -> int:
    """Remove what ingest once set aside of files that it now read to their end, and that is not among ``rows``.

    Args:
        warehouse: the working store.
        read: paths of files, or of what was kept of them.
        rows: what ingest sets aside of them now.
    """
    earlier = warehouse.read("quarantine", where="stage = 'ingest'")
    path, parts = pl.col("path"), [each for each in read if INSIDE in each]
    under = path.is_in(list(read)) | path.str.split(INSIDE).list.first().is_in(list(read))
    for part in parts:
        under |= path.str.starts_with(f"{part}{INSIDE}")
    mended = earlier.filter(under).join(rows, on=_SAME, how="anti", nulls_equal=True)
    key = list(TABLES["quarantine"].key)
    if mended.height:
        warehouse.replace("quarantine", warehouse.read("quarantine").join(mended, on=key, how="anti"))
    return mended.height


def identified(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return rows of the quarantine, each with its ``quarantine_id``."""
    named = rows.iter_rows(named=True)
    return [{"quarantine_id": quarantine_id(r["batch_id"], r["path"], r["stage"], r["row_key"]), **r} for r in named]


def batch_moments(batches: pl.DataFrame) -> dict[str, datetime]:
    """Return the moment of each batch (UTC)."""
    return dict(batches.select("batch_id", "started_at").iter_rows())


def tried_again(warehouse: Warehouse, wanted: Collection[str], forget: Callable[[], None]) -> list[Kept]:
    """Return what ingest set aside and kept among the rows ``wanted``, and have later stages do theirs again.

    Args:
        warehouse: the working store.
        wanted: ``quarantine_id`` of rows; others are left as they are.
        forget: removes the workers' outputs, from which a failure would only be taken over.
    """
    kept: list[Kept] = []
    for row in identified(warehouse.read("quarantine")):
        if row["quarantine_id"] not in wanted:
            continue
        if row["stage"] == "ingest" and row["raw_sha256"] is not None:
            kept.append(Kept(row["path"], row["raw_sha256"]))
        elif row["stage"] in {"staging", "extraction"}:
            article = row["row_key"].split(":")[1]
            if row["stage"] == "extraction":
                forget()
            warehouse.delete("processed", "room = ? AND article_id = ?", (row["stage"], article))
    return kept


def retriable(row: Mapping[str, Any]) -> bool:
    """Tell whether a row of the quarantine can be tried again without its original file."""
    return row["stage"] != "ingest" or row["raw_sha256"] is not None


def replace_stage(warehouse: Warehouse, stage: str, rows: pl.DataFrame) -> None:
    """Let ``rows`` be all that ``stage`` has set aside; what it had set aside before for the same reason stays."""
    earlier = warehouse.read("quarantine").filter(pl.col("stage") == stage)
    mended = earlier.join(rows, on=[*_SAME, "message"], how="anti", nulls_equal=True)
    key = list(TABLES["quarantine"].key)
    warehouse.replace("quarantine", warehouse.read("quarantine").join(mended, on=key, how="anti"))
    set_aside(warehouse, rows)


def settle_batches(warehouse: Warehouse) -> None:
    """Count in each batch what was set aside of it, at whatever stage; a batch that only set aside is added."""
    counted = dict(warehouse.read("quarantine")["batch_id"].value_counts().iter_rows())
    batches = warehouse.read("batches").to_dicts()
    for identifier in sorted(counted.keys() - {row["batch_id"] for row in batches}):
        started = batch_started(identifier)
        batches.append({"batch_id": identifier, "started_at": started, "files_seen": 0, "articles_new": 0})
    rows = [{**row, "quarantined": counted.get(row["batch_id"], 0)} for row in batches]
    warehouse.replace("batches", TABLES["batches"].frame(rows))


def keep_what_still_fails(warehouse: Warehouse, failing: pl.DataFrame) -> None:
    """Replace earlier check failures by those found now: rows that code or input has since mended come back."""
    still = failing.select("path", "row_key", "reason_code").unique()
    earlier = warehouse.read("quarantine")
    mended = earlier.filter(pl.col("stage") == "checks").join(still, on=["path", "row_key", "reason_code"], how="anti")
    warehouse.replace("quarantine", earlier.join(mended, on=list(TABLES["quarantine"].key), how="anti"))
    set_aside(warehouse, failing)


def screened(
    warehouse: Warehouse, table: str, columns: Sequence[str] | None = None, *, in_order: bool = True
) -> pl.DataFrame:
    """Read a table as screening left it, or some columns of it, sorted by key where their order matters.

    The tables of earlier stages keep every row, so that a mended row comes back; the rows that
    the checks set aside, and those that depend on them, are left out here.
    """
    if table != "articles":
        return warehouse.read(table, columns, _LEFT.get(table), in_order=in_order)
    chosen = columns or TABLES[table].names
    read = dict.fromkeys(("article_id", *(name for name in chosen if name != "duplicate_of")))
    passed = warehouse.read("screened_articles")
    found = warehouse.read(table, list(read), in_order=in_order)
    return found.join(passed, on="article_id", maintain_order="left").select(chosen)


def scan_screened(warehouse: Warehouse, table: str) -> pl.LazyFrame:
    """Return the same as a frame that is read when it is collected, and of which only the columns asked for are.

    Its rows are in no order. It must be collected while the working store is open.
    """
    return lazily(TABLES[table], lambda columns: screened(warehouse, table, columns, in_order=False))


def screened_slices(warehouse: Warehouse, table: str) -> Iterator[pl.DataFrame]:
    """Yield the same in slices, sorted by key: see :meth:`pipelines.warehouse.Warehouse.slices`."""
    if table == "articles":
        yield screened(warehouse, table)
    else:
        yield from warehouse.slices(table, _LEFT.get(table))


def _of(table: str, column: str) -> str:
    return f"SELECT {column} FROM {qualified(TABLES[table])}"


_LEFT = {
    "segments": f"article_id IN ({_of('screened_articles', 'article_id')}) AND segment_id NOT IN"
    f" ({_of('quarantine', 'substr(row_key, 10)')} WHERE stage = 'checks' AND starts_with(row_key, 'segments:'))",
    "content_spans": f"mention_id IN ({_of('screened_mentions', 'mention_id')})",
}
"""Which rows of a table screening left, as a condition in SQL."""
