"""What a publication records of the step from the version before: ``changes``, and the causes in ``claim_history``."""

from collections.abc import Mapping

import polars as pl

from pipelines.publication.causes import Circumstances, circumstances, decide, row_causes
from pipelines.publication.changes import Delta, compare, tracked
from pipelines.schema import PUBLISHED, TABLES, Table

Frames = Mapping[str, pl.DataFrame]


def compare_versions(
    before: Frames, after: Frames, tables: Mapping[str, Table] = PUBLISHED
) -> tuple[dict[str, Delta], Circumstances]:
    """Compare every table of content of two versions, and find out what else changed between them.

    Args:
        before: The frames of the version before.
        after: The frames of the version after.
        tables: The declarations of the published tables; those that the later version was written with.
    """
    deltas = {
        name: compare(table, before.get(name), after.get(name))
        for name, table in tracked({**PUBLISHED, **tables}).items()
    }
    return deltas, circumstances(before, after, deltas)


def changes_of(version: str, deltas: Mapping[str, Delta], found: Circumstances) -> pl.DataFrame:
    """Return table ``changes`` of ``version`` from its comparison with the version before."""
    table = TABLES["changes"]
    parts = [
        delta.rows.join(row_causes(delta, found), on="key", how="left").with_columns(
            version=pl.lit(version), table_name=pl.lit(name)
        )
        for name, delta in deltas.items()
    ]
    return table.conform(pl.concat(part.select(table.names) for part in parts))


def record(version: str, follows: str | None, before: Frames, after: Frames) -> dict[str, pl.DataFrame]:
    """Return ``changes``, and ``claim_history`` with the causes of this version's events as ``changes`` has them.

    Args:
        version: The version being made.
        follows: The version before it; None for the first, which has no changes.
        before: The frames of the version before.
        after: The frames of the version being made.
    """
    if follows is None:
        return {"changes": TABLES["changes"].empty()}
    deltas, found = compare_versions(before, after)
    changes = changes_of(version, deltas, found)
    history = _with_causes(after["claim_history"], version, changes, found)
    return {"changes": changes, "claim_history": TABLES["claim_history"].conform(history)}


def _with_causes(history: pl.DataFrame, version: str, changes: pl.DataFrame, found: Circumstances) -> pl.DataFrame:
    """The causes of this version's events: that of the claim's own row, else what both claims of it hang on."""
    now = history.filter(pl.col("version") == version)
    if now.is_empty():
        return history
    events = now.with_columns(key=pl.concat_str("claim_id", "event", "other_claim_id", separator="\0"))
    claims = [events.select("key", id=name) for name in ("claim_id", "other_claim_id")]
    links = pl.concat(claims).filter(pl.col("id") != "").with_columns(kind=pl.lit("claim"), own=pl.lit(value=False))
    rows = events.select("key", change=pl.lit("MOD"), columns=pl.lit([], pl.List(pl.String)))
    decided = decide("claims", rows, links, found)
    own = changes.filter(pl.col("table_name") == "claims").select("key", of_row="cause")
    told = events.drop("cause").join(decided, on="key").join(own, left_on="claim_id", right_on="key", how="left")
    told = told.with_columns(cause=pl.coalesce("of_row", "cause")).select(history.columns)
    return pl.concat([history.filter(pl.col("version") != version), told])
