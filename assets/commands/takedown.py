"""``onrecord retract`` and ``onrecord redact``: articles taken out of the dataset."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.curate import AuthorOption, add_correction
from assets.commands.published import HomeOption, dataset
from assets.usage import fail
from pipelines.ids import document_id

if TYPE_CHECKING:
    import polars as pl

    from pipelines.reader import Dataset

_EXAMPLES = 3
_MARKS = ("art-", "doc-")

ArticleArgument = Annotated[
    str,
    typer.Argument(
        help="Its address or path (all revisions), its document doc-… (all revisions), or art-… (this revision alone)."
    ),
]
WhyOption = Annotated[str, typer.Option("--reason", "-m", help="Why, for those who read it later; never its words.")]


def retract(
    article: ArticleArgument,
    reason: WhyOption,
    home: HomeOption = None,
    author: AuthorOption = None,
) -> None:
    """Take an article out of the next version, with a tombstone; versions that are published keep it.

    `onrecord curate undo` brings it back.

    Example:  onrecord retract https://example.org/ferry.html --reason "withdrawn by its outlet"
    """
    if not reason.strip():
        fail("give a reason with --reason: it stands on the tombstone", 2)
    target = named_article(article, dataset(home))
    identifier, place = add_correction(home, author, reason, "retract", target, "")
    typer.echo(f"{identifier}  retract {target} written to {place}")
    typer.echo(f"The next `onrecord run` leaves it out; `onrecord curate undo {identifier}` brings it back.")


def named_article(given: str, data: "Dataset") -> str:
    """Return the document (doc-…) or revision (art-…) that ``given`` names in a version; else end with 2.

    An identifier may be shortened. An address or a path means the document, with all its revisions.
    """
    import polars as pl

    articles = data.table("articles")
    known = {*articles["article_id"], *articles["document_id"]}
    if given in known:
        return given
    address = document_id(given)
    if address in known:
        return address
    named = articles.filter((pl.col("url") == given) | (pl.col("path") == given))
    found = sorted(set(named["document_id"]))
    if not found and given.startswith(_MARKS):
        found = sorted(identifier for identifier in known if identifier.startswith(given))
    if not found:
        fail(f'there is no article {given!r} in {data.version}; `onrecord sql "SELECT path, url FROM articles"`', 2)
    if len(found) > 1:
        fail(f"{given!r} names {len(found)} articles: {_places(found, articles)}; give one of these identifiers", 2)
    return found[0]


def _places(found: "list[str]", articles: "pl.DataFrame") -> str:
    """Some of the identifiers with their paths."""
    paths: Mapping[str, str] = {
        **dict(articles.select("document_id", "path").iter_rows()),
        **dict(articles.select("article_id", "path").iter_rows()),
    }
    shown = [f"{identifier} ({paths[identifier]})" for identifier in found[:_EXAMPLES]]
    return ", ".join(shown) + (" …" if len(found) > _EXAMPLES else "")
