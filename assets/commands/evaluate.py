"""``onrecord evaluate``: how right the pipeline is on articles that people have annotated."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NamedTuple, NoReturn

import typer

from assets.console import Screen, json_text, put, say
from assets.usage import check_settings, fail
from pipelines.settings import SEEDS, Home

if TYPE_CHECKING:
    from pipelines.evaluation import Evaluation, Line
    from pipelines.reader import Dataset

_SHOWN = 20
"""Problems of annotation lines that are printed; the rest is counted."""


class _Place(NamedTuple):
    """Where articles and annotation lie."""

    articles: Path
    annotation: tuple[Path, ...]


def evaluate(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="A folder with `articles/` and `gold/*.jsonl`, or a folder of articles with --gold.",
            show_default="the embedded corpus",
        ),
    ] = None,
    gold: Annotated[
        list[Path] | None, typer.Option("--gold", help="A file of annotation lines; may be given more than once.")
    ] = None,
    second: Annotated[
        list[Path] | None,
        typer.Option("--second", help="What a second annotator read: what agrees with it is not counted as wrong."),
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", help="Score the newest version of this home; without it the articles are run in a temporary one."
        ),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the same as one HTML page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print figures and examples as JSON instead.")] = False,
    examples: Annotated[int, typer.Option(min=0, help="The most errors of each kind that are quoted.")] = 5,
) -> None:
    """Score annotated articles: what is found and how right it is, by stratum, with the worst errors.

    docs/evaluation.md says how to annotate articles of your own and what each figure means.

    Example:  onrecord evaluate my-articles/ --html scores.html
    """
    progress = Screen(stderr=True)
    check_settings()
    place = _place(folder, gold or [])
    if html is not None and not html.resolve().parent.is_dir():
        fail(f"{html}: there is no folder {html.resolve().parent}", 2)
    with progress.status("Reading the annotation"):
        lines = _lines(place.annotation)
        seconds = _lines(second) if second else []
    with _dataset(place.articles, home, progress) as dataset:
        evaluation = _evaluation(dataset, lines, seconds, examples)
    if html is not None:
        _write_page(evaluation, html, f"Evaluation of {(folder or SEEDS).resolve().name}")
    if as_json:
        put(json_text(evaluation.as_dict()) + "\n")
    else:
        from assets.scorecard import scorecard

        Screen().print(scorecard(evaluation))
    if html is not None:
        say(f"written to {html}", err=True)


def _place(folder: Path | None, gold: list[Path]) -> _Place:
    """Find articles and annotation, or end with wrong usage."""
    root = folder or SEEDS
    if not root.is_dir():
        fail(f"{root}: no such folder; give one with `articles/` and `gold/`", 2)
    articles = root / "articles" if (root / "articles").is_dir() else root
    files = gold or sorted((root / "gold").glob("*.jsonl"))
    if not files:
        fail(f"there is no annotation in {root / 'gold'}; put `*.jsonl` there, or name a file with --gold", 2)
    for path in files:
        if not path.is_file():
            fail(f"{path}: no such file of annotation lines", 2)
        if path.resolve().is_relative_to(articles.resolve()):
            fail(f"{path} lies among the articles and would be read as one: move articles to {root / 'articles'}", 2)
    return _Place(articles, tuple(files))


def _lines(paths: Sequence[Path]) -> "list[Line]":
    from pipelines.evaluation import AnnotationError, read_annotations

    try:
        return read_annotations(list(paths))
    except AnnotationError as error:
        _refuse(error.problems)


def _refuse(problems: Sequence[str]) -> NoReturn:
    for problem in problems[:_SHOWN]:
        say(problem, err=True)
    left = len(problems) - _SHOWN
    if left > 0:
        say(f"… and {left:,} more", err=True)
    count = f"{len(problems):,} problem{'s' if len(problems) > 1 else ''}"
    fail(f"{count} in the annotation; docs/evaluation.md describes the format", 2)


@contextmanager
def _dataset(articles: Path, home: Path | None, console: Screen) -> "Iterator[Dataset]":
    """Open the version to score: that of a home, or one made of the articles and thrown away afterwards."""
    from pipelines.reader import DatasetError, open_dataset

    if home is not None:
        try:
            yield open_dataset(Home.at(home).root)
        except DatasetError as error:
            fail(str(error))
        return
    with console.status("Starting"):
        from assets.progress import bars
        from assets.run import RunError, run
    with TemporaryDirectory(prefix="onrecord-") as folder:
        place = Home.at(folder)
        try:
            with bars(console) as progress:
                outcome = run([articles.resolve()], place, progress=progress)
        except RunError as error:
            fail(str(error))
        yield open_dataset(place.root, version=outcome.version)


def _evaluation(dataset: "Dataset", lines: "list[Line]", second: "list[Line]", examples: int) -> "Evaluation":
    from pipelines.evaluation import AnnotationError
    from pipelines.evaluation import evaluate as score
    from pipelines.reference import load_reference

    try:
        return score(dataset.table, lines, load_reference(), second=second, examples=examples)
    except AnnotationError as error:
        _refuse(error.problems)


def _write_page(evaluation: "Evaluation", path: Path, title: str) -> None:
    from assets.scorecard_page import page

    try:
        path.write_text(page(evaluation, title), encoding="utf-8")
    except OSError as error:
        fail(f"{path} cannot be written to ({error.strerror or type(error).__name__}); give another file to --html")
