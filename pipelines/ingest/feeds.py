"""Entries of RSS and Atom feeds as records; the reading is feedparser's."""

import html
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from pipelines.ingest.decoding import decode
from pipelines.ingest.set_aside import SetAside

_FULL_WORDS = 150
"""A text in a feed of fewer words is a summary: of an article that is as short, the page says no more."""
_TAIL_CHARS = 80
_EXCERPT = re.compile(
    r"(?:\.\.\.|…|&hellip;|&#8230;)\W*(?:\w+\W+){0,4}$|\b(?:read more|continue reading|full story)\b", re.I
)
_MARKUP = re.compile(r"</?[a-z]", re.I)
_ENTITY = re.compile(r"<!ENTITY\b", re.I)


def feed_entries(data: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the entries of a feed as records, with their numbers from 1; relative links are made absolute.

    Raises:
        SetAside: ``entity_declaration``, ``broken_feed`` where it holds no entry, or as ``decode``.
    """
    if _ENTITY.search(decode(data)[0]):
        raise SetAside("entity_declaration", "declares XML entities of its own, which no feed needs: remove them")
    feed = feedparser.parse(data, sanitize_html=True, resolve_relative_uris=True)
    if not feed.entries:
        raise SetAside("broken_feed", "is a feed without entries: remove it, or fetch it anew")
    outlet = feed.feed.get("title")
    for number, entry in enumerate(feed.entries, start=1):
        yield number, {name: value for name, value in _record(entry, outlet).items() if value}


def entries_to_fetch(data: bytes) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield the entries of a feed as records, and whether each is the whole article.

    An entry of ``_FULL_WORDS`` words is the whole article, unless it ends as an excerpt does.

    Raises:
        SetAside: as ``feed_entries``.
    """
    for _, record in feed_entries(data):
        text = re.sub(r"<[^<>]*>", " ", record.get("html") or record.get("text", "")).strip()
        words = len(re.findall(r"\w+", text))
        yield record, words >= _FULL_WORDS and _EXCERPT.search(text[-_TAIL_CHARS:]) is None


def _record(entry: Any, outlet: str | None) -> dict[str, Any]:
    contents = [part.get("value") or "" for part in entry.get("content", ())]
    source = entry.get("source")
    body = max([*contents, entry.get("summary") or ""], key=len)
    is_markup = _MARKUP.search(body) is not None
    return {
        "id": entry.get("id"),
        "url": entry.get("link"),
        "title": entry.get("title"),
        "html": body if is_markup else None,
        "text": None if is_markup else html.unescape(body),
        "published_at": _moment(entry.get("published_parsed")) or entry.get("published"),
        "author": entry.get("author"),
        "outlet": (source.get("title") if source else None) or outlet,
        "language": next((part.get("language") for part in entry.get("content", ()) if part.get("language")), None),
    }


def _moment(parsed: Any) -> str | None:
    return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
