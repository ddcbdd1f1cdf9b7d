"""What a dataset of a size would cost on given means, stage by stage, and where that breaks."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from assets.scale.cost_model import CostModel, Line, StageCost

EXTRACTION = "extraction"
BY_ARTICLE = frozenset({"ingest", "staging", EXTRACTION})
"""Stages that look at new articles alone; the others look at all of the home in each run."""
HOUR = 3600.0
MOST = 10**10
"""Articles that nobody has."""
DAY = 24 * HOUR
"""A stage that takes longer is in the way of a daily run."""


@dataclass(frozen=True)
class Means:
    """What there is to run on, and what it costs."""

    workers: int
    """Processes on the machine of the run."""
    cluster_cores: int = 0
    """Cores of a Spark cluster that read articles; 0 for none: the workers read them."""
    memory_bytes: float | None = None
    """Of the machine of the run; None where nobody asks."""
    speed: float | None = None
    """Words that the bare model reads in a second of one core; None for a machine as the one that was measured."""
    core_hour: float = 0.0
    """Price of a core for an hour."""
    gigabyte_month: float = 0.0
    """Price of a gigabyte on disk for a month."""


@dataclass(frozen=True)
class StageForecast:
    """One stage: processor seconds, seconds of the clock, most bytes in memory on the machine of the run, and where."""

    name: str
    cpu_seconds: float
    seconds: float
    peak_bytes: float
    cores: int
    """That it has at once, on the cluster where it runs there."""
    on_cluster: bool = False


class Limit(NamedTuple):
    """A stage that takes more than there is, of memory (bytes) or of a day (seconds)."""

    stage: str
    what: Literal["memory", "seconds"]
    takes: float
    of: float


@dataclass(frozen=True)
class Forecast:
    """A run over so many articles, or one that adds some of them."""

    articles: int
    added: int | None
    words: float
    stages: tuple[StageForecast, ...]
    stored: Mapping[str, float]
    """Bytes of each part of the home after the run."""
    mentions: float
    claims: float
    means: Means

    @property
    def seconds(self) -> float:
        """Of the clock, for the whole run."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def cpu_seconds(self) -> float:
        """Of all processors."""
        return sum(stage.cpu_seconds for stage in self.stages)

    @property
    def peak_bytes(self) -> float:
        """Most bytes in memory on the machine of the run."""
        return max(stage.peak_bytes for stage in self.stages)

    @property
    def stored_bytes(self) -> float:
        """All that the home takes on disk."""
        return sum(self.stored.values())

    @property
    def held_core_hours(self) -> float:
        """Hours that cores are taken up, working or waiting: those of the cluster while articles are read, those of
        the machine of the run all the time."""
        cluster = sum(stage.seconds * stage.cores for stage in self.stages if stage.on_cluster)
        return (cluster + self.seconds * self.means.workers) / HOUR

    @property
    def price(self) -> float:
        """Of the run, without what is stored."""
        return self.held_core_hours * self.means.core_hour

    @property
    def price_a_month(self) -> float:
        """Of what is stored."""
        return self.stored_bytes / 1e9 * self.means.gigabyte_month

    def limits(self) -> Iterator[Limit]:
        """Yield what is in the way: stages that need more memory than there is, or longer than a day."""
        given = self.means.memory_bytes
        for stage in self.stages:
            if given is not None and stage.peak_bytes > given:
                yield Limit(stage.name, "memory", stage.peak_bytes, given)
            if stage.seconds > DAY:
                yield Limit(stage.name, "seconds", stage.seconds, DAY)


def foretell(
    model: CostModel, articles: int, means: Means, *, words: float | None = None, added: int | None = None
) -> Forecast:
    """Foretell a run.

    Args:
        model: the costs, as fitted or calibrated.
        articles: articles of the home after the run.
        means: what it runs on.
        words: words of an article; None for as many as those of the model.
        added: so many of the articles are new; None for all.
    """
    length = (words or model.words) / model.words
    slowness = model.speed / means.speed if means.speed else 1.0
    all_of_it, new = articles * length, (articles if added is None else added) * length
    stages = tuple(
        _stage(model, stage, new if stage.name in BY_ARTICLE else all_of_it, all_of_it, means, slowness)
        for stage in model.stages
    )
    return Forecast(
        articles=articles,
        added=added,
        words=words or model.words,
        stages=stages,
        stored={part: each.at(all_of_it) for part, each in model.stored.items()},
        mentions=model.mentions * all_of_it,
        claims=model.claims * all_of_it,
        means=means,
    )


class BreakingPoint(NamedTuple):
    """How many articles a stage takes before it is in the way: of memory, where a limit is given, and of a day."""

    stage: str
    by_memory: int | None
    by_time: int | None
    """None for more than `MOST` articles."""


def breaking_points(model: CostModel, means: Means, *, words: float | None = None) -> list[BreakingPoint]:
    """Return for every stage the least number of articles that is too many for it, the first to break first."""
    found = []
    for place, stage in enumerate(model.stages):
        told = {
            what: _least(model, means, words, place, what) if what == "seconds" or means.memory_bytes else None
            for what in ("memory", "seconds")
        }
        found.append(BreakingPoint(stage.name, told["memory"], told["seconds"]))
    return sorted(found, key=lambda one: min(one.by_memory or MOST, one.by_time or MOST))


def _least(model: CostModel, means: Means, words: float | None, place: int, what: str) -> int | None:
    """The least number of articles with which a stage takes too much: more articles never take less."""

    def too_many(articles: int) -> bool:
        stage = foretell(model, articles, means, words=words).stages[place]
        return stage.seconds > DAY if what == "seconds" else stage.peak_bytes > (means.memory_bytes or math.inf)

    least = bisect_left(range(MOST), True, lo=1, key=too_many)
    return None if least >= MOST else least


def _stage(
    model: CostModel, stage: StageCost, articles: float, in_memory: float, means: Means, slowness: float
) -> StageForecast:
    """One stage of a run: what its workers do is cut among them, what each of them does first (``fixed``) is not."""
    on_cluster = means.cluster_cores > 0 and stage.name == EXTRACTION
    cores = means.cluster_cores if on_cluster else means.workers
    fixed, grown = _parts(stage.cpu_seconds, articles)
    overhead = model.cluster_overhead if on_cluster else 1.0
    # workers load models beside one another: each further one does that again, and nobody waits for it
    loading = fixed * stage.parallel / model.workers
    apart = fixed * (1 - stage.parallel) + grown * (1 - stage.parallel)
    beside = grown * stage.parallel * overhead
    seconds = (loading + apart + beside / cores) * slowness + (model.cluster_seconds if on_cluster else 0.0)
    spent = (loading * cores + apart + beside) * slowness
    more = 0.0 if on_cluster or not stage.parallel else model.worker_bytes * (cores - model.workers)
    peak = max(0.0, stage.peak_bytes.at(in_memory) + more)
    return StageForecast(stage.name, spent, seconds, peak, cores if stage.parallel else 1, on_cluster)


def _parts(each: Line, articles: float) -> tuple[float, float]:
    return each.fixed, each.at(articles) - each.fixed
