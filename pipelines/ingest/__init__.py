"""Ingest: bytes in, raw articles out.

Belongs here: finding the files of an input, telling what they are from their content, their
encoding, and the records of a file of many articles. Raw bytes are kept untouched. Does not
belong here: what an article says (its text, title, date), which is staging's.
"""

from pipelines.ingest.raw_store import RawStore
from pipelines.ingest.reading import IngestResult, read_inputs

__all__ = ["IngestResult", "RawStore", "read_inputs"]
