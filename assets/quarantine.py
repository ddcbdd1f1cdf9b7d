"""Writing to quarantine: every row set aside once, with the run that first set it aside."""

import polars as pl

from pipelines.schema import TABLES
from pipelines.warehouse import Warehouse

_SAME = ("path", "stage", "row_key", "reason_code", "raw_sha256")


def set_aside(warehouse: Warehouse, rows: pl.DataFrame) -> int:
    """Add rows that no earlier run set aside for the same reason; return how many they are."""
    new = rows.join(warehouse.read("quarantine"), on=_SAME, how="anti", nulls_equal=True)
    warehouse.upsert("quarantine", TABLES["quarantine"].conform(new))
    return new.height


def screened_out(quarantine: pl.DataFrame, table: str) -> pl.DataFrame:
    """Keys (column ``key``) of the rows of ``table`` that the checks set aside."""
    prefix = f"{table}:"
    return quarantine.filter((pl.col("stage") == "checks") & pl.col("row_key").str.starts_with(prefix)).select(
        pl.col("row_key").str.strip_prefix(prefix).alias("key")
    )


def healthy(warehouse: Warehouse, table: str) -> pl.DataFrame:
    """Read ``articles`` or ``segments`` without the rows that the checks set aside."""
    quarantine = warehouse.read("quarantine")
    frame = warehouse.read(table).join(
        screened_out(quarantine, "articles"), left_on="article_id", right_on="key", how="anti"
    )
    if table == "segments":
        frame = frame.join(screened_out(quarantine, "segments"), left_on="segment_id", right_on="key", how="anti")
    return frame
