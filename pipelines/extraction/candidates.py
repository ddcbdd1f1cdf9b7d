"""Candidates: every place of a parsed sentence where somebody might be reported to say, think or want something.

Belongs here: reading pairs of a cue and a content off the parse, far more of them than are right. Does
not belong here: which of them are right; that is learnt (``ranking``).
"""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Span, Token

from pipelines.extraction.clauses import VERBAL, reported_after
from pipelines.extraction.cues import holder, noun_holder, verb_span
from pipelines.extraction.lexicon import Lexicon

Range = tuple[int, int]
"""Token bounds, end exclusive."""

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_CLAUSES = frozenset({"ccomp", "xcomp", "advcl"})
_PREDICATES = frozenset({"oprd", "acomp", "attr"})
_NOMINAL = frozenset({"relcl", "acl", "ccomp", "xcomp"})
_COMPARED = frozenset({"ccomp", "xcomp", "advcl"})
_NO_CUES = frozenset({"aux", "auxpass", "amod", "compound"})
_LATE = frozenset({"relcl", "advcl", "acl", "appos", "conj", "cc", "parataxis", "ccomp"})
_GOVERNED = frozenset({"ccomp", "parataxis", "advcl", "conj"})
_BE = "be"
_CITING = frozenset({"cite", "quote"})
"""Their object is a source; contents under them are the rules' affair."""


class Candidate(NamedTuple):
    """A cue and what might be its content, by tokens of one document."""

    cue: Token
    """The word that governs the cue."""
    content: tuple[Range, ...]
    """Token ranges, in order."""
    root: Token
    """The governing word of the content."""
    shape: str
    """The way in which the content hangs on the cue."""


def candidates(sent: Span) -> Iterator[Candidate]:
    """Yield the candidates of a sentence in the order of their cues."""
    for token in sent:
        if token.dep_ in _NO_CUES or token.lemma_ in _CITING:
            continue
        if token.pos_ in VERBAL:
            yield from _of_verb(token)
        elif token.pos_ in {"NOUN", "PROPN"}:
            yield from _of_noun(token)
        elif token.pos_ == "ADJ":
            yield from _of_adjective(token)


def cue_span(cue: Token, lexicon: Lexicon) -> Span:
    """Return the printed words of a cue."""
    if cue.pos_ in VERBAL:
        return verb_span(cue, lexicon.verb(cue))
    if cue.pos_ == "ADJ" and cue.head.pos_ in VERBAL and cue.head.i < cue.i:
        return cue.doc[cue.head.i : cue.i + 1]
    return cue.doc[cue.i : cue.i + 1]


def source_of(cue: Token) -> Token | None:
    """Return the head of the phrase that presents who says, thinks or wants it."""
    if cue.pos_ in VERBAL:
        return holder(cue)
    if cue.pos_ == "ADJ":
        return holder(cue.head) if cue.head.pos_ in VERBAL else None
    return noun_holder(cue)


# --- by the part of speech of the cue --------------------------------------------------------


def _of_verb(verb: Token) -> Iterator[Candidate]:
    subject = thing = None
    rights: list[Token] = []
    for child in verb.children:
        if child.dep_ in _SUBJECTS:
            subject = child
        elif child.dep_ == "dobj" and child.i > verb.i:
            thing = child
        if child.i > verb.i and child.dep_ not in {"punct", "cc", "conj", "prt"}:
            rights.append(child)
        elif child.dep_ == "ccomp" and reported_after(child) is None:
            yield Candidate(verb, (_whole(child),), child, "before")
    for child in rights:
        if child.dep_ in _CLAUSES:
            yield from _both(verb, child, child.dep_)
            if thing is not None and thing.i < child.i:
                yield Candidate(verb, (_whole(thing), _whole(child)), child, f"object_{child.dep_}")
            if subject is not None and child.dep_ == "xcomp":
                yield Candidate(verb, (_whole(subject), _whole(child)), child, f"{subject.dep_}_xcomp")
        elif child.dep_ == "dobj":
            yield from _both(verb, child, "object")
        elif child.dep_ == "prep":
            yield from _under_preposition(verb, child)
            if thing is not None and thing.i < child.i:
                yield Candidate(verb, (_whole(thing), _whole(child)), thing, "object_prep")
            yield Candidate(verb, ((child.i, verb.right_edge.i + 1),), child, "from_prep")
        elif child.dep_ in _PREDICATES:
            yield Candidate(verb, (_whole(child),), child, child.dep_)
            if thing is not None and thing.i < child.i:
                yield Candidate(verb, (_whole(thing), _whole(child)), child, f"object_{child.dep_}")
            if subject is not None:
                yield Candidate(verb, (_whole(subject), _whole(child)), child, f"{subject.dep_}_{child.dep_}")
    if subject is not None and subject.dep_ == "nsubjpass":
        yield Candidate(verb, (_whole(subject),), subject, "nsubjpass")
    if rights:
        last = next((t for t in reversed(rights) if t.dep_ != "advcl"), rights[-1])
        start = next((t for t in rights if t.dep_ not in {"advmod", "npadvmod", "prep", "dative"}), rights[0])
        yield Candidate(verb, ((start.left_edge.i, max(start.right_edge.i, last.right_edge.i) + 1),), start, "rest")
    yield from _around(verb)


def _of_noun(noun: Token) -> Iterator[Candidate]:
    for child in noun.rights:
        if child.dep_ in _NOMINAL:
            yield from _both(noun, child, child.dep_)
        elif child.dep_ == "prep":
            yield from _under_preposition(noun, child)
            if child.i < noun.right_edge.i:
                yield Candidate(noun, ((child.i + 1, noun.right_edge.i + 1),), child, "to_edge")
    head = noun.head
    if head.i == noun.i:
        return
    if noun.dep_ in _SUBJECTS and head.lemma_ == _BE:
        for child in head.rights:
            if child.dep_ in {"ccomp", "xcomp", "attr", "advcl"}:
                yield Candidate(noun, (_whole(child),), child, f"be_{child.dep_}")
    if noun.dep_ in {"dobj", "attr"}:
        for child in head.rights:
            if child.i < noun.i:
                continue
            if child.dep_ in _COMPARED:
                yield from _both(noun, child, f"borne_{child.dep_}")
            elif child.dep_ == "prep":
                for one in _under_preposition(noun, child):
                    yield one._replace(shape=f"borne_{one.shape}")


def _of_adjective(word: Token) -> Iterator[Candidate]:
    for child in word.rights:
        if child.dep_ in _COMPARED:
            yield from _both(word, child, child.dep_)
        elif child.dep_ == "prep":
            yield from _under_preposition(word, child)
    if word.head.i != word.i:
        for child in word.head.rights:
            if child.i > word.i and child.dep_ in _COMPARED:
                yield Candidate(word, (_whole(child),), child, f"beside_{child.dep_}")


# --- contents ---------------------------------------------------------------------------------


def _whole(head: Token) -> Range:
    return head.left_edge.i, head.right_edge.i + 1


def _both(cue: Token, head: Token, shape: str) -> Iterator[Candidate]:
    """Yield a content whole, and without what hangs on at its end after a comma or as a relative clause."""
    start, end = _whole(head)
    if start <= cue.i < end:
        return
    yield Candidate(cue, ((start, end),), head, shape)
    for child in head.rights:
        if child.dep_ in _LATE and child.left_edge.i > head.i:
            cut = child.left_edge.i
            if cut < end and cut > start:
                yield Candidate(cue, ((start, cut),), head, f"{shape}_short")
            return


def _under_preposition(cue: Token, preposition: Token) -> Iterator[Candidate]:
    for goal in preposition.rights:
        if goal.dep_ in {"pobj", "pcomp"}:
            yield from _both(cue, goal, goal.dep_)
            return
        if goal.dep_ == "prep":
            yield from _under_preposition(cue, goal)
            return


def _around(verb: Token) -> Iterator[Candidate]:
    """Yield what governs an inserted clause, without that clause."""
    head = verb.head
    if verb.dep_ not in _GOVERNED or head.i == verb.i or verb.tag_ == "VBN":
        return
    start, end = _whole(head)
    first, last = _whole(verb)
    parts = tuple(part for part in ((start, min(first, end)), (max(last, start), end)) if part[0] < part[1])
    if parts:
        yield Candidate(verb, parts, head, f"around_{verb.dep_}")
