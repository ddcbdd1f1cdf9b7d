"""Fitting the ranker's network by stochastic gradient descent on the log loss.

Belongs here: the optimiser. The wide part is fitted by AdaGrad (Duchi et al. 2011), as befits sparse
features; the deep part by Adam (Kingma & Ba 2015) with dropout on its hidden units. Seeded: the same
examples and seed give the same weights on one machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.extraction.features import BUCKET_BITS
from pipelines.extraction.ranking import Network
from pipelines.training.examples import Examples

Floats = NDArray[np.float32]

OUTPUTS = 2


@dataclass(frozen=True)
class Plan:
    """What is chosen by hand; the defaults were found by cross-validation on PolNeAR's training part."""

    epochs: int = 2
    batch: int = 512
    hidden: int = 64
    wide_rate: float = 0.02
    wide_decay: float = 1e-4
    deep_rate: float = 1e-3
    deep_decay: float = 1e-4
    dropout: float = 0.2
    seed: int = 0


class _Adam:
    """Moments of one array."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.mean, self.square = np.zeros(shape, np.float32), np.zeros(shape, np.float32)

    def step(self, gradient: Floats, time: int) -> Floats:
        self.mean += 0.1 * (gradient - self.mean)
        self.square += 0.001 * (gradient * gradient - self.square)
        step: Floats = (self.mean / (1 - 0.9**time)) / (np.sqrt(self.square / (1 - 0.999**time)) + 1e-8)
        return step


class _Fit:
    """The state of fitting one network."""

    _SCALE = 32.0
    """Gradients of the wide part are sums over as many examples; sets the rate's unit."""
    _START = 1e-2

    def __init__(self, inputs: int, plan: Plan) -> None:
        self.plan, self.random = plan, np.random.default_rng(plan.seed)
        self.wide = np.zeros((1 << BUCKET_BITS, OUTPUTS), np.float32)
        self.wide_sum = np.full_like(self.wide, self._START)
        self.bias = np.full(OUTPUTS, -1.5, np.float32)
        self.bias_sum = np.full(OUTPUTS, self._START, np.float32)
        scale = np.sqrt(1 / max(1, inputs))
        self.deep: dict[str, Floats] = {
            "hidden": (self.random.normal(size=(inputs, plan.hidden)) * scale).astype(np.float32),
            "hidden_bias": np.zeros(plan.hidden, np.float32),
            "out": (self.random.normal(size=(plan.hidden, OUTPUTS)) * 0.05).astype(np.float32),
        }
        self.moments = {name: _Adam(array.shape) for name, array in self.deep.items()}

    def step(self, buckets: NDArray[np.int32], vectors: Floats, labels: Floats, time: int, decay: float) -> None:
        """Take one step on one batch; ``decay`` scales the rates down as the fit goes on."""
        plan, deep = self.plan, self.deep
        units = np.maximum(vectors @ deep["hidden"] + deep["hidden_bias"], 0)
        kept = (self.random.random(units.shape) > plan.dropout).astype(np.float32) / (1 - plan.dropout)
        units = units * kept
        seen, place = np.unique(buckets, return_inverse=True)
        weights = self.wide[seen]
        score = weights[place.reshape(buckets.shape)].sum(axis=1) + units @ deep["out"] + self.bias
        error = (1 / (1 + np.exp(-np.clip(score, -30, 30))) - labels).astype(np.float32)
        self._step_wide(seen, place.ravel(), weights, error, buckets.shape[1], decay * plan.wide_rate)
        self._step_deep(vectors, units, kept, error / len(labels), time, decay * plan.deep_rate)

    def _step_wide(
        self, seen: NDArray[np.int32], place: NDArray[np.intp], weights: Floats, error: Floats, width: int, rate: float
    ) -> None:
        scale = np.float32(self._SCALE / self.plan.batch)
        for column in range(OUTPUTS):
            spread = np.repeat(error[:, column] * scale, width)
            gradient = np.bincount(place, weights=spread, minlength=len(seen)).astype(np.float32)
            gradient += self.plan.wide_decay * weights[:, column]
            self.wide_sum[seen, column] += gradient * gradient
            self.wide[seen, column] -= rate * gradient / np.sqrt(self.wide_sum[seen, column])
        mean = error.mean(axis=0) * self._SCALE
        self.bias_sum += mean * mean
        self.bias -= rate * mean / np.sqrt(self.bias_sum)

    def _step_deep(self, vectors: Floats, units: Floats, kept: Floats, error: Floats, time: int, rate: float) -> None:
        back = (error @ self.deep["out"].T) * (units > 0) * kept
        gradients = {"out": units.T @ error, "hidden": vectors.T @ back, "hidden_bias": back.sum(axis=0)}
        for name, gradient in gradients.items():
            array = self.deep[name]
            array -= rate * (self.moments[name].step(gradient, time) + self.plan.deep_decay * array)

    def network(self) -> Network:
        return Network(wide=self.wide, bias=self.bias, **self.deep)


def fit(articles: Sequence[Examples], plan: Plan) -> Network:
    """Return the network fitted to the candidates of ``articles``."""
    buckets = np.concatenate([one.buckets for one in articles])
    labels = np.concatenate([one.labels for one in articles])
    tensor, places = _stacked(articles)
    state = _Fit(places.shape[1] * tensor.shape[1], plan)
    total = plan.epochs * -(-len(labels) // plan.batch)
    time = 0
    for _ in range(plan.epochs):
        order = state.random.permutation(len(labels))
        for first in range(0, len(order), plan.batch):
            rows = order[first : first + plan.batch]
            time += 1
            vectors = tensor[places[rows]].reshape(len(rows), -1).astype(np.float32)
            state.step(buckets[rows], vectors, labels[rows], time, 1 - 0.9 * time / total)
    return state.network()


def _stacked(articles: Sequence[Examples]) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """Return the vectors of all articles as one array, and the places of all candidates in it."""
    tensor = np.concatenate([one.vectors for one in articles])
    ends = np.cumsum([len(one.vectors) for one in articles])
    moved = [
        np.where(one.places < 0, end - 1, one.places + end - len(one.vectors))
        for one, end in zip(articles, ends, strict=True)
    ]
    return tensor, np.concatenate(moved)


def scores(network: Network, one: Examples) -> Floats:
    """Return the network's probabilities for the candidates of an article."""
    vectors = one.vectors[one.places].astype(np.float32).reshape(len(one.reads), -1)
    return network.probabilities(one.buckets.astype(np.int64), vectors)
