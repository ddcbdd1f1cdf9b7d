"""What a version says without some of its articles: the frames, each redone from what is left.

Belongs here: the rows that hang on the articles, and the counts, wordings and names that rested on
them. Does not belong here: the tables that publication makes from several versions (history,
states, changes), and linking anew, which old versions do not allow: a claim that only such an
article held together stays one claim.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol

import polars as pl

from pipelines.publication.redaction.names import Names, names_left, renamed
from pipelines.publication.withholding import worded
from pipelines.schema import TABLES

Frames = Mapping[str, pl.DataFrame]

_ELSEWHERE = frozenset({"changes", "claim_history", "claim_states", "retractions", "versions"})
"""Tables that depend on other versions too."""
_AGAINST = ("contradicts", "denies")
_GONE = "what it says of an article that was redacted is removed"
_LINKED_TO_GONE = "linked to a mention of an article that was redacted"


class Recount(Protocol):
    """How linking counts claims; :func:`pipelines.linking.claims.claims` is it."""

    def __call__(
        self,
        mentions: pl.DataFrame,
        articles: pl.DataFrame,
        claim_of: Mapping[str, str],
        first_versions: Mapping[str, str],
        origins: pl.DataFrame,
        disputed: Collection[str],
    ) -> pl.DataFrame:
        """Return table ``claims``."""


class Gone(NamedTuple):
    """What a version loses, by identifier."""

    articles: frozenset[str]
    raw: frozenset[str]
    paths: frozenset[str]
    mentions: frozenset[str]
    keys: frozenset[str]
    """Mention keys that no other revision has."""
    segments: frozenset[str]
    claims: frozenset[str]
    """Claims that only they state."""

    @property
    def identifiers(self) -> frozenset[str]:
        """All by which a row of another table may name it."""
        return self.articles | self.mentions | self.keys | self.segments | self.claims


def gone(frames: Frames, articles: Collection[str], raw: Collection[str]) -> Gone:
    """Return what a version loses with ``articles``; ``raw`` are hashes of raw bytes that go."""
    chosen = list(articles)
    mentions = frames["mentions"]
    theirs = mentions.filter(pl.col("article_id").is_in(chosen))
    left = mentions.filter(~pl.col("article_id").is_in(chosen))
    rows = frames["articles"].filter(pl.col("article_id").is_in(chosen))
    return Gone(
        articles=frozenset(chosen),
        raw=frozenset(raw),
        paths=frozenset(rows["path"]),
        mentions=frozenset(theirs["mention_id"]),
        keys=frozenset(theirs["mention_key"]) - frozenset(left["mention_key"]),
        segments=frozenset(frames["segments"].filter(pl.col("article_id").is_in(chosen))["segment_id"]),
        claims=frozenset(theirs["claim_id"]) - frozenset(left["claim_id"]),
    )


def without(frames: Frames, lost: Gone, recount: Recount) -> dict[str, pl.DataFrame]:
    """Return the frames of a version without what is ``lost``.

    The tables ``changes``, ``claim_history``, ``claim_states``, ``retractions`` and ``versions`` are handed back as
    they are: they depend on other versions too.
    """
    out = {name: frame if name in _ELSEWHERE else _rows_left(frame, lost) for name, frame in frames.items()}
    out["articles"] = _articles(out["articles"], lost)
    out["mentions"] = _mentions(out["mentions"], lost)
    out["claim_relations"] = _relations(frames, out["claim_relations"], lost)
    out["claims"] = _claims(frames, out, lost, recount)
    names = names_left(frames, out, lost.articles)
    out |= {name: renamed(name, out[name], names) for name in names.tables if name in out}
    if "outlets" in out:
        used, before = _outlets(out), _outlets(frames)
        out["outlets"] = out["outlets"].filter(~pl.col("outlet_id").is_in(list(before - used)))
    if "quarantine" in out:
        out["quarantine"] = out["quarantine"].filter(~aside(lost))
    if "checks" in out:
        # a sample names rows by their keys, and a key may be a word of an article
        samples = pl.when(pl.col("success")).then("samples").otherwise(pl.lit("[]")).alias("samples")
        out["checks"] = out["checks"].with_columns(samples)
    if "curation" in out:
        out["curation"] = _curation(out["curation"], lost, names)
    return out


def aside(lost: Gone) -> pl.Expr:
    """Whether a row of ``quarantine`` is about what is lost: its file, its bytes, or a row made of it."""
    text = pl.concat_str(["row_key", "payload"], separator=" ", ignore_nulls=True)
    # the quarantine keeps keys and rows as text
    named = text.str.contains_any(sorted(lost.identifiers)) if lost.identifiers else pl.lit(value=False)
    # a refusal to read it again is the tombstone's echo and says nothing of it
    refusal = pl.col("reason_code") == "redacted"
    same = pl.col("raw_sha256").is_in(list(lost.raw)) | pl.col("path").is_in(list(lost.paths))
    return (same.fill_null(value=False) | named) & ~refusal


def _rows_left(frame: pl.DataFrame, lost: Gone) -> pl.DataFrame:
    """The rows that stand neither in a lost article nor in a lost mention."""
    owners = {"article_id": lost.articles, "mention_id": lost.mentions, "other_mention_id": lost.mentions}
    for column, values in owners.items():
        if column in frame.columns:
            frame = frame.filter(~pl.col(column).is_in(list(values)).fill_null(value=False))
    return frame


def _articles(articles: pl.DataFrame, lost: Gone) -> pl.DataFrame:
    """Revisions numbered anew; copies of a lost article are copies of the earliest of them that is left."""
    order = articles.sort("document_id", "revision")
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("document_id")
    order = order.with_columns(revision=number).with_columns(
        is_current=pl.col("revision") == pl.col("revision").max().over("document_id")
    )
    orphans = order.filter(pl.col("duplicate_of").is_in(list(lost.articles)))
    ranked = orphans.sort("published_at", "retrieved_at", "article_id", nulls_last=True)
    heads = ranked.group_by("duplicate_of", maintain_order=True).agg(head=pl.col("article_id").first())
    head = dict(heads.iter_rows())
    first = pl.col("duplicate_of").replace_strict(head, default=pl.col("duplicate_of"), return_dtype=pl.String)
    order = order.with_columns(duplicate_of=pl.when(first != pl.col("article_id")).then(first))
    return order.select(articles.columns).sort("article_id")


def _mentions(mentions: pl.DataFrame, lost: Gone) -> pl.DataFrame:
    if not lost.mentions:
        return mentions
    linked = pl.col("link_reason").str.contains_any(sorted(lost.mentions))
    return mentions.with_columns(
        link_reason=pl.when(linked).then(pl.lit(_LINKED_TO_GONE)).otherwise("link_reason"),
        link_score=pl.when(linked).then(None).otherwise("link_score"),
    )


def _relations(frames: Frames, relations: pl.DataFrame, lost: Gone) -> pl.DataFrame:
    """Relations of claims that are left, and not by the words of what is lost."""
    sides = (pl.col("claim_id"), pl.col("other_claim_id"))
    left = relations.filter(~pl.any_horizontal(side.is_in(list(lost.claims)) for side in sides))
    mentions = frames["mentions"].filter(pl.col("mention_id").is_in(list(lost.mentions)))
    stated = mentions["claim_id"].unique().to_list()
    # without a mention as evidence, the sentence may repeat any mention of the two claims
    bare = pl.col("mention_id").is_null() | pl.col("other_mention_id").is_null()
    return left.filter(~(bare & pl.any_horizontal(side.is_in(stated) for side in sides)))


def _claims(frames: Frames, out: Frames, lost: Gone, recount: Recount) -> pl.DataFrame:
    """Claims counted again where they lose a mention; those that lose all are gone."""
    claims, mentions = frames["claims"], out["mentions"]
    fewer = frames["mentions"].filter(pl.col("mention_id").is_in(list(lost.mentions)))["claim_id"].unique()
    of_them = mentions.filter(pl.col("claim_id").is_in(fewer.implode()))
    counted = recount(
        # linking knows no mention without a wording; one that has none, since its version withholds it, gives none
        of_them.with_columns(pl.col("claim_text").fill_null("")),
        out["articles"],
        dict(of_them.select("mention_id", "claim_id").iter_rows()),
        dict(claims.select("claim_id", "first_version").iter_rows()),
        out["claim_origins"],
        (),
    )
    others = claims.filter(~pl.col("claim_id").is_in(fewer.implode()))
    both = pl.concat([others, worded(counted, of_them).select(claims.columns)])
    was = dict(claims.select("claim_id", "is_disputed").iter_rows())
    against = {name: _disputed(each["claim_relations"]) for name, each in (("was", frames), ("now", out))}
    # a claim that was disputed without a relation that says so (by older code) stays disputed
    disputed = [
        bool(was[claim]) and (claim in against["now"] or claim not in against["was"]) for claim in both["claim_id"]
    ]
    return both.with_columns(pl.Series("is_disputed", disputed, pl.Boolean)).sort("claim_id")


def _disputed(relations: pl.DataFrame) -> set[str]:
    rows = relations.filter(pl.col("relation").is_in(_AGAINST))
    return {*rows["claim_id"], *rows["other_claim_id"]}


def _outlets(frames: Frames) -> set[str]:
    """The outlets that the rows of a version name."""
    keys = frames["claim_origins"]["origin_key"].str.strip_prefix("outlet:")
    named = [frames[name][column] for name, column in _OUTLET_COLUMNS if name in frames]
    return {value for series in (*named, keys) for value in series.drop_nulls()}


_OUTLET_COLUMNS = (("articles", "outlet_id"), ("mentions", "origin_id"), ("article_origins", "origin_id"))


def _curation(curation: pl.DataFrame, lost: Gone, names: Names) -> pl.DataFrame:
    """Corrections without the notes on what is lost, which may quote it."""
    named = sorted(lost.identifiers | names.gone)
    if not named:
        return curation
    about = pl.concat_str(["target", "value"], separator=" ", ignore_nulls=True).str.contains_any(named)
    return curation.with_columns(note=pl.when(about).then(pl.lit(_GONE)).otherwise("note"))


def tombstoned(frame: pl.DataFrame | None, rows: Collection[Mapping[str, Any]], version: str) -> pl.DataFrame:
    """Return table ``retractions`` with a tombstone for each redacted article, since ``version`` where it has none."""
    table = TABLES["retractions"]
    known = {row["article_id"]: row for row in (frame if frame is not None else table.empty()).iter_rows(named=True)}
    for row in rows:
        known[row["article_id"]] = {"version": version, **row}
    return table.conform(table.frame(known.values()))
