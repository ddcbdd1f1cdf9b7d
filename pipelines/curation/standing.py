"""Which corrections hold now, which held before, and what became of each.

Belongs here: taking back by later rows, the comparison with the version before, and the tables
``corrections``, ``curation`` and ``quarantine``. Does not belong here: applying a correction.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.curation.file import CurationFile
from pipelines.schema import TABLES

Row = Mapping[str, Any]

_NOTHING_FOUND = {"status": "unresolved", "note": "nothing that it names is in the dataset now"}
_SAID = ("action", "target", "value")


def standing(file: CurationFile, previous: pl.DataFrame) -> pl.DataFrame:
    """Return table ``corrections``.

    A row is undone by a later ``undo`` that is not undone itself.

    Args:
        file: what the curation file holds.
        previous: table ``curation`` of the version before.
    """
    undone = _undone(file.rows)
    before = {row["curation_id"]: row for row in previous.iter_rows(named=True)}
    rows = [
        {
            **_as_row(row, position),
            "active": row["id"] not in undone,
            "in_file": True,
            "changed": (row["id"] not in undone) != _held(before.get(row["id"])) or _reworded(row, before),
        }
        for position, row in enumerate(file.rows)
    ]
    here = {row["id"] for row in file.rows}
    gone = [row for key, row in sorted(before.items()) if key not in here and _held(row)]
    for position, row in enumerate(gone, start=len(rows)):
        kept = {name: row[name] for name in TABLES["corrections"].names if name in row}
        rows.append({**kept, "position": position, "active": False, "in_file": False, "changed": True})
    table = TABLES["corrections"]
    return table.conform(table.frame(rows))


def _undone(rows: Sequence[Row]) -> set[str]:
    undone: set[str] = set()
    for row in reversed(rows):
        if row["action"] == "undo" and row["id"] not in undone:
            undone.add(row["target"])
    return undone


def _held(row: Row | None) -> bool:
    """Whether a row of the version before was applied then."""
    return row is not None and row["status"] != "undone"


def _reworded(row: Row, before: Mapping[str, Row]) -> bool:
    earlier = before.get(row["id"])
    return earlier is not None and any(earlier[name] != row[name] for name in _SAID)


def _as_row(row: Row, position: int) -> dict[str, Any]:
    named = {name: row[name] for name in ("made_at", "author", *_SAID, "reason")}
    return {"curation_id": row["id"], "position": position, **named}


def curation_table(corrections: pl.DataFrame, effects: pl.DataFrame) -> pl.DataFrame:
    """Return table ``curation``: every row of the file with what it came to.

    Args:
        corrections: table ``corrections``.
        effects: table ``correction_effects`` over all stages.
    """
    found = {row["curation_id"]: row for row in effects.iter_rows(named=True)}
    rows = []
    for row in corrections.filter("in_file").iter_rows(named=True):
        said = {name: value for name, value in row.items() if name not in {"active", "in_file", "changed"}}
        if not row["active"]:
            status, note = "undone", "taken back by a later row"
        elif row["action"] == "undo":
            status, note = "applied", f"{row['target']} is not applied"
        else:
            effect = found.get(row["curation_id"], _NOTHING_FOUND)
            status, note = effect["status"], effect["note"]
        rows.append({**said, "status": status, "note": note})
    table = TABLES["curation"]
    return table.conform(table.frame(rows))


def quarantine(file: CurationFile, path: str, batch_id: str) -> pl.DataFrame:
    """Return the lines that cannot be used as rows of ``quarantine``."""
    table = TABLES["quarantine"]
    return table.conform(
        table.frame(
            {
                "batch_id": batch_id,
                "path": path,
                "stage": "curation",
                "row_key": f"curation:line {problem.line}",
                "reason_code": problem.reason_code,
                "message": problem.message,
                "payload": json.dumps({"line": problem.payload}, ensure_ascii=False),
            }
            for problem in file.problems
        )
    )
