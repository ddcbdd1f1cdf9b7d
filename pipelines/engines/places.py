"""What engines know of the place where outputs lie; :class:`Folder` and :class:`Bucket` are the two kinds there are."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

import pyarrow as pa

INPUTS = "inputs"
"""The folder, in that of the outputs, of the shards that tasks of a cluster are doing."""
OUTPUT, INPUT, DOING = ".parquet", ".arrow", ".doing"
"""How names of files end: of an output, of an input that waits for its task, and of what stands beside an output while
a process that no other guards makes it."""


class Place(Protocol):
    """Where outputs are written, each once; it travels to workers.

    An output appears whole under its name or not at all, and never takes the place of a whole one: whoever comes second
    (a retried task, a speculative copy, a worker that was given up and lived on) made the same rows and leaves them.
    """

    @property
    def address(self) -> str:
        """The place as people and other processes name it; without keys."""
        ...

    def prepare(self) -> None:
        """Make the place, and remove what writers that were ended in the midst of it left there."""
        ...

    def tidy(self) -> None:
        """Remove what workers that were ended in the midst of writing left."""
        ...

    def whole(self, names: Collection[str]) -> set[str]:
        """Return the shards among ``names`` whose outputs are there and can be read; the others are to be made."""
        ...

    def has(self, name: str) -> bool:
        """Whether the output of a shard is there and can be read."""
        ...

    def present(self) -> Mapping[str, str]:
        """Return the shards that have outputs now, whole or not, and a text of each that changes with its bytes."""
        ...

    def write(self, name: str, table: pa.Table) -> None:
        """Write an output, unless there is a whole one.

        Raises:
            StorageError, ShardError: it cannot be written.
        """
        ...

    def put_input(self, name: str, table: pa.Table) -> None:
        """Keep the input of a shard for its task."""
        ...

    def get_input(self, name: str) -> pa.Table:
        """Return the input of a shard.

        Raises:
            ShardError: it cannot be read here; says what to do.
        """
        ...

    def remove_inputs(self, names: Iterable[str]) -> None:
        """Remove the inputs of shards."""
        ...

    def begin(self, name: str) -> None:
        """Note that this process itself is about to make an output; the note outlives it."""
        ...

    def end(self, name: str) -> None:
        """Remove the note."""
        ...

    def begun(self, names: Collection[str]) -> set[str]:
        """Return the shards in the midst of which an earlier process ended."""
        ...
