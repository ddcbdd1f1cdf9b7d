"""Cutting a content into one proposition a sentence.

Belongs here: where one proposition ends and the next begins. Does not belong here: who holds them.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from spacy.tokens import Doc, Token

from pipelines.extraction.tokens import is_word

ENDS = frozenset(".!?…")
"""Marks that end a sentence."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def sentences_of(doc: Doc, parts: Sequence[tuple[int, int]], cut: AbstractSet[int]) -> list[set[int]]:
    """Cut quoted tokens into sentences; a cue in the middle of one does not cut it."""
    found: list[set[int]] = []
    previous: int | None = None
    for start, end in parts:
        for i in (i for i in range(start, end) if i not in cut):
            fresh = previous is None or (
                bool(doc[i].is_sent_start) and _can_end(doc[i - 1]) if i == previous + 1 else _is_new(doc, previous, i)
            )
            if fresh and (not found or any(is_word(doc[j]) for j in found[-1])):
                found.append(set())
            found[-1].add(i)
            previous = i
    return [tokens for tokens in found if any(is_word(doc[i]) for i in tokens)]


def _can_end(token: Token) -> bool:
    """Tell whether a sentence can end with ``token``: the parse alone cuts too often."""
    return token.text[-1:] in ENDS or token.is_space or token.is_quote or token.text in {";", ":", ")"}


def _is_new(doc: Doc, previous: int, i: int) -> bool:
    between = doc[previous + 1 : i].text.rstrip(" \"“„«‘'")
    return doc[previous].text[-1:] in ENDS or between[-1:] in ENDS or "\n" in between


def consequence(doc: Doc, tokens: set[int]) -> tuple[set[int], set[int]]:
    """Cut off a closing *which would require …*: it is a proposition of its own."""
    for i in sorted(tokens):
        token = doc[i]
        if token.lower_ != "which" or i == 0 or doc[i - 1].text != "," or token.dep_ not in _SUBJECTS:
            continue
        verb = token.head
        would = any(child.dep_ == "aux" and child.lower_ in {"would", "’d", "'d"} for child in verb.children)
        if would or verb.lemma_ in {"imply", "mean"}:
            tail = {j for j in tokens if j >= i}
            if {j for j in tail if is_word(doc[j])} <= {part.i for part in verb.subtree}:
                return tokens - tail, tail
    return tokens, set()
