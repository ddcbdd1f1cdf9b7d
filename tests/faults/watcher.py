"""A process that reads a home over and over until a file appears, and says which versions it saw.

usage: watcher.py HOME STOP (duckdb|parquet|dataset)

Every claim of a version of `publisher.py` tells the same number; what mixes two versions tells two.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
from processes import wait_for_word

from onrecord import open_dataset

_NUMBER = "left (.*) times"


def by_duckdb(home: Path) -> tuple[str, list[str]]:
    """The published file, as any client opens it."""
    with duckdb.connect(home / "onrecord.duckdb", read_only=True) as connection:
        rows = connection.execute(
            f"SELECT DISTINCT c.first_version, regexp_extract(c.claim_text, '{_NUMBER}', 1),"
            f" regexp_extract(a.text, '{_NUMBER}', 1), (SELECT max(version) FROM versions)"
            " FROM claims c JOIN mentions m USING (claim_id) JOIN articles a USING (article_id)"
        ).fetchall()
    ((version, told, written, latest),) = rows
    assert version == latest
    return version, [told, written]


def by_parquet(home: Path) -> tuple[str, list[str]]:
    """The files that the index points at, as a program without our code reads them."""
    import json

    latest = json.loads((home / "snapshots" / "versions.json").read_bytes())["latest"]
    folder = home / "snapshots" / latest
    numbers = set()
    for table, column in (("claims", "claim_text"), ("mentions", "content_text"), ("articles", "text")):
        texts = pl.read_parquet(folder / f"{table}.parquet")[column]
        numbers |= set(texts.str.extract(_NUMBER))
    assert pl.read_parquet(folder / "versions.parquet")["version"].max() == latest
    assert (folder / "report.html").stat().st_size > 0
    return latest, sorted(numbers)


def by_dataset(home: Path) -> tuple[str, list[str]]:
    """The reader of the project; a dataset stays at its version."""
    dataset = open_dataset(home)
    told = dataset.sql(f"SELECT DISTINCT regexp_extract(content_text, '{_NUMBER}', 1) AS n FROM mentions")
    written = dataset.scan("claims").select(pl.col("claim_text").str.extract(_NUMBER)).collect()
    assert dataset.table("claims")["first_version"].unique().to_list() == [dataset.version]
    return dataset.version, [*told["n"], *written.to_series()]


WAYS: dict[str, Callable[[Path], tuple[str, list[str]]]] = {
    "duckdb": by_duckdb,
    "parquet": by_parquet,
    "dataset": by_dataset,
}


def main() -> None:
    """Read until told to stop; an error ends the process with its stack."""
    home, stop, way = Path(sys.argv[1]), Path(sys.argv[2]), WAYS[sys.argv[3]]
    wait_for_word()
    seen: list[str] = []
    reads = 0
    while True:
        last = stop.exists()
        version, numbers = way(home)
        assert set(numbers) == {str(int(version[-3:]) - 1)}, (version, numbers)
        assert not seen or version >= seen[-1], "a reader went back in time"
        if not seen or version != seen[-1]:
            seen.append(version)
        reads += 1
        if last:
            break
    print(reads, *seen)


if __name__ == "__main__":
    main()
