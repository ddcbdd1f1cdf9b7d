"""``onrecord diff``: what is otherwise in one version than in another, and why."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assets.commands.published import HomeOption, dataset
from assets.console import Screen, json_text, put
from assets.usage import fail

if TYPE_CHECKING:
    import polars as pl
    from rich.console import Console
    from rich.text import Text

    from pipelines.publication.difference import Difference
    from pipelines.reader import Dataset

_WORDS = {"ADD": "added", "MOD": "changed", "DEL": "removed"}
_FIRST = ("claims", "mentions", "articles", "claim_relations", "entities")
"""Tables whose examples readers look at first."""
_CUT = 160


def diff(
    older: Annotated[str, typer.Argument(metavar="[A]", help="A version, previous or latest.")] = "previous",
    newer: Annotated[str, typer.Argument(metavar="[B]", help="A later one.")] = "latest",
    home: HomeOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print every change as JSON instead.")] = False,
    examples: Annotated[int, typer.Option(min=0, help="Examples shown of each kind of change.")] = 3,
) -> None:
    """Show what changed from version A to version B, however many lie between, and why.

    Words that went stand in [-brackets-], words that came in {+braces+}.

    Example:  onrecord diff previous latest
    """
    from pipelines.publication.difference import difference

    names = _names(home)
    one, other = (_resolved(given, names) for given in (older, newer))
    if one > other:
        fail(f"{one} is later than {other}; give the older version first: onrecord diff {other} {one}", 2)
    data = {name: dataset(home, name) for name in names if one <= name <= other}
    recorded = [each.table("changes") for name, each in data.items() if name > one and "changes" in each.tables()]
    found = difference(one, other, _frames(data[one]), _frames(data[other]), recorded)
    if as_json:
        put(json_text(found.as_json()) + "\n")
        return
    _show(Screen(), found, len(data) - 2, examples)


def _names(home: Path | None) -> list[str]:
    """The versions that can be read, oldest first."""
    import polars as pl

    versions = dataset(home).versions()
    return versions.filter(pl.col("status") != "rejected")["version"].sort().to_list()


def _resolved(given: str, names: list[str]) -> str:
    if given == "latest":
        return names[-1]
    if given == "previous":
        if len(names) < 2:
            fail(f"{names[-1]} is the only version yet: there is nothing to compare it with", 2)
        return names[-2]
    if given not in names:
        fail(f"there is no version {given!r}; published are: {', '.join(names)}", 2)
    return given


def _frames(data: "Dataset") -> "dict[str, pl.DataFrame]":
    return {name: data.table(name) for name in data.tables()}


# --- for people ---------------------------------------------------------------------------


def _show(console: "Console", found: "Difference", between: int, examples: int) -> None:
    from rich.table import Table
    from rich.text import Text

    note = f"  ({between} {'version' if between == 1 else 'versions'} between)" if between > 0 else ""
    console.print(Text(f"{found.older} → {found.newer}{note}", style="bold"))
    if found.changes.is_empty():
        console.print("Nothing differs but clocks and versions.")
        return
    shown = Table("table", "cause")
    for name in ("added", "changed", "removed"):
        shown.add_column(name, justify="right")
    for row in found.counts().iter_rows():
        shown.add_row(row[0], row[1], *(f"{number:,}" for number in row[2:]))
    console.print(shown)
    for line in (*_standing(found, examples), *_revisions(found, examples), *_examples(found, examples)):
        console.print(line, soft_wrap=True)


def _head(title: str) -> "Text":
    from rich.text import Text

    return Text(f"\n{title}", style="bold")


def _rest(shown: int, total: int) -> "Iterator[Text]":
    from rich.text import Text

    if total > shown:
        yield Text(f"  … and {total - shown:,} more", style="dim")


def _standing(found: "Difference", examples: int) -> "Iterator[Text]":
    from rich.text import Text

    from pipelines.publication.standing import TITLES
    from pipelines.publication.withholding import NOT_PUBLISHED

    for name, frame in found.claims.items():
        if frame.is_empty():
            continue
        yield _head(f"{TITLES[name]}: {frame.height:,}")
        for claim, text, old, new in frame.head(examples).iter_rows():
            origins = f"  (origins {old} → {new})" if None not in {old, new} and old != new else ""
            yield (
                Text("  ")
                .append_text(_one_line(text or NOT_PUBLISHED))
                .append(origins)
                .append(f"  {claim}", style="dim")
            )
        yield from _rest(examples, frame.height)


def _revisions(found: "Difference", examples: int) -> "Iterator[Text]":
    from rich.text import Text

    if found.revisions.is_empty():
        return
    yield _head(f"Mentions of revised articles: {found.revisions.height:,}")
    for kind, frame in found.revisions.group_by("kind", maintain_order=True):
        for row in frame.head(examples).iter_rows(named=True):
            line = Text(f"  {kind[0]:<9} ").append_text(_one_line(row["path"])).append(": ")
            yield line.append_text(marked(row["words_before"] or "", row["words_after"] or ""))
        yield from _rest(examples, frame.height)


def _examples(found: "Difference", examples: int) -> "Iterator[Text]":
    """Some rows of each kind of change, of tables whose rows have words by which people know them."""
    import polars as pl
    from rich.text import Text

    named = found.changes.filter(pl.col("label").is_not_null())
    present = named["table_name"].unique(maintain_order=True).to_list() if examples else []
    for name in sorted(present, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)):
        yield _head(name)
        theirs = named.filter(pl.col("table_name") == name)
        theirs = theirs.sort("minor", maintain_order=True)
        for (change, cause), frame in theirs.group_by("change", "cause", maintain_order=True):
            for row in frame.head(examples).iter_rows(named=True):
                line = Text(f"  {_WORDS[str(change)]} ({cause})  ").append_text(_one_line(row["label"]))
                yield line.append(f"  {_one_line(row['key'])}", style="dim")
                if change == "MOD":
                    yield from _columns(json.loads(row["before"]), json.loads(row["after"]))
            yield from _rest(examples, frame.height)


def _columns(before: dict[str, Any], after: dict[str, Any]) -> "Iterator[Text]":
    """The columns of a changed row that differ, old and new."""
    from rich.text import Text

    for name in after:
        old, new = before[name], after[name]
        if isinstance(old, str) and isinstance(new, str) and " " in f"{old}{new}":
            yield Text(f"      {name}: ").append_text(marked(old, new))
        else:
            yield Text(f"      {name}: ").append_text(_value(old)).append(" → ").append_text(_value(new))


def _value(value: Any) -> "Text":
    return _one_line("nothing" if value is None else json.dumps(value) if isinstance(value, bool) else str(value))


def _one_line(text: str) -> "Text":
    from assets.console import cell

    return cell(text, _CUT)


def marked(before: str, after: str) -> "Text":
    """Return both wordings as one line: words that went in brackets, words that came in braces; long runs are cut."""
    from rich.text import Text

    from pipelines.publication.words import word_changes

    line = Text()
    for kind, words in word_changes(before, after):
        text = _one_line(words).plain
        lead, trail = (" " if words[:1].isspace() else ""), (" " if words[-1:].isspace() and words.strip() else "")
        match kind:
            case "same":
                line.append(f"{lead}{text}{trail}")
            case "gone":
                line.append(f"{lead}[-{text}-]{trail}", style="red")
            case "come":
                line.append(f"{lead}{{+{text}+}}{trail}", style="green")
    return line
