"""Words for the page: text cut to a length, days in words."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

UNKNOWN_OUTLET = "unknown outlet"
_FORMATS = {"minute": "%b %Y, %H:%M", "day": "%b %Y", "month": "%B %Y", "year": "%Y"}


def one_line(text: str | None, limit: int = 400) -> str:
    """Return ``text`` on one line, cut to ``limit`` characters; empty for None."""
    line = " ".join((text or "").split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def paragraphs(text: str) -> str:
    """Return ``text`` with hard-wrapped lines joined and one line end where a paragraph ends."""
    apart = re.sub(r"(?<!\s)[^\S\n]*\n[^\S\n]*\n\s*", "\n\n", text)
    joined = re.sub(r"(?<!\n)\n(?!\n)", " ", apart)
    return re.sub(r"[^\S\n]+", " ", joined).replace("\n\n", "\n")


def day_in_words(moment: datetime | None, precision: str | None = "day") -> str:
    """Return a moment as exactly as it is known: ``8 Aug 2025``; ``undated`` for None."""
    if moment is None:
        return "undated"
    known = precision or "day"
    words = moment.strftime(_FORMATS[known])
    return f"{moment.day} {words}" if known in {"minute", "day"} else words


class Rest(NamedTuple):
    """What is not on the page: how many, and the SQL that shows all of them."""

    more: int
    sql: str


def rest_of(shown: Sequence[object] | int, in_all: int, sql: str) -> Rest:
    """Return what is left when ``shown`` of ``in_all`` are on the page; ``sql`` gives them all."""
    return Rest(in_all - (shown if isinstance(shown, int) else len(shown)), sql)


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return ``1 claim``, ``1,204 claims``."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
