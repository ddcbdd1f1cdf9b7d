"""Bringing a home that an older onrecord wrote to this one's schema."""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines import clock
from pipelines.ingest import RawStore
from pipelines.ingest.decoding import decode
from pipelines.ingest.set_aside import SetAside
from pipelines.migration import Fill, Migration
from pipelines.settings import Home
from pipelines.warehouse import WarehouseError, migrate, writer_lock


class Migrated(NamedTuple):
    """What became of a home."""

    done: Migration
    backup: Path | None
    """The working store as it was; None where new columns were enough."""


def migrate_home(home: Home, seconds: float = 0.0) -> Migrated:
    """Bring the working store of a home to today's schema; versions stay as they are, and are read as they are.

    Args:
        home: The home.
        seconds: How long to wait for another writer.

    Raises:
        WarehouseError: there is no working store, it is held by another writer, or cannot be migrated.
        OSError: the copy cannot be written.
    """
    if not home.warehouse.is_file():
        raise WarehouseError(f"there is no working store in {home.work}; `onrecord run` makes one")
    backup = home.backups / f"warehouse-{clock.now():%Y%m%dT%H%M%SZ}.duckdb"
    with writer_lock(home, timeout=seconds):
        home.backups.mkdir(parents=True, exist_ok=True)
        earlier = set(home.backups.iterdir())
        while backup in earlier:  # of the same second
            backup = backup.with_stem(f"{backup.stem}-again")
        done = migrate(home.warehouse, backup, _fills(RawStore(home.raw)))
    return Migrated(done, backup if backup.exists() else None)


def _fills(store: RawStore) -> dict[tuple[str, str], Fill]:
    """What the first declarations did not ask of a raw article, told from its bytes, or nothing given."""

    def encodings(raw_articles: pl.DataFrame) -> pl.Series:
        return pl.Series("encoding", [_encoding(store, each) for each in raw_articles["raw_sha256"]], pl.String)

    def nothing_given(raw_articles: pl.DataFrame) -> pl.Series:
        return pl.Series("given", ["{}"] * raw_articles.height, pl.String)

    return {("raw_articles", "encoding"): encodings, ("raw_articles", "given"): nothing_given}


def _encoding(store: RawStore, sha256: str) -> str:
    try:
        return decode(store.get(sha256))[1]
    except (SetAside, KeyError, ValueError):
        return "utf-8"  # what cannot be read now is set aside by staging, or named by `onrecord verify`
