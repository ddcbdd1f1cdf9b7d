"""Outputs on an object store, or wherever else fsspec writes; no worker needs a file system in common with another."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.engines.places import DOING, INPUT, INPUTS, OUTPUT
from pipelines.engines.shards import from_bytes, to_bytes, to_parquet
from pipelines.engines.work import ShardError
from pipelines.storage import ConflictError, StorageError, Store, open_store, without_keys

_FOOTER = 1 << 16
"""Bytes of an output's end that are fetched to see whether it is whole; a longer footer is fetched after them."""
_AT_ONCE = 1_000
"""Outputs whose ends are fetched together."""
_ATTEMPTS = 5
"""How often a damaged output is looked at again after somebody else wrote it meanwhile."""


class Bucket:
    """A :class:`~pipelines.engines.places.Place` at a URL; the store itself lets no second writer in.

    Args:
        url: the folder of the outputs, at any address that fsspec writes to.
        options: what fsspec is told besides; they travel to workers with the place, and are shown nowhere.
    """

    def __init__(self, url: str, options: Mapping[str, Any] | None = None) -> None:
        self._url, self._options = url.rstrip("/"), dict(options or {})
        self._opened: Store | None = None

    def __repr__(self) -> str:
        return f"Bucket({self.address!r})"

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_opened": None}

    @property
    def address(self) -> str:
        """Its URL, without keys."""
        return without_keys(self._url)

    @property
    def store(self) -> Store:
        """The folder, opened in this process when it is first needed."""
        if self._opened is None:
            self._opened = open_store(self._url, self._options)
        return self._opened

    def prepare(self) -> None:
        """Do nothing: a folder of a store is part of the names in it, and a file is there whole or not at all."""

    def tidy(self) -> None:
        """Do nothing."""

    def whole(self, names: Collection[str]) -> set[str]:
        """Return the outputs that are listed and have a readable footer; only ends are fetched.

        Damaged ones stay until they are made again, since nothing but a whole one may take the place of a file there.
        """
        entries = self.store.entries()
        sizes = {f"{name}{OUTPUT}": entries[f"{name}{OUTPUT}"].size for name in names if f"{name}{OUTPUT}" in entries}
        files = list(sizes)
        parts = [{file: sizes[file] for file in files[at : at + _AT_ONCE]} for at in range(0, len(files), _AT_ONCE)]
        return {file.removesuffix(OUTPUT) for part in parts for file in self._readable(part)}

    def has(self, name: str) -> bool:
        """Whether there is an output with a readable footer."""
        with _told(name):
            entry = self.store.entry(f"{name}{OUTPUT}")
            return entry is not None and bool(self._readable({f"{name}{OUTPUT}": entry.size}))

    def _readable(self, sizes: Mapping[str, int]) -> set[str]:
        """Return the files with a readable footer among those of these sizes."""
        ends = self.store.ends(sizes, _FOOTER)
        for file, end in list(ends.items()):
            if _FOOTER < (count := _footer(end)) <= sizes[file]:
                ends |= self.store.ends({file: sizes[file]}, count)
        return {file for file, end in ends.items() if _is_whole(end)}

    def present(self) -> Mapping[str, str]:
        """Return the outputs that are listed, with their entity tags."""
        entries = self.store.entries()
        return {file.removesuffix(OUTPUT): each.tag for file, each in entries.items() if file.endswith(OUTPUT)}

    def write(self, name: str, table: pa.Table) -> None:
        """Write an output where there is none; take the place of a damaged one, if nobody did meanwhile."""
        file, content = f"{name}{OUTPUT}", to_parquet(table).to_pybytes()
        with _told(name):
            if self.store.offer(file, content):
                return
            for _ in range(_ATTEMPTS):
                there = self.store.look(file)
                if there.content is not None and _is_whole(there.content):
                    return
                try:
                    self.store.swap(file, there, content)
                    return
                except ConflictError:
                    continue  # somebody was faster, perhaps with a whole one
        raise ShardError(f"shard {name}: {self.address}/{file} is damaged, and is written by others again and again")

    def put_input(self, name: str, table: pa.Table) -> None:
        """Write an input, unless it is there: its name is that of its rows."""
        content = to_bytes(table).to_pybytes()
        with _told(name):
            self.store.offer(self._input(name), content)

    def get_input(self, name: str) -> pa.Table:
        """Fetch an input."""
        with _told(name):
            content = self.store.read(self._input(name))
        if content is None:
            raise ShardError(
                f"shard {name}: there is no {self.address}/{self._input(name)}: the run that put it has ended"
            )
        try:
            return from_bytes(content)
        except pa.ArrowInvalid as error:
            raise ShardError(f"shard {name}: {self.address}/{self._input(name)} is damaged: run again") from error

    def remove_inputs(self, names: Iterable[str]) -> None:
        """Remove the inputs of these shards; others may be those of another home."""
        self.store.remove(self._input(name) for name in names)

    def begin(self, name: str) -> None:
        """Write a file beside the output."""
        with _told(name):
            self.store.offer(f"{name}{DOING}", b"begun")

    def end(self, name: str) -> None:
        """Remove that file."""
        self.store.remove([f"{name}{DOING}"])

    def begun(self, names: Collection[str]) -> set[str]:
        """Return the shards whose files are listed."""
        entries = self.store.entries()
        return {name for name in names if f"{name}{DOING}" in entries}

    def _input(self, name: str) -> str:
        return f"{INPUTS}/{name}{INPUT}"


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Say of which shard it is that a place fails; of Spark's errors only such words are passed on."""
    try:
        yield
    except StorageError as error:
        raise ShardError(f"shard {name}: {error}") from error


def _footer(end: bytes) -> int:
    """Return how long the end of a Parquet file is that holds its footer, as its last bytes say (bytes)."""
    return int.from_bytes(end[-8:-4], "little") + 8


def _is_whole(end: bytes) -> bool:
    """Whether the end of a file, or all of it, has the footer of a Parquet file."""
    try:
        pq.read_metadata(pa.BufferReader(end))
    except (OSError, pa.ArrowInvalid):
        return False
    return True
