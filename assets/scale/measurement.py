"""What was measured: whole runs of several sizes, the stages after extraction at larger ones, engines side by side.

``measured.json`` comes with the package; ``make bench-scale`` makes it anew. Whole runs have the form that
``onrecord bench --json`` writes.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_FROZEN = ConfigDict(frozen=True, extra="ignore")
_PACKAGED = Path(__file__).with_name("measured.json")


class MeasurementError(ValueError):
    """A file holds no measurement; the message names it and says what to do."""


class StageMeasured(BaseModel):
    """What a stage of a run took."""

    model_config = _FROZEN

    name: str
    seconds: float = Field(ge=0)
    cpu_seconds: float | None = Field(None, ge=0)
    peak_bytes: int | None = Field(None, ge=0)


class RunMeasured(BaseModel):
    """What a run took: seconds of the clock, processor seconds, most bytes resident in all its processes."""

    model_config = _FROZEN

    seconds: float = Field(gt=0)
    cpu_seconds: float | None = Field(None, gt=0)
    peak_bytes: int | None = Field(None, gt=0)
    stages: tuple[StageMeasured, ...]


class BareModel(BaseModel):
    """What the bare language model took for the same text: the measure of how fast a machine is."""

    model_config = _FROZEN

    seconds: float = Field(gt=0)
    cpu_seconds: float | None = Field(None, gt=0)


class Profiled(BaseModel):
    """A whole run beside the bare model, as ``onrecord bench --json`` writes it."""

    model_config = _FROZEN

    articles: int = Field(gt=0)
    words: int = Field(gt=0)
    workers: int = Field(gt=0)
    mentions: int = Field(0, ge=0)
    claims: int = Field(0, ge=0)
    bare_model: BareModel
    run: RunMeasured
    stored_bytes: dict[str, int] = {}

    @property
    def words_per_core_second(self) -> float:
        """Words that the bare model reads in a second of one core."""
        spent = self.bare_model.cpu_seconds or self.bare_model.seconds * self.workers
        return self.words / spent


class LaterMeasured(RunMeasured):
    """The stages after extraction alone, as ``make bench-stages`` runs them: also at sizes of no measured whole run."""

    articles: int = Field(gt=0)
    workers: int = Field(gt=0)


class EngineMeasured(BaseModel):
    """An engine that read the same articles as the others."""

    model_config = _FROZEN

    engine: str
    articles: int = Field(gt=0)
    wall: float = Field(gt=0)
    cpu: float = Field(gt=0)
    peak: int = Field(gt=0)


class Measured(BaseModel):
    """All that the model is fitted to."""

    model_config = _FROZEN

    machine: str
    """In words: processor, cores, memory."""
    sizes: tuple[Profiled, ...] = Field(min_length=2)
    added: dict[int, RunMeasured] = {}
    """So many articles added to a home of the largest size."""
    later: tuple[LaterMeasured, ...] = ()
    engines: tuple[EngineMeasured, ...] = ()

    def without(self, articles: int) -> "Measured":
        """Return what was measured but for the runs of one size."""
        sizes = tuple(one for one in self.sizes if one.articles != articles)
        return self.model_copy(
            update={"sizes": sizes, "later": tuple(one for one in self.later if one.articles != articles)}
        )


def packaged() -> Measured:
    """Return the measurements that come with the package."""
    return Measured.model_validate_json(_PACKAGED.read_bytes())


def read_profiles(paths: Sequence[Path]) -> list[Profiled]:
    """Read files that ``onrecord bench --json`` wrote.

    Raises:
        MeasurementError: a file cannot be read, or is none of these.
    """
    return [_read(path) for path in paths]


def _read(path: Path) -> Profiled:
    try:
        told = json.loads(path.read_bytes())
    except OSError as error:
        raise MeasurementError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise MeasurementError(f"{path} is no JSON; give a file that `onrecord bench --json` wrote") from error
    try:
        return Profiled.model_validate(told)
    except ValidationError as error:
        problem = error.errors()[0]
        field = ".".join(str(part) for part in problem["loc"])
        raise MeasurementError(
            f"{path} is no profile of a run ({field}: {problem['msg']}); give a file that `onrecord bench --json` wrote"
        ) from error


def by_stage(run: RunMeasured) -> Mapping[str, StageMeasured]:
    """Return the stages of a run by their names."""
    return {stage.name: stage for stage in run.stages}
