"""Tables as an Excel workbook: one sheet a table, no cell a formula, nothing cut without a word about it."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from assets.export import FORMULA, flat
from pipelines.files import move_into_place, temporary

MAX_CELL = 32_767
"""Characters (UTF-16 units) that Excel lets a cell hold."""
MAX_ROWS = 1_048_576
"""Rows of a sheet, its heading among them."""
_CUT = " … [cut: Excel's cells end here]"
_NAME = 31
_EXACT = 2**53
"""Beyond it a cell, which is a double, does not hold every integer."""
_FIRST_DAY = date(1900, 3, 1)
"""Excel counts a 29 February 1900; days before are written as text."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_RUNS = re.compile(FORMULA.replace(r"\p{Z}\p{C}", r"\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060\ufeff"))


def write_workbook(
    tables: Mapping[str, pl.DataFrame], path: Path, *, created: datetime, max_rows: int = MAX_ROWS
) -> list[str]:
    """Write tables as the sheets of a workbook; it is there whole or not at all.

    A text that Excel would run if somebody edited its cell carries Excel's own mark for text. A
    table with more rows than a sheet takes goes on in further sheets; a text that is longer than a
    cell takes is cut, and says so.

    Args:
        tables: Frames by name.
        path: The file.
        created: What the workbook says of when it was made.
        max_rows: Rows of a sheet, its heading among them.

    Returns:
        What was cut or divided, one sentence each.
    """
    unfinished = temporary(path)
    notices: list[str] = []
    try:
        with xlsxwriter.Workbook(str(unfinished), _OPTIONS) as book:
            book.set_properties({"title": "onrecord", "created": created})
            sheets = _Sheets(book)
            for name, frame in tables.items():
                notices += sheets.add(name, flat(frame), max_rows)
        move_into_place(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return notices


class _Sheets:
    """The sheets of a workbook, with the formats that they share."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._heading = book.add_format({"bold": True, "quote_prefix": True})
        self._text = book.add_format({"quote_prefix": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def add(self, name: str, frame: pl.DataFrame, max_rows: int) -> Iterator[str]:
        """Write a frame to as many sheets as it takes; yield what was cut or divided."""
        room = max_rows - 1
        parts = max(1, math.ceil(frame.height / room))
        cut = {
            column: sum(_units(text) > MAX_CELL for text in frame[column].drop_nulls())
            for column, kind in frame.schema.items()
            if kind == pl.String
        }
        for part in range(parts):
            ending = f" {part + 1}" if parts > 1 else ""
            sheet = self._book.add_worksheet(name[: _NAME - len(ending)] + ending)
            sheet.freeze_panes(1, 0)
            for column, title in enumerate(frame.columns):
                sheet.write_string(0, column, title, self._heading)
            for row, values in enumerate(frame.slice(part * room, room).iter_rows(), start=1):
                for column, value in enumerate(values):
                    self._write(sheet, row, column, value)
        if parts > 1:
            yield f"{name}: {frame.height:,} rows are more than a sheet of Excel takes; they stand in {parts} sheets"
        for title, count in cut.items():
            if count:
                longer = f"longer than a cell of Excel takes ({MAX_CELL:,} characters)"
                yield f"{name}.{title}: {count:,} texts are {longer} and were cut"

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        match value:
            case None:
                return
            case bool():
                sheet.write_boolean(row, column, value)
            case int() if abs(value) <= _EXACT:
                sheet.write_number(row, column, value)
            case float() if math.isfinite(value):
                sheet.write_number(row, column, value)
            case datetime() if value.date() >= _FIRST_DAY:
                sheet.write_datetime(row, column, value, self._moment)
            case date() if not isinstance(value, datetime) and value >= _FIRST_DAY:
                sheet.write_datetime(row, column, value, self._day)
            case _:
                text = fitting(value if isinstance(value, str) else str(value))
                sheet.write_string(row, column, text, self._text if _RUNS.match(text) else None)


def fitting(text: str) -> str:
    """Return ``text``, cut with a note at its end where it is longer than a cell takes."""
    if _units(text) <= MAX_CELL:
        return text
    kept = text.encode("utf-16-le")[: 2 * (MAX_CELL - len(_CUT))].decode("utf-16-le", "ignore")
    return kept + _CUT


def _units(text: str) -> int:
    """Length as Excel counts it: characters outside the basic plane count twice."""
    return len(text) + sum(character > "\uffff" for character in text) if not text.isascii() else len(text)
