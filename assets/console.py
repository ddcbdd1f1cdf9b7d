"""What is printed: text from articles is shown as text and never obeyed.

Everything that a command prints goes through here: lines through :func:`say`, JSON through :func:`json_text`, what
rich lays out through a :class:`Screen`. A test holds the commands to it.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.status import Status
from rich.text import Text

from pipelines import visible


def plain(value: Any) -> str:
    """Return ``value`` as text in which escapes, control and bidirectional characters are codes; line ends stay."""
    return visible.plain("" if value is None else str(value))


def say(line: str, *, err: bool = False) -> None:
    """Print one line, on standard error with ``err``; a line end in it, as names of files may have, is a code."""
    typer.echo(visible.one_line(line), err=err)


def put(text: str) -> None:
    """Print lines as they were made, but for characters that act: a line's end may be that of Windows."""
    typer.echo("\r\n".join(map(visible.plain, text.split("\r\n"))), nl=False)


def json_text(value: Any) -> str:
    """Return ``value`` as JSON for people and programs: letters as they are, what :func:`plain` bars as escapes."""
    return visible.json_plain(json.dumps(value, ensure_ascii=False, default=_iso, indent=2))


def _iso(value: Any) -> str:
    """Days and moments as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else str(value)


def cell(value: Any, width: int = 120) -> Text:
    """Return ``value`` as one line of at most ``width`` characters, free of markup."""
    line = " ".join(plain(value).split())
    return Text(line if len(line) <= width else line[: width - 1] + "…")


class Screen(Console):
    """A console to which strings are text and no markup, and on which no character of what is shown acts."""

    def __init__(self, *, stderr: bool = False, quiet: bool = False) -> None:
        super().__init__(stderr=stderr, quiet=quiet, markup=False, emoji=False, highlight=False)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Yield the segments of what is shown; the console's own commands, such as those that move a bar, stay."""
        for segment in super().render(renderable, options):
            if segment.control or segment.text.isprintable():
                yield segment
            else:
                yield Segment(visible.plain(segment.text), segment.style)

    def status(self, status: RenderableType, **options: Any) -> Status:
        """Show what is being done, beside a spinner."""
        return _Status(_text(status), console=self, **options)


class _Status(Status):
    def update(self, status: RenderableType | None = None, **options: Any) -> None:
        super().update(None if status is None else _text(status), **options)


def _text(shown: RenderableType) -> RenderableType:
    """A string as text: rich takes the words beside a spinner for markup, whatever its console does."""
    return Text(visible.one_line(shown)) if isinstance(shown, str) else shown
