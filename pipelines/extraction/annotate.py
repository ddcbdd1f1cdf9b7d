"""Names and numbers that the model sees, with what the parse says of them.

Belongs here: rows of the table ``annotations``, by characters of one document. Does not belong
here: what a name or number means in the world; that is normalisation.
"""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.names import Names

_NUMERIC = frozenset({"CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"})


class Annotation(NamedTuple):
    """One entity or number."""

    span: Span
    label: str
    title: str | None
    counted: str | None
    governor: str | None
    dependency: str | None


def annotations(doc: Doc, names: Names) -> Iterator[Annotation]:
    """Yield the entities of ``doc`` and the numbers that stand in none of them, in order."""
    spans = [(ent, ent.label_) for ent in doc.ents if ent.text.strip()]
    inside = {token.i for ent, _ in spans for token in ent}
    spans += [(doc[t.i : t.i + 1], "CARDINAL") for t in doc if t.pos_ == "NUM" and t.like_num and t.i not in inside]
    for span, label in sorted(spans, key=lambda item: (item[0].start, item[0].end)):
        root = span.root
        yield Annotation(
            span=span,
            label=label,
            title=_title(span, names) if label == "PERSON" else None,
            counted=_counted(span) if label in _NUMERIC else None,
            governor=root.head.lemma_ if root.head.i != root.i else None,
            dependency=root.dep_ or None,
        )


def _title(span: Span, names: Names) -> str | None:
    """Return the title printed with this very mention."""
    name = names.of(span.root)
    if name is None:
        return None
    root = span.root
    return next((words for at, words in name.titles if root.left_edge.i <= at <= root.right_edge.i), None)


def _counted(span: Span) -> str | None:
    """Return the noun that a number counts: *regions* in *four Norland regions*."""
    token: Token = span.root
    if (
        token.dep_ in {"nummod", "quantmod", "compound", "amod"}
        and token.head.pos_ in {"NOUN", "PROPN"}
        and token.head.i >= span.end
    ):
        return str(token.head.text)
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "of" and child.i >= span.end - 1:
            return next((str(goal.text) for goal in child.children if goal.dep_ == "pobj"), None)
    return str(token.text) if token.pos_ == "NOUN" and len(span) > 1 else None
