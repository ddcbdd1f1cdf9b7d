"""Which outlet published an article, as it names it and as the reference tables know it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.ids import outlet_id
from pipelines.reference import Reference, fold
from pipelines.staging.date_expressions import find_dates
from pipelines.staging.role_patterns import DATELINE_OUTLET, bar_parts
from pipelines.staging.roles import Segment

_NAME = r"((?:[Tt]he\s)?[A-Z][\w’'&.-]{0,40}(?:\s[A-Z][\w’'&.-]{0,40}){0,3})"
_WIRE = re.compile(
    r"^[A-Z][\w.’'-]*(?:,?\s[A-Z][\w.’'-]*){0,5}(?:,?\s\d{1,2})?(?:,?\s\d{4})?,?\s"
    r"\(([A-Z][\w &.]{1,30})\)\s?[–—-]{1,2}\s"
)
_FOR_COMMENT = (
    r"for\s(?:further\s|more\s|additional\s|a\s|official\s)?(?:comment|response|reaction|statement|clarification)"
)
_ASKED: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"(?:^|[.!?”\"]\s){_NAME}\s(?:has|have)\s(?:contacted|reached\sout\sto|approached|asked|emailed)\s.{{1,80}}?{_FOR_COMMENT}"
    ),
    re.compile(rf"(?:^|[.!?”\"]\s){_NAME}\s(?:has|have)\s(?:requested|sought)\scomments?\sfrom\b"),
    re.compile(
        rf"\brespond(?:ed)?\sto\s(?:an?\s)?(?:request\sfor\scomment\sfrom\s)?{_NAME}(?:['’]s?)?\s(?:request|inquiry|query)"
    ),
    re.compile(rf"\brequests?\sfor\scomment\sfrom\s{_NAME}\b"),
)
"""The medium that has asked somebody for comment."""
_TOLD = re.compile(rf"\b(?:told|in\san?\s(?:interview|statement|email)\s(?:with|to))\s{_NAME}\b")
_REFERS = re.compile(rf"\b{_NAME}\s(?:reports|writes|informs),?\s(?:with\sreference|referring)\sto\b")
_MIN_INTERVIEWS = 3
"""So many people told a medium something in its own article; other media are quoted once or twice."""
_MEDIUM = re.compile(
    r"\b(?:courier|post|times|news|herald|tribune|journal|gazette|observer|standard|telegraph|messenger|agency|press|radio|"
    r"tv|television|daily|weekly|chronicle|mail|star|sun|wire|review|notes|forum|today|tonight|ledger|report|reporter|"
    r"bulletin|dispatch|examiner|globe|independent|inquirer|mirror|monitor|record|register|sentinel|magazine|broadcasting|"
    r"channel|network|express|echo|guardian|online|mercury|argus|advertiser|leader|citizen|world|insider|read)\b",
    re.I,
)
_MASTHEAD_WITHIN = 4
"""A masthead is one of the first so many lines, above the story."""
_MAX_MASTHEAD_WORDS = 6


@dataclass(frozen=True)
class Outlet:
    """An outlet as the article or its metadata names it; one that no reference table knows goes by that name."""

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
        return Outlet(given[0], outlet_id(fold(given[0])))
    own = (
        _of_place_line(text, segments)
        or _of_masthead(text, segments, reference)
        or _of_wire(text, segments)
        or _of_itself(text, segments, reference)
    )
    return Outlet(own, (reference.find_outlet(own) or outlet_id(fold(own))) if own else None)


def _named(outlet_id: str, reference: Reference) -> str | None:
    row = reference.outlet(outlet_id)
    return str(row["name"]) if row else None


def _of_place_line(text: str, segments: Sequence[Segment]) -> str | None:
    """Return the outlet in a line of place and outlet."""
    for segment in segments:
        if segment.role == "byline" and (match := DATELINE_OUTLET.match(text[segment.start : segment.end])):
            return match.group(2)
    return None


def _of_masthead(text: str, segments: Sequence[Segment], reference: Reference) -> str | None:
    """Return the medium's name among the first lines: alone, before a date, or first in a bar of labels."""
    for segment in segments[:_MASTHEAD_WITHIN]:
        if segment.role not in {"chrome", "byline"}:
            continue
        words = text[segment.start : segment.end]
        dates = find_dates(words)
        name = (bar_parts(words) or [words[: dates[0].start] if dates else words])[0].strip(" ,.-–—|•·")
        capitals = all(word[0].isupper() for word in name.split() if word not in {"of", "the", "and", "&"})
        if not name or not capitals or len(name.split()) > _MAX_MASTHEAD_WORDS or len(name.split()) < 2:
            continue
        if not name.casefold().startswith("by ") and _is_medium(name, reference):
            return name
    return None


def _of_wire(text: str, segments: Sequence[Segment]) -> str | None:
    """Return the agency in the dateline of the first paragraphs."""
    for segment in [s for s in segments if s.role in {"body", "dek"}][:2]:
        if match := _WIRE.match(text[segment.start : segment.start + 120]):
            return match.group(1)
    return None


def _of_itself(text: str, segments: Sequence[Segment], reference: Reference) -> str | None:
    """Return the medium that speaks of itself: it has asked for comment, refers to its source, or was told things."""
    proofs: Counter[str] = Counter()
    interviews: Counter[str] = Counter()
    for segment in segments:
        if segment.role not in {"body", "background"}:
            continue
        words = text[segment.start : segment.end]
        proofs.update(_plain(match.group(1)) for pattern in (*_ASKED, _REFERS) for match in pattern.finditer(words))
        interviews.update(_plain(match.group(1)) for match in _TOLD.finditer(words))
    interviews = Counter({name: n for name, n in interviews.items() if _is_medium(name, reference)})
    for counts, least in ((proofs, 1), (interviews, _MIN_INTERVIEWS)):
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if best and best[0][1] >= least and (len(best) == 1 or best[1][1] < best[0][1]):
            return best[0][0]
    return None


def _plain(name: str) -> str:
    return re.sub(r"^[Tt]he\s", "", name)


def _is_medium(name: str, reference: Reference) -> bool:
    return reference.find_outlet(name) is not None or _MEDIUM.search(name) is not None
