"""``claim_history`` of a version that was redacted: what became of claims, had the article never been there."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from pipelines.schema import TABLES

_LEFT = ("merged_into", "retired")
_CAUSE = "curation"


def history_without(
    earlier: pl.DataFrame, events: pl.DataFrame, before: pl.DataFrame, claims: pl.DataFrame, version: str
) -> pl.DataFrame:
    """Return table ``claim_history`` of ``version``.

    Args:
        earlier: That of the version before, already without the article; without rows for the first version.
        events: That of this version as it was; of it what happened in this version.
        before: Table ``claims`` of the version before, already without the article.
        claims: Table ``claims`` of this version, without the article.
        version: The version.
    """
    was, now = set(before["claim_id"]), set(claims["claim_id"])
    rows = list(_told(events.filter(pl.col("version") == version), was, now))
    told = {row["claim_id"] for row in rows}
    for event, silent in (("new", now - was - told), ("retired", was - now - told)):
        rows += [{"claim_id": claim, "event": event, "other_claim_id": "", "cause": _CAUSE} for claim in silent]
    table = TABLES["claim_history"]
    here = table.frame({**row, "version": version} for row in rows).unique(table.key)
    return table.conform(pl.concat([earlier.select(table.names), here]))


def _told(events: pl.DataFrame, was: set[str], now: set[str]) -> Iterator[dict[str, Any]]:
    """The events of claims that the version before or this one has, put right where they no longer hold."""
    for row in events.iter_rows(named=True):
        claim, event, other = row["claim_id"], row["event"], row["other_claim_id"]
        if claim in now and claim not in was:
            kept = event == "split_from" and other in was | now
            yield row if kept else {**row, "event": "new", "other_claim_id": ""}
        elif claim in now:
            # it has not left, whatever it was said to
            yield {**row, "event": "kept", "other_claim_id": ""} if event in _LEFT else row
        elif claim in was:
            merged = event == "merged_into" and other in now
            yield row if merged else {**row, "event": "retired", "other_claim_id": ""}
