"""Lines for the terminal: text from articles escaped, wrapped to the width, the words that matter marked.

On a terminal marked words are bold; where styles are lost, as in a file or a pipe, they stand in
``⟦brackets⟧``. Nothing here is markup of rich: every string becomes a ``Text``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from assets.console import Screen, plain
from pipelines.publication.report.texts import counted, day_in_words
from pipelines.publication.withholding import NOT_PUBLISHED

Row = Mapping[str, Any]
Lines = Iterator[RenderableType]

_MARK = ("⟦", "⟧")
_STYLES = {"content": "bold", "cue": "italic yellow", "source": "cyan", "sentence": "", "hit": "bold", "": ""}
_MARKED = {"content", "hit"}
STATUS = {
    "single_origin": "one origin",
    "corroborated": "corroborated",
    "unattributed": "unattributed",
}


def screen() -> Screen:
    """Return the console that pages are printed on."""
    return Screen()


def show(console: Console, lines: Iterable[RenderableType]) -> None:
    """Print the lines of a page; in a file or pipe without the blanks that fill a terminal's lines."""
    if console.is_terminal:
        for line in lines:
            console.print(line)
        return
    with console.capture() as captured:
        for line in lines:
            console.print(line)
    for printed in captured.get().strip("\n").split("\n"):
        console.out(printed.rstrip(), highlight=False)


def words(value: Any, style: str = "") -> Text:
    """Return ``value`` on one line, escaped; a blank at either end stays. None are words that a version withholds."""
    return Text(plain(_blanks(NOT_PUBLISHED if value is None else str(value))), style=style)


def line(*parts: str | Text | tuple[Any, str], indent: int = 0) -> RenderableType:
    """Return one line of parts: strings, ``Text``, or values with their style; what is no ``Text`` is escaped."""
    text = Text()
    for part in parts:
        match part:
            case str():
                text.append(plain(part))
            case Text():
                text.append_text(part)
            case (value, style):
                text.append_text(words(value, style))
    return indented(text, indent)


def indented(text: Text, indent: int) -> RenderableType:
    """Return ``text`` wrapped beside ``indent`` blanks."""
    return Padding(text, (0, 0, 0, indent), expand=False) if indent else text


def head(title: str) -> Text:
    """Return the title of a part of the page, after a blank line."""
    return Text(f"\n{plain(title)}", style="bold underline")


def rest(shown: int, total: int, what: str) -> Lines:
    """Yield how many there are besides those shown, if any; ``what`` names them in the plural."""
    if total > shown:
        yield indented(Text(f"… and {total - shown:,} more {what}; raise --limit to see them", "dim"), 2)


def pieces(parts: Sequence[tuple[str, str]], console: Console) -> Text:
    """Return a run of words, each part in the style of its role; marked roles stand out without styles too.

    Args:
        parts: Words and what they are: ``content``, ``hit``, ``cue``, ``source``, or anything else for plain words.
        console: Where it will be printed.
    """
    plainly = not console.is_terminal
    text = Text()
    marked = False
    for part, role in [*parts, ("", "")]:
        is_marked = role in _MARKED
        if plainly and part == "" and marked:
            text.append(_MARK[1])
        if plainly and part and is_marked != marked:
            text.append(_MARK[0] if is_marked else _MARK[1])
            marked = is_marked
        text.append(plain(_blanks(part)), style=_STYLES.get(role, ""))
    return _trimmed(text) if parts else words(None)


def _blanks(text: str) -> str:
    """``text`` with every run of white space one blank; a blank at either end stays."""
    inner = " ".join(text.split())
    if not inner:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{inner}{' ' if text[-1].isspace() else ''}"


def _trimmed(text: Text) -> Text:
    """``text`` without blanks at its ends."""
    text.rstrip()
    return text[len(text.plain) - len(text.plain.lstrip()) :]


def wordings(one: Sequence[Row], other: Sequence[Row]) -> tuple[Text, Text]:
    """Return two wordings; the words of the first alone in ``[-brackets-]``, of the second alone in ``{+braces+}``."""
    return _wording(one, "[-", "-]", "red"), _wording(other, "{+", "+}", "green")


def _wording(pieces: Sequence[Row], opening: str, closing: str, style: str) -> Text:
    parts = Text(" ").join(
        Text(f"{opening}{plain(each['text'])}{closing}", style) if each["differs"] else Text(plain(each["text"]))
        for each in pieces
    )
    return Text().append_text(parts)


def day(row: Row) -> str:
    """Return the day of an article as exactly as it is known."""
    return day_in_words(row["published_at"], row["published_precision"])


def standing(row: Row) -> str:
    """Return what the origins of a claim amount to, in a few words."""
    origins = counted(row["independent_origin_count"], "origin")
    words = origins if row["status"] == "single_origin" else f"{origins}, {STATUS[row['status']]}"
    return words + (", disputed" if row["is_disputed"] else "")
