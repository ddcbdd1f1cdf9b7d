"""``redactions.json``: what was redacted, by whom, when and why, and whether it is finished.

It is written before anything is removed, so that a redaction that was killed is known and can be
finished, and it is kept for ever: what it names is refused when it is read again. It holds
hashes and the reason that was given, never a word of the article.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pipelines.files import write_whole


class JournalError(RuntimeError):
    """The record of redactions cannot be read; to go on could bring back what was redacted."""


class RedactedArticle(BaseModel):
    """One revision that was redacted, by its hashes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article_id: str
    document_id: str
    raw_sha256: str


class Redaction(BaseModel):
    """One redaction: what it takes out, and how far it has come."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    redaction_id: str
    made_at: datetime
    """When it was decided (UTC, no zone)."""
    author: str
    reason: str
    articles: tuple[RedactedArticle, ...]
    set_aside: tuple[str, ...] = ()
    """SHA-256 of other raw bytes that were kept under the articles' paths, in quarantine."""
    versions: dict[str, int] = {}
    """The revision that each version which it changed has since."""
    finished_at: datetime | None = None
    """When the last of its words was removed (UTC, no zone); None while that is still to be done."""

    @property
    def article_ids(self) -> frozenset[str]:
        """The revisions that it takes out."""
        return frozenset(article.article_id for article in self.articles)

    @property
    def raw(self) -> frozenset[str]:
        """SHA-256 of all raw bytes that it removes."""
        return frozenset((*(article.raw_sha256 for article in self.articles), *self.set_aside))


_JOURNAL = TypeAdapter(tuple[Redaction, ...])


def read_journal(path: Path) -> tuple[Redaction, ...]:
    """Return the redactions of a home, oldest first; none where there is no file.

    Raises:
        JournalError: the file is damaged.
    """
    try:
        return _JOURNAL.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise JournalError(
            f"{path} cannot be read ({where + ': ' if where else ''}{first['msg']}), so what was redacted is not known"
            " and nothing is run; restore the file from a copy"
        ) from error


def write_journal(path: Path, redactions: Sequence[Redaction]) -> None:
    """Replace the record in one step."""
    write_whole(path, _JOURNAL.dump_json(tuple(redactions), indent=1) + b"\n")


def refusals(redactions: Iterable[Redaction]) -> dict[str, str]:
    """Return what may not be read again: by document and by SHA-256 of raw bytes, when it was redacted and why."""
    found: dict[str, str] = {}
    for redaction in redactions:
        why = f"was redacted on {redaction.made_at:%Y-%m-%d} by {redaction.author} ({redaction.reason})"
        for article in redaction.articles:
            found |= {article.document_id: why, article.raw_sha256: why}
    return found


def tombstone_rows(redactions: Iterable[Redaction]) -> list[dict[str, Any]]:
    """Return a row for each article that was redacted: the columns of ``retractions`` but ``version``.

    An article that was redacted twice (once by its document, once as a copy) has the first row.
    """
    rows: dict[str, dict[str, Any]] = {}
    for redaction in redactions:
        said = {"kind": "redacted", "author": redaction.author, "made_at": redaction.made_at}
        for article in redaction.articles:
            rows.setdefault(article.article_id, {**article.model_dump(), **said, "reason": redaction.reason})
    return list(rows.values())
