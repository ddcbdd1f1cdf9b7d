"""Which outlet published an article, as it names it and as the reference tables know it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.reference import Reference
from pipelines.staging.role_patterns import DATELINE_OUTLET
from pipelines.staging.roles import Segment

_NAME = r"((?:[Tt]he\s)?[A-Z][\w’'&.-]*(?:\s[A-Z][\w’'&.-]*){0,3})"
_WIRE = re.compile(r"^.{0,70}\(([A-Z][\w &.]{1,30})\)\s?[–—-]{1,2}\s")
_SELF: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"(?:^|[.!?”\"]\s){_NAME}\s(?:has|have)\s(?:contacted|reached\sout\sto|approached|asked|requested|emailed|sought)\b"
    ),
    re.compile(rf"\b(?:told|in\san?\s(?:interview|statement|email)\s(?:with|to))\s{_NAME}\b"),
    re.compile(
        rf"\brespond(?:ed)?\sto\s(?:an?\s)?(?:request\sfor\scomment\sfrom\s)?{_NAME}(?:['’]s?)?\s(?:request|inquiry|query)"
    ),
    re.compile(rf"\brequests?\sfor\scomment\sfrom\s{_NAME}\b"),
)
_CONTACT = 2
_TOLD = 1
_MIN_EVIDENCE = 2
"""A contact for comment counts two, an interview one: a quotation from another medium alone names no outlet."""


@dataclass(frozen=True)
class Outlet:
    """An outlet as the article or its metadata names it, and its ``outlet_id`` where it is known."""

    name: str | None
    outlet_id: str | None


def find_outlet(
    text: str, segments: Sequence[Segment], given: Sequence[str], url: str | None, reference: Reference
) -> Outlet:
    """Find the outlet that published an article; nulls where nothing proves one.

    Args:
        text: the article's text.
        segments: its segments with their roles.
        given: names that the record or the page gives, best first.
        url: the article's address.
        reference: the outlets known beforehand.
    """
    for name in given:
        known = reference.find_outlet(name)
        if known is not None:
            return Outlet(name, known)
    by_address = reference.find_outlet(url) if url else None
    if by_address is not None:
        return Outlet(given[0] if given else _named(by_address, reference), by_address)
    if given:
        return Outlet(given[0], None)
    own = _of_dateline(text, segments) or _of_itself(text, segments, reference)
    return Outlet(own, reference.find_outlet(own) if own else None)


def _named(outlet_id: str, reference: Reference) -> str | None:
    row = reference.outlet(outlet_id)
    return str(row["name"]) if row else None


def _of_dateline(text: str, segments: Sequence[Segment]) -> str | None:
    for segment in segments:
        words = text[segment.start : segment.end]
        if segment.role == "byline" and (match := DATELINE_OUTLET.match(words)):
            return match.group(2)
    story = [s for s in segments if s.role in {"body", "dek"}][:2]
    for segment in story:
        if match := _WIRE.match(text[segment.start : segment.start + 120]):
            return match.group(1)
    return None


def _of_itself(text: str, segments: Sequence[Segment], reference: Reference) -> str | None:
    """Return the medium that speaks of itself: it has contacted somebody, or people told it something."""
    evidence: Counter[str] = Counter()
    for segment in segments:
        if segment.role not in {"body", "background"}:
            continue
        words = text[segment.start : segment.end]
        for pattern, weight in zip(_SELF, (_CONTACT, _TOLD, _CONTACT, _CONTACT), strict=True):
            for match in pattern.finditer(words):
                evidence[match.group(1)] += weight
    media = {name: count for name, count in evidence.items() if reference.find_outlet(name) or count > _MIN_EVIDENCE}
    best = sorted(media.items(), key=lambda item: (-item[1], item[0]))
    if not best or best[0][1] < _MIN_EVIDENCE or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    return best[0][0]
