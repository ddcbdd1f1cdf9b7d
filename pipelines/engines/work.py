"""What engines are given: the work, its shards, and whom to tell."""

import importlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    from pipelines.engines.places import Place

SetAside = Callable[[pa.Table, str, str], pa.Table]
"""Makes the output row of a row that could not be done, from the row, a kind, and what happened in words."""
Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all."""


_AT_LEAST = 30.0
"""Seconds of the clock that every table is given."""


class ShardError(RuntimeError):
    """A shard could not be processed; the message names it and says why."""


class Work(NamedTuple):
    """What is done with every shard; it travels to workers, so all of it is text and numbers."""

    function: str
    """Dotted name ``package.module:function`` of a pure function from table to table, row by row."""
    set_aside: str | None = None
    """Dotted name of a :data:`SetAside`; without one, a row that brings its process down is an error."""
    maker: str | None = None
    """Dotted name of a function that says of a table by which code, models and references it would be done here."""
    made_by: str = ""
    """What the maker must say: a worker of another installation would make other rows under the same name."""
    row_seconds: float = 120.0
    """Processor time that any one row may take (seconds); of several a tenth of it is added for each further one."""
    memory_bytes: int = 4_000_000_000
    """Memory that a child may use beyond what it holds when the function is loaded (bytes of address space)."""

    def seconds(self, rows: int) -> float:
        """Return the processor time that a table of so many rows may take (seconds)."""
        return self.row_seconds * (1 + max(0, rows - 1) / 10)

    def waiting(self, rows: int) -> float:
        """Return the time of the clock in which a table of so many rows must be done, however busy the machine is."""
        return max(3 * self.seconds(rows), _AT_LEAST)


class Job(NamedTuple):
    """One shard to do."""

    number: int
    """Its place among all shards, from 1."""
    name: str
    """A hash of its rows and of what decides its output, which goes by it."""
    rows: int
    shards: int
    """How many shards there are."""
    place: "Place"
    """Where the output goes."""
    make: Callable[[], pa.Table]
    """Makes the input; called when it is needed, so that not all inputs are held at once."""

    @property
    def title(self) -> str:
        """How messages name it."""
        return f"shard {self.number} of {self.shards} ({self.rows} rows, {self.name})"


Finished = Callable[[Job], None]
"""Called in the process of :func:`~pipelines.engines.mapping.map_shards` once for each job whose output is there."""


class Engine(Protocol):
    """Where work is done. It ends when every job has its output, or raises :class:`ShardError`."""

    def run(self, work: Work, jobs: Sequence[Job], finished: Finished) -> None:
        """Do the jobs in any order."""
        ...


def load(function: str) -> Callable[..., Any]:
    """Return what a dotted name ``package.module:function`` stands for."""
    module, _, name = function.partition(":")
    loaded: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return loaded
