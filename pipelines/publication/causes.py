"""Why a row changed between two versions: the source, the pipeline, the reference tables or a person.

Decided from what the row hangs on. The first of these that holds is the cause:

1. The row came with an article that came, or went with one that went: the article's cause, which is
   ``source``; where a person took it out ``curation``; and where the same bytes had been, or are
   now, set aside, what made the difference was no source but code or reference tables.
2. It is about a mention, claim or entity that a correction names which was made, undone or withdrawn
   between the two versions, or that an article speaks of which a person took out or brought back:
   ``curation``. So a correction wins over new articles on the same claim: a person wants to see what
   the correction did.
3. Its article was superseded or came to stand alone again, or it is joined from several articles
   (claims, their origins and relations, the link of a mention to its claim, names first seen) and one
   of them came, went or was superseded: ``source``. So new articles win over new code: what a claim
   rests on is what readers ask about first.
4. Code or model of a stage that it passes through changed: ``pipeline``. Before the reference tables,
   since code can change anything and they only what is looked up.
5. The reference tables changed: ``reference``.
6. None of it reaches the row (a link that moved because another one did): what else changed, in the
   order source, curation (a redaction of the version before counts as one); and where nothing did, the
   settings of the pipeline: ``pipeline``.

Where only one thing changed, it is the cause of everything.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from pipelines.publication.changes import KEY, Delta, aligned
from pipelines.schema import PUBLISHED

Frames = Mapping[str, pl.DataFrame]

_KINDS = {
    "articles.article_id": "article",
    "mentions.mention_id": "mention",
    "claims.claim_id": "claim",
    "entities.entity_id": "entity",
    "outlets.outlet_id": "outlet",
}
_OWN = frozenset({"article_id", "mention_id", "other_mention_id"})
"""Columns that say in which article a row stands."""
_JOINED = frozenset(
    {
        *("claims", "claim_origins", "claim_relations", "quote_variants", "article_origins"),
        *("entities", "entity_aliases", "outlets"),
    }
)
"""Tables whose rows come and go with what several articles say together."""
_COUNTED = frozenset({"claims", "claim_origins", "claim_relations", "quote_variants"})
"""Those of them whose values, too, depend on what the articles say."""
_LINKED = {"mentions": ("claim_id", "link_score", "link_reason"), "articles": ("duplicate_of",)}
"""Columns that depend on other articles, in tables that else depend on one."""
_NAMED = frozenset({"entities", "entity_aliases"})
_STAGED = frozenset({"articles", "segments"})
"""Tables that no stage after staging has a part in."""
_CODE = ("room", "code_fingerprint", "model_name", "model_version", "model_sha256")
_SAID = ("status", "action", "target", "value")
"""What makes a correction another one; its place in the file and the note on it do not."""
_LINK = pl.Schema({"kind": pl.String(), "id": pl.String()})


class Circumstances(NamedTuple):
    """What changed between two versions, besides the row that is asked about."""

    articles: pl.DataFrame
    """``article_id``, ``cause``: articles that came, went or were superseded; no cause where it was no source."""
    mentions: pl.DataFrame
    """``mention_id``, ``article_id``: every mention of either version."""
    supplied: pl.DataFrame
    """``kind``, ``id``: articles, claims, entities and outlets that such articles speak of, with cause ``source``."""
    corrected: pl.DataFrame
    """``kind``, ``id``: what changed corrections are about."""
    corrections: bool
    """Whether any correction changed."""
    rooms: frozenset[str]
    """Stages whose code or model changed."""
    reference: bool
    """Whether the reference tables changed."""
    raw: pl.Series
    """SHA-256 of raw bytes that both versions know, as articles or as set aside."""
    paths: pl.Series
    """Paths that both versions know."""


def circumstances(before: Frames, after: Frames, deltas: Mapping[str, Delta]) -> Circumstances:
    """Find out what changed, from the published tables of two versions and their comparison."""
    both = {name: _both(name, before, after) for name in ("mentions", "entity_mentions", "article_origins", "articles")}
    named = _named(deltas["curation"])
    articles = _moved_articles(before, after, deltas["articles"], named)
    sourced, taken = (
        articles.filter(pl.col("cause") == cause).select("article_id") for cause in ("source", "curation")
    )
    corrected = [_corrected(both["mentions"], deltas["mentions"], named), _supplied(both, taken)]
    return Circumstances(
        articles=articles,
        mentions=both["mentions"].select("mention_id", "article_id").unique(),
        supplied=_supplied(both, sourced),
        corrected=pl.concat(corrected).unique(),
        corrections=bool(named.height) or _redacted(before),
        rooms=frozenset(_differing(before, after, _CODE)["room"]),
        reference=bool(_differing(before, after, ("reference_version",)).height),
        raw=_known("raw_sha256", before, after),
        paths=_known("path", before, after),
    )


def _redacted(frames: Frames) -> bool:
    """Whether a version has been redacted since it was published: what follows is linked without what went."""
    versions = aligned(PUBLISHED["versions"], frames.get("versions")).sort("version")
    return versions.height > 0 and versions["status"][-1] == "redacted"


def _both(name: str, before: Frames, after: Frames) -> pl.DataFrame:
    return pl.concat([aligned(PUBLISHED[name], frames.get(name)) for frames in (before, after)])


def _differing(before: Frames, after: Frames, columns: Sequence[str]) -> pl.DataFrame:
    """The rows of ``producers``, over some columns, that stand in one version only."""
    old, new = (aligned(PUBLISHED["producers"], frames.get("producers")).select(columns) for frames in (before, after))
    pairs = ((old, new), (new, old))
    return pl.concat([one.join(other, on=columns, how="anti", nulls_equal=True) for one, other in pairs])


def _known(column: str, before: Frames, after: Frames) -> pl.Series:
    """The values of a column, of articles and of what was set aside, that both versions have."""
    old, new = (
        pl.concat([aligned(PUBLISHED[name], frames.get(name)).select(column) for name in ("articles", "quarantine")])
        for frames in (before, after)
    )
    return old.drop_nulls().unique().join(new, on=column, how="semi")[column]


def _named(curation: Delta) -> pl.DataFrame:
    """What the corrections that changed name, in a column ``id``."""
    differing = pl.col("columns").list.set_intersection(list(_SAID)).list.len() > 0
    real = curation.rows.filter((pl.col("change") != "MOD") | differing).select(pl.col("key").alias(KEY))
    rows = pl.concat([curation.before, curation.after]).join(real, on=KEY, how="semi")
    # the value of `set-speaker` names whom the words are now given to; what else that entity says is untouched
    value = pl.when(pl.col("action") != "set-speaker").then(pl.col("value"))
    words = pl.concat_str(["target", value], separator=" ", ignore_nulls=True).str.extract_all(r"[^\s()]+")
    return rows.select(id=words).explode("id", empty_as_null=False).drop_nulls().unique()


def _moved_articles(before: Frames, after: Frames, delta: Delta, named: pl.DataFrame) -> pl.DataFrame:
    change = delta.rows.select(pl.col("key").alias("article_id"), "change", "columns")
    seen = pl.concat([delta.before, delta.after]).select("article_id", "document_id", "raw_sha256").unique()
    rows = change.join(seen, on="article_id")
    superseding = pl.col("columns").list.set_intersection(["revision", "is_current"]).list.len() > 0
    rows = rows.filter((pl.col("change") != "MOD") | superseding)
    words = named["id"]
    aside = {
        "ADD": pl.col("raw_sha256").is_in(_set_aside(before)),
        "DEL": pl.col("raw_sha256").is_in(_set_aside(after)),
    }
    by_hand = pl.col("article_id").is_in(words.implode()) | pl.col("document_id").is_in(words.implode())
    # a revision is superseded, or the newest again, by hand where another of its document was taken out or brought back
    touched = rows.filter((pl.col("change") != "MOD") & by_hand)["document_id"].unique()
    cause = (
        pl.when(((pl.col("change") != "MOD") & by_hand) | pl.col("document_id").is_in(touched.implode()))
        .then(pl.lit("curation"))
        .when(pl.any_horizontal((pl.col("change") == kind) & where for kind, where in aside.items()))
        .then(pl.lit(None, pl.String))
        .otherwise(pl.lit("source"))
    )
    return rows.select("article_id", "change", cause=cause)


def _set_aside(frames: Frames) -> pl.Series:
    found = aligned(PUBLISHED["quarantine"], frames.get("quarantine"))["raw_sha256"]
    return found.drop_nulls().unique().implode()


def _supplied(both: Frames, articles: pl.DataFrame) -> pl.DataFrame:
    theirs = {name: frame.join(articles, on="article_id", how="semi") for name, frame in both.items()}
    columns = {
        "article": [("articles", "article_id")],
        "claim": [("mentions", "claim_id")],
        "entity": [("mentions", "source_id"), ("entity_mentions", "entity_id")],
        "outlet": [("articles", "outlet_id"), ("mentions", "origin_id"), ("article_origins", "origin_id")],
    }
    found = [
        theirs[name].select(pl.lit(kind).alias("kind"), pl.col(column).alias("id"))
        for kind, places in columns.items()
        for name, column in places
    ]
    return pl.concat(found).drop_nulls().unique()


def _corrected(mentions: pl.DataFrame, delta: Delta, named: pl.DataFrame) -> pl.DataFrame:
    words = named["id"].implode()
    direct = mentions.filter(
        pl.any_horizontal(pl.col(name).is_in(words) for name in ("mention_key", "mention_id", "claim_id"))
    )
    spoken = delta.rows.filter(pl.col("columns").list.contains("source_id")).select(pl.col("key").alias(KEY))
    sides = pl.concat([delta.before, delta.after]).join(spoken, on=KEY, how="semi")
    renamed = sides.filter(pl.col("source_id").is_in(words)).select(KEY)
    moved = sides.join(renamed, on=KEY, how="semi").select(mentions.columns)
    reached = pl.concat([direct, moved])
    found = [
        reached.select(pl.lit("mention").alias("kind"), pl.col("mention_id").alias("id")),
        reached.select(pl.lit("claim").alias("kind"), pl.col("claim_id").alias("id")),
        named.select(pl.lit("entity").alias("kind"), "id"),
        named.select(pl.lit("claim").alias("kind"), "id"),
    ]
    return pl.concat(found).drop_nulls().unique()


# --- one table ----------------------------------------------------------------------------


def row_causes(delta: Delta, found: Circumstances) -> pl.DataFrame:
    """Return ``key`` and ``cause`` of every row of a comparison; the module says how it is decided."""
    name = delta.table.name
    if name in {"curation", "retractions"}:
        return delta.rows.select("key", cause=pl.lit("curation"))
    if name == "quarantine":
        return _of_quarantine(delta, found)
    return decide(name, delta.rows, _links(delta), found)


def decide(name: str, rows: pl.DataFrame, links: pl.DataFrame, found: Circumstances) -> pl.DataFrame:
    """Return ``key`` and ``cause`` of rows of the table ``name``.

    Args:
        name: The table.
        rows: ``key``, ``change``, ``columns`` as in :class:`Delta`.
        links: ``key``, ``kind``, ``id``, ``own``: what each row hangs on, ``own`` where it stands in it.
        found: What changed between the versions.
    """
    own = _own_articles(links, found)
    is_named = pl.col("kind") == "entity"
    reached = {
        "superseded": own.filter(pl.col("change") == "MOD"),
        "supplied": _reaching(links, rows.filter(_depends(name)), found.supplied),
        "corrected": _reaching(links.filter(~is_named), rows, found.corrected),
        "renamed": _reaching(links.filter(is_named), rows.filter(_names(name)), found.corrected),
    }
    moved = own.filter(pl.col("change") != "MOD").group_by("key").agg(pl.col("cause").sort(nulls_last=True).first())
    flagged = rows.join(moved, on="key", how="left")
    for flag, keys in reached.items():
        marks = keys.select("key").unique().with_columns(pl.lit(value=True).alias(flag))
        flagged = flagged.join(marks, on="key", how="left").with_columns(pl.col(flag).fill_null(value=False))
    cause = (
        pl.when((pl.col("change") != "MOD") & pl.col("cause").is_not_null())
        .then(pl.col("cause"))
        .when(pl.col("corrected") | pl.col("renamed"))
        .then(pl.lit("curation"))
        .when(pl.col("superseded") | pl.col("supplied"))
        .then(pl.lit("source"))
        .otherwise(pl.lit(_elsewhere(name, found)))
    )
    return flagged.select("key", cause=cause)


def _reaching(links: pl.DataFrame, rows: pl.DataFrame, things: pl.DataFrame) -> pl.DataFrame:
    """The links of ``rows`` that lead to ``things``."""
    return links.join(rows, on="key", how="semi").join(things, on=["kind", "id"], how="semi")


def _depends(name: str) -> pl.Expr:
    """Whether a row can change because of articles that it does not stand in."""
    is_changed = pl.col("change") == "MOD"
    if name in _JOINED:
        return pl.lit(value=True) if name in _COUNTED else ~is_changed
    return is_changed & (pl.col("columns").list.set_difference(list(_LINKED.get(name, ()))).list.len() == 0)


def _names(name: str) -> pl.Expr:
    """Whether a row can change because a person corrected who a name stands for."""
    if name in _NAMED:
        return pl.lit(value=True)
    columns = ["source_id", "source_name", "source_kind", "entity_id"]
    return (pl.col("change") == "MOD") & (pl.col("columns").list.set_intersection(columns).list.len() > 0)


def _elsewhere(name: str, found: Circumstances) -> str:
    """The cause of a row that no article and no correction reaches (4 to 6 of the module's list)."""
    rooms = found.rooms & {"staging"} if name in _STAGED else found.rooms
    if rooms:
        return "pipeline"
    if found.reference:
        return "reference"
    if found.articles.filter(pl.col("cause") == "source").height:
        return "source"
    return "curation" if found.corrections else "pipeline"


def _links(delta: Delta) -> pl.DataFrame:
    """What the rows of either version refer to: ``key``, ``kind``, ``id``, ``own``."""
    table = delta.table
    rows = pl.concat([delta.before, delta.after])
    empty = pl.DataFrame(schema={"key": pl.String, **_LINK, "own": pl.Boolean})
    found = [empty]
    for column in table.columns:
        itself = f"{table.name}.{column.name}" if table.key == (column.name,) else None
        kind = _KINDS.get(column.references or itself or "")
        if kind:
            own = pl.lit(value=column.name in _OWN)
            value = pl.col(column.name).alias("id")
            found.append(rows.select(pl.col(KEY).alias("key"), pl.lit(kind).alias("kind"), value, own.alias("own")))
    return pl.concat(found).drop_nulls("id").unique()


def _own_articles(links: pl.DataFrame, found: Circumstances) -> pl.DataFrame:
    """The articles that rows stand in, of those that moved: ``key``, ``change``, ``cause``."""
    own = links.filter("own")
    direct = own.filter(pl.col("kind") == "article").select("key", article_id="id")
    through = own.filter(pl.col("kind") == "mention").join(found.mentions, left_on="id", right_on="mention_id")
    places = pl.concat([direct, through.select("key", "article_id")]).unique()
    return places.join(found.articles, on="article_id").select("key", "change", "cause")


def _of_quarantine(delta: Delta, found: Circumstances) -> pl.DataFrame:
    """What was set aside or taken back: ``source`` for bytes or a file that only one version knows."""
    rows = pl.concat([delta.before, delta.after])
    unseen = pl.col("raw_sha256").is_in(found.raw.implode()).not_() | pl.col("raw_sha256").is_null()
    unseen &= pl.col("path").is_in(found.paths.implode()).not_() | pl.col("raw_sha256").is_not_null()
    cause = (
        pl.when((pl.col("stage") == "curation") | (pl.col("reason_code") == "redacted"))
        .then(pl.lit("curation"))
        .when(unseen)
        .then(pl.lit("source"))
        .otherwise(pl.lit(_elsewhere("quarantine", found)))
    )
    return rows.select(key=pl.col(KEY), cause=cause)
