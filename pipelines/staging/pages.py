"""From a page's markup to its text: body, headings and what the page says of itself.

The body is found by trafilatura (Barbaresi 2021, ACL demo); dates that no markup declares by
htmldate. Comments on the article are left out.
"""

import re
from dataclasses import dataclass, field, replace

from lxml import etree, html

from pipelines.staging.page_metadata import PageMetadata, read_metadata

MAX_DEPTH = 230
"""lxml loses the text of elements nested deeper than some 250 without a word."""

_RUN = 4
"""Words of the runs by which two texts are compared."""
_LEAST_TOLD = 60
"""Words from which a body told in JSON-LD can be an article."""
_SHARED_SHARE = 0.5
"""A body told in JSON-LD of which less than this share stands in the elements is taken instead of them."""

_TAG = re.compile(r"<(/?)([a-z][^\s/<>]{0,60})[^<>]{0,2000}?(/?)>", re.I)
# fmt: off
_UNCLOSED = frozenset({
    # without content, and with an end tag that may be left out (HTML Standard, 13.1.2)
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "html", "head", "body", "p", "li", "dt", "dd", "rt", "rp", "optgroup", "option", "colgroup", "caption",
    "thead", "tbody", "tfoot", "tr", "td", "th",
})
# fmt: on
"""Elements of which many may stand open on a sound page."""
_RAW_TEXT = re.compile(r"<(?:(script|style)\b|!--)", re.I)
_RAW_ENDS = {
    "script": re.compile(r"</script", re.I),
    "style": re.compile(r"</style", re.I),
    None: re.compile(r"-->"),
}
"""What ends a stretch of markup in which no element begins, by the element that it belongs to; None: a comment."""


class PageError(ValueError):
    """A page that cannot be read; ``reason_code`` and ``advice`` go to quarantine."""

    def __init__(self, reason_code: str, advice: str) -> None:
        super().__init__(f"{reason_code}: {advice}")
        self.reason_code = reason_code
        self.advice = advice


@dataclass(frozen=True)
class Page:
    """The text of a page, where its headings stand in it, and what the page says of itself."""

    text: str
    title: str | None = None
    headings: list[tuple[int, int]] = field(default_factory=list)
    metadata: PageMetadata = field(default_factory=PageMetadata)


def read_page(markup: str, url: str | None = None) -> Page:
    """Extract the article of a page.

    Args:
        markup: the page.
        url: its address, where known: it may hold a date.

    Raises:
        PageError: ``html_too_deep``, ``page_unreadable`` or ``no_body_text``.
    """
    if _depth(markup) > MAX_DEPTH:
        raise PageError("html_too_deep", f"nests elements more than {MAX_DEPTH} deep: give its text instead")
    try:
        tree = html.document_fromstring(_without_declaration(markup))
        metadata = read_metadata(tree)
        published = list(metadata.published)
        if found := _undeclared_date(tree, url or metadata.url):
            published.append((found, "page_markup"))
        blocks = _whole(_blocks(markup), metadata.body)
    except Exception as error:  # whatever a parser of foreign markup stumbles over costs this page alone
        raise PageError(
            "page_unreadable", f"cannot be parsed ({type(error).__name__}): give its text instead"
        ) from error
    if not any(not heading for _, heading in blocks):
        raise PageError("no_body_text", "has no article text that can be told from its menus: give its text instead")
    return _assembled(blocks, metadata, published)


def _assembled(blocks: list[tuple[str, bool]], metadata: PageMetadata, published: list[tuple[str, str]]) -> Page:
    """Put the headline before the blocks, unless one of the first says it, and join them with blank lines."""
    title = metadata.titles[0] if metadata.titles else None
    if title and not any(_same(text, title) for text, _ in blocks[:3]):
        blocks = [(title, True), *blocks]
    text, headings = "", []
    for block, heading in blocks:
        text += "\n\n" if text else ""
        if heading and "\n" not in block:
            headings.append((len(text), len(text) + len(block)))
        text += block
    return Page(text, title, headings, replace(metadata, published=published))


def _whole(blocks: list[tuple[str, bool]], told: str | None) -> list[tuple[str, bool]]:
    """Return the blocks, or what JSON-LD tells as the body where it holds much that the blocks leave out.

    A page may hold its article only there, its elements being filled by a script; what stands in elements is
    better otherwise, since publishers cut what they tell to machines.
    """
    if told is None:
        return blocks
    words = re.findall(r"\w+", told.casefold())
    runs = set(zip(*(words[i:] for i in range(_RUN)), strict=False))
    found = re.findall(r"\w+", " ".join(text for text, _ in blocks).casefold())
    here = set(zip(*(found[i:] for i in range(_RUN)), strict=False))
    if len(words) < _LEAST_TOLD or len(runs & here) >= _SHARED_SHARE * len(runs):
        return blocks
    return [(line, False) for line in told.split("\n")]


def _same(one: str, other: str) -> bool:
    return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


def _depth(markup: str) -> int:
    """Return how deep elements nest, counted without a parser, which would lose what is too deep."""
    depth = deepest = 0
    for match in _TAG.finditer(_without_raw_text(markup)):
        closes, name, empty = match.groups()
        if empty or name.casefold() in _UNCLOSED:
            continue
        depth = max(0, depth - 1) if closes else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _without_raw_text(markup: str) -> str:
    """Return markup without scripts, styles and comments, in which signs of less and greater are no tags."""
    pieces, at = [], 0
    while (begin := _RAW_TEXT.search(markup, at)) is not None:
        pieces.append(markup[at : begin.start()])
        name = begin.group(1)
        end = _RAW_ENDS[name and name.lower()].search(markup, begin.end())
        if end is None:
            return "".join(pieces)
        at = end.end()
    return "".join([*pieces, markup[at:]])


def _without_declaration(markup: str) -> str:
    """lxml refuses text that declares an encoding: the text is decoded already."""
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", markup.lstrip("\ufeff"), count=1)


def _undeclared_date(tree: html.HtmlElement, url: str | None) -> str | None:
    import htmldate  # takes long to load, and most processes read no page

    found = htmldate.find_date(tree, original_date=True, extensive_search=False, url=url)
    return str(found) if found else None


def _blocks(markup: str) -> list[tuple[str, bool]]:
    """Return the body's paragraphs, list items and headings in order, each with whether it is a heading."""
    import trafilatura

    document = trafilatura.bare_extraction(
        _without_declaration(markup), fast=True, include_comments=False, include_tables=True
    )
    if document is None or isinstance(document, dict) or document.body is None:
        return []
    blocks: list[tuple[str, bool]] = []
    for element in document.body:
        blocks.extend(_block(element))
    return [(text, heading) for text, heading in blocks if text]


def _block(element: etree._Element) -> list[tuple[str, bool]]:
    if element.tag == "list":
        return [("- " + text, False) for text in (_flat(item) for item in element) if text]
    if element.tag == "table":
        rows = (" | ".join(filter(None, (_flat(cell) for cell in row))) for row in element.iter("row"))
        return [(row, False) for row in rows]
    if element.tag in {"div", "quote"} and any(
        child.tag in {"p", "list", "table", "head", "quote"} for child in element
    ):
        inner = [(_clean(element.text), False)]
        for child in element:
            inner += [*_block(child), (_clean(child.tail), False)]
        return inner
    return [(_flat(element), element.tag == "head")]


def _flat(element: etree._Element) -> str:
    """Return an element's text on one line; a line break becomes a line."""
    pieces = [element.text or ""]
    for child in element:
        pieces.append("\n" if child.tag == "lb" else _flat(child))
        pieces.append(child.tail or "")
    return "\n".join(filter(None, (_clean(line) for line in "".join(pieces).split("\n"))))


def _clean(text: str | None) -> str:
    """Return text on one line, without halves of surrogate pairs, which a page can write but which are no text."""
    return " ".join((text or "").encode("utf-8", "ignore").decode("utf-8").split())
