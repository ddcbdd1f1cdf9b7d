"""Refusals to comment: which claim they answer.

Belongs here: finding what a refusal refuses to speak of. Does not belong here: denials, which
say something of the claim (`relations`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.linking.features import Features
from pipelines.linking.words import stem

ANSWER_SHARE = 0.5
"""Share of the words after `comment on` that a claim must hold to be what was asked about."""
_TOPIC_AFTER = frozenset(["on", "about", "regarding", "over"])


def answers(mentions: Sequence[Features], claim_of: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return rows of ``claim_relations``: refusals to comment *on* something and the nearest earlier claim of it."""
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
                rows.append(_row(refusal, answered, share, claim_of))
    return rows


def _row(refusal: Features, answered: Features, share: float, claim_of: Mapping[str, str]) -> dict[str, Any]:
    return {
        "claim_id": claim_of[refusal.mention_id],
        "other_claim_id": claim_of[answered.mention_id],
        "relation": "answers",
        "reason": None,
        "detail": "A refusal to comment on what the other states.",
        "score": round(share, 6),
        "mention_id": refusal.mention_id,
        "other_mention_id": answered.mention_id,
    }


def _asked_about(refusal: Features) -> set[str]:
    """Terms of a refusal that stand after `on` or `about`; none where it does not say on what."""
    if refusal.claim_type != "no_comment":
        return set()
    words = refusal.text.split()
    place = next((i for i, word in enumerate(words) if word in _TOPIC_AFTER), None)
    if place is None:
        return set()
    after = {stem(word) for word in words[place + 1 :]}
    return {term for term in refusal.terms if term in after}
