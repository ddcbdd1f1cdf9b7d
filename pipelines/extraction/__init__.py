"""Extraction: text → mentions, each with source, cue and content and the chain that it came through.

Rules and learnt weights on the parse of a small English model. Resolves everything inside one article; knows
nothing of other articles. The contract is the functions below.
"""

from pipelines.extraction.batch import batch_input, extract_batch, made_by, producer, unpack, unread

__all__ = ["batch_input", "extract_batch", "made_by", "producer", "unpack", "unread"]
