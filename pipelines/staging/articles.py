"""Stage articles one by one: text, segments, date, outlet, language; no article looks at another."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.ids import segment_id, sha256_text
from pipelines.languages import LANGUAGES
from pipelines.reference import Reference
from pipelines.sandbox import SandboxError, called_here
from pipelines.schema import TABLES
from pipelines.settings import Settings
from pipelines.staging.date_expressions import find_dates
from pipelines.staging.documents import Document, Unstaged, read_document, too_long
from pipelines.staging.languages import detect_language
from pipelines.staging.outlets import find_outlet
from pipelines.staging.publication_date import publication_of
from pipelines.staging.role_patterns import DATELINE_OUTLET
from pipelines.staging.roles import Segment, classify

if TYPE_CHECKING:
    from pipelines.workers import Apply

DOCUMENT = "pipelines.staging.documents:documents"
"""What reads a document, by the name under which a child process finds it."""

Call = Callable[..., Iterator[Any]]
"""Calls a function by its name with arguments, and yields its results."""

_BYTES_A_CHARACTER = 4
"""No encoding takes more, a byte order mark aside."""

BODY_ROLES = frozenset({"dek", "body", "background"})
"""Roles of the article proper."""
STORY_ROLES = BODY_ROLES | {"headline"}
"""Roles that claims are read from."""

_LABEL = re.compile(
    r"^\W*(?:(?:written|reported|posted|published|edited|text|story|words|reporting|author)s?\s?)?(?:by|:)\s*:?\s*",
    re.I,
)
UNIT = re.compile(r"\w+|[^\w\s]|\s{2,}|[^\S ]")
"""A word, a mark or a break that is more than a blank: what the language model reads one by one."""
_DATE_LABEL = re.compile(
    r"(?:(?<![\s|•·,–—-])[\s|•·,–—-]+)?\b(?:(?:published|posted|updated|on|at|\d{1,2}:\d{2}|[ap]\.?m\.?)\W*){1,8}$",
    re.I,
)


@dataclass(frozen=True)
class StagingResult:
    """Frames of the tables ``articles``, ``segments`` and ``quarantine``."""

    articles: pl.DataFrame
    segments: pl.DataFrame
    quarantine: pl.DataFrame


_TABLES = tuple(field.name for field in fields(StagingResult))
_AT_ONCE = 32
"""Documents that are staged in one go."""


def stage(
    raw_articles: pl.DataFrame,
    read_raw: Callable[[str], bytes],
    reference: Reference,
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
    call: Call = called_here,
    apply: "Apply" = map,
) -> StagingResult:
    """Turn raw articles into articles and segments; an article that fails goes to quarantine alone.

    ``revision``, ``is_current`` and ``duplicate_of`` are those of an article without others; see ``relate``.

    Args:
        raw_articles: rows of the table of that name.
        read_raw: returns the raw bytes for a SHA-256.
        reference: the outlets known beforehand.
        settings: the limits.
        progress: called with the articles done and the articles in all after each.
        call: calls what parses the bytes of strangers, ``Sandbox.call`` where they are not trusted.
        apply: what applies a function to some documents at a time, in whatever processes; the rows are the same.
    """
    found = [StagingResult(*(TABLES[name].empty() for name in _TABLES))]
    read = _documents(raw_articles, read_raw, settings, call)
    some = iter(lambda: list(islice(read, _AT_ONCE)), [])
    done = 0
    for part in apply(partial(_staged_part, reference, settings), some):
        found.append(part)
        for _ in range(part.articles.height + part.quarantine.height):
            done += 1
            if progress is not None:
                progress(done, raw_articles.height)
    return StagingResult(*(TABLES[name].conform(pl.concat(getattr(part, name) for part in found)) for name in _TABLES))


_Read = tuple[dict[str, Any], Document | Unstaged]
"""A row of ``raw_articles`` with what it says, or why it cannot be read."""


def _documents(
    raw_articles: pl.DataFrame, read_raw: Callable[[str], bytes], settings: Settings, call: Call
) -> Iterator[_Read]:
    for raw in raw_articles.sort("article_id").iter_rows(named=True):
        try:
            yield raw, document_of(raw, read_raw(raw["raw_sha256"]), call, settings)
        except Unstaged as reason:
            # another without a trace: through that the bytes would be held until all of a part are staged
            yield raw, Unstaged(reason.reason_code, reason.advice)


def _staged_part(reference: Reference, settings: Settings, part: Sequence[_Read]) -> StagingResult:
    """Stage some documents."""
    articles: list[dict[str, Any]] = []
    segments: list[dict[str, Any]] = []
    quarantine: list[dict[str, Any]] = []
    for raw, document in part:
        if isinstance(document, Unstaged):  # raised here, it and the whole part would hold one another
            quarantine.append(_set_aside(raw, document))
            continue
        try:
            article, rows = _staged(raw, document, reference, settings)
        except Unstaged as reason:
            quarantine.append(_set_aside(raw, reason))
        else:
            articles.append(article)
            segments.extend(rows)
    rows_of = {"articles": articles, "segments": segments, "quarantine": quarantine}
    return StagingResult(*(TABLES[name].frame(rows_of[name]) for name in _TABLES))


def document_of(raw: Mapping[str, Any], data: bytes, call: Call, limits: Settings | None = None) -> Document:
    """Read a row of ``raw_articles`` and its bytes: text as it is, pages and the like by ``call``, apart from all else.

    Raises:
        Unstaged: the article has no body or too long a one, or cannot be read, or not within the limits of ``call``.
    """
    if raw["media_type"] == "text/plain":
        if limits is not None and len(data) > _BYTES_A_CHARACTER * (limits.max_article_chars + 1):
            raise too_long(limits.max_article_chars)
        return read_document(raw, data, limits)
    try:
        documents: list[Document] = list(call(DOCUMENT, dict(raw), data, limits))
    except SandboxError as ended:
        raise Unstaged(ended.reason_code, ended.advice) from None
    return documents[0]


def _staged(
    raw: Mapping[str, Any], document: Document, reference: Reference, settings: Settings
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = document.text
    # no text has more words than letters
    if len(text) > settings.max_article_words and sum(1 for _ in UNIT.finditer(text)) > settings.max_article_words:
        limit = settings.max_article_words
        raise Unstaged(
            "too_many_words", f"has more than {limit:,} words and marks: set ONRECORD_MAX_ARTICLE_WORDS higher"
        )
    segments = classify(text, document.title, document.headings)
    if raw["media_type"] == "text/html" and not any(segment.role in BODY_ROLES for segment in segments):
        raise Unstaged("no_body_text", "is a page without an article that can be told from its menus: give its text")
    publication = publication_of(text, segments, document.published, raw["retrieved_at"])
    outlet = find_outlet(text, segments, document.outlets, document.url, reference)
    story = "\n".join(text[s.start : s.end] for s in segments if s.role in STORY_ROLES)
    language = detect_language(story or text, document.language)
    article = {
        "article_id": raw["article_id"],
        "document_id": raw["document_id"],
        "revision": 1,
        "is_current": True,
        "batch_id": raw["batch_id"],
        "outlet_id": outlet.outlet_id,
        "outlet": outlet.name,
        "url": document.url,
        "path": raw["path"],
        "title": document.title or _first(text, segments, "headline"),
        "byline": document.byline or _byline(text, segments, outlet.name),
        "language": language,
        "published_at": publication.at,
        "published_precision": publication.precision,
        "published_evidence": publication.evidence,
        "published_evidence_start": publication.start,
        "published_evidence_end": publication.end,
        "published_note": publication.note,
        "retrieved_at": raw["retrieved_at"],
        "media_type": raw["media_type"],
        "raw_sha256": raw["raw_sha256"],
        "text_sha256": sha256_text(text),
        "text": text,
        "word_count": len(re.findall(r"\w+(?:['’.-]\w+)*", text)),
        "unextracted_reason": _unextracted(language, story),
    }
    rows = [
        {
            "segment_id": segment_id(raw["article_id"], segment.start, segment.end),
            "article_id": raw["article_id"],
            "start_char": segment.start,
            "end_char": segment.end,
            "role": segment.role,
        }
        for segment in segments
    ]
    return article, rows


def _unextracted(language: str | None, story: str) -> str | None:
    if not story:
        return "no_body"
    return None if language in LANGUAGES else "language_without_model"


def _first(text: str, segments: list[Segment], role: str) -> str | None:
    return next((" ".join(text[s.start : s.end].split()) for s in segments if s.role == role), None)


def _byline(text: str, segments: list[Segment], outlet: str | None) -> str | None:
    """Return the authors as printed, without the word that introduces them and without the date beside them.

    A line of place and outlet, and the outlet's own name, are no authors.
    """
    for segment in segments:
        words = " ".join(text[segment.start : segment.end].split())
        if segment.role != "byline" or DATELINE_OUTLET.match(words):
            continue
        dates = find_dates(words)
        named = _DATE_LABEL.sub("", words[: dates[0].start]) if dates else words
        authors = _LABEL.sub("", named.strip(" ,-–—|•·:"))
        if authors and authors != outlet:
            return authors
    return None


def _set_aside(raw: Mapping[str, Any], reason: Unstaged) -> dict[str, Any]:
    return {
        "batch_id": raw["batch_id"],
        "path": raw["path"],
        "stage": "staging",
        "row_key": f"raw_articles:{raw['article_id']}",
        "reason_code": reason.reason_code,
        "message": f"{raw['path']} {reason.advice}.",
        "raw_sha256": raw["raw_sha256"],
        "byte_count": raw["byte_count"],
    }
