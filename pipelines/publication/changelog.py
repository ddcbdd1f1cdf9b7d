"""``changelog.md``: what a version has that the one before it had not, plainly counted."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from pipelines.publication.hashing import row_hashes
from pipelines.publication.markdown import escape
from pipelines.schema import Table

_SHOWN = 20
_LINE = 240


class Difference(NamedTuple):
    """The keys of a table that differ between two versions, each a frame of key columns."""

    added: pl.DataFrame
    changed: pl.DataFrame
    removed: pl.DataFrame

    def __bool__(self) -> bool:
        return any(frame.height for frame in self)


def compare(table: Table, before: pl.DataFrame, after: pl.DataFrame) -> Difference:
    """Compare two versions of a table by key and content columns.

    Key columns that are no content (a batch) are left out of the key. A column that ``before``
    lacks, since it is younger, counts as null there.
    """
    key = [name for name in table.key if table.column(name).content]
    old, new = _hashed(table, before, key), _hashed(table, after, key)
    both = old.join(new, on=key, how="inner", suffix="_new")
    return Difference(
        added=new.join(old, on=key, how="anti").select(key).sort(key),
        changed=both.filter(pl.col("row") != pl.col("row_new")).select(key).sort(key),
        removed=old.join(new, on=key, how="anti").select(key).sort(key),
    )


def _hashed(table: Table, frame: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    frame = aligned(table, frame)
    hashed = frame.select(key).with_columns(pl.Series("row", row_hashes(table, frame), pl.Binary))
    return hashed.group_by(key, maintain_order=True).agg(pl.col("row").sort().last())


def aligned(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return ``frame`` with the columns that ``table`` declares today; absent ones are null."""
    present = set(frame.columns)
    return frame.select(
        pl.col(column.name) if column.name in present else pl.lit(None, column.polars).alias(column.name)
        for column in table.columns
    )


def changelog(
    version: str,
    follows: str | None,
    tables: Mapping[str, Table],
    before: Mapping[str, pl.DataFrame],
    after: Mapping[str, pl.DataFrame],
) -> str:
    """Return the changelog of ``version`` against the version that it follows, as Markdown.

    Args:
        version: The version made.
        follows: The version before it; None for the first.
        tables: The declarations of the published tables.
        before: The frames of the version before; empty for the first.
        after: The frames of the version made.
    """
    counted = {name: table for name, table in tables.items() if table.content}
    if follows is None:
        rows = "\n".join(f"| {name} | {after[name].height:,} |" for name in counted)
        return f"# {version}\n\nThe first version.\n\n| table | rows |\n|---|---:|\n{rows}\n"
    old = {name: aligned(table, before.get(name, table.empty())) for name, table in counted.items()}
    sections = [f"# {version}\n\nFollows {follows}.\n", *_claims(old["claims"], after["claims"])]
    lines = []
    for name, table in counted.items():
        found = compare(table, old[name], after[name])
        lines.append(
            f"| {name} | {found.added.height:,} | {found.changed.height:,} | {found.removed.height:,} "
            f"| {after[name].height:,} |"
        )
    head = "## Rows\n\n| table | added | changed | removed | now |\n|---|---:|---:|---:|---:|"
    return "\n".join([*sections, "\n".join([head, *lines]), ""])


def _claims(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """What readers care for: claims whose standing changed."""
    columns = ["claim_id", "claim_text", "independent_origin_count", "is_disputed"]
    pairs = after.select(columns).join(
        before.select(columns[0], *columns[2:]), on="claim_id", how="left", suffix="_before"
    )
    known = pairs.filter(pl.col("is_disputed_before").is_not_null())
    old, new = pl.col("independent_origin_count_before"), pl.col("independent_origin_count")
    lists = {
        "Claims that gained a second independent origin": known.filter((old < 2) & (new >= 2)),
        "Claims that rest on one origin again": known.filter((old >= 2) & (new < 2)),
        "Newly disputed claims": pairs.filter(
            pl.col("is_disputed") & ~pl.col("is_disputed_before").fill_null(value=False)
        ),
        "Claims no longer disputed": known.filter(pl.col("is_disputed_before") & ~pl.col("is_disputed")),
    }
    return [_section(title, rows) for title, rows in lists.items() if rows.height]


def _section(title: str, rows: pl.DataFrame) -> str:
    shown = [
        f"- {escape(text, _LINE)} (`{claim}`)"
        for claim, text in rows.sort("claim_id").select("claim_id", "claim_text").head(_SHOWN).iter_rows()
    ]
    rest = rows.height - len(shown)
    return "\n".join([f"## {title}: {rows.height:,}\n", *shown, *([f"- … and {rest:,} more"] if rest else []), ""])
