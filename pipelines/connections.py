"""What every connection to DuckDB is told, whoever opens it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def quieten(connection: "duckdb.DuckDBPyConnection") -> None:
    """Let ``connection`` draw no progress bar, which it would on standard output after two seconds.

    It is asked first whether it would: in a notebook without ipywidgets it would not, and there the
    setting itself is refused.
    """
    if connection.execute("SELECT current_setting('enable_progress_bar')").fetchone() == (True,):
        connection.execute("SET enable_progress_bar = false")
