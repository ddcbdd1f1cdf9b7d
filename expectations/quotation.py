"""Where a text is quoted, read from its quotation marks alone.

An independent and lenient reading, kept apart from the one that extraction uses, so that the one
can check the other: it errs towards calling words quoted. It knows the double and the single marks
of the usual typographies, straight marks, marks that a site uses the wrong way round, quotations
of several paragraphs (each reopened, the last one closed), and nesting.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_DOUBLE = '"“”„‟«»＂″「」『』'
_SINGLE = "'‘’‚‛‹›`´"
_STYLES = {
    mark: style
    for style, marks in (("straight", '"＂″'), ("curly", "“”„‟"), ("guillemet", "«»"), ("corner", "「」『』"))
    for mark in marks
}
_ANY_DOUBLE, _ANY_SINGLE = re.compile(f"[{_DOUBLE}]"), re.compile(f"[{_SINGLE}]")
_MARKS = frozenset(_DOUBLE + _SINGLE)
_ALWAYS_OPEN = frozenset("„「『‚")
_ALWAYS_CLOSE = frozenset("」』")
_SPACED = frozenset("«»‹›")
"""Marks that some typographies set off with a blank inside."""
_DOUBLED = re.compile("''|``|´´|’’|‘‘")
"""Two single marks in the place of a double one."""


class _Mark(NamedTuple):
    at: int
    opens: bool
    closes: bool


def _is_gap(character: str) -> bool:
    """Whether a mark beside ``character`` stands at the edge of a word group: blank, bracket, dash, text's end."""
    return not character or character.isspace() or unicodedata.category(character)[0] in "PZSC"


def _marks(text: str, kinds: re.Pattern[str]) -> Iterator[_Mark]:
    """Yield the marks of ``text`` among ``kinds`` with what each may do where it stands."""
    for match in kinds.finditer(text):
        at, character = match.start(), match[0]
        left = text[at - 1] if at else ""
        right = text[at + 1] if at + 1 < len(text) else ""
        opens = _is_gap(left) and not (not right or right.isspace())
        closes = not (not left or left.isspace())
        if character in _SPACED:
            opens, closes = _is_gap(left), not (not left or left.isspace()) or (bool(left) and _is_gap(right))
        elif character in _ALWAYS_OPEN:
            opens, closes = True, False
        elif character in _ALWAYS_CLOSE:
            opens, closes = False, True
        if opens or closes:
            yield _Mark(at, opens, closes)


def _prefers_opening(text: str, mark: _Mark) -> bool:
    """For a mark that may do both: follow its shape, and where it has none, whether a word follows it."""
    if mark.opens != mark.closes:
        return mark.opens
    character = text[mark.at]
    if character in "“«‘‹":
        return True
    if character in "”»’›":
        return False
    return text[mark.at + 1].isalnum() and not text[mark.at - 1].isalnum()


def _paragraph_breaks(text: str, start: int, end: int) -> bool:
    """Whether a blank line lies in ``text[start:end]``."""
    lines = text[start:end].splitlines()
    return any(not line.strip() for line in lines[1:-1]) if len(lines) > 2 else False


def _double_regions(text: str) -> Iterator[tuple[int, int]]:
    """Yield what lies between double marks, outermost pairs only; an unclosed quotation ends with its paragraph.

    Marks of one style inside marks of another nest. A straight mark that opens where a straight one is open
    replaces it: straight marks do not nest, so the earlier one was never closed.
    """
    open_: list[tuple[int, str]] = []
    closed = 0
    for mark in _marks(text, _ANY_DOUBLE):
        style = _STYLES[text[mark.at]]
        if open_ and (_reopens(text, mark) or _paragraph_breaks(text, open_[0][0], mark.at)):
            end = mark.at if _reopens(text, mark) else _end_of_paragraph(text, open_[0][0])
            yield open_[0][0], end
            open_.clear()
        if _prefers_opening(text, mark):
            if open_ and open_[-1][1] == style == "straight":
                start, _ = open_.pop()
                yield start, mark.at
            open_.append((mark.at + 1, style))
        elif open_:
            start = _close(open_, style)
            closed = mark.at + 1
            yield start, mark.at
        elif closed and not _paragraph_breaks(text, closed, mark.at):
            yield closed, mark.at
            closed = mark.at + 1
    if open_:
        yield open_[0][0], _end_of_paragraph(text, open_[0][0])


def _close(open_: list[tuple[int, str]], style: str) -> int:
    """Close the innermost quotation of ``style``, with what stands open inside it, else the innermost of any style."""
    same = [depth for depth, (_, other) in enumerate(open_) if other == style]
    depth = same[-1] if same else len(open_) - 1
    start = open_[depth][0]
    del open_[depth:]
    return start


def _reopens(text: str, mark: _Mark) -> bool:
    """Whether the mark opens at the beginning of a paragraph's line, as a continued quotation does."""
    line_start = text.rfind("\n", 0, mark.at) + 1
    return mark.opens and not text[line_start : mark.at].strip()


def _end_of_paragraph(text: str, start: int) -> int:
    """Return where the paragraph that holds ``start`` ends: at the first blank line after it, or with the text."""
    at = start
    while (at := text.find("\n", at)) != -1:
        following = text.find("\n", at + 1)
        line = text[at + 1 : following if following != -1 else len(text)]
        if not line.strip():
            return at
        at += 1
    return len(text)


def _single_regions(text: str) -> Iterator[tuple[int, int]]:
    """Yield what lies between single marks: from an opening one to the last that may close before the next opens.

    An apostrophe inside a word neither opens nor closes. One right after a word may close, and the later
    one wins, so that a plural possessive does not end the quotation; one after punctuation does close.
    """
    opened: int | None = None
    last_close: int | None = None
    for mark in _marks(text, _ANY_SINGLE):
        right = text[mark.at + 1] if mark.at + 1 < len(text) else ""
        closes = mark.closes and not right.isalnum()
        if opened is not None and "\n" in text[opened : mark.at]:
            if last_close is not None:
                yield opened, last_close
            opened = last_close = None
        if mark.opens and not (closes and opened is not None):
            if opened is not None and last_close is not None:
                yield opened, last_close
            opened, last_close = mark.at + 1, None
        elif closes and opened is not None and text[mark.at - 1].isalnum():
            last_close = mark.at
        elif closes and opened is not None:
            yield opened, mark.at
            opened = last_close = None
    if opened is not None and last_close is not None:
        yield opened, last_close


def quoted_regions(text: str) -> list[tuple[int, int]]:
    """Return the quoted stretches of ``text``, marks left out, in order and without overlap.

    Stretches with nothing but blanks and marks between them are one: the paragraphs of one quotation.
    """
    paired = _DOUBLED.sub('""', text)
    regions = sorted({*_double_regions(paired), *_single_regions(paired)})
    merged: list[tuple[int, int]] = []
    for start, end in regions:
        if merged and (start <= merged[-1][1] or _only_marks(text[merged[-1][1] : start])):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _only_marks(gap: str) -> bool:
    return all(character.isspace() or character in _MARKS for character in gap)


def inside_quotation(text: str, regions: list[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether ``text[start:end]``, but for blanks and marks at its edges, lies in one of ``regions``.

    What is empty or not inside the text is not inside a quotation.
    """
    if not 0 <= start < end <= len(text):
        return False
    while start < end and _only_marks(text[start]):
        start += 1
    while end > start and _only_marks(text[end - 1]):
        end -= 1
    at = bisect_right(regions, (start, len(text) + 1)) - 1
    return at >= 0 and regions[at][0] <= start and end <= regions[at][1]
