"""What decoded text is, told from its content and never from a file's name."""

import csv
import io
import itertools
import json
import re
from collections.abc import Sequence

from pipelines.ingest.set_aside import SetAside

PLAIN = "text/plain"
HTML = "text/html"
RECORD = "application/json"
MARKDOWN = "text/markdown"
PDF = "application/pdf"
JSON = "json"
FEED = "feed"
TABLE = "table"
"""Forms of files of many articles, each of which becomes a record."""

_HEAD = 4096
_SAMPLED_LINES = 20
_ROOT = re.compile(r"<!doctype\s+html|<html[\s>]", re.I)
_MARKUP = re.compile(r"</?(?:html|head|body|title|meta|div|article|section|p|h1|span|table|script)\b[^<>]*>", re.I)
_OPENING = re.compile(
    r"\s*+(?:(?><!--.*?-->)\s*+)*+<(?:html|head|body|title|meta|div|article|section|main|p|h[1-6]|span|table|script|link|header)\b",
    re.I | re.S,
)
_XML = re.compile(r"\s*<\?xml\b|\s*<!doctype\s+(?!html)|\s*<(?:rss|feed|rdf:RDF|urlset|svg)\b", re.I)
_MIN_TABLE_ROWS = 3
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_FRONT_MATTER = re.compile(r"\s*+---\r?\n(?:[\w -]{1,30}:[^\n]*+\n){1,40}+---\r?\n")
_HEADING = re.compile(r"^#{1,4} \S", re.M)
_LINK = re.compile(r"!?\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)")
_EMPHASIS = re.compile(r"\*\*[^*\n]{1,200}\*\*")
_LEAST_MARKS = 2


def looks_like_html(text: str) -> bool:
    """Tell whether text is a page or a fragment of one."""
    head = text[:_HEAD].lstrip("\ufeff")
    if _OPENING.match(head):
        return True
    return _ROOT.search(head) is not None and len(_MARKUP.findall(head)) >= 2


def detect(text: str, bodies: Sequence[str] = (), longest_cell: int = 131_072) -> str:
    """Return what a file's text is: plain, Markdown, HTML, or records as JSON Lines, JSON, a table or a feed.

    Args:
        text: the decoded file.
        bodies: names of columns that hold the text of an article.
        longest_cell: the longest cell of a table (characters).

    Raises:
        SetAside: ``unsupported_format`` where the text is of a kind that holds no article as such.
    """
    if _json_lines(text):
        return RECORD
    start = text[:_HEAD].lstrip("\ufeff")
    if looks_like_feed(start):
        return FEED
    if looks_like_html(text):
        return HTML
    if _XML.match(start):
        raise SetAside("unsupported_format", "is XML, not an article: give its articles as text, HTML or JSON Lines")
    if start.lstrip(" \t\r\n")[:1] in {"[", "{"} and _is_json(text):
        return JSON
    if delimiter(text, bodies, longest_cell) is not None:
        return TABLE
    return MARKDOWN if looks_like_markdown(start) else PLAIN


def looks_like_feed(start: str) -> bool:
    """Tell whether the beginning of a text is that of an RSS or Atom feed."""
    return _FEED.search(start) is not None and _XML.match(start) is not None


def looks_like_markdown(start: str) -> bool:
    """Tell whether the beginning of a text has the marks of Markdown twice, or fields between rules at its top."""
    if _FRONT_MATTER.match(start):
        return True
    return len(_HEADING.findall(start)) + len(_LINK.findall(start)) + len(_EMPHASIS.findall(start)) >= _LEAST_MARKS


def _json_lines(text: str) -> bool:
    lines = [line.strip() for line in itertools.islice(_filled_lines(text.lstrip("\ufeff")), _SAMPLED_LINES)]
    objects = sum(line.startswith("{") and line.endswith("}") and isinstance(_parsed(line), dict) for line in lines)
    if objects == 0:
        # a cut-off first line is still a record, unless the file is one object over several lines
        return bool(lines) and re.match(r'\{\s*"\w+"\s*:', lines[0]) is not None and not _is_json(text)
    return 2 * objects >= len(lines) or lines[0].startswith('{"')


def _filled_lines(text: str) -> "itertools.chain[str]":
    return itertools.chain(line for line in re.split(r"\r?\n", text) if line.strip())


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _is_json(text: str) -> bool:
    return isinstance(_parsed(text.lstrip("\ufeff")), dict | list)


def delimiter(text: str, bodies: Sequence[str], longest_cell: int) -> str | None:
    """Return what parts the cells of a table, or None for what is none.

    A table's first rows all have the same number of cells, under a header of short names: two or more where one
    of the names is that of a column of texts, else three or more.
    """
    csv.field_size_limit(longest_cell)  # it is the module's: without it an earlier file would decide
    for mark in ",;\t|":
        rows = _first_rows(text, mark)
        if len(rows) < 2 or len({len(row) for row in rows}) != 1:
            continue
        names = [cell.strip().lstrip("\ufeff") for cell in rows[0]]
        if len(set(names)) < len(names) or not all(re.fullmatch(r"[\w .:/-]{1,40}", name) for name in names):
            continue
        if (len(names) >= 2 and set(names) & set(bodies)) or (len(names) >= 3 and len(rows) >= _MIN_TABLE_ROWS):
            return mark
    return None


def _first_rows(text: str, mark: str) -> list[list[str]]:
    """Return the first rows of what may be a table, as far as they can be read."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=mark):
            if row:
                rows.append(row)
            if len(rows) == _SAMPLED_LINES:
                break
    except csv.Error:
        pass  # what stands before the cell that is too long tells as well
    return rows
