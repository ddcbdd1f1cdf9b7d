"""Tokens of a document: which are words, which line they stand in, and the runs that they form.

Belongs here: arithmetic on token indices. Does not belong here: anything grammatical.
"""

from collections.abc import Iterable

from spacy.tokens import Doc, Span, Token


def is_word(token: Token) -> bool:
    """Tell whether a token has letters or digits and is no mark."""
    return not (token.is_punct or token.is_space or token.is_quote) and any(c.isalnum() for c in token.text)


def lines_of(doc: Doc) -> list[tuple[int, int]]:
    """Return, for each token, the token bounds of its paragraph; a token with a line break ends one."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for token in doc:
        if "\n" in token.text or token.i == len(doc) - 1:
            bounds.extend([(start, token.i + 1)] * (token.i + 1 - start))
            start = token.i + 1
    return bounds


def pieces_of(doc: Doc, tokens: Iterable[int]) -> list[Span]:
    """Return runs of tokens as spans, joined over gaps of nothing but punctuation, without bare marks."""
    runs: list[list[int]] = []
    for i in sorted(tokens):
        gap = range(runs[-1][1], i) if runs else range(0)
        if runs and len(gap) <= 3 and all(doc[j].is_punct or doc[j].is_quote for j in gap):
            runs[-1][1] = i + 1
        else:
            runs.append([i, i + 1])
    return [doc[a:b] for a, b in runs if any(is_word(doc[i]) for i in range(a, b))]
