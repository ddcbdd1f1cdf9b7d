"""Blocking as SQL: the same partners as `candidates` finds over arrays, on an engine that works beyond memory.

Belongs here: the statements, their order, and into how many parts the largest is cut. Does not belong here: what runs
them (an `Executor`, which linking is given), and what becomes of the pairs.

The statements keep to what DuckDB and Spark SQL both understand: joins, GROUP BY, window functions. Masses are whole
numbers kept as doubles, so that their sums are the same in whatever order and on whatever engine they are added.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
import pyarrow as pa

from pipelines.linking.pairs import Floats, Ints
from pipelines.linking.wording import Wordings

PAIR_BYTES = 128
"""What a pair that shares a key takes of an engine's memory while its masses are added up and ranked."""
SHARE = 0.5
"""The share of the memory of an engine that a part of these pairs may take; the rest is for its tables."""
PART = 1 << 16
"""And a part is of so many mentions at most: its pairs come into the memory of this process."""
GIVEN_AT_ONCE = 1 << 20
"""So many rows are handed to an engine at once."""
_TERMS = 1 << 31
"""More terms than there may be: two of them make one code."""

T = TypeVar("T")
ENTRIES, MASSES, MENTIONS = "blocking_entries", "blocking_masses", "blocking_mentions"
SIZES, COMMON, PAIRED, PAIRED_SIZES = "blocking_sizes", "blocking_common", "blocking_paired", "blocking_paired_sizes"
CROWDED, BLOCKS = "blocking_crowded", "blocking_blocks"


class Executor(Protocol):
    """What runs SQL over tables that need not fit in memory. Its tables are its own, and go when it is closed.

    It is asked one thing at a time, though not always from the same thread.
    """

    @property
    def memory_bytes(self) -> int:
        """How much memory the statements may take together (bytes)."""
        ...

    def give(self, name: str, rows: pa.RecordBatchReader) -> None:
        """Keep rows as a table."""
        ...

    def make(self, name: str, query: str) -> None:
        """Keep what a query returns as a table."""
        ...

    def rows(self, query: str) -> Iterator[pa.RecordBatch]:
        """Yield what a query returns, in any order."""
        ...

    def drop(self, name: str) -> None:
        """Forget a table, if there is one."""
        ...


class Bounds(NamedTuple):
    """What blocks and partners are bounded by; `candidates` has the values and says what they mean."""

    block: int
    neighbours: int
    paired_terms: int
    windows: tuple[int, ...]
    """Days of the windows that crowded pairs of terms are cut by, one after the other."""


def nearest(
    executor: Executor, wordings: Wordings, mass: Floats, days: Ints, bounds: Bounds
) -> Iterator[tuple[Ints, Ints]]:
    """Yield mentions and the partners that share most mass with them, a row each, all of a mention at once.

    Args:
        executor: What runs the statements; its tables of names that begin with ``blocking_`` are replaced.
        wordings: The terms of the mentions.
        mass: The mass of each term, a whole number.
        days: Ordinals of the days of publication, -1 where unknown.
        bounds: What blocks and partners are bounded by.
    """
    tables = _Tables(executor)
    try:
        for name, rows in _given(wordings, mass, days).items():
            tables.give(name, rows)
        _block(tables, bounds)
        parts = _parts(executor, len(days))
        yield from _ahead(lambda part: _found(executor, partners(bounds, parts, part)), parts)
    finally:
        tables.drop()


def _ahead(work: Callable[[int], T], parts: int) -> Iterator[T]:
    """Yield what each part comes to, the next one being worked on while one is looked at."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(work, 0)
        for part in range(1, parts):
            found, coming = coming.result(), thread.submit(work, part)
            yield found
        yield coming.result()


def _found(executor: Executor, query: str) -> tuple[Ints, Ints]:
    """Mentions and their partners, as a statement returns them."""
    batches = list(executor.rows(query))
    one, other = (
        np.concatenate([np.zeros(0, np.int64), *(batch[name].to_numpy() for batch in batches)])
        for name in ("one", "other")
    )
    return one, other


class _Tables:
    """Tables of an executor, made and let go in order."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._names: list[str] = []

    def give(self, name: str, rows: pa.RecordBatchReader) -> None:
        self.drop(name)
        self._executor.give(name, rows)
        self._names.append(name)

    def make(self, name: str, query: str) -> None:
        self.drop(name)
        self._executor.make(name, query)
        self._names.append(name)

    def drop(self, *names: str) -> None:
        """Let some tables go, or all that were made."""
        for name in names or tuple(self._names):
            self._executor.drop(name)
            with suppress(ValueError):
                self._names.remove(name)


def _given(wordings: Wordings, mass: Floats, days: Ints) -> dict[str, pa.RecordBatchReader]:
    """What the statements start from. Terms are numbered from one, so that no pair of them has the code of a term."""
    terms = wordings.terms
    whose = np.arange(len(days), dtype=np.int32)

    def entries(begin: int, end: int) -> dict[str, pa.Array]:
        at = np.arange(begin, end)
        members = np.searchsorted(terms.indptr, at, side="right") - 1
        return {"mention": members.astype(np.int32), "term": terms.indices[begin:end].astype(np.int64) + 1}

    def masses(begin: int, end: int) -> dict[str, pa.Array]:
        return {"term": np.arange(begin, end, dtype=np.int64) + 1, "mass": mass[begin:end]}

    def mentions(begin: int, end: int) -> dict[str, pa.Array]:
        return {"mention": whose[begin:end], "norm": wordings.norms[begin:end], "day": days[begin:end]}

    return {
        ENTRIES: _reader(terms.nnz, entries),
        MASSES: _reader(len(mass), masses),
        MENTIONS: _reader(len(days), mentions),
    }


def _reader(count: int, made: Callable[[int, int], Mapping[str, pa.Array]]) -> pa.RecordBatchReader:
    """Rows that are made some at a time, when they are asked for."""
    starts = range(0, count, GIVEN_AT_ONCE)
    batches = (pa.RecordBatch.from_pydict(made(start, min(start + GIVEN_AT_ONCE, count))) for start in starts)
    return pa.RecordBatchReader.from_batches(pa.RecordBatch.from_pydict(made(0, 0)).schema, batches)


def _block(tables: _Tables, bounds: Bounds) -> None:
    """Make the table of blocks: which mention is in which block, and the mass of the block."""
    tables.make(SIZES, f"SELECT term AS code, COUNT(*) AS size FROM {ENTRIES} GROUP BY term HAVING COUNT(*) > 1")
    tables.make(COMMON, _rarest_common(bounds))
    tables.make(PAIRED, _pairs_of_terms())
    tables.drop(COMMON)
    tables.make(PAIRED_SIZES, f"SELECT code, COUNT(*) AS size FROM {PAIRED} GROUP BY code HAVING COUNT(*) > 1")
    single = f"(SELECT e.mention, e.term AS code, t.mass FROM {ENTRIES} e JOIN {MASSES} t ON t.term = e.term)"
    found = [_champions(single, SIZES, bounds.block), _champions(PAIRED, PAIRED_SIZES, bounds.block)]
    crowded, sizes, passing = PAIRED, PAIRED_SIZES, list[str]()
    for number, days in enumerate(bounds.windows):
        inner, cut, cut_sizes = f"{CROWDED}_{number}", f"blocking_windows_{number}", f"blocking_windows_{number}_sizes"
        tables.make(inner, _of_crowded(crowded, sizes, bounds.block, dated=number == 0))
        tables.make(cut, _windows(inner, days, number))
        tables.make(
            cut_sizes, f"SELECT code, span, COUNT(*) AS size FROM {cut} GROUP BY code, span HAVING COUNT(*) > 1"
        )
        found.append(_champions(cut, cut_sizes, bounds.block, spans=True))
        crowded, sizes = inner, cut_sizes
        passing += [inner, cut, cut_sizes]
    tables.make(BLOCKS, " UNION ALL ".join(found))
    tables.drop(SIZES, PAIRED, PAIRED_SIZES, *passing, ENTRIES, MASSES)


def _rarest_common(bounds: Bounds) -> str:
    """The rarest of each mention's terms that are too common for a block of their own."""
    return (
        "SELECT mention, term, mass, place FROM (SELECT e.mention, e.term, t.mass, "
        "ROW_NUMBER() OVER (PARTITION BY e.mention ORDER BY t.mass DESC, e.term) AS place "
        f"FROM {ENTRIES} e JOIN {SIZES} s ON s.code = e.term JOIN {MASSES} t ON t.term = e.term "
        f"WHERE s.size > {bounds.block}) ranked WHERE place <= {bounds.paired_terms}"
    )


def _pairs_of_terms() -> str:
    """Any two of these terms of a mention, as one code."""
    return (
        f"SELECT a.mention, LEAST(a.term, b.term) * {_TERMS} + GREATEST(a.term, b.term) AS code, "
        f"a.mass + b.mass AS mass FROM {COMMON} a JOIN {COMMON} b ON a.mention = b.mention AND a.place < b.place"
    )


def _of_crowded(rows: str, sizes: str, block: int, *, dated: bool) -> str:
    """The rows of pairs of terms that are still in too many mentions, with the days of those whose day is known."""
    crowded = f"(SELECT DISTINCT code FROM {sizes} WHERE size > {block})"
    if not dated:
        return f"SELECT r.mention, r.code, r.mass, r.day FROM {rows} r JOIN {crowded} c ON c.code = r.code"
    return (
        f"SELECT r.mention, r.code, r.mass, m.day FROM {rows} r JOIN {crowded} c ON c.code = r.code "
        f"JOIN {MENTIONS} m ON m.mention = r.mention WHERE m.day >= 0"
    )


def _windows(rows: str, days: int, number: int) -> str:
    """Each row in two overlapping windows of so many days: neighbours in time always share one."""
    even, odd = (f"CAST(FLOOR((day + {ahead}) / {days}) AS BIGINT)" for ahead in (0, days // 2))
    return (
        f"SELECT mention, code, {8 * number + 1} + 64 * {even} AS span, mass FROM {rows} "
        f"UNION ALL SELECT mention, code, {8 * number + 2} + 64 * {odd} AS span, mass FROM {rows}"
    )


def _champions(rows: str, sizes: str, block: int, *, spans: bool = False) -> str:
    """The rows of blocks of more than one mention; of too large ones those of the mentions of least mass."""
    span, same = ("r.span", " AND s.span = r.span") if spans else ("CAST(0 AS BIGINT)", "")
    joined = f"FROM {rows} r JOIN {sizes} s ON s.code = r.code{same}"
    columns = f"r.mention, r.code, {span} AS span, r.mass"
    return (
        f"SELECT {columns} {joined} WHERE s.size <= {block} "
        f"UNION ALL SELECT mention, code, span, mass FROM (SELECT {columns}, ROW_NUMBER() OVER "
        f"(PARTITION BY r.code, {span} ORDER BY m.norm, r.mention) AS place "
        f"{joined} JOIN {MENTIONS} m ON m.mention = r.mention WHERE s.size > {block}) ranked WHERE place <= {block}"
    )


def _parts(executor: Executor, mentions: int) -> int:
    """Into how many parts the join of blocks with themselves is cut, so that each fits."""
    squares = f"SELECT CAST(SUM(size * size) AS DOUBLE) AS pairs FROM ({_sizes_of_blocks()}) sizes"
    pairs = sum(batch["pairs"][0].as_py() or 0.0 for batch in executor.rows(squares) if len(batch))
    return max(1, math.ceil(pairs * PAIR_BYTES / (executor.memory_bytes * SHARE)), math.ceil(mentions / PART))


def _sizes_of_blocks() -> str:
    return f"SELECT COUNT(*) AS size FROM {BLOCKS} GROUP BY code, span"


def partners(bounds: Bounds, parts: int, part: int) -> str:
    """Return the statement that ranks the partners of one part of the mentions: it needs no other part.

    Partners are ranked by the mass of shared blocks as a share of their own, then by position.
    """
    shared = (
        f"SELECT a.mention AS one, b.mention AS other, SUM(a.mass) AS shared FROM {BLOCKS} a JOIN {BLOCKS} b "
        "ON a.code = b.code AND a.span = b.span "
        f"WHERE MOD(a.mention, {parts}) = {part} AND a.mention <> b.mention GROUP BY a.mention, b.mention"
    )
    return (
        "SELECT one, other FROM (SELECT s.one, s.other, ROW_NUMBER() OVER "
        "(PARTITION BY s.one ORDER BY s.shared / m.norm DESC, s.other) AS place "
        f"FROM ({shared}) s JOIN {MENTIONS} m ON m.mention = s.other) ranked WHERE place <= {bounds.neighbours}"
    )
