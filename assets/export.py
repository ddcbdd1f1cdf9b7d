"""Tables as files for other programs: CSV, JSON Lines, Parquet; values from articles cannot become formulas.

Workbooks are in :mod:`assets.workbook`.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.files import move_into_place, temporary

FORMULA = r"^[\s\p{Z}\p{C}\"'“”‘’«»`]*[=+\-@＝＋－＠]|^[\t\r\n]"
"""Text that a spreadsheet may run, after OWASP's advice on CSV injection: it begins with = + - @ (full-width ones too),
also after blanks or quotation marks, or with a tab or line break."""


def defused(frame: pl.DataFrame) -> pl.DataFrame:
    """Return ``frame`` with an apostrophe before every text and column name that a spreadsheet may run as a formula.

    Numbers, dates and truth values are left as they are.
    """
    names = pl.Series(frame.columns, dtype=pl.String)
    frame = frame.rename(dict(zip(frame.columns, pl.select(_defused(pl.lit(names))).to_series(), strict=True)))
    return frame.with_columns(
        _defused(pl.col(name)).alias(name) for name, kind in frame.schema.items() if kind == pl.String
    )


def _defused(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(FORMULA)).then(pl.lit("'") + text).otherwise(text)


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return ``frame`` with nested values as JSON text; the published tables have none, a query may."""
    return frame.with_columns(
        pl.col(name).map_elements(_json, return_dtype=pl.String)
        for name, kind in frame.schema.items()
        if kind.is_nested()
    )


def _json(value: Any) -> str:
    return json.dumps(value.to_list() if isinstance(value, pl.Series) else value, ensure_ascii=False, default=str)


def csv_text(frame: pl.DataFrame) -> str:
    """Return ``frame`` as CSV with spreadsheet formulas disarmed: for the terminal and pipes, lines end with LF."""
    return defused(flat(frame)).write_csv()


def write_csv(frame: pl.DataFrame, path: Path, *, bom: bool = False) -> None:
    """Write a CSV file by RFC 4180: UTF-8, CRLF, every text in quotation marks, formulas disarmed.

    Args:
        frame: The rows.
        path: The file; it is there whole or not at all.
        bom: Whether a byte order mark comes first, without which Excel takes UTF-8 for another encoding.
    """
    safe = defused(flat(frame))
    _whole(path, lambda file: safe.write_csv(file, include_bom=bom, quote_style="non_numeric", line_terminator="\r\n"))


def write_jsonl(frame: pl.DataFrame, path: Path) -> None:
    """Write one JSON object a row; dates and moments are ISO 8601. The file is there whole or not at all."""
    _whole(path, frame.write_ndjson)


def copy(source: Path, path: Path) -> None:
    """Copy a file; the copy is there whole or not at all."""
    _whole(path, lambda file: shutil.copyfile(source, file))


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    unfinished = temporary(path)
    try:
        write(unfinished)
        move_into_place(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
