"""Finding words in a published version: BM25 over claims, evidence sentences, articles and names.

Belongs here: reading a question, the index of words and their places, the ranking, and the
passages to show. DuckDB's own full-text search is an extension that would have to be downloaded,
so the index is made here. Nothing in it is part of the public contract: it is made from the
version whenever it is missing.
"""

from pipelines.search.index import Index, build
from pipelines.search.passages import passage
from pipelines.search.query import QueryError, parse
from pipelines.search.ranking import Hits, rank
from pipelines.search.store import open_index, standing_name, stored_name
from pipelines.search.units import KINDS, Kind, evidence_span, units, wordings

__all__ = [
    "KINDS",
    "Hits",
    "Index",
    "Kind",
    "QueryError",
    "build",
    "evidence_span",
    "open_index",
    "parse",
    "passage",
    "rank",
    "standing_name",
    "stored_name",
    "units",
    "wordings",
]
