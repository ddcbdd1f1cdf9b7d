"""``onrecord quarantine``: what was set aside, why, and trying it again."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from assets.commands.published import HomeOption, complete, dataset
from assets.console import Screen, json_text, put, say
from assets.usage import check_settings, fail
from pipelines.settings import Home

Row = Mapping[str, Any]

_EXCERPT = 600
"""Bytes of what was set aside that are shown."""
_SHOWN_ID = 12

app = typer.Typer(name="quarantine", help="What was set aside, why, and trying it again.", no_args_is_help=True)


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


ReasonOption = Annotated[
    list[str] | None, typer.Option("--reason", "-r", help="Only rows of this reason; may be given more than once.")
]


@app.callback()
def quarantine() -> None:
    """See what was set aside, why, and try it again."""


@app.command("list")
def list_(
    home: HomeOption = None,
    reason: ReasonOption = None,
    output: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.TABLE,
    limit: Annotated[int, typer.Option(min=1, help="Rows shown in a table.")] = 50,
) -> None:
    """List what is set aside: file, place in it, reason, size, since when; and how many there are of each reason.

    Example:  onrecord quarantine list --reason too_long
    """
    rows = _chosen(_rows(home), (), reason)
    if output is Format.JSON:
        put(json_text([_listed(row) for row in rows]) + "\n")
        return
    import polars as pl

    shape = {name: pl.Int64 if name == "bytes" else pl.String for name in _LISTED}
    frame = pl.DataFrame([{**_listed(row), "since": str(row["since"] or "")} for row in rows], schema=shape)
    if output is Format.CSV:
        from assets.export import csv_text

        put(csv_text(frame))
        return
    from assets.summary import table

    if rows:
        shown = frame.drop("message").with_columns(pl.col("id").str.slice(0, _SHOWN_ID))
        Screen().print(table(shown.head(limit), width=60))
    for line in _counts(rows, limit):
        say(line)


@app.command()
def show(
    row: Annotated[str, typer.Argument(help="A row of `onrecord quarantine list`, or as much of it as tells it.")],
    home: HomeOption = None,
) -> None:
    """Show one row: what was set aside, why, the beginning of it, and what to do next.

    Example:  onrecord quarantine show qua-5b1e
    """
    rows = _rows(home)
    found = _named(row, rows)
    for subject, words in _told(found, Home.at(home)):
        say(f"{subject:<9}{words}")


@app.command()
def retry(
    rows: Annotated[
        list[str] | None, typer.Argument(metavar="[ROW]...", help="Rows to try again; all that can be without any.")
    ] = None,
    home: HomeOption = None,
    reason: ReasonOption = None,
) -> None:
    """Try again what was set aside, once a setting, a table or the program has changed; the files are not needed.

    Of a file that was too large or damaged nothing is kept: mend it and give it to `onrecord run` again.

    Example:  ONRECORD_MAX_ARTICLE_CHARS=900000 onrecord quarantine retry --reason too_long
    """
    check_settings()
    from assets.progress import bars
    from assets.quarantine import retriable
    from assets.run import RunError
    from assets.run import run as run_graph
    from assets.summary import show as summarise
    from pipelines.reader import open_dataset

    everything, place = _rows(home), Home.at(home)
    asked = _chosen(everything, rows or (), reason)
    chosen = [row for row in asked if retriable(row)]
    for row in [each for each in asked if not retriable(each)][:_SHOWN_ID]:
        say(f"{_place(row)}: not kept; mend it and give it to `onrecord run` again", err=True)
    if not chosen:
        fail("there is nothing to try again; `onrecord quarantine list` shows what is set aside", 0 if not asked else 1)
    console = Screen()
    try:
        with bars(console) as progress:
            outcome = run_graph([], place, retry=[row["quarantine_id"] for row in chosen], progress=progress)
    except RunError as error:
        fail(str(error))
    summarise(console, open_dataset(place.root, version=outcome.version), place, is_new=outcome.is_new)
    left = {(row["path"], row["stage"], row["row_key"]): row["reason_code"] for row in _rows(home)}
    for row in chosen:
        still = left.get((row["path"], row["stage"], row["row_key"]))
        say(f"{_place(row)}: {f'still set aside, {still}' if still else 'no longer set aside'}")


# --- rows -----------------------------------------------------------------------------------


def _rows(home: Path | None) -> list[dict[str, Any]]:
    """The rows of the quarantine with their identifiers and the moments since which they stand, oldest first.

    Those of the working store, else of the latest version, as in a copy without one.
    """
    from assets.quarantine import batch_moments, identified
    from pipelines.warehouse import Warehouse, WarehouseError, writer_lock

    place = Home.at(home)
    if place.warehouse.is_file():
        try:
            with writer_lock(place, timeout=1.0), Warehouse(place.warehouse) as store:
                rows, moments = identified(store.read("quarantine")), batch_moments(store.read("batches"))
        except WarehouseError as error:
            fail(str(error))
    else:
        data = dataset(home)
        rows, moments = identified(data.table("quarantine")), batch_moments(data.table("batches"))
    for row in rows:
        row["since"] = moments.get(row["batch_id"])
        size = row.get("byte_count")
        row["byte_count"] = _kept_size(place, row) if size is None else size
    return sorted(rows, key=lambda row: (row["batch_id"], row["path"], row["stage"], row["row_key"]))


def _kept_size(place: Home, row: Row) -> int | None:
    file = _kept_file(place, row)
    return file.stat().st_size if file is not None else None


def _kept_file(place: Home, row: Row) -> Path | None:
    """Where the bytes of a row are kept, if they are."""
    from pipelines.ingest import RawStore

    file = RawStore(place.raw).path(row["raw_sha256"]) if row["raw_sha256"] else None
    return file if file is not None and file.is_file() else None


def _named(given: str, rows: Sequence[Row]) -> Row:
    known = {row["quarantine_id"]: row for row in rows}
    return known[complete(given, known, "row of the quarantine")]


def _chosen(rows: Sequence[Row], given: Sequence[str], reasons: Sequence[str] | None) -> list[Row]:
    """The rows that are named, all without names, of the reasons that are named."""
    named = [_named(each, rows) for each in given] if given else list(rows)
    unknown = sorted(set(reasons or ()) - {row["reason_code"] for row in rows})
    if unknown:
        fail(f"nothing is set aside as {', '.join(unknown)}; `onrecord quarantine list` counts the reasons", 2)
    return [row for row in named if not reasons or row["reason_code"] in reasons]


# --- words ----------------------------------------------------------------------------------

_LISTED = ("id", "file", "place", "stage", "reason", "bytes", "since", "message")


def _listed(row: Row) -> dict[str, Any]:
    from pipelines.ingest.sources import INSIDE

    file, _, inside = row["path"].partition(INSIDE)
    place = inside or ("" if row["stage"] in {"ingest", "staging"} else row["row_key"])
    values = (row["quarantine_id"], file, place, row["stage"], row["reason_code"], row["byte_count"], row["since"])
    return dict(zip(_LISTED, (*values, row["message"]), strict=True))


def _place(row: Row) -> str:
    return f"{row['quarantine_id'][:_SHOWN_ID]}  {row['path']}" + (f" ({row['row_key']})" if row["row_key"] else "")


def _counts(rows: Sequence[Row], limit: int) -> Iterator[str]:
    if not rows:
        yield "nothing is set aside"
        return
    if len(rows) > limit:
        yield f"{limit} of {len(rows):,} rows shown; raise --limit, or use --format csv"
    for reason, count in Counter(row["reason_code"] for row in rows).most_common():
        yield f"{count:>7,}  {reason}"
    yield f"{len(rows):>7,}  in all; `onrecord quarantine show ROW` says what to do"


def _told(row: Row, place: Home) -> Iterator[tuple[str, str]]:
    """What is printed of a row: a subject and what is said of it."""
    yield "row", row["quarantine_id"]
    yield "file", row["path"] + (f" ({row['row_key']})" if row["row_key"] else "")
    size = f", {row['byte_count']:,} bytes" if row["byte_count"] is not None else ""
    yield "since", f"{row['since'] or 'unknown'} (batch {row['batch_id']}){size}"
    yield "reason", f"{row['reason_code']}, at {row['stage']}"
    yield "why", row["message"]
    file = _kept_file(place, row)
    if row["payload"]:
        yield "row was", _cut(row["payload"])
    elif file is not None:
        with file.open("rb") as handle:
            begins = handle.read(_EXCERPT + 1)
        yield "begins", _cut(begins.decode("utf-8", "backslashreplace"))
    yield "next", _next_step(row, kept=file is not None)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"


def _next_step(row: Row, *, kept: bool) -> str:
    command = f"onrecord quarantine retry {row['quarantine_id'][:_SHOWN_ID]}"
    if row["stage"] in {"ingest", "staging", "extraction"} and kept:
        return f"mend it and give it to `onrecord run` again; or, once a setting has changed: {command}"
    if row["stage"] in {"ingest", "staging"}:
        return "mend it, or change the setting that is named, and give it to `onrecord run` again"
    if row["stage"] == "curation":
        return "mend the line; the next run reads it again"
    return "nothing: every run looks at it again, and takes it back once code, tables or article have changed"
