"""How well the model foretells runs that it was not fitted to: each measured size is left out once and foretold."""

from collections.abc import Iterator
from typing import NamedTuple

from assets.scale.cost_model import BETWEEN, fit
from assets.scale.forecast import Means, foretell
from assets.scale.measurement import LaterMeasured, Measured, Profiled, by_stage


class Checked(NamedTuple):
    """One quantity of one run, measured and foretold by a model that was fitted to the other sizes."""

    articles: int
    added: int | None
    what: str
    """The quantity with its unit."""
    measured: float
    foretold: float

    @property
    def error(self) -> float:
        """Foretold over measured, less one."""
        return self.foretold / self.measured - 1


def left_out(measured: Measured, stages: bool = False) -> Iterator[Checked]:
    """Yield clock, processor time, memory and disk of every measured run beside what the others foretell of it.

    Args:
        measured: at least three sizes.
        stages: also the processor time of every stage.
    """
    for one in measured.sizes:
        yield from _checked(measured, one, stages)
    largest = max(measured.sizes, key=lambda one: one.articles)
    for later in measured.later:
        if later.articles > largest.articles:
            yield from _later(measured, later)
    model = fit(measured)
    for number, run in measured.added.items():
        told = foretell(model, largest.articles + number, Means(largest.workers), added=number)
        size = largest.articles + number
        yield Checked(size, number, "clock, s", run.seconds, told.seconds)
        if run.cpu_seconds:
            yield Checked(size, number, "processor, s", run.cpu_seconds, told.cpu_seconds)


def _later(measured: Measured, one: LaterMeasured) -> Iterator[Checked]:
    """Yield what the stages after extraction took where they were run alone, at a size of no whole run."""
    told = foretell(fit(measured.without(one.articles)), one.articles, Means(one.workers))
    seen = by_stage(one)
    stages = [stage for stage in told.stages if stage.name in seen and stage.name != BETWEEN]
    theirs = [seen[stage.name] for stage in stages]
    after = "after extraction: "
    seconds = sum(stage.seconds for stage in theirs)
    yield Checked(one.articles, None, f"{after}clock, s", seconds, sum(stage.seconds for stage in stages))
    spent = sum(stage.cpu_seconds or 0.0 for stage in theirs)
    yield Checked(one.articles, None, f"{after}processor, s", spent, sum(stage.cpu_seconds for stage in stages))
    most = max((stage.peak_bytes or 0) for stage in theirs)
    foretold = max(stage.peak_bytes for stage in stages)
    yield Checked(one.articles, None, f"{after}memory, MB", most / 1e6, foretold / 1e6)


def _checked(measured: Measured, one: Profiled, stages: bool) -> Iterator[Checked]:
    model = fit(measured.without(one.articles))
    told = foretell(
        model, one.articles, Means(one.workers, speed=one.words_per_core_second), words=one.words / one.articles
    )
    yield Checked(one.articles, None, "clock, s", one.run.seconds, told.seconds)
    if one.run.cpu_seconds:
        yield Checked(one.articles, None, "processor, s", one.run.cpu_seconds, told.cpu_seconds)
    if one.run.peak_bytes:
        yield Checked(one.articles, None, "memory, MB", one.run.peak_bytes / 1e6, told.peak_bytes / 1e6)
    if one.stored_bytes:
        yield Checked(one.articles, None, "disk, MB", sum(one.stored_bytes.values()) / 1e6, told.stored_bytes / 1e6)
    if stages:
        seen = by_stage(one.run)
        for stage in told.stages:
            if stage.name in seen and (cpu := seen[stage.name].cpu_seconds):
                yield Checked(one.articles, None, f"{stage.name}, processor s", cpu, stage.cpu_seconds)
