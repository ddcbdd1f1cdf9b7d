"""Refusals to comment: which claim they answer.

Belongs here: finding what a refusal refuses to speak of. Does not belong here: denials, which
say something of the claim (`relations`).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.linking.features import Features
from pipelines.linking.packed import column
from pipelines.linking.words import stem
from pipelines.reference import fold

ANSWER_SHARE = 0.5
"""Share of the words of what was asked that a claim must hold to be it."""
ANAPHORA_SCORE = 0.5
"""How sure it is that `the matter` is what the claim before it says."""
_NEAR = 3
"""What `the matter` stands for is among so many claims before it."""
_TOPIC_AFTER = frozenset(["on", "about", "regarding", "over"])
_ANAPHORS = frozenset(
    stem(word)
    for word in (
        *("matter", "issue", "question", "report", "claim", "allegation", "accusation", "speculation", "charge"),
        *("case", "proposal", "affair", "subject", "story", "detail"),
    )
)
"""Nouns that stand for what was just said."""


def answers(
    mentions: Sequence[Features], claim_of: Mapping[str, str], asked: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return rows of ``claim_relations``: refusals to comment and the nearest earlier claim that they were asked about.

    Args:
        mentions: all mentions.
        claim_of: the claim of each mention.
        asked: what each refusal was asked about, in words; without it the words after `comment on` are read.
    """
    articles = column(mentions, "article_id")
    silent = {a for a, kind in zip(articles, column(mentions, "claim_type"), strict=True) if kind == "no_comment"}
    by_article: dict[str, list[Features]] = defaultdict(list)
    for position, article in enumerate(articles):
        if article in silent:
            by_article[article].append(mentions[position])
    rows = []
    for found in by_article.values():
        found.sort(key=lambda mention: mention.rank)
        for place, refusal in enumerate(found):
            if refusal.claim_type != "no_comment":
                continue
            topic = _topic(refusal, asked.get(refusal.mention_id))
            earlier = [m for m in reversed(found[:place]) if m.claim_type != "no_comment"]
            answered, score = _answered(refusal, topic, earlier)
            if answered is not None and claim_of[answered.mention_id] != claim_of[refusal.mention_id]:
                rows.append(_row(refusal, answered, score, claim_of))
    return rows


def _answered(refusal: Features, topic: set[str], earlier: Sequence[Features]) -> tuple[Features | None, float]:
    """The claim that a refusal answers and how sure that is; null where it does not say on what."""
    named = [mention for mention in earlier if topic & mention.terms]
    if named:
        share = len(topic & named[0].terms) / len(topic)
        if share >= ANSWER_SHARE:
            return named[0], share
    if topic and topic <= _ANAPHORS:
        told = [m for m in earlier[:_NEAR] if m.source is not None and m.source != refusal.source]
        return (told[0], ANAPHORA_SCORE) if told else (None, 0.0)
    return None, 0.0


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


def _topic(refusal: Features, asked: str | None) -> set[str]:
    """Stems of the words that say what was asked, names by their marks; none where the text does not say."""
    if asked is not None:
        words = [stem(word) for word in fold(asked).split()]
        spelled = dict(zip(refusal.text.split(), refusal.words, strict=False))
        marks = {spelled[word] for word in fold(asked).split() if spelled.get(word, "").startswith("@")}
        return marks | {word for word in words if word in refusal.terms or word in _ANAPHORS}
    text = refusal.text.split()
    place = next((i for i, word in enumerate(text) if word in _TOPIC_AFTER), None)
    if place is None:
        return set()
    after = {stem(word) for word in text[place + 1 :]}
    return {term for term in refusal.terms if term in after}
