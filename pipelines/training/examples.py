"""Examples to learn from: the candidates of each article with what the annotators say of them.

Belongs here: parsing the corpus as extraction does, and labels. A candidate is right when its content
overlaps an annotated one by at least 0.5 and its cue lies in that one's cue; a part of a quotation is
judged by the whole quotation, which is how it was annotated.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from pipelines.evaluation.corpus import Annotated, Gold, Place
from pipelines.evaluation.spans import overlap, targets, touches
from pipelines.extraction.components import load_model
from pipelines.extraction.documents import Paragraph, Places, join, paragraphs_of
from pipelines.extraction.features import Read, hashed
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.quotations import find_quotations
from pipelines.extraction.ranking import groups_of, pool
from pipelines.reference import load_reference

RIGHT = 0.5
"""Least overlap of a content that is right."""
EXACT = 0.85
"""Least overlap of a content that is right to a word or so."""
_BATCH = 256


@dataclass(frozen=True)
class Examples:
    """The candidates of one article."""

    article: Annotated
    reads: list[Read]
    groups: list[int | None]
    """Of the findings of the rules, which come first."""
    pieces: list[list[Place]]
    """Content of each candidate, by characters of the article."""
    buckets: NDArray[np.int32]
    vectors: NDArray[np.float16]
    """One row a token, and a last one of zeros."""
    places: NDArray[np.int64]
    labels: NDArray[np.float32]
    """``(candidates, 2)``: right, and exact."""


def examples(articles: Sequence[Annotated], progress: Callable[[int, int], None]) -> Iterator[Examples]:
    """Parse a corpus and yield the examples of each article that has text, in order."""
    nlp = load_model()
    lexicon = Lexicon.from_frame(load_reference().reporting_verbs)
    cut = [paragraphs_of(article.text, [(0, len(article.text), "body")]) for article in articles]
    texts = ((one.text, n) for n, paragraphs in enumerate(cut) for one in paragraphs)
    parsed = groupby(nlp.pipe(texts, as_tuples=True, batch_size=_BATCH), key=lambda pair: pair[1])
    for n, group in parsed:
        doc = join([doc for doc, _ in group], nlp.vocab)
        yield _examples(articles[n], doc, cut[n], lexicon)
        progress(n + 1, len(articles))


def _examples(article: Annotated, doc: Doc, paragraphs: Sequence[Paragraph], lexicon: Lexicon) -> Examples:
    drawn = pool(doc, find_quotations(doc.text), lexicon)
    places = Places(paragraphs)
    groups = groups_of(drawn.found)
    pieces = [[places.of(doc[start:end]) for start, end in one.content] for one in drawn.reads]
    cues = [None if one.cue is None else places.of(doc[one.cue.i : one.cue.i + 1]) for one in drawn.reads]
    width = doc.tensor.shape[1] if len(doc) else 0
    return Examples(
        article=article,
        reads=drawn.reads,
        groups=groups,
        pieces=pieces,
        buckets=hashed(drawn.matrix).astype(np.int32),
        vectors=np.concatenate([doc.tensor, np.zeros((1, width))]).astype(np.float16),
        places=drawn.places,
        labels=_labels(article, groups, pieces, cues),
    )


def _labels(
    article: Annotated,
    groups: Sequence[int | None],
    pieces: Sequence[list[Place]],
    cues: Sequence[Place | None],
) -> NDArray[np.float32]:
    whole: dict[int, list[Place]] = defaultdict(list)
    for group, parts in zip(groups, pieces, strict=False):
        if group is not None:
            whole[group].extend(parts)
    wanted = [(one, targets(article.text, one.content)) for one in article.gold]
    labels = np.zeros((len(pieces), 2), dtype=np.float32)
    for n, (parts, cue) in enumerate(zip(pieces, cues, strict=True)):
        group = groups[n] if n < len(groups) else None
        content = targets(article.text, parts if group is None else sorted(whole[group]))
        best = _best(content, cue, wanted)
        labels[n] = best >= RIGHT, best >= EXACT
    return labels


def _best(content: list[Place], cue: Place | None, wanted: Sequence[tuple[Gold, list[Place]]]) -> float:
    """Return the overlap with the closest gold content, 0 where the cue is not that one's."""
    near = [(overlap(content, places), one) for one, places in wanted if touches(content[:1], places[:1])]
    if not near:
        return 0.0
    best, one = max(near, key=lambda pair: pair[0])
    return best if cue is None or touches([cue], one.cue) else 0.0
