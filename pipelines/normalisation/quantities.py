"""Numbers in news text: value, bound, unit, currency and what is counted.

Belongs here: the grammar of quantities. Dates are not quantities (``times.py`` reads them and
hands their places in), nor are numbers in names. "Dozens", "hundreds" and their like are read
as at least two of them; "nearly" and "some" as about.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pipelines.normalisation.numerals import (
    ABBREVIATED_SCALES,
    CARDINAL_WORDS,
    DIGITS,
    ORDINAL,
    SCALES,
    digits_value,
    ordinal_value,
    words_value,
)
from pipelines.normalisation.units import SIGN, currency_after, currency_sign, singular, unit_after


@dataclass(frozen=True)
class Quantity:
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


@dataclass(frozen=True)
class _Number:
    start: int
    end: int
    value: float
    scaled: bool
    currency: str | None
    bound: str = "exact"
    value_max: float | None = None
    unit: str | None = None


_SCALE = "|".join(SCALES)
_AMOUNT = re.compile(
    rf"(?P<sign>{SIGN})?\s?(?<![\w.,/:])(?<![A-Za-z]-)(?P<digits>{DIGITS})(?![\d:/]|\.\d|(?:st|nd|rd|th)\b)"
    rf"(?:[ -]?(?P<abbreviated>tn|trn|bn|mn|m|k|b)\b|[ -](?P<scale>{_SCALE})\b)?(?![A-Za-z]*\d)"
    rf"|(?<![\w-])(?P<words>{CARDINAL_WORDS})(?![\w])",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?P<many>(?:(?:several|many)\s+)?(?:tens|hundreds|thousands|millions|billions|dozens|scores)"
    r"(?:\s+of\s+(?:hundreds|thousands|millions|billions)|\s+of(?=\s+thousand\b))?"
    r"|several\s+(?:dozen|hundred|thousand|million|billion))\b",
    re.IGNORECASE,
)
_PLURALS = {"ten": 10.0, "dozen": 12.0, "score": 20.0, **SCALES}
_ORDINALS = re.compile(
    rf"(?:(?<=\bthe\s)|(?<=\ba\s)|(?<=\bits\s)|(?<=\bhis\s)|(?<=\bher\s)|(?<=\btheir\s)|(?<=['’]s\s)|(?=\d))(?<![\w.,-])"
    rf"(?P<ordinal>{ORDINAL})\b(?!-)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?:(?P<top>an?|one|two|three|four)[\s-])?(?P<part>half|thirds?|quarters?|fifths?|tenths?)\b(?=\s+(?:of|the|its|their|his|her)\b)",
    re.IGNORECASE,
)
_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_TWICE = re.compile(r"\b(?:twice|thrice)\b", re.IGNORECASE)
_IDENTIFIER = re.compile(
    r"\b(?:Article|Resolution|Room|Flight|Route|Highway|Interstate|Section|Chapter|Title|Phase|Category|Type|Number|No\.|Boeing|Airbus"
    r"|Formula|Channel|Figure|Table|Gate|Line|Unit|Reactor|Building|Block|Page|Round|Game|Grade|Class|War|Protocol|Directive"
    r"|Regulation|Bill|Act|Rule|Version|Apollo|Area|District|Ward|Pier|Step|Q)\s?$"
)
_CROWD = re.compile(
    r"\s(?:people|users|customers|jobs|homes|viewers|households|doses|tonnes|barrels|shares|votes|voters|workers|children"
    r"|passengers|families|pounds|dollars|euros|followers|subscribers)\b"
)
_NOT_ONE = re.compile(r"\b(?:no|any|every|some|this|that|the|each|another|which|day|by|only)\s+$", re.IGNORECASE)
_AFTER_ONE = re.compile(
    r"\s+(?:of|another|can|who|that|should|must|or|is|was|has|could|would|day)\b|-|\W*$", re.IGNORECASE
)


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
    numbers = [one for one in _numbers(text, start, stop) if not _overlaps(one, taken)]
    numbers = _ranges(text, numbers)
    found = [_complete(text, start, stop, one, counted) for one in numbers]
    return [one for one in found if not _is_year(one)]


def _is_year(one: Quantity) -> bool:
    """Return whether a number that counts nothing is written like a year."""
    return re.fullmatch(r"(?:19|20)\d\d", one.text) is not None and one.counted in {None, "year"}


def _overlaps(one: _Number, spans: Sequence[tuple[int, int]]) -> bool:
    return any(one.start < right and left < one.end for left, right in spans)


def _numbers(text: str, start: int, stop: int) -> list[_Number]:
    found: list[_Number] = []
    found += (_plural(match) for match in _PLURAL.finditer(text, start, stop))
    found += (_fraction(match) for match in _FRACTION.finditer(text, start, stop))
    found += (
        _Number(m.start(), m.end(), 2.0 if m[0].lower() == "twice" else 3.0, True, None, unit="time")
        for m in _TWICE.finditer(text, start, stop)
    )
    for match in _ORDINALS.finditer(text, start, stop):
        value = ordinal_value(match["ordinal"])
        if value is not None:
            found.append(_Number(*match.span("ordinal"), float(value), True, None, unit="ordinal"))
    found += (one for match in _AMOUNT.finditer(text, start, stop) if (one := _amount(text, match)))
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[_Number] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _plural(match: re.Match[str]) -> _Number:
    value = 2.0
    for word in re.findall(r"[a-z]+", match["many"].lower()):
        name = word.removesuffix("s")
        value *= _PLURALS.get(name, 1.0)
    return _Number(match.start(), match.end(), value, True, None, bound="at_least")


def _fraction(match: re.Match[str]) -> _Number:
    top = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}.get((match["top"] or "a").lower(), 1)
    value = round(top / _FRACTIONS[match["part"].lower().removesuffix("s")], 6)
    return _Number(match.start(), match.end(), value, True, None, unit="share")


def _amount(text: str, match: re.Match[str]) -> _Number | None:
    """Read digits with their scale and sign, or words; None where they are no quantity."""
    if match["words"]:
        value = words_value(match["words"])
        if value is None or (match["words"].lower() == "one" and not _is_one(text, match)):
            return None
        return _Number(match.start("words"), match.end("words"), value, True, None)
    start = match.start("sign") if match["sign"] else match.start("digits")
    if _IDENTIFIER.search(text, max(0, start - 24), start):
        return None
    currency = (
        currency_sign(match["sign"].upper() if match["sign"] and match["sign"].isalpha() else match["sign"])
        if match["sign"]
        else None
    )
    value, stop = digits_value(match["digits"]), match.end("digits")
    short = match["abbreviated"]
    if match["scale"]:
        value, stop = value * SCALES[match["scale"].lower()], match.end("scale")
    elif short and (short not in {"m", "k", "b"} or currency or _CROWD.match(text, match.end("abbreviated"))):
        value, stop = value * ABBREVIATED_SCALES[short.lower()], match.end("abbreviated")
    return _Number(start, stop, round(value, 6), stop > match.end("digits"), currency)


def _is_one(text: str, match: re.Match[str]) -> bool:
    return not _NOT_ONE.search(text, max(0, match.start() - 12), match.start()) and not _AFTER_ONE.match(
        text, match.end()
    )


# --- ranges -----------------------------------------------------------------------------------

_JOINT = re.compile(r"(?:\s?(?:%|percent|per\s+cent))?(?:\s?[-–—]\s?|\s+(?P<word>to|and|or)\s+)")


def _ranges(text: str, numbers: list[_Number]) -> list[_Number]:
    """Join "10-15", "3 to 5" and "between 3 and 5" to one number with two ends."""
    joined: list[_Number] = []
    for one in numbers:
        previous = joined[-1] if joined else None
        pair = _range(text, previous, one) if previous else None
        if pair:
            joined[-1] = pair
        else:
            joined.append(one)
    return joined


def _range(text: str, one: _Number, other: _Number) -> _Number | None:
    middle = _JOINT.fullmatch(text, one.end, other.start)
    if middle is None or one.value_max is not None or one.unit or other.unit:
        return None
    before = text[max(0, one.start - 12) : one.start].lower()
    opened = re.search(r"\bbetween\s+$", before) is not None
    if middle["word"] == "and" and not opened:
        return None
    if middle["word"] == "to" and re.search(r"\bfrom\s+$", before):
        return None
    low = one.value
    if other.scaled and not one.scaled and other.value >= 1000 and low < 1000:
        scale = next((size for size in (1e12, 1e9, 1e6, 1e3) if other.value >= size), 1.0)
        low = round(low * scale, 6)
    if low >= other.value or (middle["word"] == "or" and other.value - low != 1):
        return None
    start = one.start - len(before) + before.rindex("between") if opened else one.start
    return replace(
        one,
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
    "at_least": r"at\s+least|no\s+(?:fewer|less)\s+than|not\s+less\s+than|a\s+minimum\s+of|(?:more|greater)\s+than|over"
    r"|well\s+over|upwards?\s+of|in\s+excess\s+of|exceed(?:s|ed|ing)?|above|minimum",
}
_BOUND = re.compile("|".join(rf"(?:(?<!\w)(?P<{name}>{words})\s*$)" for name, words in _BOUNDS.items()), re.IGNORECASE)
_GOVERNS_OVER = re.compile(
    r"\b(?:control|sovereignty|claims?|rule[sd]?|power|authority|disputes?|row|war|conflict|battle|fight|concerns?|worr\w+"
    r"|fears?|anger|tensions?|talks|debates?|victory|win|lead|protests?|questions?|doubts?|disagree\w*|jurisdiction|dominance|influence)\s+over\s*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\s+or\s+(?P<which>more|less|fewer|so)\b|(?P<plus>\+)(?!\d)", re.IGNORECASE)


def _complete(
    text: str, start: int, stop: int, one: _Number, counted: Callable[[int, int], str | None] | None
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
    currency, unit = one.currency, one.unit
    if unit is None:
        named, after = currency_after(text[:stop], end) if currency is None else (None, end)
        if named:
            currency, end = named, after
        elif currency is None:
            unit, end = unit_after(text[:stop], end)
    if bound == "exact" and (more := _OR_MORE.match(text, end, stop)):
        bound = "at_least" if more["plus"] or more["which"].lower() == "more" else "at_most"
        bound = "about" if more["which"] and more["which"].lower() == "so" else bound
        end = more.end()
    seen = counted(one.start, one.end) if counted else None
    if seen is None or unit_after(seen, 0)[0] or currency_after(seen, 0)[0]:
        noun = _counted(text[:stop], end, unit, currency)
    else:
        noun = singular(seen)
    return Quantity(begin, end, text[begin:end], one.value, one.value_max, bound, unit, currency, noun)


_WORD = re.compile(r"[\s-]+(?P<word>[A-Za-z][\w’'.-]*)(?P<comma>[,;:.!?)]?)")
_STOP = frozenset([
    "in", "on", "at", "by", "for", "from", "to", "with", "since", "until", "after", "before", "during", "under",
    "over", "into", "onto", "than", "as", "but", "or", "nor", "so", "if", "that", "which", "who", "whom", "whose",
    "where", "when", "while", "because", "is", "are", "was", "were", "be", "been", "has", "have", "had", "will",
    "would", "can", "could", "may", "might", "must", "should", "do", "does", "did", "not", "he", "she", "it", "they",
    "we", "i", "you", "his", "her", "its", "their", "our", "my", "this", "these", "those", "said", "says", "say",
    "told", "per", "a", "an", "the", "of", "us", "them", "against", "between", "across", "through", "without",
    "within", "near", "ago", "later", "earlier",
])  # fmt: skip
_PLURAL_NOUNS = frozenset(
    ["people", "men", "women", "children", "police", "troops", "aircraft", "feet", "cattle", "sheep"]
)
_VERBAL = re.compile(r"^[a-z]{2,}(?:ed|ing)$")
_OF = re.compile(r"\s+of\s+(?:the\s+|its\s+|their\s+|all\s+|his\s+|her\s+|our\s+|these\s+|those\s+)?", re.IGNORECASE)


def _counted(text: str, position: int, unit: str | None, currency: str | None) -> str | None:
    """Return the singular of the noun that follows a number: the first plural before the phrase ends."""
    of = _OF.match(text, position)
    if of:
        position = of.end() - 1
    elif currency or (unit not in {None, "ordinal", "%", "time"}):
        return None
    words: list[str] = []
    for _ in range(7):
        match = _WORD.match(text, position)
        if match is None or match["word"].lower().rstrip(".") in _STOP:
            break
        word = match["word"].rstrip(".")
        if word.lower() != "and":
            words.append(re.sub(r"['’]s?$", "", word))
        elif not words:
            break
        plural = word.lower() in _PLURAL_NOUNS or (
            len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
        )
        if plural and word[0].islower():
            return singular(word)
        position = match.end("word")
        if match["comma"] or match["word"].endswith("."):
            break
    while words and _VERBAL.search(words[-1]) and (len(words) > 1 or words[0].endswith("ed")):
        words.pop()
    if not words or unit == "%":
        return None
    return singular(words[0 if unit == "ordinal" else -1]) if words[-1][0].islower() and len(words) <= 3 else None
