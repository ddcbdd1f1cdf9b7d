"""The model of a language, loaded with the components that the room reads, and with quicker ways in some of them.

Belongs here: loading the model, and replacing what is slow in it by what gives the same annotations
sooner. Does not belong here: what is read off the annotations.

Two of the model's components look words up the long way. The lemmatizer searches a list of 57,000 nouns from its
beginning; as a set it answers at once. The attribute ruler runs 179 patterns over every token, though nearly all
of them look at one token's tag, dependency and lower-case form: what they make of such a triple is
worked out once, by the same patterns, and remembered. Vectors of words and entities are worked out for a batch of
texts at once (``vectors.py``, ``entities.py``).

Two fifths of the model's time are products of matrices. spaCy's default for them, BLIS, does a third of what numpy's
OpenBLAS does on processors of today: the model is given numpy's.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import numpy as np
from spacy.attrs import DEP, IS_SPACE, LOWER, TAG
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer, TrainablePipe
from spacy.tokens import Doc
from spacy.tokens._retokenize import set_token_attrs
from spacy.vocab import Vocab
from thinc.api import NumpyOps

from pipelines.extraction import conjuncts, entities
from pipelines.extraction.entities import Entities
from pipelines.extraction.vectors import quickened
from pipelines.languages import DEFAULT, LANGUAGES

NEEDED = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner")
"""Components of the model that the room reads; all others stay off."""

_SEEN = frozenset({"LOWER", "TAG", "DEP", "IS_SPACE"})
_SETS = frozenset({"IN", "NOT_IN"})
_OTHER, _BLANK = 0, 1
"""What stands for the words that no pattern names: all alike, save that some are blanks."""
_Attributes = dict[int | str, Any]
_ROWS = 128
"""Rows of a matrix that are multiplied at once."""


def load_model(language: str = DEFAULT) -> Language:
    """Load the model of a language (ISO 639-1) with the components that the room reads."""
    nlp: Language = import_module(LANGUAGES[language].model).load()
    nlp.select_pipes(enable=[name for name in nlp.pipe_names if name in NEEDED])
    _index(nlp.get_pipe("lemmatizer"))  # type: ignore[arg-type]
    ruler: Any = nlp.get_pipe("attribute_ruler")
    nlp.replace_pipe("attribute_ruler", "onrecord_attribute_ruler")
    quick: Any = nlp.get_pipe("attribute_ruler")
    quick.add_patterns(ruler.patterns)
    nlp.add_pipe(conjuncts.NAME, after="attribute_ruler")
    _multiply_by_numpy(nlp)
    _quicken_vectors(nlp)
    if Entities.can_read(nlp.get_pipe("ner")):
        nlp.add_pipe(entities.NAME, after="ner", config={"recogniser": "ner"})
        nlp.remove_pipe("ner")
        nlp.rename_pipe(entities.NAME, "ner")
    return nlp


def _multiply_by_numpy(nlp: Language) -> None:
    """Let every layer of the model's components calculate with `ReadingOps`; sums differ by rounding."""
    ops = ReadingOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        for layer in model.walk() if model is not None else ():
            layer.ops = ops


def _quicken_vectors(nlp: Language) -> None:
    """Let all components that make vectors of words make them in one go (``vectors.py``)."""
    for _, component in nlp.pipeline:
        if not isinstance(component, TrainablePipe):
            continue
        component.model = quickened(component.model)
        for layer in list(component.model.walk())[1:]:
            if (quick := quickened(layer)) is not layer:
                component.model.replace_node(layer, quick)


class ReadingOps(NumpyOps):  # type: ignore[misc]
    """thinc's operations on numpy's arrays, for a model that reads and is not trained."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """Multiply two matrices, always so many rows at once.

        OpenBLAS takes another way for few rows than for many, and its sums differ by rounding then. Filled up to one
        number of rows, a row's product is the same to the bit whatever stands beside it in the batch.
        """
        if trans1 or x.ndim != 2:
            return super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        x, other = np.ascontiguousarray(x), y.T if trans2 else y
        product = np.empty((x.shape[0], other.shape[1]), dtype=x.dtype) if out is None else out
        for start in range(0, x.shape[0], _ROWS):
            rows = x[start : start + _ROWS]
            if rows.shape[0] < _ROWS:
                filled = np.zeros((_ROWS, x.shape[1]), dtype=x.dtype)
                filled[: rows.shape[0]] = rows
                product[start:] = (filled @ other)[: rows.shape[0]]
            else:
                np.matmul(rows, other, out=product[start : start + _ROWS])
        return product

    def maxout(self, x: Any) -> tuple[Any, None]:
        """Return the greatest of the pieces along the last axis; which piece it was, training alone would ask."""
        best = x[..., 0].copy()
        for piece in range(1, x.shape[-1]):
            np.maximum(best, x[..., piece], out=best)
        return best, None


def _index(lemmatizer: Lemmatizer) -> None:
    """Turn the lemmatizer's word lists into sets; it asks of them nothing but what they hold."""
    table = lemmatizer.lookups.get_table("lemma_index", {})
    for part_of_speech in list(table):
        table[part_of_speech] = frozenset(table[part_of_speech])


@Language.factory("onrecord_attribute_ruler", assigns=["token.tag", "token.pos", "token.morph", "token.lemma"])
def _make_ruler(nlp: Language, name: str) -> "RememberingRuler":
    return RememberingRuler(nlp.vocab, name)


class RememberingRuler(AttributeRuler):
    """spaCy's attribute ruler, which remembers what its patterns of one token make of a token.

    Patterns of several tokens, and those that look at more than ``_SEEN``, are matched as before.
    """

    def __init__(self, vocab: Vocab, name: str = "attribute_ruler") -> None:
        super().__init__(vocab, name)
        self._forget()

    def _forget(self) -> None:
        self._short = Matcher(self.vocab)
        self._long = Matcher(self.vocab)
        self._words: set[int] = set()
        self._known: dict[tuple[int, int, int], tuple[tuple[int, ...], _Attributes]] = {}

    def clear(self) -> None:
        """Remove all patterns."""
        super().clear()
        self._forget()

    def add(self, patterns: Any, attrs: dict[Any, Any], index: int = 0) -> None:
        """Add patterns of tokens that receive ``attrs``; see spaCy."""
        patterns = list(patterns)
        key = str(len(self.attrs))
        super().add(patterns, attrs, index)
        self._known.clear()
        for pattern in patterns:
            short = index == 0 and len(pattern) == 1 and _is_plain(pattern[0])
            (self._short if short else self._long).add(key, [pattern])
            if short:
                self._words.update(self.vocab.strings.add(word) for word in _words_of(pattern[0].get("LOWER")))

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes that the patterns give, those of later patterns over those of earlier ones."""
        further: dict[int, list[int]] = {}
        if len(self._long):
            for match, start, end in self._long(doc, allow_missing=True):
                number = int(self.vocab.strings[match])
                further.setdefault(range(start, end)[self.indices[number]], []).append(number)
        for i, (word, tag, dep, blank) in enumerate(doc.to_array([LOWER, TAG, DEP, IS_SPACE]).tolist()):
            if word not in self._words:
                word = _BLANK if blank else _OTHER
            known = self._known.get((word, tag, dep))
            if known is None:
                numbers = tuple(sorted({int(self.vocab.strings[m]) for m, _, _ in self._match_one(doc, i)}))
                known = self._known[word, tag, dep] = numbers, self._merged(numbers)
            attributes = self._merged(sorted({*known[0], *further[i]})) if i in further else known[1]
            if attributes:
                set_token_attrs(doc[i], attributes)
        return doc

    def _match_one(self, doc: Doc, i: int) -> list[tuple[int, int, int]]:
        return self._short(doc[i : i + 1], allow_missing=True) if len(self._short) else []

    def _merged(self, numbers: Any) -> _Attributes:
        merged: _Attributes = {}
        for number in numbers:
            merged.update(self.attrs[number])
        return merged


def _is_plain(token: dict[str, Any]) -> bool:
    """Tell whether a pattern's token looks at nothing but what is remembered, by equality or sets of words."""
    return token.keys() <= _SEEN and all(
        isinstance(value, str | bool) or (isinstance(value, dict) and value.keys() <= _SETS) for value in token.values()
    )


def _words_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for words in value.values():
            yield from words
