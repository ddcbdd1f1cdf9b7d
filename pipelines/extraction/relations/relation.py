"""One relation between source, cue and content, and how much weight each rule that finds one has.

Belongs here: the record, the rules' names with their shares of right contents, and the few questions
to tokens that several rules ask. Does not belong here: the rules.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from pipelines.extraction.cues import Cue

LIST = "list"
"""A rule for what is too rare in training for its weights to know."""
PRIORS: dict[str, float] = {
    "clause": 0.83,
    "clause_before": 0.94,
    "parenthetical": 0.92,
    "as_clause": 0.61,
    "infinitive": 0.69,
    "object": 0.7,
    "object_infinitive": 0.85,
    "object_as": 0.86,
    "prepositional": 0.67,
    "passive_infinitive": 0.68,
    "according_to": 0.87,
    "noun_clause": 0.66,
    "noun_infinitive": 0.9,
    "noun_for": 0.4,
    "noun_about": 0.6,
    "adjective_clause": 0.67,
    "rest": 0.77,
    LIST: 0.7,
}
"""Rule → share of its mentions whose content was right (IoU of at least 0.5) on 200 articles of
PolNeAR's training part."""
WILLED = frozenset({"ask", "promise"})


@dataclass(frozen=True)
class Relation:
    """One content under one cue, by token indices into the document."""

    content: tuple[int, ...]
    """Sorted indices of the content's tokens."""
    root: int
    """Index of the content's governing token."""
    cue: Span
    cue_head: Token
    source: Token | None
    kind: str
    rule: str
    outer: "Relation | None" = None
    """The relation in whose content this one stands."""
    cut: frozenset[int] = frozenset()
    """Tokens of clauses in the middle of the content that have a cue of their own."""
    apart: bool = False
    """Whether it is such a clause."""


def related(cue: Cue, tokens: Iterable[int], root: Token, rule: str) -> Relation:
    """Return the relation of ``cue`` to a content of ``tokens``, the cue's own words left out."""
    own = {token.i for token in cue.span}
    return Relation(tuple(sorted(set(tokens) - own)), root.i, cue.span, cue.head, cue.source, cue.word.kind, rule)


def split(cue: Cue, tokens: set[int], root: Token, rule: str) -> Iterator[Relation]:
    """Part *that P and that Q* into two contents; each *that* begins a proposition of its own."""
    for child in root.children:
        if child.dep_ == "conj" and child.i > root.i and child.left_edge.lower_ == "that":
            second = subtree(child)
            yield from split(cue, second, child, rule)
            tokens = tokens - second
            joiner = next(
                (other for other in root.children if other.dep_ == "cc" and other.i < child.left_edge.i), None
            )
            tokens -= {joiner.i} if joiner is not None else set()
    yield related(cue, tokens, root, rule)


def subtree(token: Token) -> set[int]:
    """Return the indices of ``token`` and of all that hangs on it."""
    return {part.i for part in token.subtree}


def clause_head(token: Token) -> Token:
    """Return the governor of the clause that ``token`` stands in."""
    while token.dep_ not in {"ROOT", "ccomp", "advcl", "relcl", "parataxis"} and token.head.i != token.i:
        token = token.head
    return token


def mark(clause: Token) -> str:
    """Return the word that introduces a clause: *that*, *whether*, *as*; empty where there is none."""
    return next((child.lower_ for child in clause.children if child.dep_ == "mark" and child.i < clause.i), "")


def has_to(verb: Token) -> bool:
    """Tell whether ``verb`` is an infinitive with *to*."""
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children)
