"""Staging: raw articles in, articles with their text, segments, dates, outlets and languages out.

Belongs here: extracting text from pages, telling a story from the page around it, when and by
whom it was published, in which language it is, and which articles are revisions or copies of
each other. Does not belong here: reading inputs (ingest) or anything that parses sentences.
"""

from pipelines.staging.articles import StagingResult, document_of, stage
from pipelines.staging.documents import Unstaged
from pipelines.staging.relations import relate

__all__ = ["StagingResult", "Unstaged", "document_of", "relate", "stage"]
