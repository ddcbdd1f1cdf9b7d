"""The words that end a run: what was read, found, checked and published, and what to try next."""

import shlex

import polars as pl
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from assets.console import cell
from pipelines.publication import REPORT
from pipelines.reader import Dataset
from pipelines.settings import Home


def _grid(rows: list[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold")
    grid.add_column()
    for name, value in rows:
        grid.add_row(name, Text(value))
    return grid


def _counts(frame: pl.DataFrame, column: str) -> str:
    counted = frame[column].value_counts(sort=True)
    return ", ".join(f"{count:,} {value}" for value, count in counted.iter_rows()) or "none"


def _share(checks: pl.DataFrame) -> str:
    passed = checks.filter("success").height
    warnings = checks.filter(~pl.col("success") & (pl.col("severity") == "warning")).height
    return f"{passed:,} of {checks.height:,} passed" + (f", {warnings} warnings" if warnings else "")


def _next_steps(home: Home) -> Text:
    place = "" if home == Home.at() else f" --home {shlex.quote(str(home.root))}"
    question = (
        "SELECT claim_text, article_count, independent_origin_count FROM claims ORDER BY article_count DESC LIMIT 10"
    )
    return Text(
        "Try next\n"
        f'  onrecord sql "{question}"{place}\n'
        f"  onrecord verify{place}\n"
        f"  onrecord run --input FOLDER{place}    # add your own articles",
        style="dim",
    )


def _quarantined(frame: pl.DataFrame) -> str:
    if not frame.height:
        return "none"
    return f"{frame.height:,} ({_counts(frame, 'reason_code')})"


def unread(articles: pl.DataFrame) -> str:
    """Say how many articles were kept and not read for claims, why, and in which languages; they are published."""
    left = articles.filter(pl.col("unextracted_reason").is_not_null())
    if not left.height:
        return "none"
    language = pl.col("language").fill_null("unknown")
    foreign = left.filter(pl.col("unextracted_reason") == "language_without_model").with_columns(language=language)
    reasons = _counts(left, "unextracted_reason")
    return f"{left.height:,} ({reasons})" + (f"; languages: {_counts(foreign, 'language')}" if foreign.height else "")


def render(dataset: Dataset, home: Home, *, is_new: bool) -> RenderableType:
    """Build the summary of the version that a run ended with."""
    mentions, claims = dataset.table("mentions"), dataset.table("claims")
    articles = dataset.table("articles")
    repeated = claims.filter(pl.col("article_count") > 1)
    rows = [
        ("Articles", f"{articles.height:,} ({articles.filter('is_current').height:,} current)"),
        ("Not read", unread(articles)),
        ("Quarantined", _quarantined(dataset.table("quarantine"))),
        ("Mentions", f"{mentions.height:,} ({_counts(mentions, 'claim_type')})"),
        ("Claims", f"{claims.height:,} ({_counts(claims, 'status')})"),
        (
            "Repeated",
            f"{repeated.height:,} claims stand in two or more articles; "
            f"{repeated.filter(pl.col('independent_origin_count') == 1).height:,} of them rest on one origin",
        ),
        ("Independent origins", f"{dataset.table('claim_origins')['origin_key'].n_unique():,}"),
        ("Checks", _share(dataset.table("checks"))),
        ("Version", dataset.version if is_new else f"{dataset.version} (nothing new: no version was made)"),
        ("Path", str(dataset.path)),
        *([("Report", str(report))] if (report := dataset.path / REPORT).is_file() else []),
    ]
    title = "Published" if is_new else "Up to date"
    return Panel(Group(_grid(rows), Text(""), _next_steps(home)), title=title, title_align="left", expand=False)


def table(frame: pl.DataFrame, width: int = 120) -> Table:
    """A frame as a terminal table; every value is text and none is markup."""
    shown = Table(show_lines=False)
    for name in frame.columns:
        shown.add_column(Text(name), overflow="fold")
    for row in frame.iter_rows():
        shown.add_row(*(cell(value, width) for value in row))
    return shown


def show(console: Console, dataset: Dataset, home: Home, *, is_new: bool) -> None:
    """Print the summary."""
    console.print(render(dataset, home, is_new=is_new))
