"""The model that reads a batch's articles, loaded once a process.

Belongs here: cutting articles into what the model reads, and keeping a failing article from stopping the others.
Does not belong here: what is extracted.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipelines.extraction.documents import Paragraph, Places, join, paragraphs_of, readable
from pipelines.extraction.language_model import load_model
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.mentions import Article, Extracted, extract
from pipelines.extraction.ranking import Ranker, shipped
from pipelines.languages import DEFAULT, LANGUAGES
from pipelines.languages import Language as Declared
from pipelines.reference import Reference, load_reference
from pipelines.settings import Settings

_PARAGRAPHS_PER_TEXT = 8
"""The model's batch is counted in paragraphs, of which an article of the usual length has so many or more."""
_BATCH_WORDS = 6_000
"""No batch of the model holds more words and marks than this: its memory grows with them, some 16 kB each, and larger
ones are read no sooner."""
_WORD = re.compile(r"\w+|[^\w\s]")


@functools.lru_cache(maxsize=2)
def room_for(folders: tuple[str, ...], extractor: str, version: str, language: str) -> "Room":  # noqa: ARG001
    """Load a language's model, tables and weights once a process; the tables anew where their ``version`` changed."""
    ranker = shipped() if extractor == "ranked" else None
    reference = load_reference(*(Path(folder) for folder in folders))
    return Room(load_model(language), reference, ranker, LANGUAGES[language])


class Problem(dict[str, str]):
    """Why an article, or a part of it, was not read."""


class Room:
    """Model and reference tables, ready to read articles."""

    def __init__(
        self, nlp: Language, reference: Reference, ranker: Ranker | None, language: Declared = LANGUAGES[DEFAULT]
    ) -> None:
        self.nlp, self.reference, self.ranker = nlp, reference, ranker
        self.lexicon = Lexicon.from_frame(getattr(reference, language.reporting_words))

    def read(
        self, articles: Sequence[dict[str, Any]], settings: Settings, made_by: str
    ) -> Iterator[tuple[dict[str, Any], list[Problem], Extracted]]:
        """Yield each article with what was found and what went wrong; ``made_by`` is the producer of the rows."""
        cut = [self._cut(article, settings) for article in articles]
        parsed = self._parse([paragraphs for paragraphs, _ in cut], settings.batch_size * _PARAGRAPHS_PER_TEXT)
        for article, (paragraphs, problems), docs in zip(articles, cut, parsed, strict=True):
            try:
                if isinstance(docs, Exception):
                    raise docs
                yield article, problems, self._extract(article, paragraphs, docs, made_by)
            except Exception as error:  # whatever goes wrong with one article must not stop the others
                yield article, [*problems, _problem(article, error)], Extracted()

    def _cut(self, article: dict[str, Any], settings: Settings) -> tuple[list[Paragraph], list[Problem]]:
        segments = [(s["start_char"], s["end_char"], s["role"]) for s in article["segments"]]
        whole, longest = paragraphs_of(article["text"], segments, settings.max_word_chars), settings.max_sentence_chars
        parts = [part for paragraph in whole for part in readable(paragraph, longest)]
        left_out = sum(len(p.text) for p in whole) - sum(len(p.text) for p in parts)
        if not left_out:
            return parts, []
        message = (
            f"{article['path']} has {left_out:,} characters in sentences longer than {longest:,} characters, which "
            "were not parsed: part them by full stops or line breaks, or set ONRECORD_MAX_SENTENCE_CHARS higher."
        )
        key = f"articles:{article['article_id']}:sentences"
        return parts, [Problem(row_key=key, reason_code="sentence_too_long", message=message)]

    def _parse(self, articles: Sequence[Sequence[Paragraph]], batch_size: int) -> Iterator[list[Doc] | Exception]:
        """Yield the parsed paragraphs of each article; articles share the model's batches."""
        texts = ((p.text, i) for i, paragraphs in enumerate(articles) for p in paragraphs)
        longest = max((len(_WORD.findall(p.text)) for paragraphs in articles for p in paragraphs), default=1)
        batch_size = max(1, min(batch_size, _BATCH_WORDS // max(1, longest)))
        done = -1
        try:
            for i, group in groupby(
                self.nlp.pipe(texts, as_tuples=True, batch_size=batch_size), key=lambda pair: pair[1]
            ):
                docs = [doc for doc, _ in group]
                yield from ([] for _ in range(done + 1, i))  # articles without a paragraph
                done = i
                yield docs
            yield from ([] for _ in range(done + 1, len(articles)))
        except Exception:  # some text broke the batch: find out which
            for paragraphs in articles[done + 1 :]:
                yield self._parse_alone(paragraphs)

    def _parse_alone(self, paragraphs: Iterable[Paragraph]) -> list[Doc] | Exception:
        try:
            return list(self.nlp.pipe(paragraph.text for paragraph in paragraphs))
        except Exception as error:  # handed on as the article's error
            return error

    def _extract(
        self, article: dict[str, Any], paragraphs: Sequence[Paragraph], docs: list[Doc], made_by: str
    ) -> Extracted:
        """Return what an article says; its parses are joined, and emptied from ``docs``."""
        published = article["published_at"]
        about = Article(
            article_id=article["article_id"],
            document_id=article["document_id"],
            text=article["text"],
            outlet=article["outlet"],
            day=published.date() if published is not None else None,
        )
        doc = join(docs, self.nlp.vocab)
        docs.clear()  # who parsed them holds them too
        return extract(doc, Places(paragraphs), about, self.reference, self.lexicon, made_by, self.ranker)


def _problem(article: dict[str, Any], error: Exception) -> Problem:
    return Problem(
        row_key=f"articles:{article['article_id']}",
        reason_code="extraction_failed",
        message=(
            f"{article['path']} was not read for claims ({type(error).__name__}: {error}); no other article is "
            "affected. Run again; if it fails again, take the file out of the input and report it with this message."
        ),
    )
