"""What a run took, by stage: seconds, processor time, memory.

A stage is a step of the graph; what lies before, between and after the steps is the last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assets.bench.watching import Sample, cpu_between, peak_between
from assets.metrics import STAGES

REST = "start, end and between"


class Step(NamedTuple):
    """One step of the graph: its key, and when it began and ended (seconds since 1970)."""

    key: str
    start: float
    end: float


class Stage(NamedTuple):
    """What one stage took; processor time and memory are None where the system does not tell."""

    name: str
    seconds: float
    cpu_seconds: float | None
    peak_bytes: int | None


@dataclass(frozen=True)
class Run:
    """One run of the command, start-up included."""

    start: float
    end: float
    steps: Sequence[Step]
    samples: Sequence[Sample]
    proportional_bytes: int | None = None
    """Most bytes in memory of all processes, a page that several share counted once."""

    @property
    def seconds(self) -> float:
        """From the start of the process to its end."""
        return self.end - self.start

    @property
    def cpu_seconds(self) -> float | None:
        """Processor time of all its processes."""
        return self.samples[-1].cpu if self.samples else None

    @property
    def peak_bytes(self) -> int | None:
        """Most bytes resident in all its processes together."""
        return peak_between(self.samples, self.start, self.end)

    @property
    def stages(self) -> list[Stage]:
        """What each stage took, in the order in which they ran; the seconds add up to those of the run."""
        spans: dict[str, list[Step]] = {}
        for step in self.steps:
            spans.setdefault(STAGES.get(step.key, step.key), []).append(step)
        stages = [self._stage(name, steps) for name, steps in spans.items()]
        rest = self.seconds - sum(stage.seconds for stage in stages)
        known = [stage.cpu_seconds for stage in stages if stage.cpu_seconds is not None]
        cpu = None if self.cpu_seconds is None else max(0.0, self.cpu_seconds - sum(known))
        outside = [
            peak for left, right in self._gaps() if (peak := peak_between(self.samples, left, right)) is not None
        ]
        return [*stages, Stage(REST, rest, cpu, max(outside, default=None))]

    def _stage(self, name: str, steps: Sequence[Step]) -> Stage:
        cpu = [cpu_between(self.samples, step.start, step.end) for step in steps]
        peaks = [peak_between(self.samples, step.start, step.end) for step in steps]
        return Stage(name, sum(step.end - step.start for step in steps), _sum(cpu), _most(peaks))

    def _gaps(self) -> Iterable[tuple[float, float]]:
        edges = [self.start, *(moment for step in self.steps for moment in (step.start, step.end)), self.end]
        return zip(edges[::2], edges[1::2], strict=True)


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _most(peaks: Iterable[int | None]) -> int | None:
    return max((peak for peak in peaks if peak is not None), default=None)


@dataclass(frozen=True)
class Profile:
    """A run beside the bare model."""

    articles: int
    words: int
    workers: int
    run: Run
    bare_seconds: float
    """That the bare model takes to read the same texts, loading apart."""
    bare_load_seconds: float
    bare_cpu_seconds: float | None = None
    """Processor time of all its processes while it reads."""
    again: Run | None = None
    """The same command once more, with nothing new to do."""
    mentions: int = 0
    claims: int = 0
    stored: Mapping[str, int] = field(default_factory=dict)
    """Bytes that each part of the home takes after the run (:func:`assets.bench.measuring.stored`)."""

    @property
    def ratio(self) -> float:
        """Words per second of the whole run in those of the bare model."""
        return self.bare_seconds / self.run.seconds

    @property
    def cpu_ratio(self) -> float | None:
        """The same by processor time, which other work on the machine blurs less; None where it is not known."""
        spent = self.run.cpu_seconds
        return self.bare_cpu_seconds / spent if spent and self.bare_cpu_seconds is not None else None
