"""Every word that a folder holds, wherever it stands: what a search for redacted text has to look through.

Files are read as bytes, and what they pack is unpacked: gzip, every column of every Parquet and
DuckDB table, every column of SQLite databases. Text is made comparable: escapes of JSON, HTML and
Markdown are undone, blanks are one.
"""

import gzip
import html
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_LEAST_WORDS = 5


def comparable(text: str) -> str:
    """Text without escapes, marks and line ends, in lower case."""
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), html.unescape(text))
    plain = re.sub(r"\\[nrt]", " ", plain)
    plain = re.sub(r"</?(?:mark|del|ins|b|strong|em|s|span)\b[^<>]*>", "", plain)
    return " ".join(re.sub(r"[\\*~`]", "", plain).split()).casefold()


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every text in a folder with the place where it stands."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        where = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        yield where, data.decode("utf-8", "replace")
        yield f"{where} (UTF-16)", data.decode("utf-16-le", "replace")
        if data[:2] == b"\x1f\x8b":
            yield f"{where} (gzip)", gzip.decompress(data).decode("utf-8", "replace")
        if path.suffix == ".parquet":
            yield from _frame(where, pl.read_parquet(path))
        elif path.suffix == ".duckdb":
            yield from _duckdb(where, path)
        elif data.startswith(b"SQLite format 3\0"):
            yield from _sqlite(where, path)


def _frame(where: str, frame: pl.DataFrame) -> Iterator[tuple[str, str]]:
    for name, kind in frame.schema.items():
        if kind == pl.String:
            yield f"{where}:{name}", "\n".join(frame[name].drop_nulls())
        elif kind.is_nested():
            yield f"{where}:{name}", json.dumps(frame[name].to_list(), ensure_ascii=False, default=str)


def _duckdb(where: str, path: Path) -> Iterator[tuple[str, str]]:
    with duckdb.connect(path, read_only=True) as connection:
        names = connection.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
        for schema, name in names:
            yield from _frame(f"{where}:{name}", connection.execute(f'SELECT * FROM "{schema}"."{name}"').pl())


def _sqlite(where: str, path: Path) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
            yield f"{where}:{name}", json.dumps(rows, ensure_ascii=False, default=str)


def sentences(text: str, others: Iterable[str] = ()) -> list[str]:
    """Pieces of a text that no other has, comparable: its sentences, and windows of words."""
    plain = comparable(text)
    pieces = [piece.strip() for piece in re.split(r"(?<=[.!?”\"])\s+", plain) if len(piece.split()) >= _LEAST_WORDS]
    words = plain.split()
    pieces += [" ".join(words[at : at + _LEAST_WORDS]) for at in range(len(words) - _LEAST_WORDS + 1)]
    known = [comparable(other) for other in others]
    return [piece for piece in dict.fromkeys(pieces) if not any(piece in other for other in known)]


def found(folder: Path, pieces: Iterable[str]) -> dict[str, list[str]]:
    """Where in a folder any of the pieces stand: the place, and some of them."""
    wanted = list(pieces)
    out = {}
    for where, text in texts(folder):
        plain = comparable(text)
        hits = [piece for piece in wanted if piece in plain]
        if hits:
            out[where] = hits[:3]
    return out
