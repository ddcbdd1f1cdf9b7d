"""Text from articles on a terminal: shown as text, never obeyed."""

import unicodedata
from typing import Any

from rich.text import Text

_KEPT = {"\n", "\t"}


def plain(value: Any) -> str:
    """Return ``value`` as text without control, bidirectional-override and escape characters.

    Articles may hold ANSI escapes and right-to-left overrides; each such character is shown
    as its code point, so that a terminal neither obeys nor hides it.
    """
    text = "" if value is None else str(value)
    return "".join(
        f"\\u{ord(character):04x}"
        if character not in _KEPT and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}
        else character
        for character in text
    )


def cell(value: Any, width: int = 120) -> Text:
    """Return ``value`` as one line of at most ``width`` characters, free of markup."""
    line = " ".join(plain(value).split())
    return Text(line if len(line) <= width else line[: width - 1] + "…")
