"""Numbers in news text: value, bound, unit, currency and what is counted.

Belongs here: what stands around a number (``figures.py``): a second end, a bound, a unit or
currency, the noun that it counts. Dates are not quantities (``times.py`` reads them and hands
their places in), nor are numbers in names. "Nearly" and "some" are read as about. An ordinal
has the unit ``ordinal`` and counts nothing: "the first console" is not one console.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipelines.normalisation.figures import Figure, find_figures
from pipelines.normalisation.units import currency_after, singular, unit_after


class Quantity(NamedTuple):
    """One number with all that stands around it; ``start`` and ``end`` are code points into the text."""

    start: int
    end: int
    text: str
    value: float | None
    value_max: float | None
    bound: str
    unit: str | None
    currency: str | None
    counted: str | None


def find_quantities(
    text: str,
    start: int = 0,
    end: int | None = None,
    taken: Sequence[tuple[int, int]] = (),
    counted: Callable[[int, int], str | None] | None = None,
) -> list[Quantity]:
    """Return the quantities of ``text[start:end]`` in order, none overlapping.

    Args:
        text: the article's text; positions are code points into it.
        start: first position looked at.
        end: end of what is looked at, exclusive; the end of the text where it is None.
        taken: spans that are no quantities: dates and names.
        counted: gives the head noun that the parse saw for the number at a span, or None.
    """
    stop = len(text) if end is None else end
    numbers = [one for one in find_figures(text, start, stop) if not _overlaps(one, taken)]
    numbers = _ranges(text, numbers)
    found = [_complete(text, start, stop, one, counted) for one in numbers]
    return [one for one in found if not _is_year(one) and not _is_label(text, start, one)]


_LABELLED = re.compile(r"(?<=\w\s)(?P<word>[A-Z][\w’'-]*)\s$")


def _is_label(text: str, start: int, one: Quantity) -> bool:
    """Return whether bare digits belong to the name before them: "the Stratos 95"."""
    bare = one.bound == "exact" and one.unit is one.currency is one.counted is None and one.text.isdigit()
    match = _LABELLED.search(text, max(start, one.start - 40), one.start) if bare else None
    return match is not None and not match["word"].isupper()


def _is_year(one: Quantity) -> bool:
    """Return whether a number that counts nothing is written like a year."""
    return re.fullmatch(r"(?:19|20)\d\d", one.text) is not None and one.counted in {None, "year"}


def _overlaps(one: Figure, spans: Sequence[tuple[int, int]]) -> bool:
    return any(one.start < right and left < one.end for left, right in spans)


# --- ranges -----------------------------------------------------------------------------------

_JOINT = re.compile(r"(?:\s?(?:%|percent|per\s+cent))?(?:\s?[-–—]\s?|\s+(?P<word>to|and|or)\s+)")
_CHANGE = re.compile(
    r"\b(?:ris|rose|fall|fell|grew|grow|cut|rais|increas|decreas|mov|went|go(?:es)?|up|down|chang|climb|drop|jump|slip"
    r"|declin|reduc|expand|widen|narrow|lift|lower|boost|push|swing|slid|shrank|shr[iu]nk|soar|surg|plung|tumbl|gain|add"
    r"|edg|eas|vot|pass|revis|upgrad|downgrad|trim)\w*\b[^.;]{0,50}$",
    re.IGNORECASE,
)
"""Words before "from 5 to 8" or "8 to 10,400" that make two values of it, not a range."""


def _ranges(text: str, numbers: list[Figure]) -> list[Figure]:
    """Join "10-15", "3 to 5" and "between 3 and 5" to one number with two ends."""
    joined: list[Figure] = []
    for one in numbers:
        previous = joined[-1] if joined else None
        pair = _range(text, previous, one) if previous else None
        if pair:
            joined[-1] = pair
        else:
            joined.append(one)
    return joined


def _range(text: str, one: Figure, other: Figure) -> Figure | None:
    middle = _JOINT.fullmatch(text, one.end, other.start)
    if middle is None or one.value_max is not None or one.unit or other.unit:
        return None
    opening = re.search(r"\b(?:between|from)\s+$", text[max(0, one.start - 12) : one.start], re.IGNORECASE)
    opened = opening[0].split()[0].lower() if opening else None
    word = middle["word"]
    if (word == "and" and opened != "between") or (opened == "from" and word != "to"):
        return None
    if word == "to" and _CHANGE.search(text, max(0, one.start - 70), one.start):
        return None
    low = one.value
    if other.scaled and not one.scaled and other.value >= 1000 and low < 1000:
        scale = next((size for size in (1e12, 1e9, 1e6, 1e3) if other.value >= size), 1.0)
        low = round(low * scale, 6)
    if low >= other.value or (word == "or" and not low < other.value <= 2 * low):
        return None
    start = one.start - len(opening[0]) if opening else one.start
    return one._replace(
        start=start,
        end=other.end,
        value=low,
        value_max=other.value,
        bound="range",
        currency=one.currency or other.currency,
    )


# --- what stands around -------------------------------------------------------------------------

_BOUNDS = {
    "about": r"about|around|roughly|approximately|some|an\s+estimated|estimated|circa|nearly|almost|close\s+to"
    r"|just\s+(?:over|under)|in\s+the\s+region\s+of|more\s+or\s+less|~",
    "at_most": r"at\s+most|up\s+to|(?:no|not)\s+more\s+than|as\s+(?:many|much)\s+as|(?:fewer|less|lower)\s+than"
    r"|under|below|a\s+maximum\s+of|maximum",
    "at_least": r"at\s+least|as\s+(?:few|little)\s+as|no\s+(?:fewer|less)\s+than|not\s+less\s+than"
    r"|a\s+minimum\s+of|(?:more|greater)\s+than|over"
    r"|well\s+over|upwards?\s+of|in\s+excess\s+of|exceed(?:s|ed|ing)?|above|minimum",
}
_BOUND = re.compile("|".join(rf"(?:(?<!\w)(?P<{name}>{words})\s*$)" for name, words in _BOUNDS.items()), re.IGNORECASE)
_GOVERNS_OVER = re.compile(
    r"\b(?:control|sovereignty|claims?|rule[sd]?|power|authority|disputes?|row|war|conflict|battle|fight|concerns?|worr\w+"
    r"|fears?|anger|tensions?|talks|debates?|victory|win|lead|protests?|questions?|doubts?|disagree\w*|jurisdiction|dominance|influence)\s+over\s*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"\s+or\s+(?P<which>more|less|fewer|so)\b|\s+at\s+(?P<least>least|most)\b|(?P<plus>\+)(?!\d)|(?P<odd>-odd)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"[\s-]years?[\s-]olds?\b", re.IGNORECASE)
_AGED = re.compile(r"\b(?:aged?|age\s+of)\s+$", re.IGNORECASE)
_IN_COMMAS = re.compile(r"[A-Za-z’']{2},\s$")
_OF_UNIT = re.compile(r"\s+of\s+an?\s+(?=\w)", re.IGNORECASE)
_COMPOUND = re.compile(r"-(?P<word>[a-z]+)\b")


def _complete(
    text: str, start: int, stop: int, one: Figure, counted: Callable[[int, int], str | None] | None
) -> Quantity:
    """Add bound, unit, currency and what is counted."""
    begin, end, bound = one.start, one.end, one.bound
    before = _BOUND.search(text, max(start, begin - 24), begin)
    if (
        before
        and one.unit != "ordinal"
        and not (before[0].strip().lower() == "over" and _GOVERNS_OVER.search(text, max(0, begin - 40), begin))
    ):
        bound = bound if bound == "range" else str(before.lastgroup)
        begin = before.start()
    currency, unit, end = _measure(text, stop, one)
    if bound == "exact" and (more := _OR_MORE.match(text, end, stop)):
        bound = _BOUND_AFTER[(more["which"] or more["least"] or more["odd"] or more["plus"]).lower()]
        end = more.end()
    return Quantity(
        begin, end, text[begin:end], one.value, one.value_max, bound, unit, currency,
        _what(text, stop, end, one, unit, currency, counted),
    )  # fmt: skip


_BOUND_AFTER = {
    "more": "at_least", "least": "at_least", "+": "at_least", "less": "at_most", "fewer": "at_most", "most": "at_most",
    "so": "about", "-odd": "about",
}  # fmt: skip


def _measure(text: str, stop: int, one: Figure) -> tuple[str | None, str | None, int]:
    """Return currency and unit of a number and where their words end."""
    currency, unit, end = one.currency, one.unit, one.end
    if unit == "share" and (of := _OF_UNIT.match(text, end, stop)):
        named, after = unit_after(text[:stop], of.end())
        return (None, named, after) if named else (None, unit, end)
    if unit is not None or currency is not None:
        return currency, unit, end
    if age := _AGE.match(text, end, stop):
        return None, _YEARS_OLD, age.end()
    if _AGED.search(text, max(0, one.start - 10), one.start) or _is_age(text, one):
        return None, _YEARS_OLD, end
    named, after = currency_after(text[:stop], end)
    if named:
        return named, None, after
    unit, after = unit_after(text[:stop], end)
    return None, unit, after


_YEARS_OLD = "year of age"
_OLDEST = 115


def _is_age(text: str, one: Figure) -> bool:
    """Return whether a number stands between commas behind a name or noun: "a sailor, 25, …"."""
    digits = text[one.start : one.end]
    if not digits.isdigit() or not 0 < one.value <= _OLDEST or text[one.end : one.end + 1] not in {",", "."}:
        return False
    return (
        text[one.end : one.end + 2] != ",0" and _IN_COMMAS.search(text, max(0, one.start - 20), one.start) is not None
    )


def _what(
    text: str,
    stop: int,
    end: int,
    one: Figure,
    unit: str | None,
    currency: str | None,
    counted: Callable[[int, int], str | None] | None,
) -> str | None:
    """Return the singular of what is counted: the noun that the parse saw, else the next plural."""
    if unit in {"ordinal", "score", _YEARS_OLD}:
        return None
    seen = counted(one.start, one.end) if counted else None
    seen = None if seen and seen.lower().rstrip(".") in _SCALES else seen
    if seen is not None and not unit_after(seen, 0)[0] and not currency_after(seen, 0)[0]:
        return singular(seen)
    if unit is None and currency is None and (match := _COMPOUND.match(text, end, stop)):
        return None if match["word"] in {"strong", "odd"} else singular(match["word"])
    return _counted(text[:stop], end, unit, currency, is_one=one.value <= 1 and unit is None)


_SCALES = frozenset({"k", "m", "mn", "mln", "bn", "tn", "trn"})
"""What the parse may take for a noun behind a number."""
_WORD = re.compile(r"[\s-]+(?P<word>[A-Za-z][\w’'.-]*)(?P<comma>[,;:.!?)]?)")
_STOP = frozenset([
    "in", "on", "at", "by", "for", "from", "to", "with", "since", "until", "after", "before", "during", "under",
    "over", "into", "onto", "than", "as", "but", "or", "nor", "so", "if", "that", "which", "who", "whom", "whose",
    "where", "when", "while", "because", "is", "are", "was", "were", "be", "been", "has", "have", "had", "will",
    "would", "can", "could", "may", "might", "must", "should", "do", "does", "did", "not", "he", "she", "it", "they",
    "we", "i", "you", "his", "her", "its", "their", "our", "my", "this", "these", "those", "said", "says", "say",
    "told", "per", "a", "an", "the", "of", "us", "them", "against", "between", "across", "through", "without",
    "within", "near", "ago", "later", "earlier", "out", "not",
])  # fmt: skip
_PLURAL_NOUNS = frozenset(
    [
        "people",
        "men",
        "women",
        "children",
        "police",
        "troops",
        "aircraft",
        "feet",
        "cattle",
        "sheep",
        "dead",
        "injured",
        "wounded",
        "missing",
        "homeless",
    ]
)
_VERBAL = re.compile(r"^[a-z]{2,}(?:ed|ing)$")
_HALF_THE = re.compile(r"\s+(?:the|its|their|his|her|all(?:\s+the)?)\s+", re.IGNORECASE)
_OF = re.compile(r"\s+of\s+(?:the\s+|its\s+|their\s+|all\s+|his\s+|her\s+|our\s+|these\s+|those\s+)?", re.IGNORECASE)


def _counted(text: str, position: int, unit: str | None, currency: str | None, *, is_one: bool) -> str | None:
    """Return the singular of the noun that follows a number: the first plural before the phrase ends."""
    of = _OF.match(text, position) or (_HALF_THE.match(text, position) if unit == "share" else None)
    if of:
        position = of.end() - 1
    elif currency or unit not in {None, "%", "time", "share"}:
        return None
    words: list[str] = []
    for _ in range(7):
        match = _WORD.match(text, position)
        if match is None or match["word"].lower().rstrip(".") in _STOP:
            break
        word = match["word"].rstrip(".")
        if word.lower() != "and":
            words.append(re.sub(r"['’]s?$", "", word))
        elif is_one or not words:
            break
        plural = word.lower() in _PLURAL_NOUNS or (
            len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
        )
        if plural and word[0].islower() and not is_one:
            return singular(word)
        position = match.end("word")
        if match["comma"] or match["word"].endswith("."):
            break
    while words and _VERBAL.search(words[-1]) and (len(words) > 1 or words[0].endswith("ed")):
        words.pop()
    if not words or unit == "%" or not words[-1][0].islower() or len(words) > 3:
        return None
    if is_one:
        return singular(words[0])
    return singular(words[-1]) if of else None
