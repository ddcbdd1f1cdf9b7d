"""What a correction of names does to the frames, step by step.

Belongs here: the rewriting of columns. Every function takes the frames by table name and returns
new ones; none decides whether a correction holds.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import polars as pl

from pipelines.schema import TABLES

Frames = dict[str, pl.DataFrame]

_DETAILS = ("country", "latitude", "longitude", "wikidata_id", "description")


def redirects(history: pl.DataFrame) -> dict[str, str]:
    """Return what each entity that is gone was last merged into, from ``entity_history``."""
    merged = history.filter(pl.col("event") == "merged_into").sort("version")
    return dict(merged.select("entity_id", "other_entity_id").iter_rows())


def mention_keys(frames: Frames, entities: Collection[str]) -> set[str]:
    """Return the keys of the mentions whose source, subject or names are among ``entities``."""
    if not entities:
        return set()
    wanted = list(entities)
    named = frames["entity_mentions"].filter(pl.col("entity_id").is_in(wanted))["mention_id"].drop_nulls()
    mentions = frames["normalised_mentions"].filter(
        pl.col("source_id").is_in(wanted)
        | pl.col("subject_id").is_in(wanted)
        | pl.col("mention_id").is_in(named.implode())
    )
    return set(mentions["mention_key"])


def merged(frames: Frames, kept: str, gone: str, kinds: Mapping[str, str]) -> Frames:
    """Let every place of entity ``gone`` be one of ``kept``, which takes over its spellings and missing details."""
    entities = frames["entities"]
    stays = entities.filter(pl.col("entity_id") == kept).row(0, named=True)
    goes = entities.filter(pl.col("entity_id") == gone).row(0, named=True)
    if stays["kind"] == goes["kind"]:
        stays = {**stays, **{name: goes[name] for name in _DETAILS if stays[name] is None}}
    others = entities.filter(~pl.col("entity_id").is_in([kept, gone]))
    out = {**frames, "entities": pl.concat([others, TABLES["entities"].frame([stays])])}
    out["entity_mentions"] = _replaced(frames["entity_mentions"], "entity_id", gone, kept)
    out["normalised_mentions"] = _replaced(
        _source_replaced(frames["normalised_mentions"], gone, stays, kinds), "subject_id", gone, kept
    )
    out["attributions"] = _source_replaced(frames["attributions"], gone, stays, kinds)
    out["entity_aliases"] = _aliases(_replaced(frames["entity_aliases"], "entity_id", gone, kept))
    return out


def split(
    frames: Frames,
    entity: str,
    other: str,
    articles: Collection[str],
    places: pl.DataFrame,
    kinds: Mapping[str, str],
) -> Frames:
    """Let the places of ``entity`` in ``articles`` be those of ``other``, which is made where there is none.

    ``places`` are the rows of ``entity_mentions`` that move. A spelling goes with the places that show it;
    one that the reference tables give stays.
    """
    out = dict(frames)
    mine = frames["entities"].filter(pl.col("entity_id") == entity).row(0, named=True)
    known = frames["entities"].filter(pl.col("entity_id") == other)
    theirs = known.row(0, named=True) if known.height else {**mine, "entity_id": other, "name": _name(places, mine)}
    if known.is_empty():
        theirs |= dict.fromkeys(_DETAILS)
        out["entities"] = pl.concat([frames["entities"], TABLES["entities"].frame([theirs])])
    here = pl.col("article_id").is_in(list(articles))
    mentions = frames["normalised_mentions"]
    moved = mentions.filter(here)["mention_id"]
    out["entity_mentions"] = _replaced(frames["entity_mentions"], "entity_id", entity, other, here)
    out["normalised_mentions"] = _replaced(
        _source_replaced(mentions, entity, theirs, kinds, here), "subject_id", entity, other, here
    )
    in_moved = pl.col("mention_id").is_in(moved.implode())
    out["attributions"] = _source_replaced(frames["attributions"], entity, theirs, kinds, in_moved)
    out["entity_aliases"] = _divided(out, entity, theirs)
    return out


def speaks_in(frames: Frames, entity: str, articles: Collection[str]) -> bool:
    """Whether an entity is source or subject of a mention of these articles."""
    here = frames["normalised_mentions"].filter(pl.col("article_id").is_in(list(articles)))
    return bool(here.filter((pl.col("source_id") == entity) | (pl.col("subject_id") == entity)).height)


def spoken_by(frames: Frames, key: str, source: Mapping[str, Any], reason: str | None) -> Frames:
    """Set the speaker of a mention, in its wording as well, and of the innermost link of its chain.

    A mention that was the writer's own is reported speech once it has a speaker.
    """
    mine = pl.col("mention_key") == key
    mentions = frames["normalised_mentions"]
    ids = mentions.filter(mine)["mention_id"]
    named = {**source, "source_unresolved_reason": reason, "anonymous": False}
    named |= dict.fromkeys(("anonymous_count_text", "anonymous_side", "anonymity_reason"))
    out = {**frames, "normalised_mentions": _set(mentions, mine, named)}
    if source["source_id"] is not None:
        out["normalised_mentions"] = _set(
            out["normalised_mentions"], mine & (pl.col("claim_type") == "narrator"), {"claim_type": "indirect"}
        )
    out["normalised_mentions"] = _renamed(out["normalised_mentions"], mentions.filter(mine), source["source_name"])
    innermost = pl.col("position") == pl.col("position").max().over("mention_id")
    out["attributions"] = _set(frames["attributions"], pl.col("mention_id").is_in(ids.implode()) & innermost, source)
    return out


def rejected(frames: Frames, mentions: Collection[str]) -> Frames:
    """Leave mentions out, with all that hangs on them; the names in them are named in their article still."""
    gone = pl.col("mention_id").is_in(list(mentions))
    out = dict(frames)
    for table in ("normalised_mentions", "attributions", "quantities"):
        out[table] = frames[table].filter(~gone)
    out["entity_mentions"] = _set(frames["entity_mentions"], gone, {"mention_id": None, "role": "other"})
    evidence = pl.col("evidence_mention_id").is_in(list(mentions))
    out["entity_aliases"] = _set(frames["entity_aliases"], evidence, {"evidence_mention_id": None})
    return out


def _renamed(mentions: pl.DataFrame, before: pl.DataFrame, name: str | None) -> pl.DataFrame:
    """Put another name for the speaker's in the wording of the mentions ``before``, whose old rows they are."""
    for row in before.iter_rows(named=True):
        if row["source_name"] is not None:
            wording = reworded(row["claim_text"], row["content_text"], row["source_name"], name)
            mentions = _set(mentions, pl.col("mention_id") == row["mention_id"], {"claim_text": wording})
    return mentions


_PRONOUN = re.compile(r"(?:that\s+)?(he|she|it|they)\b", re.IGNORECASE)


def reworded(wording: str, content: str, old: str, new: str | None) -> str:
    """Return a wording with another name where normalisation had put the speaker's; null: the speaker is unknown.

    What stands in brackets was put there, and so was a name that the content does not print.
    """
    article, spelt = r"(?:(?:the|an?)\s)?", re.escape(old)
    if new is None:
        found = re.sub(rf"\[{article}{spelt}(?:’s)?\]\s|\s\[{article}{spelt}(?:’s)?\]", "", wording)
    else:
        found = re.sub(rf"\[{article}{spelt}(’s)?\]", lambda match: f"[{new}{match[1] or ''}]", wording)
    pronoun = _PRONOUN.match(content)
    stands = new or (pronoun[1] if pronoun else None)
    if found == wording and old not in content and stands is not None:
        found = re.sub(rf"\b(?:[Tt]he\s)?{spelt}(?!\w)", lambda _: stands, wording, count=1)
    return found[:1].upper() + found[1:]


# --- columns --------------------------------------------------------------------------------


def _set(frame: pl.DataFrame, where: pl.Expr, values: Mapping[str, Any]) -> pl.DataFrame:
    """Set columns of the rows for which ``where`` holds."""
    return frame.with_columns(
        pl.when(where.fill_null(False))
        .then(pl.lit(value, dtype=frame.schema[name]))
        .otherwise(pl.col(name))
        .alias(name)
        for name, value in values.items()
    )


def _replaced(frame: pl.DataFrame, column: str, old: str, new: str, where: pl.Expr | None = None) -> pl.DataFrame:
    chosen = pl.col(column) == old
    return _set(frame, chosen if where is None else chosen & where, {column: new})


def _source_replaced(
    frame: pl.DataFrame, old: str, new: Mapping[str, Any], kinds: Mapping[str, str], where: pl.Expr | None = None
) -> pl.DataFrame:
    chosen = pl.col("source_id") == old
    values = {"source_id": new["entity_id"], "source_name": new["name"], "source_kind": kinds[new["kind"]]}
    return _set(frame, chosen if where is None else chosen & where, values)


def _aliases(frame: pl.DataFrame) -> pl.DataFrame:
    """One row a spelling: the reference's where it gives one, with a mention that shows it where there is one."""
    ordered = frame.sort("entity_id", "alias", pl.col("origin") != "reference", "evidence_mention_id", nulls_last=True)
    return ordered.group_by("entity_id", "alias", maintain_order=True).agg(
        pl.col("language").drop_nulls().first(),
        pl.col("origin").first(),
        pl.col("evidence_mention_id").drop_nulls().first(),
    )


def _divided(frames: Frames, entity: str, other: Mapping[str, Any]) -> pl.DataFrame:
    """Give the observed spellings of two entities anew, by where each is named."""
    aliases = frames["entity_aliases"]
    pair = [entity, other["entity_id"]]
    seen = frames["entity_mentions"].filter(pl.col("entity_id").is_in(pair)).sort("article_id", "start_char")
    shown = seen.group_by("entity_id", pl.col("text").alias("alias"), maintain_order=True).agg(
        pl.lit(None, dtype=pl.String).alias("language"),
        pl.lit("observed").alias("origin"),
        pl.col("mention_id").drop_nulls().first().alias("evidence_mention_id"),
    )
    named = pl.DataFrame(
        [{"entity_id": other["entity_id"], "alias": other["name"], "origin": "observed"}],
        schema=aliases.schema,
    )
    given = aliases.filter(pl.col("entity_id").is_in(pair) & (pl.col("origin") == "reference"))
    given = given.with_columns(pl.lit(None, dtype=pl.String).alias("evidence_mention_id"))
    own = [given, shown.select(aliases.columns), named]
    return pl.concat([aliases.filter(~pl.col("entity_id").is_in(pair)), _aliases(pl.concat(own))])


def _name(places: pl.DataFrame, entity: Mapping[str, Any]) -> str:
    """The fullest of the most frequent spellings at ``places``, else the entity's own name."""
    counts = Counter(places["text"].to_list())
    longest = [text for text in counts if " " in text] or list(counts)
    return str(min(longest, key=lambda text: (-counts[text], -len(text), text))) if longest else str(entity["name"])
