"""Spans compared: bare bounds, overlap, one-to-one matching, and counts of it.

Belongs here: arithmetic on characters. The edges of a content are a matter of convention; blanks,
marks, punctuation and a leading *that* therefore do not count, on either side of a comparison.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

Place = tuple[int, int]

_MARKS = " \t\r\n\u00a0\u200b\"“”„‟‘’‚'`´«»‹›()[]{}"
_HEAD = frozenset(_MARKS + ",;:-–—…")
_TAIL = frozenset(_MARKS + ".,;:!?…-–—")
_THAT = re.compile(r"that\s+(?=\S)", re.IGNORECASE)


@dataclass
class Counts:
    """Right, wrong and missed ones, and those found that a second annotator forgives: neither right nor wrong."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    forgiven: int = 0

    derived: ClassVar = ("precision", "recall", "f1")

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 0 where there is nothing."""
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def bare(text: str, place: Place) -> Place:
    """Return a place without blanks, marks and punctuation at its ends and a leading *that*."""
    start, end = place[0], min(place[1], len(text))
    start = _after(text, start, end)
    while end > start and text[end - 1] in _TAIL:
        end -= 1
    that = _THAT.match(text, start, end)
    if that:
        start = _after(text, that.end(), end)
    return (start, end) if start < end else place


def _after(text: str, start: int, end: int) -> int:
    while start < end and text[start] in _HEAD:
        start += 1
    return start


def targets(text: str, pieces: Sequence[Place]) -> list[Place]:
    """Return what a content in pieces may be compared by: all from first to last, or any piece alone."""
    cover = (pieces[0][0], max(end for _, end in pieces))
    return [bare(text, place) for place in dict.fromkeys([cover, *pieces])]


def overlap(one: Iterable[Place], other: Iterable[Place]) -> float:
    """Return the highest intersection over union of any place of ``one`` with any of ``other``."""
    others = list(other)
    return max((_iou(a, b) for a in one for b in others), default=0.0)


def _iou(a: Place, b: Place) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (a[1] - a[0] + b[1] - b[0] - shared) if shared > 0 else 0.0


def touches(one: Iterable[Place], other: Iterable[Place]) -> bool:
    """Tell whether any place of ``one`` shares a character with any of ``other``."""
    others = list(other)
    return any(a[0] < b[1] and b[0] < a[1] for a in one for b in others)


def matched(text: str, found: Sequence[Sequence[Place]], gold: Sequence[Sequence[Place]], least: float) -> Counts:
    """Count contents that match one to one with an overlap of at least ``least``, the closest pairs first."""
    ours, theirs = [targets(text, pieces) for pieces in found], [targets(text, pieces) for pieces in gold]
    pairs = paired(ours, theirs, least)
    return Counts(len(pairs), len(found) - len(pairs), len(gold) - len(pairs))


def paired(found: Sequence[Sequence[Place]], gold: Sequence[Sequence[Place]], least: float) -> dict[int, int]:
    """Match targets one to one, the closest pairs first and earlier ones before later ones where equally close.

    Returns:
        Index in ``gold`` → index in ``found``, for the pairs whose overlap is at least ``least``.
    """
    near = [(overlap(a, b), i, j) for i, a in enumerate(found) for j, b in enumerate(gold) if touches(a[:1], b[:1])]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in sorted(near, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if score >= least and i not in taken and j not in pairs:
            taken.add(i)
            pairs[j] = i
    return pairs
