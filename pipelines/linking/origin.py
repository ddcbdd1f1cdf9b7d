"""One origin that a mention rests on, with its evidence.

Belongs here: what an origin is and how its key is formed. Does not belong here: finding it.
"""

from dataclasses import dataclass

from pipelines.linking.evidence import Credit


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin that a mention rests on, with its evidence."""

    key: str
    kind: str
    method: str
    outlet: str | None = None
    """The medium, where the origin is one other than the article's own outlet."""
    evidence_start: int | None = None
    evidence_end: int | None = None
    is_told: bool = False
    """Whether the medium was told it by the speaker, which says nothing of the rest of the article."""


def outlet_key(outlet: str) -> str:
    """Return the one key of an outlet, whether it is credited by others or speaks for itself."""
    return f"outlet:{outlet}"


def medium(credit: Credit, method: str) -> Origin:
    """Return the medium that is credited, as an origin."""
    key = outlet_key(credit.outlet)
    return Origin(key, "medium", method, credit.outlet, credit.start, credit.end, credit.is_told)


def own_reporting(outlet: str | None, start: int | None = None, end: int | None = None) -> Origin:
    """Return an outlet's own word as an origin; unknown outlets are one together."""
    if outlet is None:
        return Origin("unknown", "unknown", "own_reporting", None, start, end)
    return Origin(outlet_key(outlet), "outlet", "own_reporting", None, start, end)
