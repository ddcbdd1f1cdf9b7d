"""Evidence of origin in the text of one article: citations, credits, disclaimers, own confirmations.

Belongs here: finding the words. Does not belong here: what they amount to for an article or a
mention (`origins`). Only outlets that the reference tables know are found in running text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.linking.media import Media

Row = Mapping[str, Any]

_MEDIUM_WORDS = (
    "the|a|an|its|local|state|news|wire|agency|newspaper|daily|weekly|paper|magazine|broadcaster|channel|station|"
    "outlet|website|site|portal|publication|report|reports|article|story|interview|by|in|from|of|with"
)
# "citing X", "according to a report by the newspaper X", "as reported by X"
_CITED_AFTER = re.compile(
    r"\b(?P<cue>citing|cites|cited by|quoting|quotes|quoted by|according to|reported by|published by|revealed by|"
    r"told|reports? (?:by|in|from)|reference to|interview with|spoke (?:to|with)|speaking (?:to|with)|"
    r"(?:broken|seen|obtained|reviewed|viewed|interviewed) by|shared with)\s+"
    rf"(?:(?:{_MEDIUM_WORDS})\s+)*[\"“‘']?(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
_CUED = (
    *("citing", "cites", "cited by", "quoting", "quotes", "quoted by", "according to", "ed by", "en by", "told"),
    *("report", "reference to", "interview with", "spoke ", "speaking ", "shared with"),
)
"""Each cue of `_CITED_AFTER` and of `_TOLD_SELF` holds one of these, and most sentences none: that is soon seen."""
# "X reported", "X has learned", "X's report"
_CITED_BEFORE = re.compile(
    r"(?:[’'‘]s?\s+|(?<!\s)\s+)(?:has\s+|had\s+|also\s+|earlier\s+|first\s+|later\s+|previously\s+){0,5}"
    r"(?:reported|reports?|reporting|said|says|writes|wrote|revealed|reveals|learned|noted|notes|"
    r"(?:was|were) (?:the )?first to \w+|broke)\b"
)
_REPORTED = ("report", "said", "says", "writes", "wrote", "reveal", "learned", "note", "first to", "broke")
"""Each match of `_CITED_BEFORE` holds one of these."""
_DATELINE = re.compile(r"\A\s*[^\n()]{0,60}\((?P<medium>[^()\n]{2,40})\)\s*[-–—]")
_SOURCING = re.compile(
    r"\b(?:based on|material|original|publish|republish|reprint|sourc|report|courtes|copyright|rights?|via|credit|"
    r"translat|syndicat|contribut|from)",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(r"\b(?:independently|separately)\s+(?:confirm|verif|corroborat)\w*", re.IGNORECASE)
_APART = ("independently", "separately")
_REFUSED = re.compile(r"\b(?:not|never|unable|cannot|can[’']t|\w+n[’']t)\b", re.IGNORECASE)
_LINKED = frozenset({"dek", "body", "background", "disclaimer"})
_SELF = re.compile(r"\b(?:we|this (?:newspaper|paper|publication|outlet|agency|site|website))\b", re.IGNORECASE)
_TOLD_SELF = re.compile(
    r"\b(?P<cue>told|interview with|spoke (?:to|with)|speaking (?:to|with)|(?:seen|obtained|reviewed|viewed) by)\s+"
    r"(?P<who>us|this (?:newspaper|paper|publication|outlet|agency|site|website))\b",
    re.IGNORECASE,
)
_THROUGH = frozenset({"citing", "cites", "quoting", "quotes", "reference to"})
_TOLD = frozenset(
    {"told", "interview", "spoke", "speaking", "seen", "obtained", "reviewed", "viewed", "interviewed", "shared"}
)
_ARTICLE = re.compile(r"(?:The|An?)\s+[\"“‘']?\Z")
"""A capital article before a name, which is often part of it."""
_LINK = re.compile(r"(?<![\w@.-])(?:https?://)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:/[^\s<>\"”)]*)?", re.IGNORECASE)
_DOTTED = re.compile(r"\.[\w-]")
"""What each match of `_LINK` holds; that one begins with a character of its own makes it quick to look for."""
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_LONGEST_SUBJECT = 160
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Credit:
    """An outlet named as an origin, and where in the article."""

    outlet: str
    start: int
    end: int
    cue: str = ""
    """The words that introduce the outlet, folded; empty where it comes before them."""

    @property
    def is_through(self) -> bool:
        """Whether another medium, or the article itself, is said to take its report from this one."""
        return self.cue in _THROUGH

    @property
    def is_told(self) -> bool:
        """Whether the outlet was told or shown something itself."""
        return self.cue.partition(" ")[0] in _TOLD


def citations(text: str, start: int, end: int, media: Media) -> list[Credit]:
    """Return the known outlets that ``text[start:end]`` cites, in order."""
    found: set[Credit] = set()
    words = text[start:end]
    for match in _CITED_AFTER.finditer(text, start, end) if _has(words, _CUED) else ():
        article = _ARTICLE.search(match.group())
        begin = match.start() + article.start() if article else match.end()
        found |= _first_named(
            text[begin : min(end, begin + _LONGEST_NAME)], begin, match["cue"], media
        ) or _first_named(text[match.end() : min(end, match.end() + _LONGEST_NAME)], match.end(), match["cue"], media)
    for match in _CITED_BEFORE.finditer(text, start, end) if any(word in words for word in _REPORTED) else ():
        first = max(start, match.start() - _LONGEST_NAME)
        window = text[first : match.start()]
        found |= {
            Credit(outlet, first + begin, first + last)
            for outlet, begin, last in media.named_in(window)
            if last == len(window)
        }
    # of an outlet found both before and after its cue, the one that knows its cue comes first
    return sorted(found, key=lambda credit: (credit.start, credit.outlet, credit.end, not credit.cue, credit.cue))


def _has(text: str, words: Iterable[str]) -> bool:
    """Whether a text has one of some lower-case words, ignoring case as patterns do."""
    plain = text.casefold() if text.isascii() else text.replace("İ", "i").replace("ı", "i").casefold()
    return any(word in plain for word in words)


def _first_named(window: str, at: int, cue: str, media: Media) -> set[Credit]:
    """The outlet that a stretch of text, which begins at ``at``, begins with."""
    return {Credit(o, at, at + last, cue.casefold()) for o, first, last in media.named_in(window) if first == 0}


def own_accounts(text: str, start: int, end: int, outlet: str | None) -> list[tuple[int, int]]:
    """Return where ``text[start:end]`` says that the article's own outlet was told or shown something: told us."""
    if outlet is None or not _has(text[start:end], _CUED):
        return []
    return [match.span("who") for match in _TOLD_SELF.finditer(text, start, end)]


def links(article: Row, parts: Sequence[Row], media: Media) -> Iterator[Credit]:
    """Printed addresses of known outlets, in all parts that belong to the article."""
    for part in parts:
        if part["role"] in _LINKED and _DOTTED.search(article["text"], part["start_char"], part["end_char"]):
            for match in _LINK.finditer(article["text"], part["start_char"], part["end_char"]):
                outlet = media.at(match["host"])
                if outlet is not None:
                    yield Credit(outlet, *match.span("host"))


def syndications(article: Row, parts: Sequence[Row], media: Media) -> Iterator[Credit]:
    """An agency in the byline, or a medium in the dateline: the text itself is theirs."""
    for part in parts:
        if part["role"] == "byline":
            for credit in _named(article["text"], part["start_char"], part["end_char"], media):
                if media.is_agency(credit.outlet):
                    yield credit
    for part in [part for part in parts if part["role"] in {"dek", "body"}][:2]:
        dateline = _DATELINE.match(article["text"][part["start_char"] : part["end_char"]])
        if dateline:
            at = part["start_char"]
            yield from _named(article["text"], at + dateline.start("medium"), at + dateline.end("medium"), media)


def disclaimers(article: Row, parts: Sequence[Row], media: Media) -> Iterator[Credit]:
    """Outlets named in a disclaimer that speaks of where the text is from."""
    for part in parts:
        start, end = part["start_char"], part["end_char"]
        if part["role"] == "disclaimer" and _SOURCING.search(article["text"], start, end):
            yield from _named(article["text"], start, end, media)


def own_confirmations(text: str, outlet: str | None, media: Media) -> Iterator[tuple[int, int]]:
    """Yield where the outlet of the article says that it has itself confirmed something."""
    for match in _CONFIRMED.finditer(text) if _has(text, _APART) else ():
        start = _clause_start(text, match.start())
        before = text[start : match.start()]
        if not _REFUSED.search(before) and _speaks_for_itself(before, outlet, media):
            yield start, match.end()


def _named(text: str, start: int, end: int, media: Media) -> Iterator[Credit]:
    for outlet, first, last in media.named_in(text[start:end]):
        yield Credit(outlet, start + first, start + last)


def _clause_start(text: str, at: int) -> int:
    """Where the sentence that ``at`` stands in begins, no more than `_LONGEST_SUBJECT` before."""
    window = max(0, at - _LONGEST_SUBJECT)
    start = max((end.end() for end in _SENTENCE_END.finditer(text, window, at)), default=window)
    return start + len(text[start:at]) - len(text[start:at].lstrip())


def _speaks_for_itself(who: str, outlet: str | None, media: Media) -> bool:
    named = {name for name, _, _ in media.named_in(who)}
    if named:
        return outlet in named
    return _SELF.search(who) is not None
