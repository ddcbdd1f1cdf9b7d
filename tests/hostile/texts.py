"""Characters that mean harm, and texts that are long in one way or another."""

import codecs
from collections.abc import Callable
from pathlib import Path

from pipelines.settings import Settings
from pipelines.staging.articles import UNIT
from tests.hostile.kinds import SENTENCE, article, kind
from tests.hostile.markup import page, paragraphs

WHOLE = 390_000
"""A text a little shorter than the longest that is taken."""
_MOST = Settings().max_article_words - 100
_CUT = ("sentence_too_long", "too_many_words")
"""Reasons for which a part of an article is not read for claims while it is published, or all of it set aside."""


def write(folder: Path, text: str, name: str = "a.txt") -> None:
    """Write a text below a sound headline and before a sound paragraph."""
    (folder / name).write_text(f"Pier to close\n\n{SENTENCE}\n\n{text}\n\n{SENTENCE}\n", encoding="utf-8")


@kind("broken_encoding", "not_text", reads=1)
def invalid_utf8(folder: Path, _size: int) -> None:
    (folder / "cut.txt").write_bytes((article(1) + "é“”€" * 20).encode()[:-1] + b"\n")
    (folder / "overlong.txt").write_bytes(article(2).encode() + b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf\n")
    (folder / "surrogates.txt").write_bytes(article(3).encode() + b"\xed\xa0\x80\xed\xb0\x80\n")
    (folder / "beyond.txt").write_bytes(article(4).encode() + b"\xf5\x80\x80\x80\n")
    (folder / "random.txt").write_bytes(bytes(range(128, 256)) * 40)
    (folder / "sound.txt").write_bytes(article(5).encode())


@kind("not_text")
def zeros_and_controls(folder: Path, _size: int) -> None:
    (folder / "zero.txt").write_bytes(article(6).encode() + b"\0")
    (folder / "zeros.txt").write_bytes(b"\0" * 1000)
    (folder / "controls.txt").write_bytes(article(7).encode() + bytes(range(1, 9)) * 20)


@kind(reads=3, prose=True)
def direction_controls(folder: Path, _size: int) -> None:
    """Overrides that show another text than is there (CVE-2021-42574)."""
    for number, mark in enumerate(("\u202e", "\u2066\u202e", "\u200f\u061c\u200b\ufeff")):
        write(folder, f"The piers {mark}will not close{mark}, mayor Ada Quill said on Monday.", f"{number}.txt")


@kind("broken_encoding", "not_text", reads=4)
def mislabelled_encodings(folder: Path, _size: int) -> None:
    """Pages that name another encoding than they are in: read as what they are, or set aside."""
    text = "<p>Café owners in Ålesund said “no” — twice — on Monday.</p>"
    for name, label, encoding in (
        ("utf8-as-latin1", "iso-8859-1", "utf-8"),
        ("utf8-as-cp1251", "windows-1251", "utf-8"),
        ("cp1252-as-utf8", "utf-8", "cp1252"),
        ("utf8-as-nonsense", "x-none", "utf-8"),
        ("utf16-as-utf8", "utf-8", "utf-16-le"),
    ):
        body = page(paragraphs() + text, f'<meta charset="{label}"><title>Pier</title>')
        (folder / f"{name}.html").write_bytes(body.encode(encoding))


@kind("broken_encoding", reads=6)
def byte_order_marks(folder: Path, _size: int) -> None:
    for name, mark, encoding in (
        ("8", codecs.BOM_UTF8, "utf-8"),
        ("twice", codecs.BOM_UTF8 * 2, "utf-8"),
        ("16le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("16be", codecs.BOM_UTF16_BE, "utf-16-be"),
        ("32le", codecs.BOM_UTF32_LE, "utf-32-le"),
        ("32be", codecs.BOM_UTF32_BE, "utf-32-be"),
        ("wrong", codecs.BOM_UTF16_BE, "utf-8"),
        ("odd", codecs.BOM_UTF16_LE, "utf-8"),
    ):
        (folder / f"{name}.txt").write_bytes(mark + article(len(name)).encode(encoding))


@kind("sentence_too_long", "too_long", reads=1, small=20_000, large=190_000, prose=True)
def long_sentence(folder: Path, size: int) -> None:
    """A sentence without end, within the limit of an article."""
    write(folder, "the mayor said that " * (size // 20))


@kind("too_long", small=1_000_000, large=1_000_000)
def million_character_sentence(folder: Path, size: int) -> None:
    write(folder, "the mayor said that " * (size // 20))


_MORE: dict[str, object] = {"max_article_chars": 2_000_000, "max_article_words": 1_000_000}


@kind("sentence_too_long", reads=1, small=20_000, large=1_000_000, limits=_MORE)
def million_character_sentence_allowed(folder: Path, size: int) -> None:
    write(folder, "the mayor said that " * (size // 20))


@kind("no_body_text", reads=1)
def heads_that_never_end(folder: Path, _size: int) -> None:
    """Comments and fields that look like the head of a page, or of Markdown, and lead to nothing."""
    (folder / "comments.txt").write_text("<!--a--> " * 400 + article(210), encoding="utf-8")
    (folder / "fields.txt").write_bytes(b"---\n" + b" a:a\r\n" * 400 + article(211).encode())


@kind("too_long", small=1_000_000, large=20_000_000)
def megabyte_word(folder: Path, size: int) -> None:
    write(folder, "x" * size)


@kind("sentence_too_long", reads=6, small=4_400, large=4_400, prose=True)
def numbers_beyond_measure(folder: Path, size: int) -> None:
    """Counts, amounts, ordinals, shares and spans of time of so many digits that they are no number of a machine."""
    for digits in (20, 40, 310, 400, 2_000, size):
        n = "9" * digits
        said = [
            f"The {n}th pier closes", f"It closed {n} days ago", f"It opens in {n} years",
            f"Some {n} million boats sank",
            f"It costs ${n} billion", f"The share fell by {n} percent to 0.{n}", f"Between {n} and {n} boats left",
            f"It won {n}-{n}", f"It is {n} out of {n} boats", f"It is -{n} degrees", f"It is the {n}th century",
            f"It opens on {n} May", f"It closed in May {n}", f"It is for the next {n} hundred thousand million weeks",
        ]  # fmt: skip
        write(folder, "\n\n".join(f"{words}, mayor Ada Quill said on Monday." for words in said), f"{digits}.txt")


def _as_much_as_is_read(text: str) -> str:
    """Cut a text where it comes to the words and marks of the longest article that is read, less the sound ones."""
    for number, match in enumerate(UNIT.finditer(text)):
        if number == _MOST:
            return text[: match.start()]
    return text


def _flood(name: str, unit: Callable[[int], str]) -> None:
    """Register a text of nothing but one unit: as one paragraph, and as paragraphs below the longest sentence."""

    def make(folder: Path, size: int) -> None:
        pieces, length = [], 0
        while length < size:
            pieces.append(unit(len(pieces)))
            length += len(pieces[-1])
        if size > 4_900:
            write(folder, "".join(pieces), "one.txt")
        lines, line = [], ""
        for piece in pieces:
            if len(line) + len(piece) > 4_900:
                lines.append(line)
                line = ""
            line += piece
        write(folder, "\n\n".join([*lines, line]), "lines.txt")
        if size > _MOST:
            write(folder, _as_much_as_is_read("\n\n".join([*lines, line])), "most.txt")

    make.__name__ = name
    make.__doc__ = f"A flood of {name.removeprefix('flood_of_').replace('_', ' ')}."
    kind(*_CUT, "no_body_text", small=800, large=WHOLE, prose=True)(make)


for _name, _unit in {
    "flood_of_letters": lambda i: "x",
    "flood_of_quotation_marks": lambda i: '"',
    "flood_of_curly_marks": lambda i: "“”‘’"[i % 4],
    "flood_of_opening_marks": lambda i: "“",
    "flood_of_apostrophes": lambda i: "'",
    "flood_of_quoted_words": lambda i: '"a" ',
    "flood_of_quotations": lambda i: f'"We know pier {i}," she said. ',
    "flood_of_brackets": lambda i: "(",
    "flood_of_bracket_pairs": lambda i: "([{",
    "flood_of_closing_brackets": lambda i: ")",
    "flood_of_full_stops": lambda i: ".",
    "flood_of_hyphens": lambda i: "-",
    "flood_of_dots_and_letters": lambda i: "a.",
    "flood_of_commas": lambda i: "a, ",
    "flood_of_zero_width_marks": lambda i: "\u200b\u200d\ufeff"[i % 3],
    "flood_of_combining_marks": lambda i: "e" + "\u0301\u0327\u0489" * 40 + (" " if i % 9 == 8 else ""),
    "flood_of_direction_marks": lambda i: "\u202ea\u202c ",
    "flood_of_emoji": lambda i: "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "flood_of_blanks": lambda i: "a" + " " * 60,
    "flood_of_line_ends": lambda i: "a\n",
    "flood_of_blank_lines": lambda i: "\n \t",
    "flood_of_sentences": lambda i: "He said yes. ",
    "flood_of_names": lambda i: f"{'ABCDEFGHKL'[i % 10]}{'aeiou'[i // 10 % 5]}m Quill{i} said no. ",
    "flood_of_conjoined_names": lambda i: f"Ada Quill{i} and ",
    "flood_of_pronouns": lambda i: "She said he said they said it. ",
    "flood_of_nested_clauses": lambda i: "he said that " + (". He " if i % 90 == 89 else ""),
    "flood_of_dates": lambda i: f"{1 + i % 28} May {1990 + i % 40}, last week, ",
    "flood_of_numbers": lambda i: f"{i},000 ",
    "flood_of_long_numbers": lambda i: "9",
    "flood_of_amounts": lambda i: f"$1.{i} million or ",
    "flood_of_addresses": lambda i: f"https://a.example/{i}?b=c&d=e. ",
    "flood_of_capitals": lambda i: "A B ",
    "flood_of_headings": lambda i: f"# Pier {i}\n\n",
    "flood_of_lists": lambda i: f"- Pier {i} is closed, she said\n",
    "flood_of_bylines": lambda i: f"By Ada Quill, Tessel Wire, {1 + i % 28} May 2024\n",
    "flood_of_credits": lambda i: "citing Tessel Wire, which cited the ministry, ",
    "flood_of_tags": lambda i: "<b>a",
    "flood_of_markdown": lambda i: "[a](",
    "flood_of_emphasis": lambda i: "*a_",
}.items():
    _flood(_name, _unit)
