"""Whether every position of a version points at the words that its row names.

Works on whole frames: each rule slices ``articles.text`` for all rows at once.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from pipelines.schema import SPANS, Span


def wrong_spans(tables: Mapping[str, pl.DataFrame], *, complete: bool = True) -> Iterator[str]:
    """Yield one sentence a rule that is broken, with the number of rows and an example.

    Args:
        tables: The published tables.
        complete: False where texts and words may be null, since a rights profile withholds them: what
            is there is looked at.

    A table without ``article_id`` finds its article through its mention. A pair that is null
    in both places is no span; one that is null in one place is wrong.
    """
    texts = tables["articles"].select(
        "article_id", "text", known=pl.lit(value=True), length=pl.col("text").str.len_chars().cast(pl.Int64)
    )
    homes = tables["mentions"].select("mention_id", "article_id")
    for span in SPANS:
        if span.table not in tables:
            continue
        frame = tables[span.table]
        if not {span.start, span.end, span.text or span.end} <= set(frame.columns):
            continue  # the version is older than the span; that a file has its own columns is looked at elsewhere
        if "article_id" not in frame.columns:
            frame = frame.join(homes, on="mention_id", how="left", maintain_order="left")
        repeated = pl.col(span.text) if span.text else pl.lit(None, pl.String)
        rows = frame.select("article_id", start=span.start, end=span.end, words=repeated)
        yield from _wrong(span, rows.join(texts, on="article_id", how="left", maintain_order="left"), complete)
    yield from _pieces(tables)


def _wrong(span: Span, rows: pl.DataFrame, complete: bool) -> Iterator[str]:
    start, end = pl.col("start"), pl.col("end")
    where = f"{span.table}.{span.start}"
    half = rows.filter(start.is_null() != end.is_null())
    yield from _said(where, "has only one of its two ends", half)
    present = rows.filter(start.is_not_null() & end.is_not_null())
    yield from _said(where, "belongs to no article", present.filter(pl.col("known").is_null()))
    present = present.filter(pl.col("length").is_not_null())
    inside = (start >= 0) & (start <= end) & (end <= pl.col("length"))
    yield from _said(where, "lies outside its article", present.filter(~inside))
    if span.text is not None:
        sliced = pl.col("text").str.slice(start, end - start)
        if not complete:
            present = present.filter(pl.col("words").is_not_null())
        differs = present.filter(inside).filter(sliced.ne_missing(pl.col("words")))
        yield from _said(where, f"does not give the words in {span.text}", differs)


def _pieces(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """The pieces of a content begin and end with its cover and do not overlap."""
    covers = tables["mentions"].select("mention_id", "article_id", "content_start", "content_end")
    pieces = tables["content_spans"].sort("mention_id", "position")
    before = pl.col("end_char").shift(1).over("mention_id")
    overlap = pieces.filter(pl.col("start_char") < before).rename({"start_char": "start", "end_char": "end"})
    yield from _said("content_spans.start_char", "overlaps the piece before it", overlap, "mention_id")
    ends = pieces.group_by("mention_id").agg(start=pl.col("start_char").min(), end=pl.col("end_char").max())
    off = ends.join(covers, on="mention_id", how="inner").filter(
        (pl.col("start") != pl.col("content_start")) | (pl.col("end") != pl.col("content_end"))
    )
    yield from _said("content_spans.start_char", "does not fill the cover of its mention", off)


def _said(where: str, what: str, rows: pl.DataFrame, owner: str = "article_id") -> Iterator[str]:
    if rows.height:
        example = rows.row(0, named=True)
        place = f"{example[owner]} [{example['start']}, {example['end']})"
        yield f"{where}: {what}: {rows.height} rows, e.g. in {place}"
