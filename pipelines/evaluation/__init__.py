"""Evaluation: annotated corpora, and how right what was extracted from them is.

Belongs here: reading articles that people have annotated, laying what was found over them and counting. Does
not belong here: extraction itself, and fitting anything to a corpus (``pipelines.training``).

Two kinds of annotation are read. A *corpus* has gold attributions alone, by characters (``corpus``,
``predictions``): training and its scores stand on it. *Annotation lines* hold all that the pipeline says of a
mention (``annotations``); :func:`evaluate` scores a published version against them.
"""

from pipelines.evaluation.annotations import AnnotationError, Line, read_annotations
from pipelines.evaluation.corpus import Annotated, Gold, read_corpus
from pipelines.evaluation.evaluate import evaluate
from pipelines.evaluation.result import Evaluation
from pipelines.evaluation.spans import Counts, matched, overlap

__all__ = [
    "Annotated",
    "AnnotationError",
    "Counts",
    "Evaluation",
    "Gold",
    "Line",
    "evaluate",
    "matched",
    "overlap",
    "read_annotations",
    "read_corpus",
]
