"""Where a span of an article begins and ends once blanks, joiners and punctuation are left out.

Belongs here: the ends of what is printed. Does not belong here: which words make a content.
"""

from spacy.tokens import Span

from pipelines.extraction.quotations import MARKS

_EDGE_LEFT = frozenset(" \t\r\n\u00a0\u200b,;:.-–—…)]}*•") | MARKS
_EDGE_RIGHT = frozenset(" \t\r\n\u00a0\u200b,;:.-–—…([{")
_CLOSING = {
    "”": "“„”",
    "“": "„",
    "»": "«",
    "«": "»",
    "›": "‹",
    "‹": "›",
    "’": "‘‚",
    "〞": "〝",
    '"': '"',
    "'": "'",
    ")": "(",
    "]": "[",
}


def solid(span: Span) -> Span:
    """Return ``span`` without blank tokens at its ends."""
    start, end = span.start, span.end
    while start < end - 1 and span.doc[start].is_space:
        start += 1
    while end > start + 1 and span.doc[end - 1].is_space:
        end -= 1
    return span.doc[start:end]


def without_joiner(span: Span, *, first: bool) -> tuple[int, int]:
    """Return the characters of ``span`` without a leading *that*, *and* or *but*."""
    at = span.start
    while (
        first
        and at < span.end - 1
        and (
            span.doc[at].is_punct
            or (span.doc[at].dep_ == "cc" and span.doc[at].lower_ in {"and", "but"})
            or (span.doc[at].lower_ == "that" and span.doc[at].dep_ == "mark")
        )
    ):
        at += 1
    return span.doc[at].idx, span.end_char


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends inwards over blanks, marks and punctuation; a closing mark whose pair is inside stays."""
    while start < end and text[start] in _EDGE_LEFT:
        start += 1
    while end > start:
        last = text[end - 1]
        if last in _EDGE_RIGHT or (
            last in _CLOSING and not any(mark in text[start : end - 1] for mark in _CLOSING[last])
        ):
            end -= 1
        else:
            break
    return start, end
