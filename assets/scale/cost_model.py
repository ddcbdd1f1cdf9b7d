"""A model of costs: what each stage takes of processor time, clock, memory and disk, by the number of articles.

Processor time of a stage is ``fixed + slope * articles ** exponent``. The exponent is 1, but for linking, whose own is
fitted to the runs of the stages after extraction, up to the largest. Memory and disk are ``fixed + slope * articles``.
All of it is fitted to whole runs, and for the stages after extraction to runs of these alone as well.
Coefficients are not negative and make the squares of the *relative* errors least, so that small sizes count as much as
large ones (Lawson & Hanson 1974, ch. 23).

How much of a stage runs beside itself follows from clock and processor time of one run: with ``w`` workers, serial and
parallel seconds ``s`` and ``p`` are such that ``s + p / w`` passed and ``s + p`` were spent (Amdahl 1967).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.optimize import nnls

from assets.scale.measurement import Measured, Profiled, by_stage

LINKING = "linking"
BETWEEN = "start, end and between"
"""What no stage covers: it is not that of a whole run where some stages are run alone."""
LEAST_SECONDS = 0.05
"""A stage that took less says nothing about another machine."""


class Line(NamedTuple):
    """``fixed + slope * articles ** exponent``."""

    fixed: float
    slope: float
    exponent: float = 1.0

    def at(self, articles: float) -> float:
        """Return the value for so many articles."""
        return self.fixed + self.slope * float(articles**self.exponent)


@dataclass(frozen=True)
class StageCost:
    """What one stage takes on the machine that was measured."""

    name: str
    cpu_seconds: Line
    parallel: float
    """The share of it that workers do beside one another."""
    peak_bytes: Line
    """Resident in all processes, with the workers that were measured."""


@dataclass(frozen=True)
class CostModel:
    """What runs take, for articles of ``words`` words on cores that read ``speed`` words a second."""

    stages: tuple[StageCost, ...]
    stored: Mapping[str, Line]
    """Bytes of each part of a home."""
    words: float
    """Words of an article."""
    speed: float
    """Words that the bare model reads in a second of one core."""
    workers: int
    mentions: float
    """Mentions of an article."""
    claims: float
    cluster_overhead: float = 1.0
    """Processor time of reading on a cluster, as a multiple of that on processes of one machine."""
    cluster_seconds: float = 0.0
    """What starting on a cluster takes of the clock."""
    worker_bytes: float = 0.0
    """What one more process that reads articles takes of memory."""

    def stage(self, name: str) -> StageCost:
        """Return a stage by its name."""
        return next(stage for stage in self.stages if stage.name == name)


def fit(measured: Measured) -> CostModel:
    """Fit the model to what was measured."""
    sizes = sorted(measured.sizes, key=lambda one: one.articles)
    articles = [float(one.articles) for one in sizes]
    largest = sizes[-1]
    names = dict.fromkeys(stage.name for one in sizes for stage in one.run.stages)
    found = {name: [by_stage(one.run).get(name) for one in sizes] for name in names}
    growth = linking_exponent(measured)
    stages = []
    for name, each in found.items():
        also = () if name == BETWEEN else measured.later
        counts = [*articles, *(float(one.articles) for one in also)]
        seen = [*each, *(by_stage(one).get(name) for one in also)]
        seconds = [(stage and (stage.cpu_seconds or stage.seconds)) or 0.0 for stage in seen]
        peaks = [float((stage and stage.peak_bytes) or 0) for stage in seen]
        cpu = line(counts, seconds, growth if name == LINKING else 1.0)
        stages.append(StageCost(name, cpu, _parallel(largest, name), line(counts, peaks)))
    parts = dict.fromkeys(part for one in sizes for part in one.stored_bytes)
    overhead, start = _cluster(measured)
    return CostModel(
        stages=tuple(stages),
        stored={part: line(articles, [float(one.stored_bytes.get(part, 0)) for one in sizes]) for part in parts},
        words=math.fsum(one.words for one in sizes) / math.fsum(articles),
        speed=math.exp(math.fsum(math.log(one.words_per_core_second) for one in sizes) / len(sizes)),
        workers=largest.workers,
        mentions=largest.mentions / largest.articles,
        claims=largest.claims / largest.articles,
        cluster_overhead=overhead,
        cluster_seconds=start,
        worker_bytes=_worker_bytes(measured),
    )


def line(articles: Sequence[float], values: Sequence[float], exponent: float = 1.0) -> Line:
    """Fit ``fixed + slope * articles ** exponent`` to values, zeros left out, by least squares of relative errors."""
    known = [(size, value) for size, value in zip(articles, values, strict=True) if value > 0]
    if not known:
        return Line(0.0, 0.0, exponent)
    x, y = np.array(known).T
    basis = np.stack([np.ones_like(x), x**exponent], axis=1) / y[:, None]
    # columns of like size: the squares of thousands of articles beside ones would be lost in rounding
    scale = np.linalg.norm(basis, axis=0)
    (fixed, slope), _ = nnls(basis / scale, np.ones_like(y))
    return Line(float(fixed / scale[0]), float(slope / scale[1]), exponent)


def linking_exponent(measured: Measured) -> float:
    """Return the slope of linking's processor time through the logarithms of the sizes; 1 if it was measured once."""
    told = ((one.articles, by_stage(one).get(LINKING)) for one in measured.later)
    points = [(articles, stage.cpu_seconds) for articles, stage in told if stage and stage.cpu_seconds]
    if len({size for size, _ in points}) < 2:
        return 1.0
    x, y = np.log(np.array(points)).T
    return float(max(1.0, np.polyfit(x, y, 1)[0]))


def _parallel(one: Profiled, name: str) -> float:
    """The share of a stage's processor time that its workers spent beside one another."""
    stage = by_stage(one.run).get(name)
    if stage is None or stage.cpu_seconds is None or stage.cpu_seconds < LEAST_SECONDS or one.workers == 1:
        return 0.0
    beside = (stage.cpu_seconds - stage.seconds) * one.workers / (one.workers - 1)
    return min(1.0, max(0.0, beside / stage.cpu_seconds))


def _cluster(measured: Measured) -> tuple[float, float]:
    """What executors of their own cost beside processes: the multiple of processor time, the seconds more.

    Of the pair that read the most articles; starting (Java, session) counts as seconds, the rest as a multiple.
    """
    local = {one.articles: one for one in measured.engines if one.engine.endswith("processes")}
    cluster = [one for one in measured.engines if "cluster" in one.engine and one.articles in local]
    if not cluster:
        return 1.0, 0.0
    most, least = max(cluster, key=lambda one: one.articles), min(cluster, key=lambda one: one.articles)
    start = max(0.0, least.cpu - local[least.articles].cpu) if least is not most else 0.0
    overhead = max(1.0, (most.cpu - start) / local[most.articles].cpu)
    return overhead, max(0.0, least.wall - local[least.articles].wall)


def _worker_bytes(measured: Measured) -> float:
    """What the second of two processes took beyond one."""
    peaks = {(one.engine, one.articles): one.peak for one in measured.engines}
    both = [peak - peaks["1 process", size] for (name, size), peak in peaks.items()
            if name == "2 processes" and ("1 process", size) in peaks]  # fmt: skip
    return float(max(both, default=0))


def calibrated(model: CostModel, own: Sequence[Profiled]) -> CostModel:
    """Return the model with every stage, and disk, as large as somebody's own runs say; their form stays.

    A stage is multiplied by the geometric mean of measured over foretold, of the runs that tell of it.
    """
    if not own:
        return model
    stages = []
    for stage in model.stages:
        cpu, peak = [], []
        for one in own:
            seen = by_stage(one.run).get(stage.name)
            if seen is not None and seen.cpu_seconds and seen.cpu_seconds >= LEAST_SECONDS:
                cpu.append(seen.cpu_seconds / max(stage.cpu_seconds.at(one.articles), LEAST_SECONDS))
            if seen is not None and seen.peak_bytes and (foretold := stage.peak_bytes.at(one.articles)):
                peak.append(seen.peak_bytes / foretold)
        stages.append(
            replace(stage, cpu_seconds=_times(stage.cpu_seconds, cpu), peak_bytes=_times(stage.peak_bytes, peak))
        )
    stored = {
        part: _times(each, [one.stored_bytes[part] / foretold for one in own
                            if one.stored_bytes.get(part) and (foretold := each.at(one.articles))])
        for part, each in model.stored.items()
    }  # fmt: skip
    articles = math.fsum(one.articles for one in own)
    told = [one for one in own if one.mentions]
    counted = math.fsum(one.articles for one in told)
    return replace(
        model,
        stages=tuple(stages),
        stored=stored,
        words=math.fsum(one.words for one in own) / articles,
        speed=_mean([one.words_per_core_second for one in own]),
        mentions=math.fsum(one.mentions for one in told) / counted if told else model.mentions,
        claims=math.fsum(one.claims for one in told) / counted if told else model.claims,
    )


def _times(each: Line, factors: Sequence[float]) -> Line:
    factor = _mean(factors) if factors else 1.0
    return Line(each.fixed * factor, each.slope * factor, each.exponent)


def _mean(values: Sequence[float]) -> float:
    return math.exp(math.fsum(map(math.log, values)) / len(values))
