"""Languages that claims are read in: declared in one place, and whole."""

import re
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

from pipelines.extraction import batch_input
from pipelines.extraction.language_model import NEEDED
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.quotations import find_quotations
from pipelines.languages import DEFAULT, LANGUAGES, Language
from pipelines.reference import load_reference
from pipelines.schema import REFERENCE, TABLES
from pipelines.settings import Settings
from pipelines.staging.languages import KNOWN

EVERY = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES.keys())


@EVERY
def test_a_language_has_all_that_reading_it_needs(language: Language) -> None:
    assert LANGUAGES[language.code] is language
    assert language.code in KNOWN, "it is told from others"
    meta = import_module(language.model).load().meta
    assert meta["lang"] == language.code
    assert set(NEEDED) <= set(meta["components"])
    assert language.reporting_words in REFERENCE
    lexicon = Lexicon.from_frame(getattr(load_reference(), language.reporting_words))
    assert all((lexicon.verbs, lexicon.nouns, lexicon.phrases))


@EVERY
def test_its_quotation_marks_are_paired(language: Language) -> None:
    for opening, closers in language.quotation_marks.items():
        for closing in closers:
            text = f"a {opening}b c{closing} d"
            assert [text[found.start : found.end] for found in find_quotations(text)] == ["b c"], text


def test_nothing_else_names_a_language_or_its_model(root: Path) -> None:
    named = re.compile(r'(?<!lang=)["\'](?:en|English)["\']|en[_-]core[_-]web', re.I)
    told_apart = "KNOWN = ("
    holders = {
        file.relative_to(root).as_posix()
        for room in ("pipelines", "assets", "expectations")
        for file in (root / room).rglob("*.py")
        if named.search(file.read_text(encoding="utf-8").partition(told_apart)[0])
    }
    assert holders == {"pipelines/languages.py"}


def test_a_batch_is_of_one_language_that_is_read() -> None:
    def articles(*codes: str | None) -> pl.DataFrame:
        return pl.DataFrame({"language": codes}, schema={"language": pl.String})

    for codes in (("en", "de"), ("de",)):
        with pytest.raises(ValueError, match="one model") as refused:
            batch_input(articles(*codes), TABLES["segments"].empty(), settings=Settings(), reference_folders=[])
        assert "de" in str(refused.value)
    empty = batch_input(
        TABLES["articles"].empty(), TABLES["segments"].empty(), settings=Settings(), reference_folders=[]
    )
    assert empty.schema.metadata[b"language"].decode() == DEFAULT
