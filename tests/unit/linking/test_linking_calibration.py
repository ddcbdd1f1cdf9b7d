"""The wording measure on news sentence pairs that it was calibrated on: what was reached is held."""

import gzip
import json
from pathlib import Path

import pytest

from pipelines.linking.features import features, term_weights
from pipelines.linking.similarity import measures
from pipelines.reference import fold

REACHED = 0.76
ALLOWED_LOSS = 0.02


def area_under_curve(labels: list[int], scores: list[float]) -> float:
    """Chance that a pair of equal meaning scores above one of another meaning (ties by position)."""
    order = sorted(range(len(scores)), key=lambda index: scores[index])
    ranks = sum(rank for rank, index in enumerate(order, start=1) if labels[index])
    positive = sum(labels)
    return (ranks - positive * (positive + 1) / 2) / (positive * (len(labels) - positive))


@pytest.mark.shared
def test_wording_tells_paraphrases_from_near_misses(newsroom, shared: Path) -> None:
    with gzip.open(shared / "corpora" / "mrpc_train.jsonl.gz", "rt", encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines][::4]
    article = newsroom.article()
    ids = [[newsroom.says(article, pair[side]) for side in ("s1", "s2")] for pair in pairs]
    for mention in newsroom.mentions:
        mention["lemmas"] = fold(mention["content_text"])
    frames = newsroom.frames()
    found = {
        mention.mention_id: mention
        for mention in features(frames["articles"], frames["mentions"], frames["quantities"], frames["entity_mentions"])
    }
    weights = term_weights(found.values())
    scores = [measures(found[one], found[other], weights).likelihood for one, other in ids]
    assert area_under_curve([pair["label"] for pair in pairs], scores) > REACHED - ALLOWED_LOSS
