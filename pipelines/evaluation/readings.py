"""What a person or the pipeline reads at one place of an article, and the article that it is read in.

Belongs here: the two values that everything in this room compares. Does not belong here: where they come
from (``annotations`` and ``published``) and how they are compared.
"""

from dataclasses import dataclass

from pipelines.evaluation.spans import Place, bare

FIELDS = (
    "type",
    "cue",
    "speaker",
    "chain",
    "anonymous",
    "modality",
    "polarity",
    "about_time",
    "group",
    "conflicts",
)
"""What may be said of a place, beside where it is."""


@dataclass(frozen=True)
class Article:
    """One article as staging gives it; ``doc`` is its path relative to the input.

    ``unextracted_reason`` says why nothing was read from it at all, as a code.
    """

    doc: str
    text: str
    paragraphs: tuple[Place, ...] = ()
    unextracted_reason: str | None = None


@dataclass(frozen=True)
class Reading:
    """One proposition at one place: the content, who says it, how firmly, and which claim it is.

    ``given`` names the fields that were stated, null or not: a field left out by an annotator is not scored.
    ``group`` is a claim, ``conflicts`` the claims that it contradicts or differs from. ``confidence`` and
    ``is_open`` (the speaker was left unresolved) belong to what the pipeline reads.
    """

    doc: str
    start: int
    end: int
    type: str | None = None
    cue: str | None = None
    speaker: str | None = None
    chain: tuple[str, ...] = ()
    anonymous: bool | None = None
    modality: str | None = None
    polarity: str | None = None
    about_time: str | None = None
    group: str | None = None
    conflicts: tuple[str, ...] = ()
    given: frozenset[str] = frozenset(FIELDS)
    pieces: tuple[Place, ...] = ()
    confidence: float | None = None
    is_open: bool = False

    @property
    def is_attributed(self) -> bool:
        """Whether it is somebody's word rather than the writer's; without a type it counts as such."""
        return self.type != "narrator"

    def bare(self, article: Article) -> Place:
        """Return its place without marks and punctuation at the ends."""
        return bare(article.text, (self.start, self.end))
