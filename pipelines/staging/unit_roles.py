"""What one unit shows by itself: the role that its own words prove, whether it is a name, an item, a lead-over.

Does not belong here: anything that looks at the units around it (see ``roles``), and the
wordings themselves (see ``role_patterns``).
"""

import re
from collections.abc import Callable

from pipelines.staging import role_patterns as wording
from pipelines.staging.lines import Unit

MAX_CAPTION_WORDS = 70
MAX_MENU_WORDS = 4
"""An entry of a menu has no more words."""
_MAX_TEASER_HEAD_WORDS = 10
_MAX_TEASER_LINE_WORDS = 30

_NAME_JOINT = re.compile(r"(?:(?<!\s)\s+)?(?:,|\band\b|&|/)\s*")
_NAME_WORD = re.compile(r"[A-Z][^\W\d_]*(?:['’.-][^\W\d_]*){0,3}")
_ITEM = re.compile(r"^(?:[-–—•*·▪●◦‣]|\(?\d{1,2}[.)]|[a-z][.)])\s*\S")


def role_by_wording(unit: Unit) -> str | None:
    """Return the role that a unit's own words prove, or None."""
    text = unit.text
    short = len(unit.words) <= wording.MAX_FURNITURE_WORDS and len(text) <= wording.MAX_FURNITURE_CHARS
    if not short:
        return None
    if text[0] in "\"“«„‘'":
        return None
    if wording.BACKGROUND_HEAD.match(text):
        return "heading"
    if len(unit.words) <= _MAX_TEASER_HEAD_WORDS and wording.TEASER_HEAD.match(text):
        return "teaser_head"
    for role, test in _WORDINGS:
        if test(unit):
            return role
    return None


def _is_chrome(unit: Unit) -> bool:
    text = unit.text
    if wording.is_button(text):
        return True
    if wording.is_date_line(text) or not unit.words:
        return True
    parts = wording.bar_parts(text)
    if parts and not unit.is_prose and any(wording.is_button(part) or wording.is_date_line(part) for part in parts):
        return True
    if wording.CODE.search(text) and not unit.is_prose:
        return True
    if unit.letter_share < 0.5 and len(unit.words) <= 12 and not unit.has_verb and not is_item(unit):
        return not unit.is_final or unit.letter_share < 0.3
    return wording.CHROME_START.match(text) is not None


def _is_disclaimer(unit: Unit) -> bool:
    return wording.DISCLAIMER.match(unit.text) is not None or wording.COPYRIGHT_SIGN.match(unit.text) is not None


def _is_caption(unit: Unit) -> bool:
    if len(unit.words) > MAX_CAPTION_WORDS:
        return False
    return wording.CREDIT_LABEL.match(unit.text) is not None or wording.CREDIT.search(unit.text) is not None


def _is_byline(unit: Unit) -> bool:
    text = unit.text
    if wording.DATELINE_OUTLET.match(text) or (wording.is_dated_byline(text) and not wording.is_date_line(text)):
        return True
    return wording.BYLINE.match(text) is not None and _names_somebody(unit)


def _names_somebody(unit: Unit) -> bool:
    """Tell whether a byline's words, but for small ones and its label, are written with capitals."""
    rest = [
        word
        for word in unit.words[1:]
        if word.casefold() not in {"by", "and", "of", "the", "for", "in", "at", "from", "with"}
    ]
    return bool(rest) and sum(not word[0].islower() for word in rest) >= 0.6 * len(rest)


_WORDINGS: tuple[tuple[str, Callable[[Unit], bool]], ...] = (
    ("disclaimer", _is_disclaimer),
    (
        "teaser",
        lambda unit: len(unit.words) <= _MAX_TEASER_LINE_WORDS and wording.TEASER_LINE.match(unit.text) is not None,
    ),
    ("caption", _is_caption),
    ("byline", _is_byline),
    ("chrome", _is_chrome),
)


def introduces(unit: Unit) -> bool:
    """Tell whether a line that ends in a colon leads over to a quotation or a list."""
    return unit.has_verb or len(unit.words) > MAX_MENU_WORDS


def is_personal_name(unit: Unit) -> bool:
    """Tell whether a line is two to four capitalised words, or several such joined: an author's name alone."""
    if len(unit.words) > 10 or any(character.isdigit() for character in unit.text) or unit.is_final:
        return False
    parts = [part.split() for part in _NAME_JOINT.split(unit.text.strip(" .,"))]
    return all(2 <= len(part) <= 4 and all(_NAME_WORD.fullmatch(word) for word in part) for part in parts)


def is_item(unit: Unit) -> bool:
    """Tell whether a line is an item of a list, by its bullet or number."""
    return _ITEM.match(unit.text) is not None
