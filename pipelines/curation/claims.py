"""Corrections of claims, made ready for linking: the mentions that each names.

Belongs here: finding the mentions of a claim that a correction names, now and when its identifier
is gone. Does not belong here: the partition itself, and the identifiers.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import polars as pl

from pipelines.curation.notation import Claim, claims, tokens
from pipelines.ids import claim_id
from pipelines.schema import TABLES

Row = Mapping[str, Any]

CLAIM_ACTIONS = {"merge-claims": "merge", "split-claim": "split"}


class _Claims:
    """Finds the mentions of claims: by the keys written beside them, else by the version before."""

    def __init__(self, keys: Iterable[str], previous: pl.DataFrame) -> None:
        self._keys = set(keys)
        self._founder = {claim_id(key): key for key in self._keys}
        self._members: dict[str, list[str]] = {}
        for key, claim in sorted(previous.select("mention_key", "claim_id").unique().iter_rows()):
            if key in self._keys:
                self._members.setdefault(claim, []).append(key)

    def mentions(self, claim: Claim) -> list[str]:
        """Return the keys, among those in the dataset now, that the claim is known by.

        The founder is the mention that the identifier was minted from. A claim that was merged away has no
        mentions in the version before, but its founder still tells which of them were its own.
        """
        if known := [key for key in claim.keys if key in self._keys]:
            return known
        members = self._members.get(claim.claim_id or "", [])
        founder = self._founder.get(claim.claim_id or "")
        if founder is not None and (founder in members or not members):
            return [founder]
        return members


def claim_corrections(
    corrections: pl.DataFrame,
    mentions: pl.DataFrame,
    previous: pl.DataFrame,
    touched: Collection[str] = (),
) -> pl.DataFrame:
    """Return table ``claim_corrections``.

    Args:
        corrections: table ``corrections``.
        mentions: the mentions about to be linked; of them ``mention_key``.
        previous: table ``mentions`` of the version before; of it ``mention_key`` and ``claim_id``.
        touched: mention keys that corrections of names changed.
    """
    chosen = corrections.filter(pl.col("action").is_in(list(CLAIM_ACTIONS)), pl.col("active") | pl.col("changed"))
    found = _Claims(mentions["mention_key"] if chosen.height else (), previous)
    rows: list[dict[str, Any]] = []
    for row in chosen.sort("position").iter_rows(named=True):
        action = CLAIM_ACTIONS[row["action"]] if row["active"] else "touch"
        for part, keys in enumerate(_parts(row, found)):
            rows += [_row(row, action, part, key) for key in dict.fromkeys(keys)]
    last = {"position": corrections.height, "curation_id": "names", "changed": True}
    rows += [_row(last, "touch", 0, key) for key in sorted(touched)]
    table = TABLES["claim_corrections"]
    return table.conform(table.frame(rows))


def _parts(row: Row, found: _Claims) -> list[list[str]]:
    target = claims(row["target"])[0]
    if row["action"] == "merge-claims":
        return [found.mentions(claim) for claim in (target, *claims(row["value"]))]
    apart = tokens(row["value"])
    rest = [key for key in found.mentions(target) if key not in apart]
    return [rest, [key for key in apart if found.mentions(Claim(None, (key,)))]]


def _row(row: Row, action: str, part: int, key: str) -> dict[str, Any]:
    named = {name: row[name] for name in ("position", "curation_id", "changed")}
    return {**named, "action": action, "part": part, "mention_key": key}
