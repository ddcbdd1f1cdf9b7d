"""Articles as spaCy documents: parsed paragraph by paragraph, joined into one.

Belongs here: cutting segments into the texts that are parsed, joining the parses, and the map from
the joined document's characters back to those of ``articles.text``. A paragraph's parse does not
depend on its neighbours, so that an edit elsewhere in the article leaves its mentions alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

_BLANK_LINE = re.compile(r"\r?\n[^\S\n]*(?:\r?\n[^\S\n]*)+")
_NEW_LINE = re.compile(r"\r?\n(?![^\S\n]*[a-z])")
_DATELINE = re.compile(
    r"[A-Z][A-Z'’.-]+(?:[ ,]+[A-Z][A-Z'’.-]+){0,3}(?:, [^\n()—–]{1,30})?(?: ?\([^()\n]{2,40}\))? ?(?:--|[—–]|-(?= ))\s*"
    r"|[A-Z][^\n()—–.!?]{1,60}\([^()\n]{2,40}\) ?(?:--|[—–]|-(?= ))\s*"
)
"""*NORLAND, May 3 (Agency) —*, *Norland (Agency) -*: where and when a report was written, no part of a sentence."""
_BLANKS = re.compile(r"[\r\n\t\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_WORD = re.compile(r"\S+")
_EDGE = 3
"""So many marks before and after an overlong word stay."""
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)\]]*\s")


class Paragraph(NamedTuple):
    """A text to be parsed and where it stands."""

    start: int
    """Where it begins in the article."""
    text: str
    """Its characters; one for one, line breaks and other controls are blanks, and inside overlong words letters."""
    role: str
    """The role of its segment."""


LONGEST_WORD = 300
"""A longer run of characters without a blank is read as one word, whatever it is (code points)."""


def paragraphs_of(
    text: str, segments: Iterable[tuple[int, int, str]], longest_word: int = LONGEST_WORD
) -> list[Paragraph]:
    """Cut ``(start, end, role)`` segments of ``text`` into paragraphs, in order.

    A single line break ends a paragraph unless the next line goes on in lower case, as in text that
    was wrapped to a width. A dateline is a paragraph of its own.
    """
    found = []
    for start, end, role in sorted(segments):
        for first, last in _cut(text, start, end):
            dateline = _DATELINE.match(text, first, last)
            cuts = [first, last] if dateline is None else [first, dateline.end(), last]
            for begin, stop in pairwise(cuts):
                words = text[begin:stop]
                if words.strip():
                    found.append(Paragraph(begin, _plain(words, longest_word), role))
    return found


def _plain(words: str, longest: int) -> str:
    """Return words with blanks for line breaks, and letters for what overlong words hold between their marks.

    The tokenizer looks through the rest of a word again for each mark that it takes off: ten thousand brackets in a
    row would cost it minutes.
    """
    words = _BLANKS.sub(" ", words)
    if len(words) <= longest or all(len(word) <= longest for word in words.split()):
        return words
    return _WORD.sub(lambda match: _masked(match.group()) if len(match.group()) > longest else match.group(), words)


def _masked(word: str) -> str:
    """Return a word of as many letters; the few marks before and after it stay, for they close sentences."""
    first, last = 0, len(word)
    while first < _EDGE and not word[first].isalnum():
        first += 1
    while last > len(word) - _EDGE and not word[last - 1].isalnum():
        last -= 1
    return f"{word[:first]}{'x' * (last - first)}{word[last:]}"


def _cut(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    first = start
    for pattern_match in re.finditer(f"{_BLANK_LINE.pattern}|{_NEW_LINE.pattern}", text[start:end]):
        yield first, start + pattern_match.start()
        first = start + pattern_match.end()
    yield first, end


LONGEST_PARSED = 10_000
"""A longer paragraph is cut at a sentence end, so that the model's memory stays bounded (code points)."""


def readable(paragraph: Paragraph, longest_sentence: int) -> list[Paragraph]:
    """Return the parts of a paragraph whose sentences are no longer than ``longest_sentence`` characters.

    A part is no longer than ``LONGEST_PARSED``, or than one sentence where that is longer.
    """
    if len(paragraph.text) <= longest_sentence:
        return [paragraph]
    parts, first, kept = [], 0, 0
    ends = [match.end() for match in _SENTENCE_END.finditer(paragraph.text)] + [len(paragraph.text)]
    for end in ends:
        if end - kept > longest_sentence:  # this sentence is too long: keep what stands before it
            if kept > first:
                parts.append((first, kept))
            first = end
        elif end - first > LONGEST_PARSED and kept > first:
            parts.append((first, kept))
            first = kept
        kept = end
    if kept > first:
        parts.append((first, kept))
    return [paragraph._replace(start=paragraph.start + a, text=paragraph.text[a:b]) for a, b in parts]


class Places:
    """Maps characters of a joined document to those of its article, and to the role of the segment."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._starts: list[int] = []
        at = 0
        for paragraph in paragraphs:
            self._starts.append(at)
            at += len(paragraph.text) + 1

    def _index(self, char: int) -> int:
        return max(0, bisect_right(self._starts, char) - 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the article's ``[start, end)`` of the document's ``[start, end)``."""
        first, last = self._index(start), self._index(max(start, end - 1))
        return (
            self._paragraphs[first].start + start - self._starts[first],
            self._paragraphs[last].start + end - self._starts[last],
        )

    def of(self, span: Span) -> tuple[int, int]:
        """Return the article's ``[start, end)`` of a span of the document."""
        return self.span(span.start_char, span.end_char)

    def role(self, char: int) -> str:
        """Return the role of the segment that holds the document's character."""
        return self._paragraphs[self._index(char)].role


_JOINED: tuple[str | int, ...] = (
    *("LEMMA", "NORM", "TAG", "POS", "DEP", "HEAD", "SENT_START"),
    *("ENT_IOB", "ENT_TYPE", "ENT_ID", "ENT_KB_ID"),
)
"""What a joined token keeps; features of inflection, which nothing here reads, take long to hand over."""


def join(docs: Sequence[Doc], vocab: Vocab) -> Doc:
    """Join parsed paragraphs into one document; a token with a line break stands between two of them.

    Its vector, where the paragraphs have vectors, is zero.
    """
    if not docs:
        return Doc(vocab)
    parts: list[Doc] = []
    for doc in docs:
        if parts:
            parts.append(Doc(vocab, words=["\n"], spaces=[False], heads=[0], deps=["ROOT"], sent_starts=[True]))
        parts.append(doc)
    joined: Doc = Doc.from_docs(  # type: ignore[call-arg]
        parts, ensure_whitespace=False, attrs=list(_JOINED), exclude=["tensor", "user_data", "spans"]
    )
    if all(len(doc.tensor) == len(doc) for doc in docs):
        blank = np.zeros((1, docs[0].tensor.shape[1]), dtype=docs[0].tensor.dtype)
        rows = [part.tensor if len(part.tensor) else blank for part in parts]
        joined.tensor = np.concatenate(rows)
    return joined
