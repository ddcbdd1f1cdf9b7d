"""Judges of what a medium makes of text: is it all still text?"""

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt

from pipelines.visible import acts
from tests.escaping.articles import SITE

_STYLED = re.compile(r"\x1b\[[0-9;]*m")


MARKDOWN_ELEMENTS = {
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "code",
    "strong",
    "s",
}


class Elements(HTMLParser):
    """The elements of a page, their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.comments = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments += 1

    def foreign(self, allowed: Iterable[str], *, styled: bool = False) -> list[tuple[str, dict[str, str | None]]]:
        """Elements that are not ``allowed``, that run a script, or that lead out of the page."""
        known = set(allowed)
        return [
            (tag, attrs)
            for tag, attrs in self.found
            if tag not in known or any(_is_foreign(*each, styled) for each in attrs.items())
        ]


def _is_foreign(name: str, value: str | None, styled: bool) -> bool:
    if name.startswith("on") or name in {"srcdoc", "formaction"} or (name == "style" and not styled):
        return True
    led = (value or "").strip().casefold()
    return name in {"href", "src", "action", "xlink:href", "data"} and (
        SITE in led or led.startswith(("javascript:", "vbscript:", "http", "//"))
    )


def markdown_as_html(text: str) -> list[str]:
    """A Markdown text as two viewers render it: one that lets HTML through, one that does not."""
    return [
        MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"]).render(text)
        for html in (True, False)
    ]


def foreign_in_markdown(text: str) -> list[tuple[str, dict[str, str | None]]]:
    """Elements that a viewer makes of a Markdown text besides those that its own tables and lists are made of."""
    found = []
    for html in markdown_as_html(text):
        page = Elements(html)
        assert not page.comments
        found += [each for each in page.foreign(MARKDOWN_ELEMENTS, styled=True) if each[0] != "img"]
        images = [attrs["src"] for tag, attrs in page.found if tag == "img"]
        found += [("img", {"src": src}) for src in images if not str(src).startswith("data:image/png;base64,")]
    return found


def bare_addresses(text: str) -> list[str]:
    """Addresses of the payloads that a viewer may make a link of: those outside of code."""
    html = markdown_as_html(text)[1]
    without_code = re.sub("<code>.*?</code>|<[^>]*>", "", html, flags=re.DOTALL)
    return re.findall(r"\S*(?:://|www\.|@)\S*", without_code)


def acting(text: str) -> set[str]:
    """The characters of a text that act on what shows it; a carriage return at the end of a line does not."""
    return {each for each in text.replace("\r\n", "\n") if acts(each)}


def acting_on_terminal(printed: str) -> set[str]:
    """The characters of what was printed that act on a terminal, besides the styles of the program's own."""
    return acting(_STYLED.sub("", printed))


def text_files(folder: Path, *endings: str) -> list[Path]:
    """The files of a folder that people open, by ending."""
    return sorted(file for file in folder.rglob("*") if file.suffix in endings and file.is_file())


def rows_of_tables(text: str) -> list[int]:
    """The numbers of columns that the tables of a Markdown text have once they are rendered, each once."""
    found: set[int] = set()
    for html in markdown_as_html(text):
        found |= {len(re.findall("<t[hd]", row)) for row in re.findall("<tr>.*?</tr>", html, flags=re.DOTALL)}
    return sorted(found)
