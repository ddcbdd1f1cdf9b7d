"""Which time expression dates the event that a proposition speaks of.

Belongs here: the choice among the expressions of a sentence. An expression in the main clause
of the content counts; one in a relative or participle clause only where it belongs to the
news (it reaches into the last month or the future), since such clauses tell what happened long
ago. An adverbial that opens the sentence or follows the cue dates all its clauses when it
stands in the content's own scope; the time at which words were spoken dates them where they
speak of "now", or were spoken long before the article.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pipelines.normalisation.times import TimeExpression

_NEWS = timedelta(days=31)
_SUBORDINATE = re.compile(
    r"(?:[,(–—-]\s*+|(?<!\s)\s++)?\b(?:which|who|whom|whose|where)\b"
    r"|(?<=\w)\s+that\s+(?=(?:its|his|her|their|the|they|he|she|it|was|were|has|had|have)\b)"
    r"|\b(?:an?|the|any|every)\s+(?:\w+\s+){1,3}(?:it|he|she|they)\s+(?:has|had|have|was|were|[a-z]+ed)\b"
    r"|,\s+(?:[a-z]+ly\s+)?[a-z]+(?:ed|en|wn|un|ung|ught)\b"
    r"|(?<=[a-z])\s+(?P<participle>[a-z]{3,}(?:ed|en|wn))\s+(?:by|in|on|at|during|from|under|as|since)\b"
)
_CLAUSE_END = re.compile(r",\s|;\s|\s[–—]\s|\)")
_NOW = re.compile(r"\b(?:now|currently|at present|at the moment|presently|right now)\b", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have|had)\b|['’]ve\b")
"""What is over by now happened at another time: "is now known to have died"."""
_AFTER_CUE = re.compile(r",|\s+that\b")
_NOT_THEN = re.compile(r"\b(?:has|have|is|are|will|would|may|can|could|must|should)\b|['’](?:s|ve|re|ll)\s")
"""Verb forms of what does not lie in the past that an adverbial names."""
_ATTRIBUTIVE = re.compile(r"(?:['’]s)?\s+[a-z]{3,}")
_DETERMINER = re.compile(r"\b(?:the|a|an|its|his|her|their|this|that|of)\s+$", re.IGNORECASE)
_OPENS = re.compile(
    r"[“\"'‘\s,]*+(?:(?:earlier|later|but|and|so|meanwhile|however),?\s*+)?"
    r"(?:(?:on|in|at|over|during|as|for|by|within)\s*+)?(?:the\s+)?",
    re.IGNORECASE,
)


def about_time(
    mention: Mapping[str, Any], times: Sequence[TimeExpression], text: str, published: date | None
) -> TimeExpression | None:
    """Return the expression that dates a mention's proposition, or None.

    Args:
        mention: a row of ``extracted_mentions``.
        times: the expressions of the article, in order.
        text: the article's text.
        published: the day of publication, if known.
    """
    start, end = mention["content_start"], mention["content_end"]
    inside = [time for time in times if start <= time.start and time.end <= end]
    cue = _cue_zone(mention)
    inside = [time for time in inside if not (cue and cue[0] <= time.start and time.end <= cue[1])]
    ranked = (
        sorted(
            (rank, position, time)
            for position, time in enumerate(inside)
            if (rank := _rank(time, mention, text, published)) is not None
        )
        if inside
        else []
    )
    if ranked:
        return ranked[0][2]
    if mention["claim_type"] == "no_comment":
        return None
    return _outside(mention, times, text, published)


def _cue_zone(mention: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return the stretch of source and cue where it interrupts the content."""
    marks = [
        mention[name] for name in ("cue_start", "cue_end", "source_start", "source_end") if mention[name] is not None
    ]
    if not marks or not mention["content_start"] < min(marks) or not max(marks) < mention["content_end"]:
        return None
    return min(marks), max(marks)


def _rank(time: TimeExpression, mention: Mapping[str, Any], text: str, published: date | None) -> int | None:
    """Return how directly an expression dates the content: 0 best; None where it does not."""
    if time.unresolved_reason in {"duration", "time_without_day"}:
        return None
    if _subordinate(time, mention, text) and not _is_news(time, published):
        return None
    attributive = _ATTRIBUTIVE.match(text, time.end) and _DETERMINER.search(text, max(0, time.start - 12), time.start)
    return (2 if time.first is None else 0) + (1 if attributive else 0)


def _is_news(time: TimeExpression, published: date | None) -> bool:
    return published is not None and time.first is not None and time.first >= published - _NEWS


def _subordinate(time: TimeExpression, mention: Mapping[str, Any], text: str) -> bool:
    """Return whether a relative or participle clause opens before the expression and has not ended."""
    start = mention["content_start"]
    opened = [match for match in _SUBORDINATE.finditer(text, start, time.start) if _is_clause(match, mention)]
    if not opened or opened[-1].start() <= start:
        return False
    return _CLAUSE_END.search(text, opened[-1].end(), time.start) is None


def _is_clause(match: re.Match[str], mention: Mapping[str, Any]) -> bool:
    """Return whether a match opens a clause: a bare participle does so only where the main verb is another word."""
    if match["participle"] is None:
        return True
    verb = str(mention.get("main_verb") or "")
    return bool(verb) and not match["participle"].startswith(verb[: max(3, len(verb) - 2)])


def _outside(
    mention: Mapping[str, Any], times: Sequence[TimeExpression], text: str, published: date | None
) -> TimeExpression | None:
    """Return an expression of the sentence outside the content that dates it all the same."""
    first, last = mention["sentence_start"], mention["sentence_end"]
    start, end = mention["content_start"], mention["content_end"]
    near = [
        time
        for time in times
        if first <= time.start and time.end <= last and time.first is not None and not (start <= time.start < end)
    ]
    if not near:
        return None
    content = text[start:end]
    cue = mention["cue_start"]
    if cue is not None and _NOW.search(content) and not _PERFECT.search(content):
        return near[0]
    zones = [first]
    for key in ("cue_end", "source_end"):
        if mention[key] is not None and (begin := _AFTER_CUE.match(text, mention[key])):
            zones.append(begin.end())
    opening = [
        time
        for time in near
        if time.end <= start and any(zone <= time.start and _OPENS.fullmatch(text, zone, time.start) for zone in zones)
    ]
    if not opening:
        return None
    time = opening[0]
    old = published is not None and time.last is not None and time.last < published - _NEWS
    if old and _NOT_THEN.search(content):
        return None
    return time if old or cue is None or time.start > cue else None
