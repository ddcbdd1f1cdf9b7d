"""What a person means by an identifier, a name or an address."""

from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

from assets.commands.published import complete, live_claim, live_entity, table
from assets.console import plain
from assets.usage import fail
from pipelines.reference import fold

if TYPE_CHECKING:
    from pipelines.reader import Dataset

Kind = Literal["claim", "article", "entity"]

_ADDRESS = ("article_id", "document_id", "path", "url", "revision")


class Found(NamedTuple):
    """What was meant, and what to say of the way to it."""

    kind: Kind
    identifier: str
    note: str = ""
    """Why this is shown where another thing was named; empty where it was named itself."""


def find(given: str, data: "Dataset") -> Found:
    """Return the claim, article or entity that ``given`` names; else end with 2 and say what to try.

    In this order: the address of an article (its URL, its path or the end of its path), a name of
    an entity, and an identifier or as much of one as tells it from all others. A claim or entity
    that was merged away stands for what it was merged into, a mention for its claim, a document
    for its newest revision.
    """
    articles = data.scan("articles").select(_ADDRESS).collect()
    by_address = _article_at(given, articles)
    if by_address is not None:
        return by_address
    if _is_named(given, data):
        return Found("entity", live_entity(given, data))
    _refuse_taken_out(given, data)
    return _identified(given.lower(), data, articles)


def _article_at(given: str, articles: pl.DataFrame) -> Found | None:
    """The newest revision at an address, or at the one path that ends so; None without any."""
    bare = _bare_address(given)
    address = pl.col("url").map_elements(_bare_address, return_dtype=pl.String)
    exact = articles.filter((pl.col("path") == given) | ((address == bare) & pl.lit(bool(bare))))
    if exact.is_empty() and given:
        exact = articles.filter(pl.col("path").str.ends_with(f"/{given}"))
    paths = exact.unique("document_id").sort("path")["path"].to_list()
    if len(paths) > 1:
        some = ", ".join(paths[:3])
        fail(plain(f"{given!r} is the address of {len(paths)} articles ({some} …); give more of the path"), 2)
    if not paths:
        return None
    return Found("article", exact.sort("revision")["article_id"][-1])


def _refuse_taken_out(given: str, data: "Dataset") -> None:
    """End with what became of an article that people took out of the dataset."""
    rows = table(data, "retractions").filter(
        pl.any_horizontal(pl.col(name) == given for name in ("article_id", "document_id", "path", "url"))
    )
    for row in rows.iter_rows(named=True):
        reason = f": {row['reason']}" if row["reason"] else ""
        fail(plain(f"{given} was {row['kind']} by {row['author']} on {row['made_at']:%Y-%m-%d}{reason}"), 2)


def _bare_address(address: str) -> str:
    """An address without what makes no difference to people: scheme, `www.`, the last slash."""
    return address.strip().partition("://")[2].removeprefix("www.").rstrip("/") if "://" in address else address


def _is_named(given: str, data: "Dataset") -> bool:
    wanted = fold(given)
    names = (
        pl.concat([data.table("entities").select(name="name"), data.table("entity_aliases").select(name="alias")])[
            "name"
        ]
        .drop_nulls()
        .unique()
    )
    return bool(wanted) and any(fold(name) == wanted for name in names)


def _identified(given: str, data: "Dataset", articles: pl.DataFrame) -> Found:
    """What an identifier, or its beginning, stands for."""
    mentions = dict(data.scan("mentions").select("mention_id", "claim_id").collect().iter_rows())
    claims = set(data.scan("claims").select("claim_id").collect()["claim_id"])
    claims |= set(data.table("claim_history")["claim_id"])
    entities = set(data.table("entities")["entity_id"])
    if "entity_history" in data.tables():
        entities |= set(data.table("entity_history")["entity_id"])
    documents = {row[1]: row[0] for row in articles.sort("revision").select("article_id", "document_id").iter_rows()}
    everything = {*claims, *entities, *mentions, *documents, *articles["article_id"]}
    if not given or not any(each.startswith(given) or each.partition("-")[2].startswith(given) for each in everything):
        fail(
            plain(f"nothing in {data.version} is called {given!r}: no claim, article or entity;")
            + " `onrecord search WORDS` looks for words",
            2,
        )
    named = complete(given, everything, "identifier")
    if named in claims:
        asked, current = live_claim(named, data)
        return Found("claim", current, f"{asked} was merged into it" if asked != current else "")
    if named in entities:
        current = live_entity(named, data)
        return Found("entity", current, f"{named} was merged into it" if named != current else "")
    if named in mentions:
        return Found("claim", mentions[named], f"the claim of {named}")
    if named in documents:
        return Found("article", documents[named], f"the newest revision of {named}")
    return Found("article", named)
