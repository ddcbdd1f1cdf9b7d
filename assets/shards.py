"""The shards of a home: what is cut for workers, where their outputs lie, and how those are read and removed."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.engines import Bucket, Folder, Place, Work
from pipelines.extraction import batch_input
from pipelines.files import write_whole
from pipelines.settings import Home, Settings
from pipelines.storage import open_store, without_keys
from pipelines.warehouse import read_parquet


class Cut(Sequence[pa.Table]):
    """Articles cut into tables of a few of one language each, made when they are asked for.

    Args:
        articles: rows of ``articles``.
        segments: rows of ``segments``, those of other articles too.
        settings: how many articles are in a shard, and what workers are told.
        reference_folders: folders of reference tables.
    """

    def __init__(
        self, articles: pl.DataFrame, segments: pl.DataFrame, settings: Settings, reference_folders: Sequence[Path]
    ) -> None:
        self._settings, self._folders = settings, reference_folders
        self._articles = articles.sort("language", "article_id")
        order = self._articles.select("article_id").with_row_index("row")
        # in the order of the articles, so that those of a shard are found without a look at all others
        self._segments = order.join(segments, on="article_id", how="inner", maintain_order="left")
        self._slices = list(_slices(self._articles["language"], settings.shard_articles))

    def __len__(self) -> int:
        return len(self._slices)

    @overload
    def __getitem__(self, at: int) -> pa.Table: ...
    @overload
    def __getitem__(self, at: slice) -> list[pa.Table]: ...
    def __getitem__(self, at: int | slice) -> pa.Table | list[pa.Table]:
        """Make a shard; its content decides the name of its output."""
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        start, count = self._slices[at]
        rows = self._segments["row"]
        first, last = rows.search_sorted(start), rows.search_sorted(start + count)
        return batch_input(
            self._articles.slice(start, count),
            self._segments.slice(first, last - first).drop("row"),
            settings=self._settings,
            reference_folders=self._folders,
        )


def _slices(languages: pl.Series, size: int) -> Iterator[tuple[int, int]]:
    """Yield first row and number of rows of each shard; equal languages stand beside each other."""
    start = 0
    for count in languages.rle().struct.field("len"):
        yield from ((start + at, min(size, count - at)) for at in range(0, count, size))
        start += count


def work(settings: Settings, made_by: str) -> Work:
    """Return what an engine does with each shard.

    Args:
        settings: limits of time and memory.
        made_by: ``producer_id`` of the code, models and references that must do it.
    """
    return Work(
        "pipelines.extraction:extract_batch",
        set_aside="pipelines.extraction:unread",
        maker="pipelines.extraction:made_by",
        made_by=made_by,
        row_seconds=settings.extraction_seconds,
        memory_bytes=settings.extraction_memory_bytes,
    )


# --- where outputs lie ----------------------------------------------------------------------

_ROOM = "extraction"


def place_of(home: Home, settings: Settings, made_by: str) -> Place:
    """Return where the outputs of workers of this code and model go; a store is noted in the home.

    The note says where copies of articles' words are, for when they have to be removed.
    """
    if settings.shards is None:
        return Folder(home.shards / _ROOM / made_by)
    known = _stores(home)
    url = without_keys(settings.shards.rstrip("/"))
    if url not in known:
        home.shard_stores.parent.mkdir(parents=True, exist_ok=True)
        write_whole(home.shard_stores, json.dumps([*known, url]).encode())
    return Bucket(f"{settings.shards.rstrip('/')}/{_ROOM}/{made_by}", dict(settings.storage_options))


def place_at(address: str, settings: Settings) -> Place:
    """Return the place that another process of the same run names."""
    if settings.shards is None:
        return Folder(Path(address))
    given = settings.shards.rstrip("/")  # which may hold keys, as the address does not
    return Bucket(given + address.removeprefix(without_keys(given)), dict(settings.storage_options))


def read(place: Place, names: Sequence[str]) -> pa.Table:
    """Return the rows of outputs, in their order."""
    if isinstance(place, Bucket):
        return read_parquet(place.store, [f"{name}.parquet" for name in names])
    assert isinstance(place, Folder)
    return pa.concat_tables([pq.read_table(place.file(name)) for name in names])


def _stores(home: Home) -> list[str]:
    return list(json.loads(home.shard_stores.read_bytes())) if home.shard_stores.exists() else []


def remove_outputs(home: Home, settings: Settings) -> None:
    """Remove all outputs of workers, and inputs that were left, wherever the home has them.

    Raises:
        StorageError: they cannot be removed from a store.
    """
    if home.shards.exists():
        shutil.rmtree(home.shards)
    given = (settings.shards or "").rstrip("/")
    for url in _stores(home):
        # the address that is set may hold keys, which the note does not
        store = open_store(given if without_keys(given) == url else url, dict(settings.storage_options))
        store.remove(f"{_ROOM}/{name}" for name in store.entries(_ROOM, below=True))
    home.shard_stores.unlink(missing_ok=True)
