"""How far a story reaches on its page: where text beyond it begins, and where it resumes after a list of teasers.

Works on the indices of the paragraphs of running text among an article's units, and on their
words; the units between are lines that are no running text.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

STORY_RESUMES_AFTER = 2
"""So many paragraphs on end after a teaser are the story again."""
ISLAND_GAP = 8
"""So many lines on end without running text part a story from other text of its page."""
MAX_ISLAND_SHARE = 0.3
"""Text beyond such a gap is another's only where it is less than this share of the story's words."""
LINE_COST = 10
"""Words of running text that one line which is none outweighs."""


def story_resumes(head: int, prose: Sequence[int], words: Sequence[int], *, signed_off: bool) -> int | None:
    """Return the index of the unit where the story goes on after a list of teasers, None where it does not.

    Args:
        head: the unit that opens the list.
        prose: the indices of all running text.
        words: ``words[n]`` counts the words of the first ``n`` of them.
        signed_off: whether a disclaimer or a byline stands just above the list.
    """
    n = bisect_left(prose, head)
    before, after = words[n], words[-1] - words[n]
    if n == len(prose) or (signed_off and before > after):
        return None
    if after > before:
        return prose[n]
    for m in range(n, len(prose) - STORY_RESUMES_AFTER + 1):
        if prose[m + STORY_RESUMES_AFTER - 1] == prose[m] + STORY_RESUMES_AFTER - 1:
            # one paragraph between titles may be the story's; several, each below a title, tell other stories
            return prose[n] if m - n == 1 else prose[m]
    return None


def islands(prose: Sequence[int], words: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the indices of the running text above and below the story that a wide gap parts from it.

    Args:
        prose: the indices of all running text.
        words: the words of each.
    """
    first, last = densest(prose, words)
    most = MAX_ISLAND_SHARE * sum(words[first : last + 1])
    count = dict(zip(prose, words, strict=True))
    above, below = _beyond_gap(prose[: first + 1][::-1]), _beyond_gap(prose[last:])
    small = [far if sum(count[i] for i in far) <= most else [] for far in (above, below)]
    return small[0], small[1]


def densest(prose: Sequence[int], words: Sequence[int]) -> tuple[int, int]:
    """Return the places in ``prose``, both inclusive, between which running text is densest.

    It is the subarray of greatest sum (Kadane's algorithm), where words of running text count
    for it and every other line counts against it.
    """
    best, best_sum = (0, 0), 0
    start, running = 0, 0
    for n, i in enumerate(prose):
        running -= LINE_COST * (i - prose[n - 1] - 1 if n else 0)
        if running <= 0:
            start, running = n, 0
        running += words[n]
        if running > best_sum:
            best, best_sum = (start, n), running
    return best


def _beyond_gap(outwards: Sequence[int]) -> list[int]:
    """Return what lies beyond the first wide gap, going outwards from the edge of the densest part."""
    for n, (near, beyond) in enumerate(pairwise(outwards), start=1):
        if abs(beyond - near) > ISLAND_GAP:
            return list(outwards[n:])
    return []
