"""From kept bytes to a document: the text that positions point into, and what its input says of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.settings import Settings
from pipelines.staging.markdown import read_markdown
from pipelines.staging.pages import Page, PageError, read_page
from pipelines.staging.pdfs import read_pdf


class Unstaged(Exception):  # noqa: N818 - it names what happens to the article, not a fault of the program
    """An article that goes to quarantine: ``reason_code``, and ``advice`` to put behind its path."""

    def __init__(self, reason_code: str, advice: str) -> None:
        super().__init__(f"{reason_code}: {advice}")
        self.reason_code = reason_code
        self.advice = advice

    def __reduce__(self) -> tuple[type["Unstaged"], tuple[str, str]]:
        return Unstaged, (self.reason_code, self.advice)


@dataclass(frozen=True)
class Document:
    """An article's text and all that its record or page says of it; lists are best first."""

    text: str
    url: str | None = None
    title: str | None = None
    headings: list[tuple[int, int]] = field(default_factory=list)
    published: list[tuple[str, str]] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    byline: str | None = None
    language: str | None = None


def too_long(limit: int) -> Unstaged:
    """Return why an article of more than ``limit`` characters is not staged."""
    return Unstaged("too_long", f"has more than {limit:,} characters: set ONRECORD_MAX_ARTICLE_CHARS higher")


def read_document(raw: Mapping[str, Any], data: bytes, limits: Settings | None = None) -> Document:
    """Read a row of ``raw_articles`` and its bytes.

    Args:
        raw: the row.
        data: the bytes.
        limits: the longest text and the most pages that are taken; any without it.

    Raises:
        Unstaged: the article has no body or too long a one, or its page cannot be read.
    """
    given: dict[str, str] = json.loads(raw["given"])
    try:
        page = _page(raw, given, data, limits)
    except PageError as error:
        raise Unstaged(error.reason_code, error.advice) from None
    if limits is not None and len(page.text) > limits.max_article_chars:
        raise too_long(limits.max_article_chars)
    if not any(character.isalnum() for character in page.text):
        raise Unstaged("no_body_text", "has no words: remove it or give its text")
    about = page.metadata
    return Document(
        text=page.text,
        url=raw["url"] or about.url,
        title=given.get("title") or page.title,
        headings=page.headings,
        published=[*([(given["published_at"], "record")] if "published_at" in given else []), *about.published],
        outlets=[*([given["outlet"]] if "outlet" in given else []), *about.outlets],
        byline=given.get("byline") or about.byline,
        language=given.get("language") or about.language,
    )


def documents(raw: Mapping[str, Any], data: bytes, limits: Settings | None = None) -> Iterator[Document]:
    """Yield the one document of a raw article, as a call in a child process wants it; raises as ``read_document``."""
    yield read_document(raw, data, limits)


def _page(raw: Mapping[str, Any], given: Mapping[str, str], data: bytes, limits: Settings | None) -> Page:
    if raw["media_type"] == "application/pdf":
        return read_pdf(data, limits.max_pdf_pages if limits is not None else None)
    content = data.decode(raw["encoding"])
    if raw["media_type"] == "text/markdown":
        return read_markdown(content)
    if raw["media_type"] == "application/json":
        content = json.loads(content.lstrip("\ufeff"))[given["body_field"]]
    is_page = raw["media_type"] == "text/html" or given.get("body_type") == "html"
    return read_page(content, raw["url"]) if is_page else Page(content)
