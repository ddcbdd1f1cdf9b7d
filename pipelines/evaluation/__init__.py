"""Evaluation: annotated corpora, and how right what was extracted from them is.

Belongs here: reading a corpus with gold attributions, laying predictions over it and counting. Does not
belong here: extraction itself, and fitting anything to a corpus (``pipelines.training``).
"""

from pipelines.evaluation.corpus import Annotated, Gold, read_corpus
from pipelines.evaluation.spans import Counts, matched, overlap

__all__ = ["Annotated", "Counts", "Gold", "matched", "overlap", "read_corpus"]
