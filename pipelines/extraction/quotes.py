"""Quotations by tokens, and which of them are nobody's sentence.

Belongs here: joining the paragraphs of a quotation, and telling quotations from scare quotes, titles
and nicknames by the words inside and beside the marks. Does not belong here: pairing the marks
(``quotations``) and who is quoted (``quoted``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from pipelines.extraction.quotations import Quotation

_SCARE_WORDS = 3
"""A quotation of so many words or fewer, without a verb, is a way of naming rather than a saying."""
_TITLE_WORDS = 9
"""A title of a work has so many words or fewer."""


@dataclass
class Quote:
    """One quotation with all its paragraphs, by tokens."""

    group: int
    parts: list[tuple[int, int]]
    """Token bounds of the words between the marks, one pair a paragraph."""
    marks: list[tuple[int, int]]
    """Character bounds with the marks."""
    scare: bool
    unclosed: bool = False
    """Whether its last mark is missing."""
    taken: bool = False

    @property
    def start(self) -> int:
        """First token."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Token after the last."""
        return self.parts[-1][1]

    def tokens(self) -> set[int]:
        """Indices of all its tokens."""
        return {i for start, end in self.parts for i in range(start, end)}


def quotes_of(doc: Doc, quotations: Iterable[Quotation]) -> list[Quote]:
    """Return the outermost quotations of ``doc`` by tokens, in order."""
    found: dict[int, Quote] = {}
    for quotation in quotations:
        if quotation.depth:
            continue
        span = doc.char_span(quotation.start, quotation.end, alignment_mode="contract")
        if span is None or not len(span):
            continue
        closing = quotation.end if quotation.closing is None else quotation.closing + 1
        quote = found.setdefault(quotation.group, Quote(quotation.group, [], [], False))
        quote.parts.append((span.start, span.end))
        quote.marks.append((quotation.opening, closing))
        quote.unclosed = quotation.closing is None
    for quote in found.values():
        quote.scare = len(quote.parts) == 1 and _is_scare(doc[quote.start : quote.end])
    return sorted(found.values(), key=lambda quote: quote.start)


def _is_scare(words: Span) -> bool:
    """Tell whether the words are a name, title or catchword rather than somebody's sentence."""
    inside = [token for token in words if not token.is_punct and not token.is_space]
    if _is_title(words, inside):
        return True
    if len(inside) > _SCARE_WORDS or words.text.rstrip()[-1:] in ",.!?":
        return False
    return not any(token.tag_ in {"VBD", "VBZ", "VBP", "MD"} for token in inside)


def _is_title(words: Span, inside: Sequence[Token]) -> bool:
    """Tell whether the words are the title of a work: all capitalised, right after the noun or name that they title."""
    before = words.doc[words.start - 2] if words.start > 1 else None
    if before is None or before.pos_ not in {"NOUN", "PROPN", "PART", "ADP", "ADJ"} or not inside:
        return False
    long = [token for token in inside if len(token) > 3 or token is inside[0]]
    return len(inside) <= _TITLE_WORDS and all(token.text[0].isupper() or token.text[0].isdigit() for token in long)
