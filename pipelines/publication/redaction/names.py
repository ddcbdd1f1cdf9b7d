"""Names that only a redacted article printed: removed from the entities of a version.

An entity that other articles speak of keeps its identifier; where its name was the redacted
article's wording, it goes by a spelling that is left. Names from the reference tables stay.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import polars as pl

Frames = Mapping[str, pl.DataFrame]

_MINTED = "ent-"
"""How the identifier of an entity begins that no reference table knows."""
_ENTITY_COLUMNS = (("entity_mentions", "entity_id"), ("mentions", "source_id"), ("attributions", "source_id"))


class Names(NamedTuple):
    """What becomes of the entities of a version."""

    gone: frozenset[str]
    """Entities that nothing names any more."""
    spellings: pl.DataFrame
    """``entity_id``, ``alias``: spellings that only redacted articles printed."""
    evidence: Mapping[tuple[str, str], str | None]
    """A mention that shows a spelling, where the one that did is gone."""
    names: Mapping[str, str]
    """New names of entities."""

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that hold names."""
        return ("entities", "entity_aliases", "mentions", "attributions")


def names_left(before: Frames, after: Frames, articles: Collection[str]) -> Names:
    """Find what becomes of the entities when ``articles`` go.

    Args:
        before: the frames of the version.
        after: the same without the rows of the articles; entities and spellings are still all there.
        articles: the articles that go.
    """
    theirs = pl.col("article_id").is_in(list(articles))
    gone_text = _text(before["articles"].filter(theirs))
    gone_mentions = set(before["mentions"].filter(theirs)["mention_id"])
    left_text = _text(after["articles"])
    entities = frozenset(_named(before) - _named(after))
    aliases = before["entity_aliases"].filter(~pl.col("entity_id").is_in(list(entities)))
    observed = aliases.filter(pl.col("origin") == "observed")
    printed = [
        alias.casefold() not in left_text and (mention in gone_mentions or alias.casefold() in gone_text)
        for alias, mention in observed.select("alias", "evidence_mention_id").iter_rows()
    ]
    lost = observed.filter(pl.Series(printed, dtype=pl.Boolean)).select("entity_id", "alias")
    kept = aliases.join(lost, on=["entity_id", "alias"], how="anti")
    return Names(entities, lost, _evidence(kept, after), _names(before, after, kept, entities, left_text))


def _text(articles: pl.DataFrame) -> str:
    """The words of articles, with the bylines and outlets that stand beside their texts."""
    columns = [name for name in ("text", "title", "byline", "outlet") if name in articles.columns]
    words = (" ".join(value.split()) for name in columns for value in articles[name].drop_nulls())
    return "\0".join(words).casefold()


def _named(frames: Frames) -> set[str]:
    found = [frames[name][column] for name, column in _ENTITY_COLUMNS]
    keys = frames["claim_origins"]["origin_key"].str.extract(r"^statement:([^:]+):")
    return {value for series in (*found, keys) for value in series.drop_nulls()}


def _evidence(kept: pl.DataFrame, after: Frames) -> dict[tuple[str, str], str | None]:
    """For spellings whose mention is gone: another mention that prints them, or none."""
    orphans = kept.filter(pl.col("evidence_mention_id").is_not_null()).join(
        after["mentions"].select("mention_id"), left_on="evidence_mention_id", right_on="mention_id", how="anti"
    )
    places = after["entity_mentions"].filter(pl.col("mention_id").is_not_null())
    printed = places.group_by("entity_id", "text").agg(pl.col("mention_id").min())
    found = orphans.join(printed, left_on=["entity_id", "alias"], right_on=["entity_id", "text"], how="left")
    return {(row[0], row[1]): row[2] for row in found.select("entity_id", "alias", "mention_id").iter_rows()}


def _names(before: Frames, after: Frames, kept: pl.DataFrame, gone: Collection[str], left_text: str) -> dict[str, str]:
    """New names of minted entities whose name stands in no article that is left: their longest spelling there."""
    spelt: dict[str, list[str]] = {}
    for entity, alias in kept.select("entity_id", "alias").iter_rows():
        spelt.setdefault(entity, []).append(alias)
    texts = after["articles"]["text"]
    if texts.len() and texts.null_count() == texts.len():
        return {}  # a version without words: it cannot be told where else a name stands, and the places do stand
    for entity, text in after["entity_mentions"].drop_nulls("text").select("entity_id", "text").iter_rows():
        spelt.setdefault(entity, []).append(" ".join(text.split()))
    out = {}
    for entity, name in before["entities"].select("entity_id", "name").iter_rows():
        if entity in gone or not entity.startswith(_MINTED) or name.casefold() in left_text:
            continue
        left = [spelling for spelling in spelt.get(entity, ()) if spelling != name]
        # a name may be put together of words that stand apart in the articles; only what is gone is replaced
        if any(word.casefold() not in left_text for word in name.split()):
            out[entity] = max(left, key=lambda spelling: (len(spelling), spelling), default=entity)
    return out


def renamed(table: str, frame: pl.DataFrame, found: Names) -> pl.DataFrame:
    """Return a table that holds names without those that are gone."""
    if table == "entities":
        left = frame.filter(~pl.col("entity_id").is_in(list(found.gone)))
        return left.with_columns(name=_new_name("entity_id", "name", found))
    if table == "entity_aliases":
        left = frame.filter(~pl.col("entity_id").is_in(list(found.gone)))
        left = left.join(found.spellings, on=["entity_id", "alias"], how="anti")
        evidence = [
            found.evidence.get((entity, alias), mention)
            for entity, alias, mention in left.select("entity_id", "alias", "evidence_mention_id").iter_rows()
        ]
        return left.with_columns(pl.Series("evidence_mention_id", evidence, pl.String))
    return frame.with_columns(source_name=_new_name("source_id", "source_name", found))


def _new_name(entity: str, name: str, found: Names) -> pl.Expr:
    if not found.names:
        return pl.col(name)
    return pl.col(entity).replace_strict(found.names, default=pl.col(name), return_dtype=pl.String)
