"""How two claims stand to each other, with a sentence for people.

Belongs here: reading a relation off pairs of mentions that are alike but for one thing, and
off denials and refusals to comment. Does not belong here: the judgement of pairs.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import polars as pl

from pipelines.linking.features import Features
from pipelines.linking.similarity import Judgement, Veto, likeness
from pipelines.linking.words import stem
from pipelines.reference import fold
from pipelines.schema import TABLES

Pair = tuple[int, int]

LIKENESS: Mapping[str, float] = {"number": 0.35, "polarity": 0.35, "time": 0.7, "actor": 0.75}
"""How alike two mentions must be, but for what keeps them apart, for that to be a relation. Two
claims about other days or people are rarely about one thing, two with other numbers of it often."""
ANSWER_SHARE = 0.5
"""Share of the words after `comment on` that a claim must hold to be what was asked about."""

_DISPUTES = frozenset({"contradicts", "denies"})


def claim_relations(
    mentions: Sequence[Features],
    judgements: Mapping[Pair, Judgement],
    weights: Mapping[str, float],
    claim_of: Mapping[str, str],
    denials: Collection[str],
) -> pl.DataFrame:
    """Return table ``claim_relations``, the best pair of mentions for each relation of two claims.

    Args:
        mentions: the mentions that pairs are positions in.
        judgements: what the comparisons came to.
        weights: weight of every term.
        claim_of: the claim of each mention.
        denials: mentions whose cue denies their content.
    """
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    found = []
    for (i, j), judgement in judgements.items():
        a, b = mentions[i], mentions[j]
        veto = judgement.veto
        if veto is None or veto.reason == "type" or claim_of[a.mention_id] == claim_of[b.mention_id]:
            continue
        score = likeness(a, b, weights) if veto.reason == "number" else judgement.score
        if score >= LIKENESS[veto.reason]:
            found.append(_relation(a, b, veto, score, claim_of, denials))
    for row in [*found, *_answers(mentions, claim_of)]:
        key = (row["claim_id"], row["other_claim_id"], row["relation"])
        rank = (-row["score"], row["mention_id"], row["other_mention_id"])
        best = rows.get(key)
        if best is None or rank < (-best["score"], best["mention_id"], best["other_mention_id"]):
            rows[key] = row
    table = TABLES["claim_relations"]
    return table.conform(table.frame(rows.values()))


def disputed(relations: pl.DataFrame) -> set[str]:
    """Return the claims that a contradiction or denial stands against.

    A contradiction stands against both, a denial against what is denied.
    """
    found = set()
    for row in relations.filter(pl.col("relation").is_in(sorted(_DISPUTES))).iter_rows(named=True):
        found.add(row["other_claim_id"])
        if row["relation"] == "contradicts":
            found.add(row["claim_id"])
    return found


def denying_cues(verbs: pl.DataFrame) -> frozenset[str]:
    """Return the stems of the words that deny, from the reference table ``reporting_verbs``."""
    return frozenset(
        stem(word) for lemma in verbs.filter(pl.col("kind") == "deny")["lemma"] for word in fold(lemma).split()[:1]
    )


def denies(cue_text: str | None, cues: Collection[str]) -> bool:
    """Whether a cue denies what it reports."""
    return cue_text is not None and any(stem(word) in cues for word in fold(cue_text).split())


def _relation(
    a: Features, b: Features, veto: Veto, score: float, claim_of: Mapping[str, str], denials: Collection[str]
) -> dict[str, Any]:
    first, second = sorted((a, b), key=lambda mention: (claim_of[mention.mention_id], mention.mention_id))
    relation = "contradicts" if veto.reason in {"number", "polarity"} and not veto.compatible else "differs"
    if veto.reason == "polarity" and (a.mention_id in denials) != (b.mention_id in denials):
        relation = "denies"
        first, second = (a, b) if a.mention_id in denials else (b, a)
    elif veto.reason == "number" and (later := _later(a, b)) is not None:
        relation = "supersedes"
        first, second = (a, b) if later is a else (b, a)
    return _row(first, second, relation, veto.reason, _detail(relation, veto.detail), score, claim_of)


def _later(a: Features, b: Features) -> Features | None:
    """The later of two statements of one known speaker on different days."""
    if a.source is None or a.source != b.source or a.published is None or b.published is None:
        return None
    if a.published == b.published:
        return None
    return a if a.published > b.published else b


def _detail(relation: str, difference: str) -> str:
    """The relation in a sentence."""
    if relation == "denies":
        return "One denies what the other states."
    if relation == "supersedes":
        return f"The same speaker later said otherwise: {difference}."
    return f"{difference[:1].upper()}{difference[1:]}."


def _row(
    first: Features,
    second: Features,
    relation: str,
    reason: str | None,
    detail: str,
    score: float,
    claim_of: Mapping[str, str],
) -> dict[str, Any]:
    return {
        "claim_id": claim_of[first.mention_id],
        "other_claim_id": claim_of[second.mention_id],
        "relation": relation,
        "reason": reason,
        "detail": detail,
        "score": round(score, 6),
        "mention_id": first.mention_id,
        "other_mention_id": second.mention_id,
    }


def _answers(mentions: Sequence[Features], claim_of: Mapping[str, str]) -> list[dict[str, Any]]:
    """Refusals to comment *on* something: they answer the nearest earlier claim that speaks of it."""
    by_article: dict[str, list[Features]] = defaultdict(list)
    for mention in mentions:
        by_article[mention.article_id].append(mention)
    rows = []
    for found in by_article.values():
        found.sort(key=lambda mention: mention.rank)
        for place, refusal in enumerate(found):
            asked = _asked_about(refusal)
            earlier = [m for m in reversed(found[:place]) if m.claim_type != "no_comment" and asked & set(m.terms)]
            if not asked or not earlier:
                continue
            answered = earlier[0]
            share = len(asked & set(answered.terms)) / len(asked)
            if share >= ANSWER_SHARE and claim_of[answered.mention_id] != claim_of[refusal.mention_id]:
                detail = "A refusal to comment on what the other states."
                rows.append(_row(refusal, answered, "answers", None, detail, share, claim_of))
    return rows


def _asked_about(refusal: Features) -> set[str]:
    """Terms of a refusal that stand after `on` or `about`; none where it does not say on what."""
    if refusal.claim_type != "no_comment":
        return set()
    words = refusal.text.split()
    place = next((i for i, word in enumerate(words) if word in {"on", "about", "regarding"}), None)
    if place is None:
        return set()
    after = {stem(word) for word in words[place + 1 :]}
    return {term for term in refusal.terms if term in after}
