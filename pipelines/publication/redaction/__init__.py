"""Redaction: an article's words are removed from every published version, which are published again.

Belongs here: the record of redactions, what a version says without an article, and how a version
is replaced by its new revision in one step. Does not belong here: the working store, which
:mod:`pipelines.warehouse` rewrites, and finding the article that a person means.
"""

from pipelines.publication.redaction.journal import (
    JournalError,
    RedactedArticle,
    Redaction,
    read_journal,
    refusals,
    tombstone_rows,
    write_journal,
)
from pipelines.publication.redaction.rewriting import RedactionError, read_version, rewrite_versions
from pipelines.publication.redaction.without import Gone, aside, gone

__all__ = [
    "Gone",
    "JournalError",
    "RedactedArticle",
    "Redaction",
    "RedactionError",
    "aside",
    "gone",
    "read_journal",
    "read_version",
    "refusals",
    "rewrite_versions",
    "tombstone_rows",
    "write_journal",
]
