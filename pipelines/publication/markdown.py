"""Text as Markdown that stays text: nothing in an article can become markup, a link or a row."""

import re

_SPECIAL = re.compile(r"([\\*_{}\[\]<>#|~!&])")


def escape(text: str, limit: int | None = None) -> str:
    """Return ``text`` on one line with Markdown's and HTML's special characters disarmed, cut to ``limit``.

    Words between backticks in our own sentences stay code: a backtick is left as it is.
    """
    line = " ".join(text.split())
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    parts = line.split("`")
    if len(parts) % 2 == 0:
        return _SPECIAL.sub(r"\\\1", line.replace("`", "'"))
    return "`".join(part if index % 2 else _SPECIAL.sub(r"\\\1", part) for index, part in enumerate(parts))
