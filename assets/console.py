"""Text from articles on a terminal: shown as text, never obeyed."""

import json
import unicodedata
from datetime import date
from typing import Any

from rich.text import Text

_KEPT = {"\n", "\t"}
_BARRED = {"Cc", "Cf", "Cs", "Co"}


def plain(value: Any) -> str:
    """Return ``value`` as text without control, bidirectional-override and escape characters.

    Articles may hold ANSI escapes and right-to-left overrides; each such character is shown
    as its code point, so that a terminal neither obeys nor hides it.
    """
    text = "" if value is None else str(value)
    return "".join(f"\\u{ord(each):04x}" if _is_barred(each) else each for each in text)


def json_text(value: Any) -> str:
    """Return ``value`` as JSON for people and programs: letters as they are, what :func:`plain` bars as escapes."""
    text = json.dumps(value, ensure_ascii=False, default=_iso, indent=2)
    return "".join(json.dumps(each)[1:-1] if _is_barred(each) else each for each in text)


def _iso(value: Any) -> str:
    """Days and moments as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _is_barred(character: str) -> bool:
    return character not in _KEPT and unicodedata.category(character) in _BARRED


def cell(value: Any, width: int = 120) -> Text:
    """Return ``value`` as one line of at most ``width`` characters, free of markup."""
    line = " ".join(plain(value).split())
    return Text(line if len(line) <= width else line[: width - 1] + "…")
