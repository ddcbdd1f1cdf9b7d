"""The difference of any two versions, whatever stands between them: for the changelog, for people and for programs."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import polars as pl

from pipelines.publication.changes import KEY, Delta, aligned
from pipelines.publication.record import changes_of, compare_versions
from pipelines.publication.revisions import revised_mentions
from pipelines.publication.standing import claims_that_changed
from pipelines.schema import PUBLISHED, TABLES

Frames = Mapping[str, pl.DataFrame]

_LABELS = {
    "articles": ("title", "path"),
    "mentions": ("content_text",),
    "claims": ("claim_text",),
    "claim_relations": ("detail",),
    "quote_variants": ("detail",),
    "entities": ("name",),
    "entity_aliases": ("alias",),
    "outlets": ("name",),
    "article_origins": ("origin_name",),
    "curation": ("reason", "action"),
    "retractions": ("reason", "path"),
    "quarantine": ("path",),
}
"""Where a table's rows have words by which people know them; the first that is there is shown."""


_SCORES = ("link_score", "link_reason", "score", "confidence", "similarity", "evidence_mention_id", "position", "note")
"""Columns whose change alone tells people little."""


class Difference(NamedTuple):
    """What is otherwise in the newer of two versions."""

    older: str
    newer: str
    changes: pl.DataFrame
    """Rows that differ: ``table_name``, ``key``, ``change``, ``cause``, ``before``, ``after`` as in table ``changes``,
    ``label``, words by which people know the row, and ``minor``, whether it differs in scores and reasons alone."""
    claims: dict[str, pl.DataFrame]
    """Claims whose standing changed (:func:`claims_that_changed`)."""
    revisions: pl.DataFrame
    """Mentions of revised articles (:func:`revised_mentions`)."""

    def counts(self) -> pl.DataFrame:
        """Return ``table_name``, ``cause``, ``added``, ``changed``, ``removed``: rows, in the order of the tables."""
        return count(self.changes)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as values of JSON."""
        changes = [
            {**row, **{side: json.loads(row[side]) if row[side] else None for side in ("before", "after")}}
            for row in self.changes.drop("label", "minor").iter_rows(named=True)
        ]
        return {
            "older": self.older,
            "newer": self.newer,
            "counts": self.counts().to_dicts(),
            "claims": {name: frame.to_dicts() for name, frame in self.claims.items()},
            "revisions": self.revisions.to_dicts(),
            "changes": changes,
        }


def count(changes: pl.DataFrame) -> pl.DataFrame:
    """Count ``changes`` by table and cause: ``added``, ``changed``, ``removed``."""
    order = pl.col("table_name").cast(pl.Enum(list(PUBLISHED)))
    kinds = {"added": "ADD", "changed": "MOD", "removed": "DEL"}
    counted = changes.group_by("table_name", "cause").agg(
        (pl.col("change") == kind).sum().cast(pl.Int64).alias(name) for name, kind in kinds.items()
    )
    return counted.sort(order, "cause")


def difference(
    older: str, newer: str, before: Frames, after: Frames, recorded: Iterable[pl.DataFrame] = ()
) -> Difference:
    """Compare two versions.

    Args:
        older: The name of the earlier version.
        newer: The name of the later one.
        before: The frames of the earlier version.
        after: The frames of the later one.
        recorded: Tables ``changes`` of the versions after ``older`` up to ``newer``, oldest first. The cause of a
            row is the last that was recorded for it; where none was, it is decided from the two versions.
    """
    deltas, found = compare_versions(before, after)
    changes = changes_of(newer, deltas, found).drop("version")
    known = pl.concat([TABLES["changes"].empty(), *(aligned(TABLES["changes"], frame) for frame in recorded)])
    last = known.group_by("table_name", "key", maintain_order=True).agg(told=pl.col("cause").last())
    changes = changes.join(last, on=["table_name", "key"], how="left", maintain_order="left")
    labels = pl.concat(_labels(delta) for delta in deltas.values())
    changes = changes.with_columns(cause=pl.coalesce("told", "cause")).drop("told")
    changes = changes.join(labels, on=["table_name", "key"], how="left", maintain_order="left")
    return Difference(older, newer, changes, claims_that_changed(before, after), revised_mentions(before, after))


def _labels(delta: Delta) -> pl.DataFrame:
    columns = _LABELS.get(delta.table.name, ())
    label = pl.coalesce(columns) if columns else pl.lit(None, pl.String)
    sides = pl.concat([delta.after, delta.before]).select(
        table_name=pl.lit(delta.table.name), key=pl.col(KEY), label=label
    )
    others = pl.col("columns").list.set_difference(list(_SCORES)).list.len()
    minor = delta.rows.select("key", minor=(pl.col("change") == "MOD") & (others == 0))
    return sides.unique("key", keep="first", maintain_order=True).join(minor, on="key")
