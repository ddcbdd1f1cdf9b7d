"""Rows of tables and elements of JSON files, each written as the record that it is.

Belongs here: CSV, Parquet and JSON files of many articles. Does not belong here: which field means what
(``records``).
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.ingest.formats import delimiter
from pipelines.ingest.records import BODY_FIELDS
from pipelines.ingest.set_aside import SetAside

_ROWS = 256
"""Rows of a Parquet file that are read at a time."""


def csv_rows(text: str, bodies: Sequence[str], longest_cell: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table of text under its header, with their numbers from 1.

    Raises:
        SetAside: ``unmapped_columns`` or ``broken_table``.
    """
    mark = delimiter(text, bodies, longest_cell) or ","
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark)
    names = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    require_text(names, bodies)
    try:
        for number, row in enumerate(reader, start=1):
            yield number, {name: value for name, value in row.items() if isinstance(name, str) and value}
    except csv.Error as error:
        raise SetAside("broken_table", f"cannot be read on after row {reader.line_num} ({error}): mend it") from None


def parquet_rows(source: BinaryIO, bodies: Sequence[str]) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the rows of a Parquet file, with their numbers from 1.

    Raises:
        SetAside: ``unmapped_columns`` or ``broken_table``.
    """
    try:
        file = pq.ParquetFile(source)
        require_text(file.schema_arrow.names, bodies)
        number = 0
        for batch in file.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield number, {name: _plain(value) for name, value in row.items() if value is not None}
    except (pa.ArrowException, OSError) as error:
        raise SetAside(
            "broken_table", f"is a Parquet file that cannot be read ({type(error).__name__}): write it anew"
        ) from None


def json_rows(text: str, bodies: Sequence[str]) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the objects of a JSON file: itself, or those of its list, or of the first list in it that holds texts.

    Raises:
        SetAside: ``unsupported_format`` where it holds no objects.
    """
    whole = json.loads(text.lstrip("\ufeff"))
    rows = _objects(whole)
    if isinstance(whole, dict) and not set(whole) & set(bodies):
        lists = (_objects(value) for value in whole.values() if isinstance(value, list))
        rows = next((found for found in lists if any(set(row) & set(bodies) for row in found)), rows)
    if not rows:
        raise SetAside("unsupported_format", "is JSON without objects: write one article as an object")
    yield from enumerate(rows, start=1)


def written(row: Mapping[str, object]) -> bytes:
    """Return a row as the JSON object that is kept of it.

    Raises:
        SetAside: ``broken_encoding`` where it holds half a surrogate pair.
    """
    try:
        return json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise SetAside("broken_encoding", "holds half a surrogate pair, which is no character: write it anew") from None


def require_text(names: Sequence[str], bodies: Sequence[str]) -> None:
    """Refuse a table that has no column of texts.

    Raises:
        SetAside: ``unmapped_columns``.
    """
    if not set(names) & set(bodies):
        raise SetAside(
            "unmapped_columns",
            f"is a table without a column {', '.join(BODY_FIELDS)}: name its column of texts with "
            "ONRECORD_COLUMNS=text=NAME",
        )


def _objects(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        return [value]
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _plain(value: object) -> object:
    """Return a value of a Parquet cell as JSON can hold it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return str(value)
