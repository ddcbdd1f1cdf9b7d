"""Which articles a stage has still to do: work is keyed by content, code, model and reference."""

from collections.abc import Collection, Mapping

import polars as pl

from pipelines.schema import TABLES
from pipelines.warehouse import Warehouse


def pending(warehouse: Warehouse, room: str, wanted: Mapping[str, str]) -> list[str]:
    """Return the articles whose fingerprint in ``wanted`` is not the one that ``room`` did them under."""
    done = dict(
        warehouse.read("processed").filter(pl.col("room") == room).select("article_id", "fingerprint").iter_rows()
    )
    return sorted(article for article, fingerprint in wanted.items() if done.get(article) != fingerprint)


def dropped(warehouse: Warehouse, room: str, wanted: Collection[str]) -> list[str]:
    """Return the articles that ``room`` did and that are wanted no more; ``room`` is no longer taken to have done them.

    What it made of them is to be removed in the same step; where they are wanted again, they are done again.
    """
    done = warehouse.read("processed", where="room = ?", params=(room,))["article_id"]
    gone = sorted(set(done) - set(wanted))
    warehouse.delete("processed", "room = ? AND list_contains(?, article_id)", (room, gone))
    return gone


def mark(warehouse: Warehouse, room: str, done: Mapping[str, str]) -> None:
    """Record that ``room`` did these articles under these fingerprints."""
    rows = [{"article_id": article, "room": room, "fingerprint": value} for article, value in done.items()]
    warehouse.upsert("processed", TABLES["processed"].conform(TABLES["processed"].frame(rows)))
