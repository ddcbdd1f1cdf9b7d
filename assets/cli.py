"""The command line: a thin shell over the assets and the reader.

Heavy libraries are imported inside the commands that need them, so that ``onrecord --help``
answers at once. Exit codes: 0 done, 1 failed or rejected by the checks, 2 wrong usage.
"""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.bench import bench
from assets.commands.curate import app as curate
from assets.commands.diff import diff
from assets.commands.evaluate import evaluate
from assets.commands.explain import explain
from assets.commands.export import export
from assets.commands.fetch import fetch
from assets.commands.logged import logged
from assets.commands.metrics import metrics
from assets.commands.migrate import migrate
from assets.commands.origins import origins
from assets.commands.predict import predict
from assets.commands.publish import publish
from assets.commands.published import HomeOption, dataset
from assets.commands.quarantine import app as quarantine
from assets.commands.search import search
from assets.commands.show import show as show_one
from assets.commands.takedown import redact, retract
from assets.commands.trace import trace
from assets.console import Screen, put, say
from assets.usage import check_settings, fail
from pipelines.memory import collect_seldom, end_at_once
from pipelines.settings import Home, Rights, Settings
from pipelines.visible import json_plain

if TYPE_CHECKING:
    from rich.console import RenderableType

app = typer.Typer(
    name="onrecord",
    help="Turn a pile of news articles into a versioned dataset of claims: who claimed what, on whose word, when,"
    " how firmly, and who merely repeats it.",
    epilog="[bold]Examples[/]\n\n"
    "onrecord run --input articles/\n\n"
    'onrecord sql "SELECT claim_text, independent_origin_count FROM claims"\n\n'
    "onrecord versions\n\n"
    "onrecord schema mentions\n\n"
    "onrecord verify",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


class LogFormat(StrEnum):
    """For whom a run tells what it does."""

    TEXT = "text"
    JSON = "json"


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@app.command()
def run(
    inputs: Annotated[
        list[str] | None,
        typer.Option(
            "--input",
            "-i",
            metavar="PATH|URL",
            help="A file or folder of articles (text, HTML, JSONL …), an address such as s3://bucket/folder, or - for"
            " standard input; may be given more than once. Default: [cyan]ONRECORD_INPUT[/], else the embedded corpus.",
        ),
    ] = None,
    home: HomeOption = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            help="A folder of your own reference tables, which extend the project's; the home remembers it, until"
            " told none.",
        ),
    ] = None,
    rights: Annotated[
        Rights | None,
        typer.Option(
            help="How much of the articles' words the version passes on: all, the evidence sentences, or none. Default:"
            " [cyan]ONRECORD_RIGHTS[/], else as much as the last version, else all.",
        ),
    ] = None,
    publish: Annotated[
        bool,
        typer.Option(
            "--publish/--no-publish",
            help="Without publishing, articles are read for claims and the run ends there: a part of a large pile. A"
            " later run publishes them all.",
        ),
    ] = True,
    log_format: Annotated[
        LogFormat | None,
        typer.Option(
            help="What is told of the run: bars and a summary, or one JSON object a line (the log on standard error,"
            " the outcome on standard output). Default: [cyan]ONRECORD_LOG_FORMAT[/], else text.",
        ),
    ] = None,
) -> None:
    """Read articles, extract and link their claims, check them and publish a version.

    Inputs accumulate: a file not given again stays in the dataset. The same input again
    publishes nothing new.

    Example:  onrecord run --input articles/ --home data/home
    """
    if rights is not None:
        os.environ["ONRECORD_RIGHTS"] = rights.value  # settings are read from the environment, in workers too
    if log_format is not None:
        os.environ["ONRECORD_LOG_FORMAT"] = log_format.value
    # read when numpy is loaded: the model's matrices are small, and threads that share one wait for each other
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    check_settings()
    settings = Settings.from_environment()
    in_json = settings.log_format == "json"
    console = Screen(quiet=in_json)
    with console.status("Starting"):
        from assets.commands.reference import choose
        from assets.ingest import chosen_inputs
        from assets.progress import bars
        from assets.run import RunError
        from assets.run import read as read_graph
        from assets.run import run as run_graph
        from assets.standard_input import STANDARD_INPUT, StandardInputError, given_files
        from assets.summary import show
        from pipelines.files import StorageError
        from pipelines.reader import open_dataset
    for given in chosen_inputs(inputs or []):
        if isinstance(given, str):
            _must_open(given, settings)
        elif given != STANDARD_INPUT and not given.exists():
            fail(f"{given}: no such file or folder; give one that exists with --input or ONRECORD_INPUT", 2)
    if settings.shards is not None:
        _must_open(settings.shards, settings)
    named = chosen_inputs(inputs) if inputs else []
    place = Home.at(home)
    if reference is not None:
        choose(place, reference)
    if in_json:
        logged([each.resolve() if isinstance(each, Path) else each for each in named], place, publish=publish)
        return
    try:
        with given_files(named, place, settings) as files, bars(console) as progress:
            if not publish:
                done = read_graph(files, place, progress=progress)
            else:
                outcome = run_graph(files, place, progress=progress)
    except (StandardInputError, StorageError) as error:
        fail(str(error), 2)
    except RunError as error:
        fail(str(error))
    if not publish:
        say(f"{done.articles:,} articles were read; the home holds {done.mentions:,} mentions that a run will publish")
        return
    show(console, open_dataset(place.root, version=outcome.version), place, is_new=outcome.is_new)


def _must_open(address: str, settings: Settings) -> None:
    """End with wrong usage where an address is none that files can lie at, or what it needs is not installed."""
    from pipelines.ingest.objects import opened
    from pipelines.storage import StorageError

    try:
        opened(address, dict(settings.storage_options))
    except StorageError as error:
        fail(str(error), 2)


@app.command()
def versions(home: HomeOption = None) -> None:
    """List the published versions, newest last.

    Example:  onrecord versions
    """
    from assets.summary import table

    _print_table(table(dataset(home).versions()))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT in DuckDB's SQL over the published tables.")],
    home: HomeOption = None,
    version: Annotated[str, typer.Option(help="A version, or latest.")] = "latest",
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="VERSION|MOMENT", help="Query what was published then: a version, a day or a time (UTC)."
        ),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.TABLE,
    limit: Annotated[int, typer.Option(min=1, help="Rows shown in a table.")] = 100,
) -> None:
    """Query a published version; nothing can be changed through it.

    Example:  onrecord sql "SELECT status, count(*) FROM claims GROUP BY status"
    """
    from assets.commands.as_of import version_as_of
    from assets.summary import table
    from pipelines.reader import DatasetError

    if as_of is not None and version != "latest":
        fail("give --version or --as-of, not both", 2)
    try:
        rows = dataset(home, version if as_of is None else version_as_of(as_of, home)).sql(query)
    except DatasetError as error:
        fail(str(error))
    if output is Format.CSV:
        from assets.export import csv_text

        put(csv_text(rows))
    elif output is Format.JSON:
        put(json_plain(rows.write_json()) + "\n")
    else:
        _print_table(table(rows.head(limit)))
        if rows.height > limit:
            say(f"{rows.height:,} rows, {limit} shown; raise --limit or use --format csv", err=True)


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(metavar="[TABLE]", help="One table; all of them without it.")] = None,
) -> None:
    """Show the published tables, or the columns of one, with their meanings.

    Example:  onrecord schema claims
    """
    import polars as pl

    from assets.summary import table
    from pipelines.schema import PUBLISHED

    if name is None:
        rows = [{"table": t.name, "key": ", ".join(t.key), "meaning": t.meaning} for t in PUBLISHED.values()]
    elif name in PUBLISHED:
        rows = [
            {
                "column": c.name,
                "type": c.type,
                "meaning": c.meaning + (f" One of: {', '.join(c.values)}." if c.values else ""),
            }
            for c in PUBLISHED[name].columns
        ]
    else:
        fail(f"there is no table {name!r}; `onrecord schema` lists them", 2)
    _print_table(table(pl.DataFrame(rows), width=400))


@app.command()
def verify(
    version: Annotated[
        str | None, typer.Argument(help="A version, or latest; without it every version and every raw file.")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Re-hash every file that is published and re-slice every span from the text and the raw bytes.

    One altered bit is found, and the file named that it stands in.

    Example:  onrecord verify 2025.08.11.001
    """
    from contextlib import nullcontext

    import polars as pl

    from assets.texts import text_maker
    from pipelines import warehouse
    from pipelines.publication import verify as find_problems

    readable = pl.col("status") != "rejected"
    found = dataset(home, version or "latest")
    place = Home.at(home)
    try:
        chosen = [found] if version else [dataset(home, name) for name in found.versions().filter(readable)["version"]]
        withheld = any(each.rights != "full" for each in chosen)
        with text_maker(place, Settings.from_environment()) if withheld else nullcontext() as maker:
            problems = find_problems(place, version and found.version, make_text=maker, database=warehouse)
    except warehouse.HomeBusyError as error:
        fail(str(error))
    for problem in problems[:50]:
        say(problem, err=True)
    if problems:
        fail(
            f"{version or 'the home'}: {len(problems)} problems. Restore the files that are named from a copy and"
            " verify again; the other versions can be used meanwhile"
        )
    which = found.version if version else f"{len(chosen)} {'version' if len(chosen) == 1 else 'versions'}"
    files = len(found.manifest()["resources"])
    say(f"{which}: {files} tables and every span verified")


@app.command()
def serve(
    home: HomeOption = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on this machine.")] = 3000,
) -> None:
    """Open the Dagster UI on a home: "Materialize all" there does what `run` does here.

    Example:  onrecord serve --home data/demo
    """
    from importlib.util import find_spec

    from assets.run import instance_folder
    from pipelines.settings import PROJECT_ROOT

    if find_spec("dagster_webserver") is None:
        fail("the UI is not installed; install it with: pip install 'onrecord[ui]'")
    place = Home.at(home)
    environment = {
        **os.environ,
        "ONRECORD_HOME": str(place.root),
        "DAGSTER_HOME": str(instance_folder(place)),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    os.chdir(PROJECT_ROOT)
    command = [sys.executable, "-m", "dagster", "dev", "-m", "assets.definitions", "--port", str(port)]
    os.execve(sys.executable, command, environment)


app.command()(bench)
app.command()(predict)
app.command()(diff)
app.command()(evaluate)
app.command()(explain)
app.command()(export)
app.command()(fetch)
app.command()(metrics)
app.command()(migrate)
app.command()(origins)
app.command()(search)
app.command()(show_one)
app.command()(publish)
app.command()(retract)
app.command()(redact)
app.command()(trace)
app.add_typer(curate)
app.add_typer(quarantine)

training = typer.Typer(help="Make the learnt weights anew.", no_args_is_help=True)
app.add_typer(training, name="train")


@training.callback()
def train() -> None:
    """Make the learnt weights anew, from annotated articles."""


@training.command()
def attribution(
    corpus: Annotated[
        Path, typer.Option("--corpus", help="Annotated articles, one a line of JSON (may be gzipped).", exists=True)
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="The folder of the weights.", show_default="those in use")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of every random choice.")] = 0,
) -> None:
    """Fit the ranker that tells attributions from what only looks like one; prints held-out scores.

    Example:  onrecord train attribution --corpus polnear_train.jsonl.gz
    """
    from pipelines.extraction.ranking import WEIGHTS
    from pipelines.training import train_attribution
    from pipelines.training.fit import Plan

    console = Screen()
    folder = out or WEIGHTS
    with console.status("Reading") as status:
        try:
            report = train_attribution(
                corpus,
                folder,
                plan=Plan(seed=seed),
                log=console.print,
                progress=lambda done, total: status.update(f"Reading article {done:,} of {total:,}"),
            )
        except ValueError as error:
            fail(str(error))
    say(f"threshold {report.threshold:.2f}; weights written to {folder}")
    for name, (rules, ranked) in report.folds.items():
        say(f"{name}: F1 {rules.f1:.3f} by rules, {ranked.f1:.3f} ranked")


def _print_table(shown: "RenderableType") -> None:
    Screen().print(shown)


def main() -> None:
    """Entry point of the ``onrecord`` command; a file that is damaged ends it with its name, whatever asked for it."""
    collect_seldom()
    try:
        app()
    except Exception as error:
        told = _damage(error)
        if told is None:
            raise
        say(f"onrecord: {told}", err=True)
        sys.exit(1)
    finally:
        end_at_once()


def _damage(error: Exception) -> str | None:
    """What to do about a published file that a command could not read; None where that was not the trouble."""
    from polars.exceptions import ComputeError

    from pipelines.reader import DatasetError

    if isinstance(error, DatasetError):
        return str(error)
    if isinstance(error, ComputeError | FileNotFoundError) and "parquet" in str(error):
        reason = str(error).splitlines()[0]
        return f"a published file cannot be read ({reason}); `onrecord verify` names it: restore it from a copy"
    return None
