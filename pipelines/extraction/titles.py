"""Titles and descriptions that stand beside a name.

Belongs here: finding the words. Does not belong here: whose name it is.
"""

from spacy.tokens import Doc, Span, Token

_LONGEST_TITLE = 8
"""Tokens before a name among which its title stands."""


def title_before(mention: Span) -> Span | None:
    """Return the words between the noun phrase's beginning and the name: *Norland's foreign minister* Ada Holt."""
    doc, head = mention.doc, mention.root
    start = max(head.left_edge.i, mention.start - _LONGEST_TITLE)
    while start < mention.start and (
        doc[start].pos_ in {"DET", "PUNCT", "ADP", "CCONJ", "SCONJ", "PRON"} or doc[start].is_space
    ):
        start += 1
    if start >= mention.start:
        # a title that the parse makes the head: *President* (of) *Holt*; or an apposition the other way round
        if head.dep_ == "appos" and head.head.pos_ in {"NOUN", "PROPN"} and head.head.i < mention.start:
            noun = [head.head, *(c for c in head.head.conjuncts if head.head.i < c.i < mention.start)][-1]
            of = [child.right_edge.i for child in noun.rights if child.dep_ == "prep" and child.lower_ in {"of", "for"}]
            return _clean(doc, noun.left_edge.i, min([*of, noun.i][0] + 1, mention.start))
        return None
    return _clean(doc, start, mention.start)


def apposition(head: Token) -> Span | None:
    """Return what is said of a name right after it: Ada Holt, *Norland's foreign minister*."""
    for child in head.children:
        if (
            child.dep_ == "appos"
            and child.i > head.i
            and child.pos_ in {"NOUN", "PROPN"}
            and child.ent_type_ != "PERSON"
        ):
            return _clean(head.doc, child.left_edge.i, child.right_edge.i + 1)
    return None


def _clean(doc: Doc, start: int, end: int) -> Span | None:
    while start < end and (doc[start].pos_ in {"DET", "PUNCT"} or doc[start].is_space):
        start += 1
    for i in range(start, end):
        if doc[i].text in {",", ";", "(", "—", "–"} or doc[i].dep_ == "relcl":
            end = i
            break
    while end > start and (doc[end - 1].is_punct or doc[end - 1].is_space):
        end -= 1
    return doc[start:end] if end > start and not doc[start:end].text.isspace() else None
