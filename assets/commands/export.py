"""``onrecord export``: the tables of a version as files for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.published import HomeOption, dataset
from assets.console import say
from assets.usage import fail

if TYPE_CHECKING:
    from pipelines.reader import Dataset


class ExportFormat(StrEnum):
    """What is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"
    PARQUET = "parquet"


def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="One file a table; of xlsx one with a sheet a table.")],
    tables: Annotated[
        list[str] | None, typer.Option("--tables", help="Tables, separated by commas. Default: all of them.")
    ] = None,
    version: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder to write to.", show_default="onrecord-VERSION")
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV files with a byte order mark, so that Excel reads them as UTF-8.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Write the tables of a version as CSV, Excel workbook, JSON Lines or Parquet.

    In CSV and Excel no value can become a formula. Files appear whole or not at all; the
    version's licence note is put beside them.

    Example:  onrecord export --format xlsx --tables claims,mentions
    """
    from assets.export import copy

    data = dataset(home, version)
    names = [name.strip() for given in tables or [] for name in given.split(",") if name.strip()] or data.tables()
    unknown = [name for name in names if name not in data.tables()]
    if unknown:
        fail(f"there is no table {unknown[0]!r}; version {data.version} has {', '.join(data.tables())}", 2)
    folder = (out or Path(f"onrecord-{data.version}")).expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        notices = _write(data, list(dict.fromkeys(names)), form, folder, bom)
        copy(data.file("LICENSE.md"), folder / "LICENSE.md")
    except OSError as error:
        fail(f"{folder} cannot be written ({error.strerror or error}); give another folder with --out")
    for notice in notices:
        say(f"note: {notice}", err=True)
    say(f"{data.version}: {len(set(names))} tables written to {folder}")


def _write(data: "Dataset", names: list[str], form: ExportFormat, folder: Path, bom: bool) -> list[str]:
    """Write the files; return what was cut or divided."""
    from assets.export import copy, write_csv, write_jsonl

    if form is ExportFormat.XLSX:
        from datetime import datetime

        from assets.workbook import write_workbook

        created = datetime.fromisoformat(data.manifest()["created"]).replace(tzinfo=None)
        frames = {name: data.table(name) for name in names}
        return write_workbook(frames, folder / f"onrecord-{data.version}.xlsx", created=created)
    for name in names:
        file = folder / f"{name}.{form}"
        match form:
            case ExportFormat.CSV:
                write_csv(data.table(name), file, bom=bom)
            case ExportFormat.JSONL:
                write_jsonl(data.table(name), file)
            case ExportFormat.PARQUET:
                copy(data.file(f"{name}.parquet"), file)
    return []
