"""Vectors of words in their surroundings by the model's own weights, with less moving of numbers.

Belongs here: spaCy's ``MultiHashEmbed`` and ``MaxoutWindowEncoder`` as one calculation. Does not belong here: what the
vectors are good for.

The embedding of a word hangs on the word alone: each word that a batch has is embedded once, however often it stands
there; that is a third of them. The convolutions then go through the batch in blocks of rows that stay in the
processor's cache from the window to the sum, where layer after layer would write each step of all rows to memory.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model

_Floats = NDArray[Any]
"""Numbers of single precision; numpy's types lose that in sums over an axis."""
_BLOCK = 256
"""Rows that are calculated at once, and multiplied at once: always so many, so that no sum hangs on their number."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_EMBED = ["extract_features", "list2ragged", "with_array", "with_array", "ragged2list"]


def quickened(model: Model[Any, Any]) -> Model[Any, Any]:
    """Return a model that gives the vectors of ``model``; itself, where it is made of other layers than those here."""
    if [_kind(layer) for layer in model.layers] != ["extract_features", "with_array"]:
        return model
    embed, encode = model.layers
    layers = [layer for layer in encode.layers[0].layers if layer.name.startswith("residual(expand_window>>maxout>>")]
    windows = [layer.attrs["window_size"] for layer in encode.walk() if layer.name == "expand_window"]
    if [_kind(layer) for layer in embed.layers] != _EMBED or set(windows) != {1} or len(layers) != len(windows):
        return model
    calculation = _Calculation(embed, [_Convolution(layer) for layer in layers], encode.attrs["pad"])
    return Model("onrecord_vectors", calculation, dims={"nO": model.get_dim("nO")})


def _kind(layer: Model[Any, Any]) -> str:
    return layer.name.split(">>")[0].split("(")[0]


class _Calculation:
    """The forward pass of a model: documents → their vectors, one array ``(words, width)`` each."""

    def __init__(self, embed: Model[Any, Any], layers: "Sequence[_Convolution]", pad: int) -> None:
        extract, _, hashes, mix, _ = embed.layers
        self._columns = extract.attrs["columns"]
        self._embed = [hashes.layers[0], mix.layers[0]]
        self._layers, self._pad = layers, pad

    def __call__(
        self,
        model: Model[Any, Any],  # noqa: ARG002 (thinc hands it in)
        docs: Sequence[Doc],
        is_train: bool,
    ) -> tuple[list[_Floats], Callable[[Any], Any]]:
        if is_train:
            raise RuntimeError("this model reads; train the one that it was made of")
        words = [doc.to_array(self._columns).reshape(len(doc), len(self._columns)) for doc in docs]
        vectors, places = self._embedded(np.concatenate(words))
        bounds = np.cumsum([self._pad, *(len(one) + self._pad for one in words)])
        filled = np.zeros((1 + -(-bounds[-1] // _BLOCK) * _BLOCK + 1, vectors.shape[1]), dtype=np.float32)
        rows = filled[1:-1]
        at = 0
        for start, one in zip(bounds, words, strict=False):
            np.take(vectors, places[at : at + len(one)], axis=0, out=rows[start : start + len(one)])
            at += len(one)
        other = np.zeros_like(filled)
        for layer in self._layers:
            layer.calculate(filled, other)
            filled, other = other, filled
        rows = filled[1:-1]
        return [rows[start : start + len(one)].copy() for start, one in zip(bounds, words, strict=False)], _untaught

    def _embedded(self, words: NDArray[np.uint64]) -> tuple[_Floats, NDArray[np.intp]]:
        """Return the vectors of the distinct words, and which of them each word has."""
        keys = np.zeros(len(words), dtype=np.uint64)
        for column in words.T:
            keys = (keys ^ column) * _MULTIPLIER
            keys ^= keys >> np.uint64(32)
        _, first, places = np.unique(keys, return_index=True, return_inverse=True)
        distinct = words[first]
        if not np.array_equal(distinct[places], words):  # two words have one key
            distinct, places = words, np.arange(len(words))
        vectors: Any = distinct
        for layer in self._embed:
            vectors = layer.predict(vectors)
        return vectors, places


def _untaught(_: Any) -> Any:
    raise RuntimeError("this model reads; train the one that it was made of")


class _Convolution:
    """One layer: a window of three words, the greatest of several sums of it, normalised, added to the word's own."""

    def __init__(self, residual: Model[Any, Any]) -> None:
        maxout, norm = (next(one for one in residual.walk() if one.name == name) for name in ("maxout", "layernorm"))
        weights: Any = maxout.get_param("W")  # (units, pieces, window)
        bias: Any = maxout.get_param("b")  # (units, pieces)
        self._units, self._pieces, self._window = weights.shape
        # sums that are compared stand a row of units apart: the greatest is found in whole rows
        self._weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, self._window).T)
        self._bias = bias.T.reshape(-1)
        self._scale: Any = norm.get_param("G")
        self._shift: Any = norm.get_param("b")

    def calculate(self, rows: _Floats, out: _Floats) -> None:
        """Set ``out`` from ``rows``, both ``(1 + multiple of _BLOCK + 1, width)``; the outermost stay as they are."""
        width = rows.shape[1]
        windows = sliding_window_view(rows.reshape(-1), self._window)[::width]
        window = np.empty((_BLOCK, self._window), dtype=np.float32)
        sums = np.empty((_BLOCK, self._pieces * self._units), dtype=np.float32)
        squares = np.empty((_BLOCK, self._units), dtype=np.float32)
        for start in range(0, len(rows) - 2, _BLOCK):
            np.copyto(window, windows[start : start + _BLOCK])
            np.matmul(window, self._weights, out=sums)
            np.add(sums, self._bias, out=sums)
            best = out[1 + start : 1 + start + _BLOCK]
            best[...] = sums[:, : self._units]
            for first in range(self._units, sums.shape[1], self._units):
                np.maximum(best, sums[:, first : first + self._units], out=best)
            best -= np.add.reduce(best, axis=1, keepdims=True) / self._units
            np.multiply(best, best, out=squares)
            best *= (np.add.reduce(squares, axis=1, keepdims=True) / self._units + 1e-08) ** (-1.0 / 2.0)
            best *= self._scale
            best += self._shift
            best += rows[1 + start : 1 + start + _BLOCK]
