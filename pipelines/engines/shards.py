"""Shards as bytes: the name of an output, and tables as Arrow streams and Parquet files."""

import hashlib

import pyarrow as pa
import pyarrow.parquet as pq


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


def to_parquet(table: pa.Table) -> pa.Buffer:
    """Return a table as a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()
