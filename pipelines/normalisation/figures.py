"""Where numbers stand in news text, and the value of each.

Belongs here: digits, words, fractions, shares ("one in five"), scores ("3-1"), ordinals and
crowds ("dozens of"). What binds them, their unit and what they count is added in
``quantities.py``. "Dozens", "hundreds", "a few hundred" are read as at least two of them, "a
couple" as about two. Of a score each side is a number, never a range.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.normalisation.numerals import (
    ABBREVIATED_SCALES,
    CARDINAL_OPENINGS,
    CARDINAL_WORDS,
    DIGITS,
    LARGEST,
    ORDINAL,
    ORDINAL_OPENINGS,
    SCALES,
    digits_value,
    number_value,
    ordinal_value,
    words_value,
)
from pipelines.normalisation.units import SIGN, currency_sign
from pipelines.normalisation.word_starts import is_two_faced


class Figure(NamedTuple):
    """A number and its place; ``scaled`` tells that its own words give its size ("six million")."""

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
    rf"(?:(?<![\w)])(?P<minus>minus\s+|[-−](?=\d)))?(?P<sign>{SIGN})?\s?(?<![\w.,/:])(?<![A-Za-z]-)(?P<digits>{DIGITS})"
    r"(?![\d:/]|\.\d|(?:st|nd|rd|th|s)\b|[GDx]\b|\s(?:GMT|BST|UTC)\b)"
    rf"(?:[ -]?(?P<abbreviated>tn|trn|bn|mn|m|k|b)\b|[ -](?P<scale>{_SCALE})\b)?(?![A-Za-z]*\d)"
    rf"|(?<![\w-])(?P<words>{CARDINAL_WORDS})(?![\w])",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?P<many>(?:(?:several|many|a\s+few)\s+)?(?:tens|hundreds|thousands|millions|billions|dozens|scores)"
    r"(?:\s+of\s+(?:hundreds|thousands|millions|billions)|\s+of(?=\s+thousand\b))?"
    r"|(?:several|a\s+few)\s+(?:dozen|hundred|thousand|million|billion))\b",
    re.IGNORECASE,
)
_PLURALS = {"ten": 10.0, "dozen": 12.0, "score": 20.0, **SCALES}
_COUPLE = re.compile(
    rf"\ba\s+couple\s+(?:of\s+)?(?:(?P<scale>{_SCALE}|dozen)\b|(?=(?:more\s+)?[a-z]+s\b))", re.IGNORECASE
)
_HALVES = re.compile(
    rf"\b(?:(?P<whole>{CARDINAL_WORDS}|a|\d+)[\s-]and[\s-]a[\s-]half|half[\s-](?:a|an))(?:[\s-](?P<scale>{_SCALE})\b)?"
    rf"(?:(?<=half)(?=\s)|(?<=half\sa)(?=\s)|(?<=half\san)(?=\s)|(?<=[a-z])\b)",
    re.IGNORECASE,
)
_HALF_OF_UNIT = re.compile(
    r"\s+(?:percentage\s+point|point|per\s?cent|mile|hour|day|week|month|year|century|decade|tonne|inch|metre|acre|season|minute)\b",
    re.I,
)
_ORDINALS = re.compile(
    r"(?:(?<=\bthe\s)|(?<=\ba\s)|(?<=\bits\s)|(?<=\bhis\s)|(?<=\bher\s)|(?<=\btheir\s)|(?<=['’]s\s)|(?<=\bcame\s)|(?<=finished\s)"
    rf"|(?<=ranked\s)|(?<=placed\s)|(?=\d))(?<![\w.,-])(?P<ordinal>{ORDINAL})\b(?!-(?![a-z]+est\b|most\b|ranked\b|placed\b))",
    re.IGNORECASE,
)
_AFTER_ORDINAL = re.compile(rf"\s+(?:{CARDINAL_WORDS}|\d|few\b|couple\b|half\b|quarter\b)", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(?P<top>an?|one|two|three|four|five|seven|nine)[\s-])?(?P<part>half|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b"
    r"(?=\s+(?:of|the|its|their|his|her|all)\b)",
    re.IGNORECASE,
)
_FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_TOPS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9}
_SHARE = re.compile(
    rf"\b(?P<top>\d{{1,3}}|{CARDINAL_WORDS})\s+(?:in(?:\s+every)?|out\s+of(?:\s+every)?)\s+(?P<bottom>\d{{1,3}}(?:,\d{{3}})*|{CARDINAL_WORDS})\b"
    r"(?=\s+[a-z]|[.,;]|\s*$)(?!\s+(?:days?|weeks?|months?|years?|minutes?|hours?|seconds?|games|matches|starts|outings)\b)",
    re.IGNORECASE,
)
_TIMES = re.compile(rf"\b(?:(?P<word>twice|thrice)|(?P<fold>{CARDINAL_WORDS}|\d+)-?fold)\b", re.IGNORECASE)
_SCORE = re.compile(
    r"(?<![\w.,/:£$€-])(?P<left>\d{1,3})[-–](?P<right>\d{1,3})(?![\w%/:]|[-–.,]\d|\s?(?:million|billion|per|%))"
)
_CONTEST = re.compile(
    r"\b(?:beat|lost|los(?:e|s|es|ing)|won|wins?|winning|drew|draw|drawn|led|leads?|leading|trail\w*|defeat\w*|victor\w+|scor\w+|rul(?:ed|ing)"
    r"|vot(?:e|ed|es|ing)|sets?|finals?|match\w*|edged|thrashed|advantage|tie-?break\w*|success|series|aggregate|margin|cup|innings|took|up|down)\b",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"\b(?:Article|Resolution|Room|Flight|Route|Highway|Interstate|Section|Chapter|Title|Phase|Category|Type|Number|number|No\.|Boeing|Airbus"
    r"|Formula|Channel|Figure|Table|Gate|Line|Unit|Reactor|Building|Block|Page|Round|Game|Grade|Class|War|Protocol|Directive"
    r"|Regulation|Bill|Act|Rule|Version|Apollo|Area|District|Ward|Pier|Step|Q)\s?$"
)
_PHONE = re.compile(r"\b\d{3}-\d{4}\b")
_METRES = re.compile(
    r"\s(?:long|tall|high|deep|wide|thick|away|apart|race|sprint|final|hurdles|relay|freestyle|butterfly|backstroke|title|gold|silver|bronze)\b"
)
_TRACK = frozenset({50.0, 60.0, 100.0, 200.0, 400.0, 800.0, 1500.0, 3000.0, 5000.0, 10000.0})
_CROWD = re.compile(r"\s(?:[a-z]+\s){0,2}?(?:people|men|women|children|[a-z]{3,}s)\b")
_RANK = re.compile(r"\b(?:number|No\.?)\s$", re.IGNORECASE)
_NAMED = re.compile(r"(?:[a-z,]|\b[A-Z]{2,})\s$")
"""Before a number word with a capital that is part of a name: "Group of Seven", "PTV One"."""
_NOT_ONE = re.compile(
    r"\b(?:no|any|every|some|this|that|the|each|another|which|day|by|only|existing|new|right|wrong|last|next|previous|original)\s+$",
    re.IGNORECASE,
)
_AFTER_ONE = re.compile(
    r"\s+(?:of|another|for|in|to|with|from|on|at|by|as|and|which|can|who|that|should|must|or|is|was|has|could|would|day)\b|-|\W*$",
    re.IGNORECASE,
)


_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z]+")
_CROWDS = frozenset({"several", "few", *(f"{word}s" for word in _PLURALS)})
_PARTS_OF_ONE = frozenset({*_FRACTIONS, *(f"{word}s" for word in _FRACTIONS)})
_ENDINGS = frozenset({"st", "nd", "rd", "th"})
_PLACES = _ENDINGS.union(*(_WORD.findall(word) for word in ORDINAL_OPENINGS))
_CARDINALS = frozenset({*CARDINAL_OPENINGS, *SCALES, "dozen"}) - {"a", "an", "half"}
_COUNTING = {
    *_WORD.findall(f"{CARDINAL_WORDS} {ORDINAL} {_SCALE}"),
    *(_CROWDS - {"several", "few"}),
    *_PLURALS,
    *_PARTS_OF_ONE,
    "couple",
    "twice",
    "thrice",
} - {"a", "an", "and", "b", "d", *_ENDINGS}
"""Words without which, and without digits, nothing is a number; patterns are read off letter by letter."""


class _Held(NamedTuple):
    """What a stretch of text holds, so that it is not searched for what it cannot hold."""

    words: frozenset[str]
    has_digits: bool
    has_folds: bool
    """Whether a word ends in "fold"."""
    is_two_faced: bool
    """Whether letters may be taken for others, so that words do not tell."""

    @property
    def may_count(self) -> bool:
        """Whether there are digits or a word of ``_COUNTING``, as in few contents."""
        return self.has_digits or self.has_folds or not self.words.isdisjoint(_COUNTING)

    def any_of(self, *wanted: str) -> bool:
        """Return whether one of the words may stand there."""
        return self.is_two_faced or not self.words.isdisjoint(wanted)


def _held(words: str) -> _Held:
    found = frozenset(_WORD.findall(words.lower()))
    folds = any(word.endswith("fold") for word in found)
    return _Held(found, _DIGIT.search(words) is not None, folds, is_two_faced(words))


def find_figures(text: str, start: int, stop: int) -> list[Figure]:
    """Return the numbers of ``text[start:stop]`` in order, none overlapping; the first and longest wins.

    What is beyond ``LARGEST`` is left out, and nothing within it is a number.
    """
    held = _held(text[start:stop])
    if not held.may_count:
        return []
    found = [*_scores(text, start, stop)] if held.has_digits else []
    found += [*_shares(text, start, stop, held), *_parts(text, start, stop, held)]
    if held.any_of(*_PLACES):
        found += _ordinals(text, start, stop)
    if held.has_digits or held.any_of(*_CARDINALS):
        found += (one for match in _AMOUNT.finditer(text, start, stop) if (one := _amount(text, match)))
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Figure] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return [one for one in kept if abs(one.value) <= LARGEST]


def _scores(text: str, start: int, stop: int) -> Iterator[Figure]:
    """Yield both sides of "beat them 3-1": a contest is told of, or the first side is not the lower."""
    for match in _SCORE.finditer(text, start, stop):
        left, right = float(match["left"]), float(match["right"])
        contest = any(
            _CONTEST.search(text, *span)
            for span in ((max(0, match.start() - 60), match.start()), (match.end(), match.end() + 20))
        )
        if _CROWD.match(text, match.end()) or (left < right and not contest) or left > 1000:
            continue
        yield Figure(*match.span("left"), left, True, None, unit="score")
        yield Figure(*match.span("right"), right, True, None, unit="score")


def _shares(text: str, start: int, stop: int, held: _Held) -> Iterator[Figure]:
    """Yield "one in five", "four out of 10" and "two-thirds" as shares of one."""
    for match in _SHARE.finditer(text, start, stop) if held.any_of("in", "out") else ():
        top, bottom = number_value(match["top"]), number_value(match["bottom"])
        if top and bottom and top < bottom:
            yield Figure(match.start(), match.end(), round(top / bottom, 6), True, None, unit="share")
    for match in _FRACTION.finditer(text, start, stop) if held.any_of(*_PARTS_OF_ONE) else ():
        value = _TOPS.get((match["top"] or "a").lower(), 1) / _FRACTIONS[match["part"].lower().removesuffix("s")]
        yield Figure(match.start(), match.end(), round(value, 6), True, None, unit="share")


def _parts(text: str, start: int, stop: int, held: _Held) -> Iterator[Figure]:
    """Yield crowds, couples, halves and "twice"."""
    for match in _PLURAL.finditer(text, start, stop) if held.any_of(*_CROWDS) else ():
        value = 2.0
        for word in re.findall(r"[a-z]+", match["many"].lower()):
            value *= _PLURALS.get(word.removesuffix("s"), 1.0)
        yield Figure(match.start(), match.end(), value, True, None, bound="at_least")
    for match in _COUPLE.finditer(text, start, stop) if held.any_of("couple") else ():
        value = 2.0 * (_PLURALS[match["scale"].lower()] if match["scale"] else 1.0)
        end = match.end() if match["scale"] else match.start() + len(match[0].rstrip().removesuffix("of").rstrip())
        yield Figure(match.start(), end, value, True, None, bound="about")
    for match in _HALVES.finditer(text, start, stop) if held.any_of("half") else ():
        if match["whole"] is None and match["scale"] is None and not _HALF_OF_UNIT.match(text, match.end()):
            continue
        whole = (
            0.0
            if match["whole"] is None
            else 1.0
            if match["whole"].lower() == "a"
            else number_value(match["whole"]) or 0.0
        )
        size = SCALES[match["scale"].lower()] if match["scale"] else 1.0
        yield Figure(match.start(), match.end(), (whole + 0.5) * size, True, None)
    for match in _TIMES.finditer(text, start, stop) if held.has_folds or held.any_of("twice", "thrice") else ():
        times = number_value(match["fold"]) if match["fold"] else {"twice": 2.0, "thrice": 3.0}[match["word"].lower()]
        if times is not None:
            yield Figure(match.start(), match.end(), times, True, None, unit="time")


def _ordinals(text: str, start: int, stop: int) -> Iterator[Figure]:
    """Yield places in a row; "the first three" counts three and is no place."""
    for match in _ORDINALS.finditer(text, start, stop):
        value = ordinal_value(match["ordinal"])
        if value is not None and not _AFTER_ORDINAL.match(text, match.end()):
            yield Figure(*match.span("ordinal"), float(value), True, None, unit="ordinal")


def _amount(text: str, match: re.Match[str]) -> Figure | None:
    """Read digits with their scale and sign, or words; None where they are no quantity."""
    if match["words"]:
        return _in_words(text, match)
    start = match.start("sign") if match["sign"] else match.start("digits")
    if (
        _IDENTIFIER.search(text, max(0, start - 24), start)
        or _PHONE.match(text, start)
        or _PHONE.match(text, start - 4)
    ):
        return None
    sign = match["sign"]
    currency = currency_sign(sign.upper() if sign.isalpha() else sign) if sign else None
    value, stop = digits_value(match["digits"]), match.end("digits")
    short, unit = match["abbreviated"], None
    if match["scale"]:
        value, stop = value * SCALES[match["scale"].lower()], match.end("scale")
    elif short and (short not in {"m", "k", "b"} or currency or _is_million(text, match, value)):
        value, stop = value * ABBREVIATED_SCALES[short.lower()], match.end("abbreviated")
    elif short == "m" and (_METRES.match(text, match.end()) or value in _TRACK):
        unit, stop = "m", match.end("abbreviated")
    figure = Figure(start, stop, round(value, 6), stop > match.end("digits"), currency, unit=unit)
    return figure._replace(start=match.start("minus"), value=-figure.value) if _is_minus(text, match) else figure


def _is_minus(text: str, match: re.Match[str]) -> bool:
    """Return whether a sign before digits makes them negative, and is no dash between words."""
    if not match["minus"]:
        return False
    return match["minus"].lower().startswith("minus") or text[match.start() - 1 : match.start()] in {" ", "(", ""}


def _is_million(text: str, match: re.Match[str], value: float) -> bool:
    """Return whether "m" behind digits stands for million: a crowd follows, or what follows is no length."""
    if _METRES.match(text, match.end()):
        return False
    return _CROWD.match(text, match.end()) is not None and value not in _TRACK


def _in_words(text: str, match: re.Match[str]) -> Figure | None:
    words, start = match["words"], match.start("words")
    value = words_value(words)
    if value is None or (words.lower() == "one" and not _is_one(text, match)):
        return None
    if _RANK.search(text, max(0, start - 10), start) or (
        words[0].isupper() and _NAMED.search(text, max(0, start - 12), start)
    ):
        return None
    scaled = any(scale in words.lower() for scale in SCALES)
    return Figure(start, match.end("words"), value, scaled, None)


def _is_one(text: str, match: re.Match[str]) -> bool:
    return not _NOT_ONE.search(text, max(0, match.start() - 12), match.start()) and not _AFTER_ONE.match(
        text, match.end()
    )
