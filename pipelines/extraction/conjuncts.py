"""Mends a frequent error of the parse: infinitives in a row, of which only the first keeps its place.

Belongs here: which heads of a parsed document are moved. Does not belong here: what is read off the parse.

In *the plans include demands for Norland to leave the pact, cut tariffs and pay* the parse often ties *cut* to
*include*. A bare infinitive is no conjunct of a finite verb: it goes on with the infinitive before it.
"""

from spacy.language import Language
from spacy.tokens import Doc, Token

NAME = "onrecord_conjuncts"
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_OWN = frozenset({"aux", "auxpass", "nsubj", "nsubjpass", "expl"})
"""What makes a verb a clause of its own, or finite after all."""


@Language.component(NAME, requires=["token.dep", "token.head", "token.tag"], assigns=["token.head"])
def mend_conjuncts(doc: Doc) -> Doc:
    """Tie every bare infinitive that the parse joins to a finite verb to the infinitive between the two."""
    for token in doc:
        if token.tag_ == "VB" and token.dep_ == "conj" and token.head.tag_ in _FINITE:
            first = None if any(child.dep_ in _OWN for child in token.children) else _infinitive_before(token)
            if first is not None:
                token.head = first
    return doc


def _infinitive_before(token: Token) -> Token | None:
    """Return the first infinitive under the head of ``token`` that stands between the two and is not its conjunct."""
    head = token.head
    for other in token.doc[head.i + 1 : token.i]:
        to = any(child.tag_ == "TO" and child.dep_ == "aux" for child in other.lefts)
        if to and other.tag_ == "VB" and other.head.i < other.i and head.is_ancestor(other):
            return other
    return None
