"""Text made visible: no character of an article acts on what shows it.

The one place that says which characters act. A terminal obeys escapes, a viewer turns text round for a
bidirectional override, and a lone surrogate cannot be written as UTF-8 at all: each is shown as its code.
"""

import re
import unicodedata
from functools import cache

_KEPT = {"\n", "\t", "\u00ad", "\u200c", "\u200d"}
"""Line ends, and what scripts need: a soft hyphen, joiners."""
_ACTING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SUSPECT = re.compile(r"[^\t\n -~]")
"""What has to be looked at: anything but printable ASCII."""


def plain(text: str) -> str:
    """Return ``text`` with control characters, bidirectional controls and lone surrogates as visible codes.

    Line ends and tabs stay; :func:`one_line` is for where a line end would begin a line of its own.
    """
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def one_line(text: str) -> str:
    """Return ``text`` as :func:`plain` does, with line ends as codes too."""
    return plain(text).replace("\n", "\\u000a")


def acts(character: str) -> bool:
    """Return whether a character is shown as its code."""
    return character not in _KEPT and unicodedata.category(character) in _ACTING


def json_plain(text: str) -> str:
    """Return JSON in which escapes stand for every character that acts; to a program it is the same JSON."""
    return _SUSPECT.sub(lambda found: _json_escape(found[0]), text)


@cache
def _json_escape(character: str) -> str:
    if not acts(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


@cache
def _visible(character: str) -> str:
    return f"\\u{ord(character):04x}" if acts(character) else character
