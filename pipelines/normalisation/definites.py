"""Definite noun phrases that an article has described more fully before: "the plant" of "a plant in Port Ellis".

Belongs here: finding, for a bare "the NOUN", the one fuller description with a name in it that
stands before it ("the Corvel battery plant", "a deal with Aldoria"). Where the article has given
two different ones, or none with a name, the phrase stays as it is.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipelines.normalisation.names import TITLES

_BARE = re.compile(
    r"\b(?P<article>[Tt]he)\s+(?P<head>[a-z]{3,})\b"
    r"(?!['’-])(?!\s+(?:of|that|which|who|whose|where|when|between|with|for|to|in|on|at|from|against|by|over|under|near|behind|about|than)\b)"
    r"(?=\s*[,.;:!?”\"]|\s+(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|did|does|do|and|but|or|also|not"
    r"|never|as|if|because|while|[a-z]{3,}ed|went|came|fell|rose|said|today|tonight|now|soon|yet|themselves|itself)\b|\s*$)"
)
_VAGUE = frozenset([
    "world", "country", "people", "public", "past", "future", "first", "second", "third", "other", "others", "same",
    "latter", "former", "rest", "most", "least", "best", "worst", "whole", "time", "year", "month", "week", "day",
    "night", "morning", "evening", "weekend", "moment", "case", "issue", "matter", "problem", "question", "answer",
    "idea", "point", "fact", "thing", "things", "situation", "game", "match", "market", "markets", "economy", "media",
    "press", "police", "army", "internet", "poor", "rich", "young", "right", "left", "truth", "move", "news", "story",
    "report", "figures", "statement", "words", "comments", "speaker", "president", "minister", "spokesman",
    "spokeswoman", "company", "firm", "team", "club", "side", "sides", "group", "party", "government", "city", "town",
    "area", "region", "place", "home", "house", "start", "beginning", "result", "results", "number", "rate",
    "price", "prices", "cost", "costs", "money", "family", "children", "life", "death", "work", "west", "east",
    "north", "south", "captain", "champion", "owner", "author", "actor", "singer", "player", "suspect",
    "victim", "woman", "girl", "mother", "official", "officials", "source", "sources", "lawyer", "lawyers",
    "boss", "head", "manager", "state", "states", "system", "change", "changes", "evidence", "rules", "man", "men",
    "boy", "war", "two", "three", "four", "few", "new",
    "old", "one", "dead", "law", "way", "age", "end", "sea", "sun",
    "air",
])  # fmt: skip
"""Heads so common that the last fuller phrase is often about another one."""
_NAME = r"(?:[A-Z][\w’'-]*[\w](?:\s+(?:(?:and|of|de|van|von)\s+)?[A-Z][\w’'-]*[\w])*)"
_LINK = r"(?:of|for|between|with|in|at|on|near|against|from)"
_BEHIND = re.compile(rf"\s+(?P<link>{_LINK})\s+(?P<the>the\s+)?(?P<name>{_NAME})(?P<noun>\s+[a-z]{{3,}}\b)?")
_LINKED = re.compile(rf"\s+{_LINK}\s+(?:the\s+)?[A-Z]")
_MODIFIERS_CHARS = 400
"""Four words are not longer."""
_SENTENCE_START = re.compile(r"(?:^|[.!?:”\"\n]\s{0,2})$")
_POSSESSIVE = re.compile(r"['’]s?$")


def fuller(head: str, before: str) -> str | None:
    """Return the one fuller description of ``head`` in ``before``, without its article, or None.

    >>> fuller("dam", "Water ran from the Marrow dam. It was loud.")
    'Marrow dam'
    """
    if not _may_be_fuller(head, before):
        return None
    found: dict[frozenset[str], str] = {}
    for match, behind in _descriptions(head, before):
        modifiers = _modifiers(match, before)
        if modifiers is None:
            continue
        names = [word for word in modifiers if word[0].isupper()]
        tail = _tail(behind)
        if names or tail:
            linked = behind["name"].split() if behind else ()
            key = frozenset(_POSSESSIVE.sub("", word).lower() for word in (*names, *linked))
            found.setdefault(key, f"{' '.join([*modifiers, head])}{tail}")
    if len(found) > 1:
        smallest = min(found, key=len)
        found = {smallest: found[smallest]} if all(smallest <= key for key in found) else {}
    return next(iter(found.values()), None)


@lru_cache(maxsize=2048)
def _with_modifiers(head: str) -> re.Pattern[str]:
    """Return the pattern of a head with up to four words before it; a head is asked for in many articles."""
    return re.compile(rf"(?P<modifiers>(?:(?:[A-Z][\w’'-]*|[a-z][\w-]+)\s+){{0,4}}){re.escape(head)}\b")


def _descriptions(head: str, before: str) -> Iterator[tuple[re.Match[str], re.Match[str] | None]]:
    """Yield the places of ``head`` with what stands before it, and with the name that is linked to it, if any."""
    place = 0
    while (at := before.find(head, place)) >= 0:
        # no description of this head begins more than four words before it
        words = before[place:at].rsplit(None, 5)
        match = _with_modifiers(head).search(before, place + (len(words[0]) if len(words) > 5 else 0))
        if match is None:
            return
        behind = _BEHIND.match(before, match.end())
        yield match, behind
        place = (behind or match).end()


def _may_be_fuller(head: str, before: str) -> bool:
    """Return whether a capital stands in the four words before ``head`` anywhere, or a name is linked to it.

    Without either no description has a name; most heads are asked for once, and a pattern takes long to be built.
    """
    at = before.find(head)
    while at >= 0:
        end = at + len(head)
        words = before[max(0, at - _MODIFIERS_CHARS) : at].split()[-4:]
        if any(word[0].isupper() for word in words) or _LINKED.match(before, end):
            return True
        at = before.find(head, end)
    return False


def _tail(match: re.Match[str] | None) -> str:
    """Return " of Port Ellis", " of the Marrel dam" or nothing."""
    if match is None:
        return ""
    noun = (match["noun"] or "").strip()
    if match["the"]:
        return f" {match['link']} the {match['name']}" + (f" {noun}" if noun and noun not in _BREAKS else "")
    return f" {match['link']} {match['name']}"


_BREAKS = frozenset([
    "the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "our", "my", "and", "or", "but",
    "of", "in", "on", "at", "to", "for", "from", "with", "by", "as", "is", "are", "was", "were", "be", "has", "have",
    "had", "will", "would", "may", "could", "said", "says", "that", "which", "who", "than", "about", "after", "before",
    "since", "under", "over", "into", "no", "any", "some", "all", "each", "every", "more", "not", "also", "if", "when",
])  # fmt: skip
_DETERMINERS = frozenset({"the", "a", "an", "this", "its", "his", "her", "their", "our"})
_PLAIN = re.compile(r".*(?:ed|ing|ly)$")


def _modifiers(match: re.Match[str], before: str) -> list[str] | None:
    """Return the words that describe the head: those after its article, names among them; None if they are none."""
    words = match["modifiers"].split()
    start = match.start()
    breaks = [place for place, word in enumerate(words) if word.lower() in _BREAKS]
    if breaks and words[breaks[-1]].lower() in _DETERMINERS:
        return words[breaks[-1] + 1 :]
    words = words[breaks[-1] + 1 :] if breaks else words
    if not breaks and _SENTENCE_START.search(before[max(0, start - 3) : start]):
        # the first capital of a sentence is no sign of a name
        return words if len(words) > 1 and words[0][0].isupper() and words[1][0].isupper() else None
    names = next((place for place, word in enumerate(words) if word[0].isupper()), None)
    if names is None or any(_PLAIN.match(word) for word in words[names:] if word[0].islower()):
        return None
    return words[names:]


def described(wording: str, before: str) -> str:
    """Return ``wording`` with the fuller description in square brackets behind its first bare "the NOUN"."""
    for match in _BARE.finditer(wording):
        head = match["head"]
        if head in _VAGUE or head in TITLES or wording[match.end() : match.end() + 2] == " [":
            continue
        full = fuller(head, before) if head in before else None
        if full and not _said(full, head, wording):
            return f"{wording[: match.end()]} [{full}]{wording[match.end() :]}"
        return wording
    return wording


def _said(full: str, head: str, wording: str) -> bool:
    """Return whether the wording already holds a name of the description."""
    names = [_POSSESSIVE.sub("", word) for word in full.split() if word[0].isupper() and word != head]
    return any(name in wording for name in names)
