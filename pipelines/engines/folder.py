"""Outputs in a folder, of this machine or of storage that all machines of a cluster see under the same path."""

import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.engines.places import DOING, INPUT, INPUTS, OUTPUT
from pipelines.engines.shards import from_bytes, to_bytes, to_parquet
from pipelines.engines.work import ShardError
from pipelines.files import TEMPORARY, create_whole, write_whole, writing


class Folder(NamedTuple):
    """A :class:`~pipelines.engines.places.Place` that is a folder; a file gets its name where there is none yet."""

    path: Path

    @property
    def address(self) -> str:
        """Its path."""
        return str(self.path)

    def file(self, name: str) -> Path:
        """Return where the output of a shard is, or will be."""
        return self.path / f"{name}{OUTPUT}"

    def prepare(self) -> None:
        """Make the folder, without unfinished files, and without the inputs of an earlier process."""
        with writing(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
        self.tidy()
        self.remove_inputs(path.stem for path in (self.path / INPUTS).glob(f"*{INPUT}"))

    def tidy(self) -> None:
        """Remove unfinished files."""
        for path in self.path.glob(f"{TEMPORARY}*"):
            path.unlink(missing_ok=True)

    def whole(self, names: Collection[str]) -> set[str]:
        """Return the outputs that have a readable footer; damaged ones are removed."""
        found = {name for name in names if self.has(name)}
        for name in set(names) - found:
            self.file(name).unlink(missing_ok=True)
        return found

    def has(self, name: str) -> bool:
        """Whether there is an output with a readable footer."""
        try:
            pq.read_metadata(self.file(name))
        except (OSError, pa.ArrowInvalid):
            return False
        return True

    def present(self) -> Mapping[str, str]:
        """Return the outputs that are there; a whole one never changes."""
        return {entry.name.removesuffix(OUTPUT): "" for entry in os.scandir(self.path) if entry.name.endswith(OUTPUT)}

    def write(self, name: str, table: pa.Table) -> None:
        """Write an output under a temporary name, then link it to its own."""
        with writing(self.file(name)), suppress(FileExistsError):
            create_whole(self.file(name), to_parquet(table))

    def put_input(self, name: str, table: pa.Table) -> None:
        """Write an input beside the outputs."""
        self._input(name).parent.mkdir(exist_ok=True)
        write_whole(self._input(name), to_bytes(table).to_pybytes())

    def get_input(self, name: str) -> pa.Table:
        """Read an input, as a worker that may be on another machine."""
        try:
            return from_bytes(self._input(name).read_bytes())
        except OSError as error:
            raise ShardError(
                f"shard {name}: a worker cannot read {self._input(name)} ({error.strerror}); the home must lie on"
                " storage that all machines of the cluster see under the same path, or its shards on an object store"
                " (ONRECORD_SHARDS)"
            ) from error

    def remove_inputs(self, names: Iterable[str]) -> None:
        """Remove these inputs, and what is unfinished beside them."""
        folder = self.path / INPUTS
        for path in (*map(self._input, names), *folder.glob(f"{TEMPORARY}*")):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # a task that was given up may have begun a file
            folder.rmdir()

    def begin(self, name: str) -> None:
        """Make the file that stands beside the output."""
        self._doing(name).touch()

    def end(self, name: str) -> None:
        """Remove that file."""
        self._doing(name).unlink(missing_ok=True)

    def begun(self, names: Collection[str]) -> set[str]:
        """Return the shards whose files stand there."""
        return {name for name in names if self._doing(name).exists()}

    def _input(self, name: str) -> Path:
        return self.path / INPUTS / f"{name}{INPUT}"

    def _doing(self, name: str) -> Path:
        return self.path / f"{name}{DOING}"
