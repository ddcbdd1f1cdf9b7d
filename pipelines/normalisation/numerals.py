"""Numbers in English words and digits, for the grammars of times and quantities.

Belongs here: the regular expressions of a number and its value. What the number counts,
binds or dates stands in ``quantities.py`` and ``times.py``.
"""

import re

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
SCALES: dict[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
ABBREVIATED_SCALES: dict[str, float] = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}
_ORDINAL_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
            "eighteenth",
            "nineteenth",
        ],
        start=1,
    )
}
_ORDINAL_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"], start=2
    )
}
_FIXED = {"half a dozen": 6.0, "a half-dozen": 6.0, "half-dozen": 6.0, "a dozen": 12.0, "a couple": 2.0}

_SMALL = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_SCALE = "|".join(SCALES)

DIGITS = r"\d{1,3}(?:,\d{3}){1,8}(?:\.\d+)?|\d+(?:\.\d+)?"
"""Digits with thousands commas or a decimal point."""
CARDINAL_WORDS = (
    rf"(?:half a dozen|a half-dozen|half-dozen|a dozen|"
    rf"(?:{_SMALL}|an?(?=[ ](?:{_SCALE})\b))(?:(?:[ -]|[ ]and[ ])(?:{_SMALL}|{_SCALE}|dozen)\b){{0,12}})"
)
"""Cardinals in words: ``four``, ``twenty-one``, ``a hundred and fifty thousand``, ``half a dozen``."""
CARDINAL_OPENINGS = (*_UNITS, *_TENS, "half", "a", "an")
"""Words of which each cardinal in words begins with one."""
ORDINAL = (
    r"(?:\d+(?:st|nd|rd|th)|"
    rf"(?:(?:{'|'.join(_TENS)})-)?(?:{'|'.join(_ORDINAL_UNITS)})|{'|'.join(_ORDINAL_TENS)})"
)
"""Ordinals in digits or words: ``21st``, ``third``, ``twenty-first``."""
ORDINAL_OPENINGS = (*_TENS, *_ORDINAL_UNITS, *_ORDINAL_TENS)
"""Words of which each ordinal in words begins with one."""

NUMBER = rf"(?:(?:{DIGITS})(?:[ -](?:{_SCALE})\b)?|\b{CARDINAL_WORDS}\b)"
"""Any cardinal: digits with an optional scale word, or words."""


LARGEST = 1e18
"""A row of digits beyond it is no number that anybody counts, and arithmetic on it leaves what machines count."""


_LONGEST_ORDINAL = 9
"""Digits; Python refuses to read very long ones."""


def digits_value(text: str) -> float:
    """Return the value of digits with thousands commas; ``ValueError`` if ``text`` is anything else."""
    return float(text.replace(",", ""))


def words_value(text: str) -> float | None:
    """Return the value of a cardinal in words, or None where a word is not a number word."""
    folded = " ".join(text.lower().split())
    if folded in _FIXED:
        return _FIXED[folded]
    total, group = 0.0, 0.0
    for word in re.split(r"[\s-]+", folded):
        if word in {"and", ""}:
            continue
        if word in {"a", "an"}:
            group += 1
        elif word in _UNITS:
            group += _UNITS[word]
        elif word in _TENS:
            group += _TENS[word]
        elif word == "dozen":
            group = (group or 1) * 12
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in SCALES:
            total += (group or 1) * SCALES[word]
            group = 0.0
        else:
            return None
    return total + group


def number_value(text: str) -> float | None:
    """Return the value of what ``NUMBER`` matches, or None where it is no number or beyond ``LARGEST``.

    >>> number_value("1.2 million"), number_value("twenty-one"), number_value("half a dozen")
    (1200000.0, 21.0, 6.0)
    """
    match = re.fullmatch(rf"({DIGITS})(?:[\s-]*([A-Za-z]+))?", text.strip())
    if match is None:
        return words_value(text)
    value = digits_value(match[1])
    scale = 1.0
    if match[2] is not None:
        scale = SCALES.get(match[2].lower()) or ABBREVIATED_SCALES.get(match[2].lower()) or 0.0
    return round(value * scale, 6) if scale and value * scale <= LARGEST else None


def ordinal_value(text: str) -> int | None:
    """Return the value of what ``ORDINAL`` matches, or None where it is no ordinal."""
    folded = text.lower().strip()
    if match := re.fullmatch(r"(\d+)(?:st|nd|rd|th)", folded):
        return int(match[1]) if len(match[1]) <= _LONGEST_ORDINAL else None
    if folded in _ORDINAL_TENS:
        return _ORDINAL_TENS[folded]
    tens, _, unit = folded.rpartition("-")
    if unit not in _ORDINAL_UNITS or (tens and tens not in _TENS):
        return None
    return _TENS.get(tens, 0) + _ORDINAL_UNITS[unit]
