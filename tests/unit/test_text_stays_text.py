"""Where words of articles become something else there is one function that disarms them, and nothing goes around it."""

import ast
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.console import Screen, json_text
from pipelines.publication.report.page import _environment
from pipelines.visible import acts, json_plain, one_line, plain

ROOMS = ("pipelines", "expectations", "assets")
PRINTS = {"assets/console.py", "assets/bench/bare.py"}
"""What prints: the one place for it, and a process that tells its figures to its parent."""
MAKES_HTML = {
    "assets/scorecard_page.py": "_safe",
    "expectations/runner/docs.py": "html.escape",
    "pipelines/publication/report/news.py": "MarkdownIt",
}
"""Files that put elements together outside of templates, and what they escape with."""
WITHOUT_WORDS = {"pipelines/staging/page_metadata.py", "expectations/runner/offline.py"}
"""What wraps markup to read it, and what puts a constant into a page."""
MARKUP = {
    "pipelines/publication/report/__init__.py": 1,
    "pipelines/publication/report/page.py": 2,
    "pipelines/publication/report/charts.py": 1,
}
"""Where a text is said to be HTML already, and how often."""
ODD = "a\n\t\r\x1b\x9b\u202e\u2066\u2028\ud800é👍🏽\u200d"
TEXT = st.text(st.characters(codec=None), max_size=60) | st.text(ODD, max_size=20)


@cache
def trees(root: Path) -> list[tuple[str, ast.AST]]:
    files = [file for room in ROOMS for file in sorted((root / room).rglob("*.py"))]
    return [(file.relative_to(root).as_posix(), ast.parse(file.read_text("utf-8"))) for file in files]


def calls(tree: ast.AST) -> Iterator[str]:
    return (ast.unparse(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call))


def test_everything_is_printed_through_one_place(root: Path) -> None:
    around = {"print", "typer.echo", "typer.secho", "echo", "Console", "rich.print", "sys.stdout.write"}
    found = {(file, name) for file, tree in trees(root) for name in calls(tree) if name in around}
    assert {file for file, _ in found} == PRINTS


def test_elements_are_put_together_in_templates_or_with_the_one_function_for_it(root: Path) -> None:
    element = re.compile(r"(?<!P)<(?:/?[a-z][a-z0-9]*[ >]|!doctype)", re.IGNORECASE)
    found = set()
    for file, tree in trees(root):
        for each in ast.walk(tree):
            texts = [part.value for part in getattr(each, "values", []) if isinstance(part, ast.Constant)]
            if isinstance(each, ast.JoinedStr) and any(element.search(str(text)) for text in texts):
                found.add(file)
    assert found == MAKES_HTML.keys() | WITHOUT_WORDS
    for file, how in MAKES_HTML.items():
        assert how in (root / file).read_text("utf-8")


def test_templates_escape_every_value(root: Path) -> None:
    assert _environment().autoescape is True
    for file in (root / "pipelines/publication/report/templates").glob("*.j2"):
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", file.read_text("utf-8")), file
    found = {file: sum(name == "Markup" for name in calls(tree)) for file, tree in trees(root)}
    assert {file: count for file, count in found.items() if count} == MARKUP


@given(TEXT)
def test_no_character_of_what_is_shown_acts(text: str) -> None:
    shown = plain(text)
    assert not any(map(acts, shown))
    shown.encode("utf-8")
    assert plain(shown) == shown
    assert "\n" not in one_line(text)
    kept = [each for each in text if not acts(each)]
    assert [each for each in shown if each in kept][: len(kept)] == kept or "\\" in shown


@pytest.mark.parametrize("kind", ["Cc", "Cf", "Cs", "Co", "Zl", "Zp"])
def test_every_character_of_a_kind_that_acts_is_shown_as_its_code(kind: str) -> None:
    kept = {"\n", "\t", "\u00ad", "\u200c", "\u200d"}
    theirs = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == kind]
    sample = [*theirs[:200], *theirs[-20:]]
    assert {each for each in sample if plain(each) == each} == kept & set(sample)


@settings(max_examples=50)
@given(st.recursive(TEXT | st.integers() | st.none(), lambda each: st.lists(each) | st.dictionaries(TEXT, each)))
def test_json_that_is_printed_means_the_same_and_acts_on_nothing(value: object) -> None:
    assert not any(map(acts, json_text(value)))
    assert json.loads(json_text(value)) == value
    assert json_plain(json_text(value)) == json_text(value)


def test_what_rich_lays_out_is_text_too(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    with screen.status("[bold]\x1b[31m:smile:") as status:
        status.update("[red]\x1b]0;x\x07[/]")
    screen.print("[bold]a[/bold] :smile: [link=https://evil.example]b[/link] \x1b[2J\u202e [/]", {"a": "\x9b"})
    shown = capsys.readouterr().out
    assert "[bold]a[/bold] :smile: [link=https://evil.example]b[/link] \\u001b[2J\\u202e [/]" in " ".join(shown.split())
    assert not any(map(acts, shown))
