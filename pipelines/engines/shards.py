"""Shards as bytes and files: the name of an output, which files are whole, and writing one so that nobody is harmed.

An output appears whole under its name or not at all, and never takes the place of one that is there: whoever comes
second (a retried task, a speculative copy, a worker that was given up and lived on) made the same rows and leaves them.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.files import TEMPORARY, create_whole, writing

_DOING = ".doing"


def shard_name(shard: pa.Table, function: str, fingerprint: str) -> str:
    """Return the name of a shard's output: a hash of function, fingerprint, schema with metadata, and rows."""
    state = hashlib.sha256(f"{function}\0{fingerprint}\0".encode())
    state.update(to_bytes(shard))
    return state.hexdigest()[:32]


def to_bytes(table: pa.Table) -> pa.Buffer:
    """Return a table as an Arrow stream of one batch; of a slice, its own rows alone."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return sink.getvalue()


def from_bytes(stream: pa.Buffer | bytes) -> pa.Table:
    """Return the table of an Arrow stream."""
    return pa.ipc.open_stream(stream).read_all()


def is_whole(output: Path) -> bool:
    """Whether an output is there and has a readable footer; a damaged one is made again."""
    try:
        pq.read_metadata(output)
    except (OSError, pa.ArrowInvalid):
        return False
    return True


def write_output(output: Path, table: pa.Table) -> None:
    """Write an output, unless it is there."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    with writing(output), suppress(FileExistsError):
        create_whole(output, sink.getvalue())


def remove_unfinished(out: Path) -> None:
    """Remove what workers that were ended in the midst of writing left."""
    for path in out.glob(f"{TEMPORARY}*"):
        path.unlink(missing_ok=True)


def doing(output: Path) -> Path:
    """Return the file that stands beside an output while this process itself makes it.

    It outlives a process that was brought down by the shard.
    """
    return output.with_suffix(_DOING)
