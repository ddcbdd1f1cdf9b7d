"""Tables that linking reads at its beginning and at its end, laid aside between.

Belongs here: what keeps the most that is resident low. Does not belong here: what the tables say. While pairs are
compared none of the tables is needed, and their texts would take as much room as the comparison does.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl

Frame = pl.DataFrame | pl.LazyFrame


def laid_aside(tables: Iterable[tuple[str, pl.DataFrame]], folder: Path) -> dict[str, pl.LazyFrame]:
    """Write tables into a folder, one after the other, and return them by name, to be read when needed.

    Args:
        tables: names and frames; made one by one, so that no two need be in memory at once.
        folder: where they lie; it must outlive what is returned.
    """
    found = {}
    for name, frame in tables:
        path = folder / f"{name}.parquet"
        frame.write_parquet(path)
        found[name] = pl.scan_parquet(path)
        del frame
    return found


def taken(frame: Frame, *columns: str) -> pl.DataFrame:
    """Return these columns of a table, all without any named, wherever it lies; of one in memory nothing is copied."""
    wanted = frame.lazy()
    return (wanted.select(columns) if columns else wanted).collect()


def pressed(frame: pl.DataFrame) -> bytes:
    """Return a table in the few bytes that it takes where it is kept for later: most of its values are alike."""
    kept = BytesIO()
    frame.write_ipc(kept, compression="zstd")
    return kept.getvalue()


def unpressed(kept: bytes) -> pl.DataFrame:
    """Return the table that `pressed` made so small."""
    return pl.read_ipc(BytesIO(kept))


def whole_runs(ordered: pl.Series, size: int) -> Iterator[tuple[int, int]]:
    """Yield where parts of about so many rows begin and end, so that none parts rows of equal values.

    Args:
        ordered: a column with equal values next to one another, no null among them.
        size: rows of a part; the rows of the value that it would end in come on top.
    """
    numbers = ordered.rle_id().to_numpy()
    start = 0
    while start < len(numbers):
        last = numbers[min(start + size, len(numbers)) - 1]
        end = int(np.searchsorted(numbers, last, side="right"))
        yield start, end
        start = end
