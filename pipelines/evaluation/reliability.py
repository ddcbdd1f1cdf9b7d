"""What confidence is worth: mean confidence beside the share of right ones, and what a cut leaves.

Belongs here: bins, cuts and the expected calibration error (Guo et al. 2017, weighted by the size of each bin).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.evaluation.detection import Match, Sides
from pipelines.evaluation.fields import Field, agrees, pairs_of
from pipelines.evaluation.result import Bin, Cut, Reliability
from pipelines.evaluation.spans import Counts

LEAST = 0.5
"""The overlap from which a mention is right here."""
_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_CUTS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class _Judged:
    confidence: float
    is_right: bool
    with_speaker: bool


def score_confidence(sides: Sides, match: Match, speaker: Field) -> Reliability:
    """Hold confidence against the matches at an overlap of ``LEAST``; what is forgiven is left out."""
    judged = _judged(sides, match, speaker)
    bins = tuple(_bin(judged, low, high) for low, high in pairwise(_EDGES) if _inside(judged, low, high))
    error = sum(each.count * abs(each.mean_confidence - each.right / each.count) for each in bins)
    cuts = []
    for at in _CUTS:
        kept = [each for each in judged if each.confidence >= at]
        right = sum(each.is_right for each in kept)
        cuts.append(Cut(at, len(kept), Counts(right, len(kept) - right, len(sides.gold) - right)))
    return Reliability(bins, tuple(cuts), error / len(judged) if judged else None)


def _judged(sides: Sides, match: Match, speaker: Field) -> list[_Judged]:
    named: Mapping[int, bool] = {
        found: speaker.needs not in pair.gold.given or agrees(speaker, pair)
        for found, pair in zip(match.pairs.values(), pairs_of(sides, match.pairs), strict=True)
    }
    return [
        _Judged(each.confidence, at in named, named.get(at, False))
        for at, each in enumerate(sides.found)
        if each.confidence is not None and at not in match.forgiven
    ]


def _inside(judged: Sequence[_Judged], low: float, high: float) -> list[_Judged]:
    """Return those of a bin; the last one holds its upper end."""
    return [each for each in judged if low <= each.confidence and (each.confidence < high or high == _EDGES[-1])]


def _bin(judged: Sequence[_Judged], low: float, high: float) -> Bin:
    inside = _inside(judged, low, high)
    return Bin(
        low=low,
        high=high,
        count=len(inside),
        mean_confidence=sum(each.confidence for each in inside) / len(inside),
        right=sum(each.is_right for each in inside),
        right_with_speaker=sum(each.with_speaker for each in inside),
    )
