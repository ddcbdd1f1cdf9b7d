"""One attributed proposition: content, cue and source by tokens of a document.

Belongs here: the shape that every finder of attributions gives, and joining what a cue parts. Does not belong here:
finding them (``relations``, ``quoted``, ``ranking``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from pipelines.extraction.relations import Relation


@dataclass
class Attribution:
    """One proposition with the words that report it, by tokens of one document."""

    pieces: list[Span]
    sentence: Span
    cue: Span | None
    source: Token | None
    kind: str
    rule: str
    quotation: int | None = None
    outer: Relation | None = None
    roots: list[Token] = field(default_factory=list)
    after: Span | None = None
    """The cue of the content that this one follows from: *demands P, which would require Q*."""
    confidence: float | None = None
    """How probable it is that the content is right; None where only the rules were asked."""

    @property
    def cue_head(self) -> Token | None:
        """The word that governs the cue."""
        return None if self.cue is None else self.cue.root

    @property
    def start(self) -> int:
        """First token of the content."""
        return int(self.pieces[0].start)


def joined(attributions: Iterable[Attribution]) -> Iterator[Attribution]:
    """Join a quotation that its cue interrupts, where the parse took its second part for another."""
    last: Attribution | None = None
    for one in attributions:
        if last is not None and _goes_on_after_cue(last, one):
            last.pieces.extend(one.pieces)
            last.roots.extend(one.roots)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _goes_on_after_cue(first: Attribution, second: Attribution) -> bool:
    """Tell whether two quoted contents are one sentence around a cue: *“The dam,” Holt said, “will hold.”*"""
    cue, doc = first.cue, first.sentence.doc
    if cue is None or second.cue is None or cue.start != second.cue.start or first.quotation is None:
        return False
    end, start = first.pieces[-1].end, second.pieces[0].start
    commas = doc[end - 1 : end + 2].text
    quoted = second.quotation is not None and doc[start - 1].is_quote
    return end <= cue.start < start and doc[start].is_lower and "," in commas and quoted
