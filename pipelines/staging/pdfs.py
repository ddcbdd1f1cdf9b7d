"""From a PDF's text layer to its text: lines joined into paragraphs; the reading is pypdf's.

Belongs here: which lines of a page go together. Does not belong here: pages that are pictures, which
have no text layer and go to quarantine.
"""

import io
import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.staging.pages import Page, PageError

if TYPE_CHECKING:
    from pypdf import PageObject

_FULL = 0.8
"""A line shorter than this share of the usual length ends its paragraph."""
_USUAL = 0.9
"""Quantile of the lengths of lines that is taken as usual."""
_END = re.compile(r"[.!?…:][\"'”’)\]]*$")
_SAME_LINE = 2.0
"""Points within which two pieces of text stand on one line."""
_GAP = 1.4
"""A step down of more than so many times the usual one is a gap."""
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad\u2010]$")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.I)
_REPEATED = 0.6
"""A first or last line that stands on more than this share of the pages is a running head or foot."""


def read_pdf(data: bytes, most_pages: int | None = None) -> Page:
    """Return the text of a PDF, its paragraphs parted by blank lines.

    Args:
        data: the file.
        most_pages: the most pages that are taken; any number without it.

    Raises:
        PageError: ``encrypted``, ``no_text_layer``, ``too_many_pages`` or ``page_unreadable``.
    """
    # its import takes longer than most pages, and few inputs hold a PDF
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PageError("encrypted", "is encrypted: save it without its password")
        if most_pages is not None and len(reader.pages) > most_pages:
            advice = f"has more than {most_pages} pages: split it or set ONRECORD_MAX_PDF_PAGES higher"
            raise PageError("too_many_pages", advice)
        pages = [_lines(page) for page in reader.pages]
    except PageError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        problem = type(error).__name__
        raise PageError("page_unreadable", f"is a damaged PDF ({problem}): give its text instead") from error
    lines = [line for page in _without_running_lines(pages) for line in page]
    paragraphs = _paragraphs(lines)
    if not any(character.isalnum() for paragraph in paragraphs for character in paragraph):
        raise PageError("no_text_layer", "is a PDF of pictures, without text: give its text instead")
    return Page("\n\n".join(paragraphs))


def _lines(page: "PageObject") -> list[str]:
    """Return the lines of a page on which something stands, and an empty one for each gap between them."""
    placed: list[tuple[float, str]] = []

    def take(text: str, _user: object, matrix: Sequence[float], *_font: object) -> None:
        if not text.strip():
            return
        height = float(matrix[5])
        if placed and abs(placed[-1][0] - height) < _SAME_LINE:
            placed[-1] = (height, placed[-1][1] + text)
        else:
            placed.append((height, text))

    page.extract_text(visitor_text=take)
    steps = sorted(above - below for (above, _), (below, _) in pairwise(placed) if above > below)
    usual = steps[len(steps) // 2] if steps else 0.0
    lines: list[str] = []
    for at, (height, text) in enumerate(placed):
        if at and placed[at - 1][0] - height > _GAP * usual:
            lines.append("")
        clean = text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
        lines.extend(" ".join(line.split()) for line in clean.strip("\n").split("\n"))
    return lines


def _without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, and what heads or ends most pages alike."""
    pages = [_stripped(page) for page in pages]
    if len(pages) > 2:
        edges = Counter(line for page in pages if page for line in {page[0], page[-1]})
        running = {line for line, count in edges.items() if count > _REPEATED * len(pages)}
        pages = [_stripped(_without_edges(page, running)) for page in pages]
    return pages


def _without_edges(page: list[str], running: AbstractSet[str]) -> list[str]:
    return [line for i, line in enumerate(page) if line not in running or 0 < i < len(page) - 1]


def _stripped(page: list[str]) -> list[str]:
    """Return a page without blank lines and page numbers at its ends."""
    start, end = 0, len(page)
    while start < end and (not page[start] or _PAGE_NUMBER.fullmatch(page[start])):
        start += 1
    while end > start and (not page[end - 1] or _PAGE_NUMBER.fullmatch(page[end - 1])):
        end -= 1
    return page[start:end]


def _paragraphs(lines: list[str]) -> list[str]:
    """Join lines: a blank line, or a sentence that ends before the line is full, ends a paragraph."""
    lengths = sorted(len(line) for line in lines if line)
    usual = lengths[int(_USUAL * (len(lengths) - 1))] if lengths else 0
    paragraphs: list[str] = []
    open_ = False
    for line in lines:
        if not line:
            open_ = False
        elif open_ and _HYPHEN.search(paragraphs[-1]) and line[:1].islower():
            paragraphs[-1] = _HYPHEN.sub("", paragraphs[-1]) + line
        elif open_:
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        if line:
            short = len(line) < _FULL * usual
            open_ = not (short and (_END.search(line) or len(paragraphs[-1]) == len(line)))
    return paragraphs
