"""Dagster's SQLite files while a run writes to them: held open, folded together at the end, others left alone."""

from pathlib import Path

import sqlalchemy as sa

from assets.run_log import kept_open


def _write(path: Path, rows: int) -> int:
    """Add rows as Dagster does, each over a connection of its own, and return how eager the last was to sync."""
    eager = 0
    for number in range(rows):
        engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool)
        with engine.connect() as connection, connection.begin():
            connection.execute(sa.text("PRAGMA journal_mode = WAL"))
            eager = connection.execute(sa.text("PRAGMA synchronous")).scalar_one()
            connection.execute(sa.text("CREATE TABLE IF NOT EXISTS events (number INTEGER)"))
            connection.execute(sa.text("INSERT INTO events VALUES (:number)"), {"number": number})
        engine.dispose()
    return eager


def _rows(path: Path) -> int:
    with sa.create_engine(f"sqlite:///{path}", poolclass=sa.NullPool).connect() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
        return int(connection.execute(sa.text("SELECT count(*) FROM events")).scalar_one())


def test_files_of_the_log_are_folded_together_once_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    inside, outside = tmp_path / "log" / "run.db", tmp_path / "other.db"
    with kept_open(tmp_path / "log"):
        assert _write(inside, 5) == 1  # NORMAL
        assert _write(outside, 5) == 2  # FULL, as SQLite has it
        assert (tmp_path / "log" / "run.db-wal").stat().st_size > 0
        assert not (tmp_path / "other.db-wal").exists()
        assert _rows(inside) == 5
    assert not (tmp_path / "log" / "run.db-wal").exists()
    assert (_rows(inside), _rows(outside)) == (5, 5)
    assert _write(inside, 1) == 2  # nothing is changed for whoever comes next
