"""Time travel in SQL: table macros over the published tables, for the database file and for the reader.

A moment is a TIMESTAMP in UTC, or a day, which means the end of that day.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pipelines.schema import CLAIMS

_MOMENT = (
    "CASE WHEN length(CAST(moment AS VARCHAR)) = 10 THEN CAST(moment AS TIMESTAMP) + INTERVAL 1 DAY"
    " - INTERVAL 1 MICROSECOND ELSE CAST(moment AS TIMESTAMP) END"
)
_CLAIMS = ", ".join(f's."{name}"' for name in CLAIMS.names)


class Macro(NamedTuple):
    """A table macro: its name, its one parameter, what it gives, and the SELECT that it stands for."""

    name: str
    parameter: str
    meaning: str
    select: str


MACROS: tuple[Macro, ...] = (
    Macro(
        "claims_as_of",
        "as_of",
        "The table claims as a version had it, and in version_from since when each claim had stood so. An unknown"
        " version is an error.",
        f"SELECT {_CLAIMS}, s.version_from FROM claim_states s"
        " WHERE CASE WHEN as_of IN (SELECT v.version FROM versions v WHERE v.status <> 'rejected')"
        " THEN s.version_from <= as_of AND (s.version_to IS NULL OR s.version_to > as_of)"
        " ELSE error('there is no version ' || CAST(as_of AS VARCHAR) || '; the table versions lists them') END",
    ),
    Macro(
        "known_at",
        "moment",
        "The table claims of the version that was the latest at a moment (UTC; a day means its end): what the dataset"
        " knew then, from how many independent origins. Without rows before the first version.",
        f"SELECT {_CLAIMS}, s.version_from, l.version FROM claim_states s,"
        " (SELECT max(v.version) AS version FROM versions v"
        f" WHERE v.status <> 'rejected' AND v.created_at <= {_MOMENT}) l"
        " WHERE s.version_from <= l.version AND (s.version_to IS NULL OR s.version_to > l.version)",
    ),
    Macro(
        "reported_by",
        "moment",
        "The claims of this version that articles published up to a moment state (UTC; a day means its end), with"
        " mentions, articles and independent origins counted up to then. Articles without a date are left out.",
        "SELECT c.claim_id, c.claim_text, min(a.published_at) AS first_published_at,"
        " max(a.published_at) AS last_published_at, count(DISTINCT m.mention_key) AS mention_count,"
        " count(DISTINCT a.document_id) AS article_count, count(DISTINCT o.origin_key) AS independent_origin_count"
        " FROM claims c JOIN mentions m ON m.claim_id = c.claim_id JOIN articles a ON a.article_id = m.article_id"
        " LEFT JOIN claim_origins o ON o.claim_id = c.claim_id AND o.mention_id = m.mention_id"
        f" WHERE a.published_at <= {_MOMENT} GROUP BY c.claim_id, c.claim_text",
    ),
)


def statements() -> Iterator[str]:
    """Yield the SQL that makes the macros, in DuckDB's dialect, for the schema in use."""
    for macro in MACROS:
        yield f"CREATE MACRO {macro.name}({macro.parameter}) AS TABLE {macro.select}"


def comments() -> Iterator[str]:
    """Yield the SQL that says of each macro what it gives."""
    for macro in MACROS:
        meaning = macro.meaning.replace("'", "''")
        yield f"COMMENT ON MACRO TABLE {macro.name} IS '{meaning}'"
