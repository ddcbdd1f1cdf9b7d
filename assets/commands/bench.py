"""``onrecord bench``: how fast a run is on one's own articles and machine, and where the time goes."""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from assets.usage import check_settings, fail
from pipelines.settings import SEEDS, Settings


def bench(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="A file or folder of articles.", show_default="the embedded corpus"),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes of the run and of the bare model.", show_default="ONRECORD_WORKERS"),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Run a second time, with nothing new to do.")] = False,
    out: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON too.")] = None,
) -> None:
    """Measure a whole run by stage, beside the bare language model on the same text.

    Works in a home of its own, which it removes. Seconds, processor time and peak memory of all
    processes together; the ratio of the two speeds is what carries over to another machine.

    Example:  onrecord bench articles/ --json bench.json
    """
    check_settings()
    chosen = folder or SEEDS / "articles"
    if not chosen.exists():
        fail(f"{chosen}: no such file or folder; give one that exists", 2)
    if out is not None and not out.parent.is_dir():
        fail(f"{out.parent}: no such folder; give a file in one that exists with --json", 2)
    from assets.bench import BenchError, as_json, measure, tables
    from assets.console import Screen
    from pipelines.files import write_whole

    console = Screen()
    number = workers or Settings.from_environment().workers
    try:
        with console.status("Starting") as status, tempfile.TemporaryDirectory(prefix="onrecord-bench-") as home:
            profile = measure([chosen.resolve()], Path(home), workers=number, again=again, status=status.update)
    except BenchError as error:
        fail(str(error))
    console.print(f"{profile.articles:,} articles, {profile.words:,} words")
    for table in tables(profile):
        console.print(table)
    if out is not None:
        write_whole(out, (json.dumps(as_json(profile), indent=1) + "\n").encode())
