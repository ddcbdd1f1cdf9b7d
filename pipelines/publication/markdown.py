"""Text as Markdown that stays text: nothing in an article can become markup, a link or a row."""

import re

from pipelines.visible import plain

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_OPENING = re.compile(r"^([-+=]|\d{1,9}(?=[.)]))")
"""What begins an item of a list, or underlines a heading, where a line begins with it."""
_ADDRESS = re.compile(r"(?<![^\s|])(?=[^\s|]*?(?:://|\bwww\.|@))[^\s|]+", re.IGNORECASE)
"""What viewers make a link of without being asked to: some look for it after they have read the escapes."""


def escape(text: str, limit: int | None = None) -> str:
    """Return ``text`` on one line with Markdown's and HTML's special characters disarmed, cut to ``limit``.

    Addresses become code, the one place where no viewer looks for links; control characters become codes.
    """
    line = " ".join(plain(text).split())
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    parts, at = [], 0
    for found in _ADDRESS.finditer(line):
        parts += [_disarmed(line[at : found.start()]), _code(found[0])]
        at = found.end()
    return _OPENING.sub(_opened, "".join([*parts, _disarmed(line[at:])]))


def _disarmed(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _opened(found: re.Match[str]) -> str:
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"


def _code(text: str) -> str:
    """Text between as many backticks as make it code, whatever backticks it holds."""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    edge = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def escape_around_code(text: str) -> str:
    """Return a sentence of our own on one line, its special characters disarmed, words between backticks left code."""
    parts = " ".join(text.split()).split("`")
    return "`".join(part if index % 2 else _disarmed(part) for index, part in enumerate(parts))
