"""Where two wordings differ, word by word: what quotations and opposing claims are marked with."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKENS = 400
"""Words looked at; the comparison takes the square of them."""


class Piece(NamedTuple):
    """Some words of one wording, and whether the other lacks them."""

    text: str
    differs: bool


def marked(one: str, other: str) -> tuple[list[Piece], list[Piece]]:
    """Return both wordings in pieces; those that stand in one alone are marked.

    Case, punctuation and typographic variants of quotation marks make no difference.
    """
    first, second = one.split(), other.split()
    if max(len(first), len(second)) > _TOKENS:
        return [Piece(" ".join(first), differs=False)], [Piece(" ".join(second), differs=False)]
    matcher = SequenceMatcher(None, [_bare(word) for word in first], [_bare(word) for word in second], autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        _add(left, first[start:end], differs=tag != "equal")
        _add(right, second[other_start:other_end], differs=tag != "equal")
    return left, right


def likeness(one: str, other: str) -> float:
    """Return the share of words that two wordings have in common in order, 0 to 1."""
    first, second = ([_bare(word) for word in text.split()[:_TOKENS]] for text in (one, other))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _add(pieces: list[Piece], words: list[str], *, differs: bool) -> None:
    if words:
        pieces.append(Piece(" ".join(words), differs))


def _bare(word: str) -> str:
    return re.sub(r"\W", "", word).casefold() or word
