"""All that a version knows of one claim."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from assets.commands.published import table
from assets.looking.shared import Facts, mention_facts, rows_of
from pipelines.linking.unfolding import unfold
from pipelines.publication.report.differences import marked

if TYPE_CHECKING:
    from pipelines.reader import Dataset

_PASSIVE = {
    "contradicts": "is contradicted by",
    "differs": "differs from",
    "supersedes": "is superseded by",
    "entails": "is entailed by",
    "denies": "is denied by",
    "answers": "is answered by",
}
_ACTIVE = {"differs": "differs from"}
_SYMMETRIC = {"contradicts", "differs"}


def claim_facts(data: "Dataset", claim: str) -> Facts:
    """Return what a version knows of a claim, as values of JSON.

    Args:
        data: The version.
        claim: A live ``claim_id``.

    Returns:
        The columns of ``claims``, and ``speakers`` (most frequent first), ``origins``, ``mentions`` (in the order of
        time), ``relations``, ``variants`` of its quotations and its ``history`` over the versions.
    """
    row = rows_of(data, "claims", "claim_id", [claim]).row(0, named=True)
    mentions = rows_of(data, "mentions", "claim_id", [claim])
    told = mention_facts(data, mentions)
    speakers = Counter(each["speaker"] for each in told if each["speaker"])
    return {
        "kind": "claim",
        "version": data.version,
        **row,
        "speakers": [{"name": name, "mentions": number} for name, number in speakers.most_common()],
        "origins": _origins(data, claim, mentions),
        "mentions": told,
        "relations": _relations(data, claim),
        "variants": _variants(data, mentions),
        "history": _history(data, claim),
    }


def _origins(data: "Dataset", claim: str, mentions: pl.DataFrame) -> list[Facts]:
    articles = rows_of(data, "articles", "article_id", mentions["article_id"])
    found = unfold(
        claim, rows_of(data, "claim_origins", "claim_id", [claim]), mentions, articles, data.table("outlets")
    )
    return [
        {
            "name": origin.name,
            "kind": origin.kind,
            "methods": list(origin.methods),
            "outlets": list(origin.outlets),
            "mentions": len(origin.evidence),
            "origin_key": origin.key,
        }
        for origin in found
    ]


def _relations(data: "Dataset", claim: str) -> list[Facts]:
    """How the claim stands to others, read from its side; a symmetric relation is told once."""
    either = (pl.col("claim_id") == claim) | (pl.col("other_claim_id") == claim)
    rows = data.scan("claim_relations").filter(either).collect()
    other_ids = {row[side] for row in rows.iter_rows(named=True) for side in ("claim_id", "other_claim_id")} - {claim}
    others = {row["claim_id"]: row for row in rows_of(data, "claims", "claim_id", other_ids).iter_rows(named=True)}
    found: dict[tuple[str, str], Facts] = {}
    for row in rows.sort("relation", "claim_id", "other_claim_id").iter_rows(named=True):
        is_first = row["claim_id"] == claim
        other = others[row["other_claim_id"] if is_first else row["claim_id"]]
        relation = row["relation"]
        words = _ACTIVE.get(relation, relation) if is_first or relation in _SYMMETRIC else _PASSIVE[relation]
        found.setdefault(
            (words, other["claim_id"]),
            {
                "relation": relation,
                "words": words,
                "claim_id": other["claim_id"],
                "claim_text": other["claim_text"],
                "independent_origin_count": other["independent_origin_count"],
                "reason": row["reason"],
                "detail": row["detail"],
                "score": row["score"],
            },
        )
    return list(found.values())


def _variants(data: "Dataset", mentions: pl.DataFrame) -> list[Facts]:
    """The quotations of the claim that are printed in other words elsewhere, the least alike first."""
    own = set(mentions["mention_id"])
    either = pl.col("mention_id").is_in(sorted(own)) | pl.col("other_mention_id").is_in(sorted(own))
    rows = data.scan("quote_variants").filter(either & (pl.col("kind") != "same")).collect()
    ids = {*rows["mention_id"], *rows["other_mention_id"]}
    told = {each["mention_id"]: each for each in mention_facts(data, rows_of(data, "mentions", "mention_id", ids))}
    found = []
    for row in rows.sort("similarity", "mention_id", "other_mention_id").iter_rows(named=True):
        sides = [told[row[side]] for side in ("mention_id", "other_mention_id")]
        if sides[0]["mention_id"] not in own:
            sides.reverse()
        words = marked(*(" ".join((side["content_text"] or "").split()) for side in sides))
        found.append(
            {
                "kind": row["kind"],
                "similarity": row["similarity"],
                "wordings": [_wording(side, pieces) for side, pieces in zip(sides, words, strict=True)],
            }
        )
    return found


def _wording(mention: Facts, pieces: list[Any]) -> Facts:
    return {
        "mention_id": mention["mention_id"],
        "outlet": mention["outlet"],
        "speaker": mention["speaker"],
        "words": [{"text": piece.text, "differs": piece.differs} for piece in pieces],
    }


def _history(data: "Dataset", claim: str) -> list[Facts]:
    """What became of the claim: its states, and the events of its identity, version by version."""
    events = table(data, "claim_history").filter(
        ((pl.col("claim_id") == claim) | (pl.col("other_claim_id") == claim)) & (pl.col("event") != "kept")
    )
    states = table(data, "claim_states").filter(pl.col("claim_id") == claim)
    by_version: dict[str, Facts] = {}
    for row in events.sort("version", "event", "claim_id").iter_rows(named=True):
        entry = by_version.setdefault(row["version"], {"version": row["version"], "events": [], "state": None})
        entry["events"].append({name: row[name] for name in ("event", "claim_id", "other_claim_id", "cause")})
    shown = ("claim_text", "independent_origin_count", "article_count", "status", "is_disputed")
    for row in states.sort("version_from").iter_rows(named=True):
        entry = by_version.setdefault(
            row["version_from"], {"version": row["version_from"], "events": [], "state": None}
        )
        entry["state"] = {name: row[name] for name in shown}
    return [by_version[version] for version in sorted(by_version)]
