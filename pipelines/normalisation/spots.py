"""Where names stand in an article: the spots that entities are resolved from.

Belongs here: gathering spans from annotations, from the sources that extraction found and from
the spellings of the reference tables, trimmed to the name itself. Which entity a spot means is
``resolution.py`` (inside an article) and ``entities.py`` (across articles).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pipelines.normalisation.names import TITLES, ascii_fold
from pipelines.normalisation.spellings import Spellings

LABELS = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "facility",
    "NORP": "group",
}
"""Kinds of entity by the label of the language model."""

SOURCE_KINDS = {"person", "organisation", "government", "medium", "document"}
"""Kinds of source that can be an entity; anonymous people and no source cannot."""


class Spot(NamedTuple):
    """A name at a place of an article; ``text`` is exactly the slice."""

    start: int
    end: int
    text: str
    kind: str
    title: str | None = None
    governor: str | None = None
    dependency: str | None = None
    from_source: bool = False
    is_guess: bool = False
    """Found by a short spelling alone: no name where the article does not back it."""


_FACILITY = re.compile(
    r"\s+(?:(?:[Nn]uclear|[Tt]hermal|[Hh]ydroelectric|[Pp]ower)\s+){0,3}(?:(?:[Pp]ower\s+)?(?:[Pp]lant|[Ss]tation)|NPP)\b"
    r"|\s+(?:[Ii]nternational\s+)?(?:[Aa]irport|[Bb]ridge|[Dd]am|[Rr]efinery|[Aa]irbase|[Ss]tadium)\b"
)
_FACILITY_END = re.compile(rf"(?<!\s)(?:{_FACILITY.pattern})$")
_LEADING = re.compile(r"(?:[\s“”\"'‘’(,.–—-]+|(?:the|The|THE|a|A|an|An)\s+)+")
_TRAILING = re.compile(r"(?:['’ʼ‘`]s?|(?<!\s)\s+(?:the|a|an|and|of)|(?<![\s“”\"'‘’),.;:–—-])[\s“”\"'‘’),.;:–—-]+)$")
_FIRST_WORD = re.compile(r"([\w.’'-]+)\s+")
_REGNAL = {"pope", "king", "queen", "prince", "princess", "sheikh", "sultan", "emir", "mullah", "imam"}


def trim(text: str, start: int, end: int, kind: str) -> tuple[int, int]:
    """Return the span without articles, quotation marks, titles of people and a possessive ending."""
    line = text.find("\n", start, end)
    if line >= 0 and text[start:line].strip():
        end = line
    if match := _LEADING.match(text, start, end):
        start = min(match.end(), end)
    while end > start and (match := _TRAILING.search(text[start:end])):
        if match[0] == "." and re.search(r"\b[A-Z]\.$|\b(?:Jr|Sr|Inc|Corp|Ltd|Co)\.$", text[start:end]):
            break
        end = start + match.start()
    opening = text.rfind("(", start, end)
    if opening > start and text.find(")", opening, end) < 0:
        end = start + len(text[start:opening].rstrip())
    if kind == "person":
        start = _after_titles(text, start, end)
    return start, end


def _after_titles(text: str, start: int, end: int) -> int:
    while match := _FIRST_WORD.match(text, start, end):
        folded = ascii_fold(match[1].rstrip("."))
        rest = text[match.end() : end].split()
        if folded not in TITLES or not rest or (folded in _REGNAL and len(rest) == 1):
            return start
        start = match.end()
    return start


def find_spots(
    text: str,
    annotations: Sequence[Mapping[str, Any]],
    sources: Iterable[tuple[int, int, str, str | None]],
    spellings: Spellings,
    headlines: Sequence[tuple[int, int]] = (),
) -> list[Spot]:
    """Return the names of an article in order, none overlapping.

    Args:
        text: the article's text.
        annotations: rows of the ``annotations`` table of this article.
        sources: ``(start, end, source_kind, title)`` of the names that extraction took for sources.
        spellings: the spellings of the reference tables, which are looked for as well.
        headlines: spans of headlines, whose capitals make words look like names.
    """
    spots = [spot for row in annotations if (spot := _annotated(text, row)) and not _is_pair(spot, spellings)]
    spots = [_uncapitalised(text, spot) if _within(spot, headlines) else spot for spot in spots]
    people = [spot for spot in spots if spot.kind == "person"]
    spots += [spot for source in sources if (spot := _of_source(text, *source)) and not _names_person(spot, people)]
    spots += _known_spellings(text, spellings)
    spots.sort(key=lambda spot: (spot.start - spot.end, not spot.from_source, spot.is_guess, spot.start, spot.kind))
    return _without_overlaps(spots)


def _within(spot: Spot, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= spot.start and spot.end <= end for start, end in spans)


def _uncapitalised(text: str, spot: Spot) -> Spot:
    """Return the last word of a headline's person alone, where the article has that word but not the whole name.

    Title case joins verbs to names: ``Cement Doe`` in ``Deal Would Cement Doe’s Gains``.
    """
    last = spot.text.split()[-1]
    if spot.kind != "person" or last == spot.text or text.count(spot.text) > 1:
        return spot
    if len(re.findall(rf"\b{re.escape(last)}\b", text)) < 2:
        return spot
    return spot._replace(start=spot.end - len(last), text=last)


_JOINT = re.compile(r"[-–—/]")


def _is_pair(spot: Spot, spellings: Spellings) -> bool:
    """Return whether a span joins names that stand for themselves: ``US-Russia``."""
    parts = _JOINT.split(spot.text)
    return len(parts) > 1 and all(part[:1].isupper() and spellings.kind(part) for part in parts)


def _without_overlaps(spots: Iterable[Spot]) -> list[Spot]:
    """Keep the longest of overlapping spots; ``spots`` come longest first."""
    covered: set[int] = set()
    kept: list[Spot] = []
    for spot in spots:
        if spot.start not in covered and spot.end - 1 not in covered:
            kept.append(spot)
            covered.update(range(spot.start, spot.end))
    return sorted(kept, key=lambda spot: spot.start)


def _annotated(text: str, row: Mapping[str, Any]) -> Spot | None:
    kind = LABELS.get(row["label"])
    if kind is None:
        return None
    start, end = trim(text, row["start_char"], row["end_char"], kind)
    if kind in {"place", "organisation", "facility"}:
        if match := _FACILITY.match(text, end):
            end = match.end()
        if match or _FACILITY_END.search(text[start:end]):
            kind = "facility"
    if end - start < 2 or not any(letter.isupper() for letter in text[start:end]):
        return None
    return Spot(start, end, text[start:end], kind, row.get("title"), row.get("governor"), row.get("dependency"))


def _of_source(text: str, start: int, end: int, source_kind: str, title: str | None) -> Spot | None:
    """Return a spot for a source's name that the annotations may have missed; roles and crowds are none."""
    if source_kind not in SOURCE_KINDS or not 0 <= start < end <= len(text):
        return None
    start, end = trim(text, start, end, source_kind)
    if owner := _OWNER.match(text, start, end):
        start = owner.end()
    words = text[start:end].split()
    if (
        not words
        or _PRONOUN.fullmatch(text, start, end)
        or len(words) > 6
        or not all(word[0].isupper() or ascii_fold(word) in _LINKING for word in words)
    ):
        return None
    return Spot(start, end, text[start:end], source_kind, title, from_source=True)


def _names_person(spot: Spot, people: Iterable[Spot]) -> bool:
    """Return whether a person already found stands inside the spot of a person or of words taken for a document."""
    return spot.kind in {"person", "document"} and any(
        spot.start <= one.start and one.end <= spot.end for one in people
    )


_OWNER = re.compile(r".*['’]s\s+(?=[A-Z])")
_PRONOUN = re.compile(
    r"(?:I|We|He|She|It|They|You|Who|Which|This|That|Those|These|One|Some|Others|Both|Many)", re.IGNORECASE
)
_LINKING = frozenset([
    "of", "the", "and", "for", "de", "la", "le", "van", "von", "der", "den", "del", "di", "da", "al", "el", "bin",
    "ibn", "y", "du", "des",
])  # fmt: skip
_WORDS = re.compile(r"[^\W_](?:[\w.]|['’ʼ](?=\w))*", re.UNICODE)


def _known_spellings(text: str, spellings: Spellings) -> list[Spot]:
    """Return the spellings of the reference tables that begin with a capital, longest first at each place."""
    words = [match.span() for match in _WORDS.finditer(text)]
    found: list[Spot] = []
    next_free = 0
    for position, (begin, stop) in enumerate(words):
        if position < next_free or not text[begin].isupper():
            continue
        longest = spellings.longest(text[begin:stop])
        if longest:
            spot, size = _longest_spelling(text, words[position : position + longest], spellings)
            next_free = position + size
            if spot:
                found.append(spot)
    return found


def _longest_spelling(text: str, words: Sequence[tuple[int, int]], spellings: Spellings) -> tuple[Spot | None, int]:
    """Return the longest spelling that begins with the first of ``words``, and how many of them it takes."""
    for size in range(len(words), 0, -1):
        start, end = trim(text, words[0][0], words[size - 1][1], "")
        if start >= end or text.find("\n", start, end) >= 0:
            continue
        known = spellings.kind(text[start:end])
        if known:
            return Spot(start, end, text[start:end], known[0], is_guess=known[1]), size
    return None, 1
