"""The passage of a text that answers a question, with the words that do."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.search.query import How, Term
from pipelines.search.stems import stem
from pipelines.search.words import Word, words


class Passage(NamedTuple):
    """A stretch of a text and the places of its hits, both in the text's own positions."""

    start: int
    end: int
    hits: list[tuple[int, int]]

    def parts(self, text: str) -> list[tuple[str, str]]:
        """Return its words in pieces, each with its role: ``hit`` or nothing; an ellipsis where the text goes on."""
        cuts = sorted({self.start, self.end, *(place for hit in self.hits for place in hit)})
        marked = set(self.hits)
        pieces = [
            (text[first:last], "hit" if any(start <= first and last <= end for start, end in marked) else "")
            for first, last in pairwise(cuts)
        ]
        before = [("… ", "")] if text[: self.start].strip() else []
        after = [(" …", "")] if text[self.end :].strip() else []
        return [*before, *pieces, *after]


def passage(text: str, terms: Sequence[Term], width: int = 240) -> Passage:
    """Return the passage of about ``width`` characters that holds the most different terms of a question.

    A text that is no longer is its own passage; of equal ones the first is taken. Passages begin and end at words.
    """
    read = list(words(text))
    found = _found(read, [term for term in terms if not term.is_excluded])
    if len(text) <= width:
        return Passage(0, len(text), _merged([(start, end) for start, end, _ in found]))
    best, most = 0, -1
    for place, _, _ in found:
        inside = [number for start, end, number in found if place <= start and end <= place + width]
        if (score := len(set(inside)) * len(found) + len(inside)) > most:
            best, most = place, score
    last_hit = max((end for start, end, _ in found if best <= start and end <= best + width), default=best)
    start = max(0, best - (width - (last_hit - best)) // 2)
    starts = [word.start for word in read if start <= word.start <= best]
    first = starts[0] if starts and start else 0
    ends = [word.end for word in read if word.end <= first + width]
    # a sign that closes the last word stays with it
    last = len(text) if first + width >= len(text) else max(ends[-1] if ends else 0, last_hit)
    hits = [(start, end) for start, end, _ in found if first <= start and end <= last]
    return Passage(first, last, _merged(hits))


def _found(read: Sequence[Word], terms: Sequence[Term]) -> list[tuple[int, int, int]]:
    """Where terms stand, in the order of the text: start, end, and which term."""
    found = []
    for number, term in enumerate(terms):
        size = len(term.words)
        for place in range(len(read) - size + 1):
            run = read[place : place + size]
            if all(_is(word.folded, *wanted) for word, wanted in zip(run, term.words, strict=True)):
                found.append((run[0].start, run[-1].end, number))
    return sorted(found)


def _is(folded: str, wanted: str, how: How) -> bool:
    match how:
        case "exact":
            return folded == wanted
        case "prefix":
            return folded.startswith(wanted)
        case "stem":
            return folded == wanted or stem(folded) == stem(wanted)


def _merged(hits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Hits that overlap, as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(hits)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
