"""Named entities by the model's own weights, a whole batch of words at once instead of word by word.

Belongs here: reading entities off the scores of the model's recogniser. Does not belong here: what a name stands for.

The recogniser (Lample et al. 2016; spaCy's transition-based one) goes through a text with five sorts of move: a word
begins (B) an entity of some label, continues (I) or ends (L) the open one, is one of its own (U), or is outside (O).
What it scores a move by are three words: the next one, the first of the open entity, and the one before. Where no
entity is open the last two are blank, and a word's scores hang on the word alone: those of all words are one product
of matrices. Only where an entity might begin is it followed on, all such places side by side, a word further each time.
The moves are those that spaCy's would make, at a tenth of its time, since its loop asks each of 74 moves at each word
whether it may be made.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_SPACE, SENT_START
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

NAME = "onrecord_entities"
_Floats = NDArray[np.float32]
_Indices = NDArray[np.intp]


class _Words(NamedTuple):
    """The words of a batch, one after the other: bounds of its documents, and where moves are barred."""

    bounds: list[int]
    """Where each document begins, and the end of the last."""
    blank: NDArray[np.bool_]
    """No entity begins with these."""
    last: NDArray[np.bool_]
    """No entity goes on beyond these: the last of a sentence or of its document."""

    @classmethod
    def of(cls, docs: Sequence[Doc]) -> "_Words":
        facts = np.concatenate([doc.to_array([IS_SPACE, SENT_START]) for doc in docs]).astype(np.int64)
        bounds = np.cumsum([0, *map(len, docs)])
        last = np.append(facts[1:, 1] == 1, True)
        last[bounds[1:] - 1] = True
        return cls(bounds.tolist(), facts[:, 0] != 0, last)


class Entities:
    """A pipeline component that sets ``doc.ents`` as spaCy's recogniser would on a text without entities."""

    def __init__(self, recogniser: EntityRecognizer) -> None:
        model: Any = recogniser.model
        self._vectors, lower, upper = model.layers
        self._ops = model.ops
        weights = lower.get_param("W")  # (three words, units, pieces, width of a vector)
        self._pieces = weights.shape[2]
        self._columns = [np.ascontiguousarray(one.reshape(-1, weights.shape[3])) for one in weights]
        self._bias = lower.get_param("b").reshape(-1)
        self._blank = lower.get_param("pad")[0].reshape(len(weights), -1)
        self._upper, self._upper_bias = upper.get_param("W"), upper.get_param("b")
        moves: Any = recogniser.moves
        names = [moves.get_class_name(i) for i in range(moves.n_moves)]
        self._labels = [name[2:] for name in names]
        sorts = np.array([name[0] if name == "O" or name[2:] else "" for name in names])
        self._begins, self._is_outside, self._is_unit = sorts == "B", sorts == "O", sorts == "U"
        self._barred = ~(self._begins | self._is_outside | self._is_unit)
        self._within = {
            number: (names.index(f"I-{label}"), names.index(f"L-{label}"))
            for number, label in enumerate(self._labels)
            if self._begins[number]
        }

    @staticmethod
    def can_read(recogniser: Any) -> bool:
        """Tell whether a component is a recogniser of the kind that is read here: greedy, with three words."""
        return (
            isinstance(recogniser, EntityRecognizer)
            and recogniser.cfg["beam_width"] == 1
            and recogniser.model.attrs["has_upper"]
            and not recogniser.model.attrs["unseen_classes"]
            and recogniser.model.get_ref("lower").get_dim("nF") == 3
        )

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of a document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Set the entities of documents, so many at once."""
        stream = iter(stream)
        while docs := list(islice(stream, batch_size)):
            self._set([doc for doc in docs if len(doc)])
            yield from docs

    def _set(self, docs: Sequence[Doc]) -> None:
        if not docs:
            return
        words = _Words.of(docs)
        found = self._find(self._vectors.predict(docs), words)
        at = 0
        for doc, first, end in zip(docs, words.bounds, words.bounds[1:], strict=False):
            entities = []
            while at < len(found) and found[at][0] < end:
                start, stop, label = found[at]
                entities.append(Span(doc, start - first, stop - first, label))
                at += 1
            doc.set_ents(entities)

    def _find(self, vectors: _Floats, words: _Words) -> list[tuple[int, int, str]]:
        """Return ``(start, end, label)`` of the entities among words, in order."""
        move = self._outside_moves(vectors, words)
        starts = np.flatnonzero(self._begins[move])
        ends = dict(zip(starts.tolist(), self._ends(vectors, words, starts, move[starts]).tolist(), strict=True))
        found, free = [], 0
        for start in np.flatnonzero(~self._is_outside[move]).tolist():
            if start >= free:
                free = ends.get(start, start + 1)
                found.append((start, free, self._labels[move[start]]))
        return found

    def _outside_moves(self, vectors: _Floats, words: _Words) -> _Indices:
        """Return the number of the move at each word, were no entity open there."""
        scores = self._scores(self._features(0, vectors) + self._blank[1] + self._blank[2])
        scores[:, self._barred] = -np.inf
        scores[np.ix_(words.blank, self._begins | self._is_unit)] = -np.inf
        scores[np.ix_(words.last, self._begins)] = -np.inf
        best: _Indices = scores.argmax(axis=1)
        return best

    def _ends(self, vectors: _Floats, words: _Words, starts: _Indices, moves: _Indices) -> _Indices:
        """Return where the entities end that begin at ``starts`` by ``moves``, followed on side by side."""
        inside, closing = np.array([self._within[move] for move in moves.tolist()], dtype=np.intp).reshape(-1, 2).T
        first = self._features(1, vectors[starts])
        ends = starts + 1
        open_ones = np.arange(len(starts))
        while len(open_ones):
            at = ends[open_ones]
            scores = self._scores(
                self._features(0, vectors[at]) + first[open_ones] + self._features(2, vectors[at - 1])
            )
            row = np.arange(len(at))
            closes = words.last[at] | (scores[row, closing[open_ones]] > scores[row, inside[open_ones]])
            ends[open_ones] += 1
            open_ones = open_ones[~closes]
        return ends

    def _features(self, place: int, vectors: _Floats) -> _Floats:
        """Return what words give to the hidden units where they stand in the first, second or third place."""
        product: _Floats = self._ops.gemm(vectors, self._columns[place], trans2=True)
        return product

    def _scores(self, features: _Floats) -> _Floats:
        """Return the scores of all moves from the summed features of the three places, a row each."""
        features += self._bias
        units = self._ops.maxout(features.reshape(len(features), -1, self._pieces))[0]
        scores: _Floats = self._ops.gemm(units, self._upper, trans2=True)
        scores += self._upper_bias
        return scores


@Language.factory(NAME, assigns=["doc.ents", "token.ent_iob", "token.ent_type"], default_config={"recogniser": "ner"})
def _make(nlp: Language, name: str, recogniser: str) -> Entities:  # noqa: ARG001 (spaCy hands the name in)
    return Entities(nlp.get_pipe(recogniser))
