"""From Markdown to text: its paragraphs and headings without their marks, and the fields at its top.

The reading is markdown-it's; what stands between rules at the top are fields, as site generators have them.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipelines.staging.page_metadata import PageMetadata
from pipelines.staging.pages import Page

_FRONT_MATTER = re.compile(r"\s*---\r?\n(.*?)\r?\n---\r?\n", re.S)
_FIELD = re.compile(r"^(\w[\w -]{0,30}):[ \t]*(.*[^ \t\r\n])[ \t]*\r?$", re.M)
_QUOTED = re.compile(r"^(['\"])(.*)\1$")


def read_markdown(text: str) -> Page:
    """Return the text of a Markdown document; raw HTML in it stays the text that it is."""
    text = text.lstrip("\ufeff")
    matter = _FRONT_MATTER.match(text)
    fields = dict(_field(match) for match in _FIELD.finditer(matter.group(1))) if matter else {}
    tokens = MarkdownIt("commonmark", {"html": False}).parse(text[matter.end() :] if matter else text)
    body, headings, title = "", [], fields.get("title")
    for token, heading in _blocks(tokens):
        words = _words(token)
        if not words:
            continue
        body += "\n\n" if body else ""
        if heading:
            headings.append((len(body), len(body) + len(words)))
            title = title or words
        body += words
    about = PageMetadata(
        titles=[title] if title else [],
        published=[(fields[name], "front_matter") for name in ("date", "published") if name in fields],
        outlets=[fields[name] for name in ("source", "publisher", "site") if name in fields],
        byline=fields.get("author") or fields.get("authors"),
        language=fields.get("lang") or fields.get("language"),
        url=next((fields[name] for name in ("url", "canonical_url") if fields.get(name, "").startswith("http")), None),
    )
    return Page(body, title, headings, about)


def _field(match: re.Match[str]) -> tuple[str, str]:
    return match.group(1).strip().lower(), _QUOTED.sub(r"\2", match.group(2).strip())


def _blocks(tokens: Sequence[Token]) -> list[tuple[Token, bool]]:
    """Return the blocks of running text in order, each with whether it is a heading."""
    return [(token, tokens[at - 1].type == "heading_open") for at, token in enumerate(tokens) if token.type == "inline"]


def _words(block: Token) -> str:
    """Return what a reader sees of a block: links by their words, pictures not at all, line breaks as blanks."""
    seen = []
    for part in block.children or ():
        if part.type in {"text", "code_inline"}:
            seen.append(part.content)
        elif part.type in {"softbreak", "hardbreak"}:
            seen.append(" ")
    return " ".join("".join(seen).split())
