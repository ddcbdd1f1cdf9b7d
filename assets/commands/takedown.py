"""``onrecord retract`` and ``onrecord redact``: articles taken out of the dataset."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets.commands.curate import AuthorOption, add_correction, this_user
from assets.commands.published import HomeOption, dataset
from assets.console import Screen, say
from assets.usage import fail
from pipelines.ids import document_id
from pipelines.settings import Home

if TYPE_CHECKING:
    import polars as pl

    from pipelines.publication.redaction import Redaction

_EXAMPLES = 3
_MARKS = ("art-", "doc-")
_LONGEST_QUOTED = 6
"""A reason may not repeat so many words of the article, one after the other."""

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
    _must_say_why(reason)
    data = dataset(home)
    target = _named(article, data.table("articles"), data.version)
    identifier, place = add_correction(home, author, reason, "retract", target, "")
    say(f"{identifier}  retract {target} written to {place}")
    say(f"The next `onrecord run` leaves it out; `onrecord curate undo {identifier}` brings it back.")


def redact(
    article: ArticleArgument,
    reason: WhyOption,
    home: HomeOption = None,
    author: AuthorOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask first.")] = False,
) -> None:
    """Remove an article's words, and all that was made of them, from every version; it cannot be undone.

    The versions that held it are published again under their names, with a new revision. Copies of the same
    bytes at other addresses go too. Killed in the midst, the same command or the next run finishes it.

    Example:  onrecord redact https://example.org/ferry.html --reason "order of the court of Tessel Bay"
    """
    from assets.redaction import begin, finish
    from pipelines.publication import VersionError, recover
    from pipelines.publication.redaction import JournalError, RedactionError, read_journal
    from pipelines.warehouse import WarehouseError, writer_lock

    _must_say_why(reason)
    place = Home.at(home)
    if not place.root.is_dir():
        dataset(home)
    try:
        with writer_lock(place):
            recover(place.snapshots)
            with Screen(stderr=True).status("Redacting") as status:
                done = finish(place, lambda step: status.update(f"Redacting: {step}"))
            wanted = _wanted(article, reason, author, place, home)
            if wanted is not None:
                yes or typer.confirm(_question(wanted, place), abort=True)
                begin(place, wanted)
                with Screen(stderr=True).status("Redacting") as status:
                    done += finish(place, lambda step: status.update(f"Redacting: {step}"))
        recorded = read_journal(place.redactions)
    except (JournalError, RedactionError, VersionError, WarehouseError, OSError) as error:
        fail(str(error))
    for each in done or _that_name(article, recorded):
        for line in _told(each):
            say(line)


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        fail("give a reason with --reason: it stands on the tombstone", 2)


# --- finding the article --------------------------------------------------------------------


def _named(given: str, articles: "pl.DataFrame", where: str) -> str:
    """Return the document (doc-…) or revision (art-…) that ``given`` names among ``articles``; else end with 2.

    An identifier may be shortened. An address or a path means the document, with all its revisions.
    """
    import polars as pl

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
        fail(f'there is no article {given!r} in {where}; `onrecord sql "SELECT path, url FROM articles"` lists them', 2)
    if len(found) > 1:
        fail(f"{given!r} names {len(found)} articles: {_places(found, articles)}; give one of these identifiers", 2)
    return str(found[0])


def _places(found: "list[str]", articles: "pl.DataFrame") -> str:
    """Some of the identifiers with their paths."""
    paths: Mapping[str, str] = {
        **dict(articles.select("document_id", "path").iter_rows()),
        **dict(articles.select("article_id", "path").iter_rows()),
    }
    shown = [f"{identifier} ({paths[identifier]})" for identifier in found[:_EXAMPLES]]
    return ", ".join(shown) + (" …" if len(found) > _EXAMPLES else "")


# --- redaction ------------------------------------------------------------------------------


def _wanted(given: str, reason: str, author: str | None, place: Home, home: Path | None) -> "Redaction | None":
    """What a redaction of ``given`` takes out; None where that is redacted already."""
    import polars as pl

    from pipelines import clock
    from pipelines.ids import digest
    from pipelines.publication.redaction import RedactedArticle, Redaction, read_journal

    if _that_name(given, read_journal(place.redactions)):
        return None
    articles, aside = _everything(place, home)
    target = _named(given, articles, str(place.root))
    theirs = articles.filter((pl.col("article_id") == target) | (pl.col("document_id") == target))
    # the same bytes at another address are the same words
    chosen = articles.filter(pl.col("raw_sha256").is_in(theirs["raw_sha256"].implode()))
    _must_not_quote(reason, chosen)
    now = clock.now()
    who = author or this_user()
    kept = aside.filter(pl.col("path").is_in(theirs["path"].implode()))["raw_sha256"].drop_nulls()
    rows = chosen.select("article_id", "document_id", "raw_sha256").unique().sort("article_id").to_dicts()
    return Redaction(
        redaction_id=digest("red", now.isoformat(), target)[: len("red-") + 10],
        made_at=now,
        author=who,
        reason=" ".join(reason.split()),
        articles=tuple(RedactedArticle(**row) for row in rows),
        set_aside=tuple(sorted(set(kept) - set(articles["raw_sha256"]))),
    )


def _everything(place: Home, home: Path | None) -> "tuple[pl.DataFrame, pl.DataFrame]":
    """Every article that the home has ever read, with its text where a version has it, and what was set aside.

    Columns of the first: ``article_id``, ``document_id``, ``raw_sha256``, ``path``, ``url``, ``text``.
    """
    import polars as pl

    from pipelines.reader import DatasetError, open_dataset
    from pipelines.warehouse import Warehouse

    columns = ["article_id", "document_id", "raw_sha256", "path", "url"]
    found, aside = [], []
    try:
        versions = open_dataset(place.root).versions().filter(pl.col("status") != "rejected")["version"]
    except DatasetError:
        versions = pl.Series("version", [], pl.String)
    for version in versions.sort(descending=True):
        data = dataset(home, version)
        found.append(data.table("articles").select(*columns, "text"))
        aside.append(data.table("quarantine").select("path", "raw_sha256"))
    if place.warehouse.exists():
        with Warehouse(place.warehouse) as store:
            found.append(store.read("raw_articles", columns).with_columns(text=pl.lit(None, pl.String)))
            aside.append(store.read("quarantine", ["path", "raw_sha256"]))
    if not found:
        fail(f"nothing has been read in {place.root} yet", 2)
    return pl.concat(found).unique("article_id", keep="first", maintain_order=True), pl.concat(aside)


def _must_not_quote(reason: str, articles: "pl.DataFrame") -> None:
    """End with 2 where the reason, which stays for ever, repeats the article."""
    words = reason.casefold().split()
    pieces = {" ".join(words[at : at + _LONGEST_QUOTED]) for at in range(max(1, len(words) - _LONGEST_QUOTED + 1))}
    if len(words) < _LONGEST_QUOTED:
        return
    for text in articles["text"].drop_nulls():
        if any(piece in " ".join(text.casefold().split()) for piece in pieces):
            fail("the reason repeats words of the article, and it is kept for ever; say it in words of your own", 2)


def _question(redaction: "Redaction", place: Home) -> str:
    count = len(redaction.articles)
    what = "1 revision" if count == 1 else f"{count} revisions and copies"
    return f"Remove {what} from every version in {place.root}? This cannot be undone"


def _that_name(given: str, recorded: "tuple[Redaction, ...]") -> "list[Redaction]":
    """The redactions that took out what ``given`` names: an identifier, an address or a path."""
    names = {given, document_id(given)}
    return [each for each in recorded if any({a.article_id, a.document_id} & names for a in each.articles)]


def _told(redaction: "Redaction") -> "Iterator[str]":
    done = f"{redaction.finished_at:%Y-%m-%d %H:%M} UTC" if redaction.finished_at else "not finished"
    yield f"{redaction.redaction_id}  {len(redaction.articles)} articles redacted, {done}: {redaction.reason}"
    for version, revision in redaction.versions.items():
        yield f"    {version} is published again as revision {revision}"
    yield "    The next `onrecord run` links the claims that are left anew; `onrecord verify` looks at every version."
