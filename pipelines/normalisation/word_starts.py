"""Where the words of a text begin, so that a pattern need not be tried at every letter.

A pattern that begins with one of a few words is tried where these stand alone; what it finds there is what a search
of the whole text finds, many times sooner.
"""

import re
from collections.abc import Iterable, Iterator

_START = re.compile(r"\b(?:[A-Za-z]{1,3}|\d)")
_TWO_FACED = re.compile("[İıſ\u212a]")
"""Letters that patterns without regard to case take for those of the English alphabet."""


def is_two_faced(text: str) -> bool:
    """Return whether a text has letters that patterns without regard to case take for others, so that words mislead."""
    return not text.isascii() and _TWO_FACED.search(text) is not None


def keys(words: Iterable[str]) -> frozenset[str]:
    """Return what stands for words in ``WordStarts.of``: their first three letters; ``0`` for any digit.

    >>> sorted(keys(["the", "then", "in", "0"]))
    ['0', 'in', 'the']
    """
    return frozenset(word[:3] for word in words)


class WordStarts:
    """The places at which the words and numbers of a text begin, by their first three letters."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._two_faced = is_two_faced(text)
        self._places: dict[str, list[int]] = {}
        self._found: dict[frozenset[str], list[int]] = {}
        for match in _START.finditer(text):
            start = match[0].lower()
            self._places.setdefault("0" if start.isdigit() else start, []).append(match.start())

    def of(self, begins: frozenset[str]) -> list[int]:
        """Return the places of the words whose ``keys`` are given, in order."""
        if begins not in self._found:
            self._found[begins] = sorted(place for key in begins for place in self._places.get(key, ()))
        return self._found[begins]

    def matches(self, pattern: re.Pattern[str], begins: frozenset[str]) -> Iterator[re.Match[str]]:
        """Yield what ``finditer`` finds, of a pattern that begins with a word of ``begins``, if any are given."""
        if not begins or self._two_faced:
            yield from pattern.finditer(self._text)
            return
        end = 0
        for place in self.of(begins):
            if place >= end and (match := pattern.match(self._text, place)):
                yield match
                end = match.end()
