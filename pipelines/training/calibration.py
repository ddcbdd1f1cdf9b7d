"""Calibration: from a network's score to the share of right ones among held-out candidates.

Belongs here: isotonic regression by pooling adjacent violators (Ayer et al. 1955) and the table that
shows how far to trust it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_BINS = 20
"""Knots at most; each stands for an equal number of candidates."""


class Bin(NamedTuple):
    """One row of a table of reliability."""

    low: float
    high: float
    size: int
    confidence: float
    right: float


def knots(scores: NDArray[np.floating], right: NDArray[np.floating]) -> list[tuple[float, float]]:
    """Return ``(score, share of right ones)`` pairs, ascending in both."""
    order = np.argsort(scores, kind="stable")
    parts = [part for part in np.array_split(order, min(_BINS, len(order))) if len(part)]
    pooled: list[tuple[float, float, int]] = []
    for part in parts:
        pooled.append((float(scores[part].mean()), float(right[part].mean()), len(part)))
        while len(pooled) > 1 and pooled[-2][1] >= pooled[-1][1]:
            (x, y, n), (u, v, m) = pooled[-2], pooled[-1]
            pooled[-2:] = [((x * n + u * m) / (n + m), (y * n + v * m) / (n + m), n + m)]
    return [(round(x, 4), round(y, 4)) for x, y, _ in pooled]


def reliability(confidence: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Return, by tenths of confidence, how many were right; empty tenths are left out."""
    values, truth = np.asarray(confidence), np.asarray(right, dtype=np.float64)
    rows = []
    for tenth in range(10):
        low, high = tenth / 10, (tenth + 1) / 10
        inside = (values >= low) & ((values < high) if tenth < 9 else (values <= high))
        if inside.any():
            rows.append(Bin(low, high, int(inside.sum()), float(values[inside].mean()), float(truth[inside].mean())))
    return rows
