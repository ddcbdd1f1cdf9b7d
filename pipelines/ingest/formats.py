"""What decoded text is, told from its content and never from a file's name."""

import csv
import itertools
import json
import re

from pipelines.ingest.set_aside import SetAside

PLAIN = "text/plain"
HTML = "text/html"
RECORD = "application/json"

_HEAD = 4096
_SAMPLED_LINES = 20
_ROOT = re.compile(r"<!doctype\s+html|<html[\s>]", re.I)
_MARKUP = re.compile(r"</?(?:html|head|body|title|meta|div|article|section|p|h1|span|table|script)\b[^<>]*>", re.I)
_OPENING = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:html|head|body|title|meta|div|article|section|main|p|h[1-6]|span|table|script|link|header)\b",
    re.I | re.S,
)
_XML = re.compile(r"\s*<\?xml\b|\s*<(?:rss|feed|rdf:RDF|urlset|svg)\b", re.I)
_MIN_TABLE_ROWS = 3


def looks_like_html(text: str) -> bool:
    """Tell whether text is a page or a fragment of one."""
    head = text[:_HEAD].lstrip("\ufeff")
    if _OPENING.match(head):
        return True
    return _ROOT.search(head) is not None and len(_MARKUP.findall(head)) >= 2


def detect(text: str) -> str:
    """Return the media type of a file's text: plain, HTML or JSON Lines.

    Raises:
        SetAside: ``unsupported_format`` where the text is of a kind that holds no article as such.
    """
    if _json_lines(text):
        return RECORD
    if looks_like_html(text):
        return HTML
    if _XML.match(text[:_HEAD].lstrip("\ufeff")):
        raise SetAside("unsupported_format", "is XML, not an article: give its articles as text, HTML or JSON Lines")
    if text.lstrip("\ufeff \t\r\n")[:1] in {"[", "{"} and _is_json(text):
        raise SetAside("unsupported_format", "is JSON but not JSON Lines: write one article a line")
    if _is_table(text):
        raise SetAside("unsupported_format", "is a table of values, not an article: write it as JSON Lines")
    return PLAIN


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


def _is_table(text: str) -> bool:
    """Tell whether every line splits into the same number (three or more) of cells, under a header of short names."""
    lines = list(itertools.islice(_filled_lines(text), _SAMPLED_LINES))
    if len(lines) < _MIN_TABLE_ROWS:
        return False
    for delimiter in ",;\t":
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            continue
        header = lines[0].split(delimiter)
        if (
            len(widths) == 1
            and widths.pop() >= 3
            and all(re.fullmatch(r'\s*"?[\w .-]{1,40}"?\s*', cell) for cell in header)
        ):
            return True
    return False
