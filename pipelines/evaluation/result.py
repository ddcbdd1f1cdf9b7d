"""The result of an evaluation: figures and examples as values that can be written down.

Belongs here: the shapes alone, with the shares that follow from their counts. What each figure means stands in
``docs/evaluation.md``; how it is counted, in the files of the same names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, ClassVar

from pipelines.evaluation.spans import Counts


def share(part: float, whole: float) -> float | None:
    """Return ``part / whole``, None where there is nothing to divide by."""
    return part / whole if whole else None


@dataclass(frozen=True)
class Overlap:
    """Precision, recall and F1 of what is counted by different units on either side: characters, B-cubed."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, precision: float, recall: float) -> "Overlap":
        """Put the harmonic mean beside precision and recall."""
        both = precision + recall
        return cls(precision, recall, 2 * precision * recall / both if both else 0.0)


@dataclass(frozen=True)
class Share:
    """How many of ``count`` are right."""

    count: int
    right: int

    derived: ClassVar = ("share",)

    @property
    def share(self) -> float | None:
        """The share that is right, None where there are none."""
        return share(self.right, self.count)


@dataclass(frozen=True)
class Detection:
    """How well mentions of one stratum are found: counts by the least overlap asked for, and characters."""

    annotated: int
    found: int
    spans: Mapping[str, Counts]
    characters: Overlap


@dataclass(frozen=True)
class TimeShare:
    """Times of events among matched mentions: how many have one, and in how many the two agree."""

    annotated: int
    found: int
    overlapping: int
    same: int

    derived: ClassVar = ("precision", "recall", "precision_same", "recall_same")

    @property
    def precision(self) -> float | None:
        """Share of the times found that overlap with the annotated one."""
        return share(self.overlapping, self.found)

    @property
    def recall(self) -> float | None:
        """Share of the annotated times that were found, overlapping."""
        return share(self.overlapping, self.annotated)

    @property
    def precision_same(self) -> float | None:
        """Share of the times found that share at least half of all days with the annotated one."""
        return share(self.same, self.found)

    @property
    def recall_same(self) -> float | None:
        """Share of the annotated times that were found with at least half of all days in common."""
        return share(self.same, self.annotated)


@dataclass(frozen=True)
class SpeakerShare:
    """Annotated mentions whose speaker's name stands at one distance: right, left open, wrong, or not found at all."""

    right: int = 0
    open: int = 0
    wrong: int = 0
    missed: int = 0

    derived: ClassVar = ("matched", "share")

    @property
    def matched(self) -> int:
        """Mentions that were found, whatever speaker they were given."""
        return self.right + self.open + self.wrong

    @property
    def share(self) -> float | None:
        """The share of right speakers among the mentions found."""
        return share(self.right, self.matched)


@dataclass(frozen=True)
class Bin:
    """Mentions found with a confidence of ``low`` up to, not including, ``high``."""

    low: float
    high: float
    count: int
    mean_confidence: float
    right: int
    right_with_speaker: int

    derived: ClassVar = ("share",)

    @property
    def share(self) -> float | None:
        """The share of right ones, to be held against the mean confidence."""
        return share(self.right, self.count)


@dataclass(frozen=True)
class Cut:
    """What is left when mentions below a confidence are left out."""

    at: float
    kept: int
    counts: Counts


@dataclass(frozen=True)
class Reliability:
    """Confidence held against what is right."""

    bins: tuple[Bin, ...]
    cuts: tuple[Cut, ...]
    expected_calibration_error: float | None


@dataclass(frozen=True)
class Linking:
    """How well mentions are put together to claims: within and across articles, or across articles alone."""

    pairs: Counts
    b_cubed: Overlap
    conflicts: Counts | None


@dataclass(frozen=True)
class Excerpt:
    """A place with the words around it, each on one line, to be put together without blanks.

    What is shortened has an ellipsis: ``before`` at its beginning, ``words`` in the middle, ``after`` at its end.
    """

    doc: str
    start: int
    end: int
    before: str
    words: str
    after: str


@dataclass(frozen=True)
class Example:
    """One error: where it stands, what is wrong with it, and the other mention where there are two."""

    excerpt: Excerpt
    detail: str
    confidence: float | None = None
    other: Excerpt | None = None


@dataclass(frozen=True)
class Evaluation:
    """Everything that an evaluation counted. Figures that the annotation does not allow are None or absent.

    ``unextracted`` holds, by path, why nothing was read from an annotated article: all its mentions are missed.
    """

    articles: int
    articles_left_out: int
    annotated: int
    found: int
    found_left_out: int
    narrator_left_out: int
    second_annotator: int
    unextracted: Mapping[str, str]
    detection: Mapping[str, Detection]
    fields: Mapping[str, Mapping[str, Share]]
    about_time: TimeShare | None
    speakers: Mapping[str, SpeakerShare]
    reliability: Reliability
    linking: Mapping[str, Linking]
    examples: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)

    def as_dict(self, *, examples: bool = True) -> dict[str, Any]:
        """Return it as values of JSON, every share beside its counts; without ``examples`` no text of articles."""
        whole = _plain(self)
        assert isinstance(whole, dict)
        if not examples:
            del whole["examples"]
        return whole


def _plain(value: object) -> object:
    """Return a value as JSON knows it: dataclasses with what follows from them, shares to four digits."""
    if is_dataclass(value) and not isinstance(value, type):
        derived = getattr(value, "derived", ())
        names = [*(each.name for each in fields(value)), *derived]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return round(value, 4) if isinstance(value, float) else value
