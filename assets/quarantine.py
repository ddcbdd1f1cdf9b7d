"""Writing to quarantine, and reading the tables without what stands in it."""

from collections.abc import Sequence

import polars as pl

from pipelines.schema import TABLES
from pipelines.warehouse import Warehouse

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


def keep_what_still_fails(warehouse: Warehouse, failing: pl.DataFrame) -> None:
    """Replace earlier check failures by those found now: rows that code or input has since mended come back."""
    still = failing.select("path", "row_key", "reason_code").unique()
    earlier = warehouse.read("quarantine")
    mended = earlier.filter(pl.col("stage") == "checks").join(still, on=["path", "row_key", "reason_code"], how="anti")
    warehouse.replace("quarantine", earlier.join(mended, on=list(TABLES["quarantine"].key), how="anti"))
    set_aside(warehouse, failing)


def screened(warehouse: Warehouse, table: str) -> pl.DataFrame:
    """Read a table as screening left it.

    The tables of earlier stages keep every row, so that a mended row comes back; the rows that
    the checks set aside, and those that depend on them, are left out here.
    """
    frame = warehouse.read(table)
    if table == "articles":
        passed = warehouse.read("screened_articles")
        return frame.drop("duplicate_of").join(passed, on="article_id").select(TABLES[table].names)
    if table == "segments":
        failed = warehouse.read("quarantine").filter(
            (pl.col("stage") == "checks") & pl.col("row_key").str.starts_with("segments:")
        )
        keys = failed.select(pl.col("row_key").str.strip_prefix("segments:").alias("segment_id"))
        passed = warehouse.read("screened_articles")
        return frame.join(passed, on="article_id", how="semi").join(keys, on="segment_id", how="anti")
    if table == "content_spans":
        return frame.join(warehouse.read("screened_mentions"), on="mention_id", how="semi")
    return frame
