"""Dagster's log of a run, written without waiting for the disk at every event.

Its SQLite files are opened and closed anew for each of some hundred events. The commit waits for the disk, and the
close, being that of the file's last connection, folds the write-ahead log into the file and waits again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@contextmanager
def kept_open(folder: Path) -> Iterator[None]:
    """Hold the SQLite files below ``folder`` open while the block runs, once this process has opened them.

    They are folded together once, at the end. A power cut may cost the log its last events, never the file
    (``synchronous = NORMAL`` beside a write-ahead log, sqlite.org/wal.html); a killed process costs nothing.
    """
    held: dict[Path, sqlite3.Connection] = {}

    def opened(connection: Any, _: object) -> None:
        if not isinstance(connection, sqlite3.Connection):
            return
        path = Path(connection.execute("PRAGMA database_list").fetchone()[2] or ".")
        if not path.is_relative_to(folder):
            return
        connection.execute("PRAGMA synchronous = NORMAL")
        # what holds a file of this kind open is a connection that has read it since the log beside it was begun
        with suppress(sqlite3.OperationalError):
            if path not in held:
                held[path] = sqlite3.connect(path, check_same_thread=False)
            held[path].execute("SELECT count(*) FROM sqlite_master").fetchone()

    folder = folder.resolve()
    event.listen(Engine, "connect", opened)
    try:
        yield
    finally:
        event.remove(Engine, "connect", opened)
        for connection in held.values():
            with closing(connection), suppress(sqlite3.OperationalError):
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
