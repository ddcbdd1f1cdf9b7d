"""A record of an article (a line of JSON, a row of a table, an entry of a feed): which of its fields mean what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from pipelines.ingest.formats import looks_like_html
from pipelines.ingest.set_aside import SetAside

FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "published_at": ("published_at", "date", "published", "date_published", "datePublished"),
    "outlet": ("outlet", "source", "publisher", "site_name"),
    "byline": ("author", "byline", "authors"),
    "language": ("language", "lang"),
}
"""Names under which a record may give each thing, best first."""

BODY_FIELDS = ("text", "html", "body", "content")


@dataclass(frozen=True)
class Record:
    """A record of an article: its names and what it says of itself; the text stays in the raw line."""

    url: str | None
    identifier: str | None
    retrieved_at: datetime | None
    given: dict[str, str]


def read_record(line: str, columns: Mapping[str, str] = MappingProxyType({})) -> Record:
    """Read one record, written as a JSON object.

    Args:
        line: the object.
        columns: field of an article → the name that it goes by in the record, before the usual names.

    Raises:
        SetAside: ``bad_json``, ``broken_encoding`` or ``missing_text``.
    """
    fields = _parse(line)
    bodies = body_names(columns)
    body_field = next((name for name in bodies if isinstance(fields.get(name), str) and fields[name].strip()), None)
    if body_field is None:
        raise SetAside(
            "missing_text",
            f"has no text in any of the fields {', '.join(bodies)}: add one, or name yours with ONRECORD_COLUMNS",
        )
    plain = {"text", columns.get("text")}
    marked = {"html", columns.get("html")}
    html = body_field in marked or (body_field not in plain and looks_like_html(fields[body_field]))
    given = {"body_field": body_field, "body_type": "html" if html else "text"}
    for name, spellings in FIELDS.items():
        values = (_as_text(fields.get(spelling)) for spelling in (columns.get(name, name), *spellings))
        value = next((text for text in values if text), None)
        if value is not None:
            given[name] = value
    return Record(
        url=_as_text(fields.get(columns.get("url", "url"))),
        identifier=_as_text(fields.get(columns.get("id", "id"))),
        retrieved_at=_moment(fields.get(columns.get("retrieved_at", "retrieved_at"))),
        given=given,
    )


def body_names(columns: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names under which a record may give its text, best first."""
    own = [columns[name] for name in ("text", "html") if name in columns]
    return tuple(dict.fromkeys([*own, *BODY_FIELDS]))


def _parse(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError as error:
        problem = error.msg if isinstance(error, json.JSONDecodeError) else "a number is too long"
        raise SetAside("bad_json", f"is not valid JSON ({problem}): correct or remove it") from None
    except RecursionError:
        raise SetAside("bad_json", "is nested too deep: correct or remove it") from None
    if not isinstance(fields, dict):
        raise SetAside("bad_json", "is JSON but no object: write one article as {…} a line")
    try:
        json.dumps(fields, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise SetAside("broken_encoding", "holds half a surrogate pair, which is no character: write it anew") from None
    return fields


def _as_text(value: object) -> str | None:
    """Return a field's value as text: names of lists and objects joined, numbers as written, else None."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return _as_text(value.get("name"))
    if isinstance(value, list):
        return ", ".join(text for text in map(_as_text, value) if text) or None
    return None


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None
