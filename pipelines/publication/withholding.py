"""Withholding words: the tables of a version as a rights profile lets them be passed on.

Everything of a version is made from what this gives: its files, hashes, changes, states of
claims, changelog and report. So no file can say more than another. What each column may repeat
of an article is declared in :mod:`pipelines.schema` (``Column.words``).

Positions, hashes and identifiers stay, so that who has the articles can slice the words again.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from pipelines.ids import sha256_text
from pipelines.schema import PUBLISHED, SPANS, Column, Table
from pipelines.settings import Rights

Frames = Mapping[str, pl.DataFrame]

NOT_PUBLISHED = "[words not published]"
"""What people are shown where a version has no words."""

NARRATOR = "narrator"
"""The ``claim_type`` of what the writers say themselves: no quotation, and most of an article."""

_CREDITS = "claim_origins"
"""The table that says whose report a mention rests on."""
_OF_CLAIMS = ("claims", "claim_states")
"""Tables of claims, whose wordings are taken from their mentions."""
_STRICTNESS = list(Rights)
_DIGITS = 24
_CHARACTER = re.compile(r"[^\r\n]")


def declarations(rights: Rights) -> dict[str, Table]:
    """Return the published tables as a profile declares them."""
    return {name: table.under(rights) for name, table in PUBLISHED.items()}


def stricter(one: Rights, other: Rights) -> bool:
    """Whether the first profile passes on less than the second."""
    return _STRICTNESS.index(one) > _STRICTNESS.index(other)


def withheld(tables: Frames, rights: Rights, known: Rights = Rights.FULL) -> dict[str, pl.DataFrame]:
    """Return ``tables`` without the words that a profile keeps back.

    Args:
        tables: Frames of a version by table name. Under ``evidence`` tables of claims need ``mentions`` beside them,
            and those of positions ``articles`` and all tables of mentions.
        rights: The profile wanted.
        known: The profile that they are already under; a stricter one leaves them as they are.
    """
    if not stricter(rights, known):
        return dict(tables)
    if rights is Rights.EVIDENCE:
        return _evidence_only(tables)
    return {name: _without_words(PUBLISHED[name], frame) for name, frame in tables.items()}


# --- no text ------------------------------------------------------------------------------


def _without_words(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Null where words were; a key cannot be null, so a digest stands there: equal words, equal digests."""
    chosen = [
        column
        for column in table.columns
        if column.words not in {None, "name", "derived"} and column.name in frame.columns
    ]
    return frame.with_columns(
        pl.when(_has_words(column)).then(_nothing(table, column, frame)).otherwise(column.name).alias(column.name)
        for column in chosen
    )


def _has_words(column: Column) -> pl.Expr:
    if column.words_when is None:
        return pl.lit(value=True)
    name, values = column.words_when
    listed = pl.col(name).is_in([value for value in values if value is not None])
    return listed.fill_null(value=False) | (pl.col(name).is_null() if None in values else pl.lit(value=False))


def _nothing(table: Table, column: Column, frame: pl.DataFrame) -> pl.Expr:
    if column.name not in table.key:
        return pl.lit(None, pl.String)
    digests = {value: _digest(value) for value in frame[column.name].unique()}
    return pl.col(column.name).replace_strict(digests, return_dtype=pl.String) if digests else pl.col(column.name)


def _digest(words: str) -> str:
    return f"sha256:{sha256_text(words)[:_DIGITS]}" if words else ""


# --- evidence only ------------------------------------------------------------------------


def _evidence_only(tables: Frames) -> dict[str, pl.DataFrame]:
    """Words of mentions that are attributed to somebody, in their sentences; the writers' own are positions alone."""
    found = dict(tables)
    if "mentions" in tables:
        own = tables["mentions"].filter(pl.col("claim_type") == NARRATOR)["mention_id"].implode()
        found |= {name: _attributed(PUBLISHED[name], frame, own) for name, frame in tables.items()}
        found |= {name: worded(tables[name], found["mentions"]) for name in _OF_CLAIMS if name in tables}
    if "articles" in tables:
        found["articles"] = tables["articles"].with_columns(pl.Series("text", list(_masked(tables)), pl.String))
        texts = found["articles"].select("article_id", pl.col("text").alias("\0shown"))
    for name, frame in tables.items():
        for column in PUBLISHED[name].columns:
            if column.name not in frame.columns:
                continue
            if column.words == "row":
                found[name] = found[name].with_columns(pl.lit(None, pl.String).alias(column.name))
            elif column.words == "article" and "articles" in tables:
                found[name] = _where_shown(found[name], column.name, texts)
    return found


def _attributed(table: Table, frame: pl.DataFrame, own: pl.Series) -> pl.DataFrame:
    """Null where the words are those of mentions that are the writers' own (``own``); keys stay."""
    mentions = [
        column.name
        for column in table.columns
        if column.name in frame.columns and "mentions.mention_id" in {column.references, f"{table.name}.{column.name}"}
    ]
    chosen = [
        column
        for column in table.columns
        if column.words == "evidence" and column.name in frame.columns and column.name not in table.key
    ]
    if not mentions or not chosen:
        return frame
    theirs = pl.any_horizontal(pl.col(name).is_in(own).fill_null(value=False) for name in mentions)
    return frame.with_columns(
        pl.when(theirs & _has_words(column)).then(None).otherwise(column.name).alias(column.name) for column in chosen
    )


def worded(claims: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Return claims, or states of claims, in words that a mention of theirs has in ``mentions``.

    Where the wording is that of a mention whose words are withheld, the surest mention that has words gives
    another one; a claim that has none, and a state that is over, goes without.
    """
    known = mentions.filter(pl.col("claim_text").is_not_null())
    same = known.select("claim_id", "claim_text", pl.lit(value=True).alias("\0known")).unique()
    surest = known.sort("confidence", "mention_key", "mention_id", descending=[True, False, False])
    others = surest.group_by("claim_id", maintain_order=True).agg(pl.col("claim_text").first().alias("\0other"))
    joined = claims.join(same, on=["claim_id", "claim_text"], how="left", maintain_order="left")
    joined = joined.join(others, on="claim_id", how="left", maintain_order="left")
    other = pl.col("\0other")
    if "version_to" in claims.columns:
        other = pl.when(pl.col("version_to").is_null()).then(other)
    text = pl.when(pl.col("\0known")).then("claim_text").otherwise(other).alias("claim_text")
    return joined.with_columns(text).select(claims.columns)


def _where_shown(frame: pl.DataFrame, words: str, texts: pl.DataFrame) -> pl.DataFrame:
    """Keep the words of the rows that stand in what is shown of their article."""
    length = pl.col("end_char") - pl.col("start_char")
    there = pl.col("\0shown").str.slice(pl.col("start_char"), length).eq_missing(pl.col(words))
    joined = frame.join(texts, on="article_id", how="left", maintain_order="left")
    return joined.with_columns(pl.when(there).then(pl.col(words)).alias(words)).select(frame.columns)


def _masked(tables: Frames) -> Iterator[str | None]:
    """The text of each article with every character a blank that is no :func:`evidence`, line ends aside."""
    shown: dict[str, list[tuple[int, int]]] = {}
    for article, start, end in evidence(tables).iter_rows():
        shown.setdefault(article, []).append((start, end))
    for article, text in tables["articles"].select("article_id", "text").iter_rows():
        yield mask(text, shown.get(article, ())) if text is not None else None


def mask(text: str, shown: Sequence[tuple[int, int]]) -> str:
    """Return ``text`` with blanks for every character outside ``shown``, line ends aside; its length stays."""
    parts, done = [], 0
    for start, end in sorted(shown):
        if end <= done:
            continue
        parts += [_CHARACTER.sub(" ", text[done : max(start, done)]), text[max(start, done) : end]]
        done = end
    return "".join([*parts, _CHARACTER.sub(" ", text[done:])])


def evidence(tables: Frames) -> pl.DataFrame:
    """Return ``article_id``, ``start``, ``end`` of what is evidence that somebody holds a claim, or first told it.

    That is all that stands in the tables of an attributed mention, and, of every mention, what credits its origin.
    """
    mentions = tables["mentions"].select("mention_id", "article_id", "claim_type")
    attributed = mentions.filter(pl.col("claim_type") != NARRATOR)
    parts = []
    for span in SPANS:
        table = PUBLISHED[span.table]
        if span.table not in tables or "mention_id" not in table.names or not table.column("mention_id").required:
            continue
        homes = mentions if span.table == _CREDITS else attributed
        frame = tables[span.table]
        if {span.start, span.end} <= set(frame.columns):
            frame = frame.select("mention_id", start=span.start, end=span.end).drop_nulls()
            parts.append(frame.join(homes, on="mention_id", how="inner").select("article_id", "start", "end"))
    return pl.concat(parts).unique().sort("article_id", "start", "end")


# --- for people ---------------------------------------------------------------------------


def legible(tables: Frames, rights: Rights) -> Frames:
    """Return ``tables`` for a page: where words are withheld that every row has, it says so instead of null."""
    if rights is Rights.FULL:
        return tables
    declared = declarations(rights)
    found = {}
    for name, frame in tables.items():
        missing = [
            pl.col(column.name).fill_null("" if column.words == "text" else NOT_PUBLISHED)
            for column in PUBLISHED[name].columns
            if column.required and not declared[name].column(column.name).required
        ]
        found[name] = frame.with_columns(missing)
    return found
