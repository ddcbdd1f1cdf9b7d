"""Which way a time expression looks: before or after the day of publication.

Belongs here: the reading of verb forms around an expression. English news prints "on Friday"
both for what happened and for what is to come; the nearest verb form of the same sentence decides.
"""

import re
from typing import Literal

Direction = Literal["past", "future", "nearest", "unknown"]

_WINDOW = 240
_SENTENCE_END = re.compile(r"[.!?]['\"’”)]?\s+(?=[A-Z“\"'‘])|\n")
_INTENT = (
    r"(?:plan|agree|expect|intend|vow|pledge|promis|threaten|tr|order|ask|urg|decid|prepar|aim|seek|hope|want|need|offer"
    r"|schedul|invit|call|demand|hurr|rac|propos|requir)(?:s|ed|ies|ied|es|e|ing|ying|y)?"
)
_PASSIVE = r"(?:(?:\s+\w+){0,2}?\s+(?:be|get|have(?:\s+been)?)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|un|[dgl]t|ung|ade|eld)\b)?"
_FUTURE = re.compile(
    rf"\b(?:will|would|shall|won['’]t|cannot|can|could|may(?!\s+have)|might|must|should|going\s+to|about\s+to)\b{_PASSIVE}"
    rf"|\b(?:(?:is|are|be|was|were)\s+(?:to|due|set|likely|slated|poised|ready)\b{_PASSIVE}"
    rf"|{_INTENT}(?:\s+\w+){{0,3}}\s+to\b{_PASSIVE}"
    r"|(?:has|have|had)\s+to|planned|scheduled|slated|due|expected|upcoming|tentatively|deadline|proposed|ahead\s+of"
    r"|demand(?:s|ed|ing)?|insist(?:s|ed|ing)?|looms?|looming|awaits?|await(?:s|ing)|starts|begins|opens|ends|expires"
    r"|takes\s+(?:effect|place)|is\s+(?:meeting|holding|travell?ing|visiting|flying|hosting))\b"
    r"|['’]ll\b"
)
_PAST = re.compile(
    r"\b(?:said|told|was|were|had|did|has|have|been|met|held|began|took|went|came|fell|rose|won|lost|left|gave|made|saw|sent"
    r"|struck|hit|spoke|wrote|drew|grew|paid|sold|bought|brought|broke|built|chose|cut|drove|fled|flew|found|fought"
    r"|forgot|got|kept|knew|laid|led|let|meant|put|quit|ran|sat|shot|shut|sank|slid|stood|stole|swore|taught"
    r"|thought|threw|understood|woke|wore|became|beat|heard|hurt|dealt|[a-z]{2,}ed)\b"
)
POSTPONED = re.compile(
    r"\b(?:adjourn|postpon|delay|defer|reschedul|put(?:ting|s)?\s+(?:\w+\s+){0,3}?(?:off|back)|push(?:ed|ing|es)?\s+(?:\w+\s+){0,3}?back|mov(?:e|ed|ing)\b)\w*"
    r"(?:\s+[\w’'-]+){0,4}?\s+(?:until|till|to|for)\s+(?:the\s+)?$",
    re.I,
)
"""Words before the new date of what was postponed."""
_STATE = re.compile(
    r"\b(?:is|are|be|being|am|stays?|remains?|keeps?|gets?|if|unless|once|when|to)\s+(?:(?:\w+ly|not|also|still|now)\s+)?$",
    re.I,
)
"""Words before a participle that is no verb in the past."""
_SCHEDULED = re.compile(
    r"\b(?:is|are|runs?|lasts?|stays?|remains?)\s+(?:[\w’'-]+\s+){0,2}(?:on|until|till|to|through|this|next|from)\s+(?:the\s+end\s+of\s+)?(?:the\s+)?$",
    re.I,
)
_TO_DO = re.compile(r"(?<!\w)to\s+(?!the\b|a\b|date\b)[a-z]{2,}\s+(?:[\w’'-]+\s+){0,5}?$")
_OPENS = re.compile(r"\b(?:starting|beginning|effective|commencing)\s+(?:(?:on|in|at|from)\s+)?$", re.I)
_DEADLINE = re.compile(r"\b(?:until|till|by|before|no\s+later\s+than)\s+(?:the\s+|next\s+)?$", re.I)
_SINCE = re.compile(r"\bsince\s+(?:[\w’'-]+\s+){0,10}$", re.I)
_NOT_PAST = re.compile(
    r"\b(?:need|speed|indeed|exceed|proceed|succeed|feed|seed|breed|bed|red|united|unprecedented)\b", re.I
)


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence around ``[start, end)``, at most 240 code points either way."""
    left = max(0, start - _WINDOW)
    begin = left
    for match in _SENTENCE_END.finditer(text, left, start):
        begin = match.end()
    after = _SENTENCE_END.search(text, end, min(len(text), end + _WINDOW))
    return begin, after.start() if after else min(len(text), end + _WINDOW)


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Return where the last match that is a verb form ends, or -1."""
    found = -1
    for match in pattern.finditer(text):
        if not _NOT_PAST.fullmatch(match[0]) and not (pattern is _PAST and _is_state(match, text)):
            found = match.end()
    return found


def _first(pattern: re.Pattern[str], text: str) -> int:
    """Return where the first match that is a verb form begins, or the length of ``text``."""
    for match in pattern.finditer(text):
        if not _NOT_PAST.fullmatch(match[0]) and not (pattern is _PAST and _is_state(match, text)):
            return match.start()
    return len(text)


_AUXILIARIES = frozenset({"was", "were", "had", "has", "have", "did", "been"})


def _is_state(match: re.Match[str], text: str) -> bool:
    """Return whether a participle says how something is or is to be: "stays closed", "will be heard"."""
    return (
        match[0].lower() not in _AUXILIARIES
        and _STATE.search(text[max(0, match.start() - 30) : match.start()]) is not None
    )


def direction(text: str, start: int, end: int) -> Direction:
    """Return which way ``text[start:end]`` looks, by the nearest verb form before it, else after it.

    What is "starting on" a day may have been announced before or after: ``nearest``.
    """
    begin, stop = sentence_bounds(text, start, end)
    before, after = text[begin:start], text[end:stop]
    if _OPENS.search(before):
        return "nearest"
    if _SINCE.search(before):
        return "past"
    if POSTPONED.search(before):
        return "future"
    future, past = _last(_FUTURE, before), _last(_PAST, before)
    if future >= 0 or past >= 0:
        return "future" if future >= past else "past"
    if _SCHEDULED.search(before) or _TO_DO.search(before):
        return "future"
    future, past = _first(_FUTURE, after), _first(_PAST, after)
    if future == past:
        return "future" if _DEADLINE.search(before) else "unknown"
    return "future" if future < past else "past"
