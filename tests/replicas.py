"""More articles than there are: a corpus enlarged by copies that are no duplicates.

Belongs here: turning the tables that linking reads into many times as many rows. A copy keeps the shape of its
articles (who is quoted where, which mentions say one thing) and says it of others, in other words:

- Names in at least `COMMON` of the articles (states, parties, capitals) stay, so that what is frequent grows with the
  corpus. The others are spelled anew by a substitution of letters: those of one article in every copy, those
  of several each in one of some spellings, of which there are as many as the root of the number of copies, so that
  they come back and vocabulary grows with the square root of the corpus (Heaps 1978). No two copies share them all.
- Words change places with others of their length and frequency, anew in every copy; words of one article are
  spelled anew as recurring names are. Words without meaning of their own change places among themselves, so that
  no two copies are built alike, sentence by sentence. Cues, negations and the first person stay, so that who says a
  thing, of whom, is found as before.
- Digits change places, zero apart, in the text and in the values alike.
- A copy is moved by days within a year, all its dates alike. Identifiers are new.

Every replacement has the length of what it replaces, so that all positions hold. Copy 0 is the corpus itself.
"""

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zlib import crc32

import polars as pl

from pipelines.linking.words import EMPTY_WORDS

COMMON = 0.02
"""Names in this share of the articles are known to all news."""
KEPT = frozenset(["no", "not", "never", "none", "nor", "without", "i", "me", "my", "mine", "we", "us", "our", "ours"])
"""Words that say whether a thing is, and of whom the speaker speaks."""
CUES = 5
"""Words in so many cues stay."""
DAYS = 300
"""Copies are moved by fewer days than this."""
SPELLINGS = 4
"""A recurring name has so many spellings for each root of the number of copies."""
_TOKEN = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_DIGIT = re.compile(r"\d")
_VOWELS, _CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"

_OWN_IDS = ("article_id", "document_id", "segment_id", "mention_id", "mention_key", "quotation_id", "duplicate_of")
_ENTITIES = ("entity_id", "source_id", "subject_id")
_WORDING = (
    *("text", "title", "content_text", "claim_text", "cue_text", "source_text", "asked_text", "source_name"),
    *("lemmas", "main_verb", "counted", "name", "byline", "referent_text", "subject_text", "source_title", "governor"),
)
_VALUES = ("value", "value_max")
_DATES = ("published_at", "about_start", "about_end")


@dataclass(frozen=True)
class Vocabulary:
    """The words and entities of a corpus by how they change in copies."""

    swapped: tuple[tuple[str, ...], ...]
    """Groups of words that change places among themselves."""
    respelled: frozenset[str]
    """Words that have several spellings, which come back."""
    renamed: frozenset[str]
    """Words of names that are spelled anew in every copy."""
    local: frozenset[str]
    """Entities of one article."""
    recurring: frozenset[str]
    """Entities of several articles that are not common."""


def vocabulary(tables: Mapping[str, pl.DataFrame]) -> Vocabulary:
    """Sort the words and entities of a corpus by their frequency in articles."""
    names = tables["entity_mentions"].select("article_id", "entity_id", "text").unique()
    entity_in = Counter(entity for _, entity in names.select("article_id", "entity_id").unique().iter_rows())
    articles = tables["articles"].height
    common = {entity for entity, count in entity_in.items() if count >= COMMON * articles}
    spelled: dict[bool, set[str]] = defaultdict(set)
    for entity, text in names.select("entity_id", "text").unique().iter_rows():
        spelled[entity in common].update(_TOKEN.findall(text.lower()))
    frequency: Counter[str] = Counter()
    for text in tables["articles"]["text"]:
        frequency.update(set(_TOKEN.findall(text.lower())))
    for lemmas in tables["mentions"]["lemmas"].drop_nulls():
        for word in _TOKEN.findall(lemmas.lower()):
            frequency.setdefault(word, 1)
    cues = Counter(word for cue in tables["mentions"]["cue_text"].drop_nulls() for word in _TOKEN.findall(cue.lower()))
    groups: dict[tuple[int, int], list[str]] = defaultdict(list)
    respelled, renamed = set(), set()
    for word, count in sorted(frequency.items()):
        if len(word) == 1 or word in KEPT or not (word.isascii() and word.isalpha()):
            continue
        if word in EMPTY_WORDS:
            groups[len(word), -1].append(word)
        elif cues[word] >= CUES or word in spelled[True]:
            continue
        elif word in spelled[False] and count == 1:
            renamed.add(word)
        elif word in spelled[False] or count == 1:
            respelled.add(word)
        else:
            groups[len(word), int(math.log2(count))].append(word)
    return Vocabulary(
        swapped=tuple(map(tuple, groups.values())),
        respelled=frozenset(respelled),
        renamed=frozenset(renamed),
        local=frozenset(entity for entity, count in entity_in.items() if count == 1 and entity not in common),
        recurring=frozenset(entity for entity, count in entity_in.items() if count > 1 and entity not in common),
    )


class Copy:
    """One copy of a corpus, by its number."""

    def __init__(self, number: int, known: Vocabulary) -> None:
        self.number, self._known = number, known
        draw = random.Random(number)
        self.shift = timedelta(days=draw.randrange(DAYS)) if number else timedelta()
        digits = draw.sample("123456789", 9) if number else list("123456789")
        self._digits = str.maketrans("123456789", "".join(digits))
        words: dict[str, str] = {}
        if number:
            for group in known.swapped:
                words |= zip(group, draw.sample(group, len(group)), strict=True)
            words |= {word: word.translate(_alphabet(f"spelling {self._spelling(word)}")) for word in known.respelled}
            words |= {word: word.translate(_alphabet(f"copy {number}")) for word in known.renamed}
        self._words = words
        self._token = lru_cache(maxsize=200_000)(self._replaced)

    def text(self, text: str) -> str:
        """Return a text with its words, names and figures replaced, of the same length."""
        return _TOKEN.sub(lambda match: self._token(match.group()), text)

    def _replaced(self, token: str) -> str:
        if _DIGIT.match(token):
            return token if _YEAR.match(token) else token.translate(self._digits)
        word = self._words.get(token.lower())
        if word is None:
            return token
        return word if token.islower() else word.upper() if token.isupper() else word.capitalize()

    def entity(self, entity: str) -> str:
        """Return the identifier of an entity in this copy."""
        if self.number and entity in self._known.local:
            return f"{entity}-{self.number}"
        return f"{entity}-s{self._spelling(entity)}" if self.number and entity in self._known.recurring else entity

    def _spelling(self, name: str) -> int:
        """Which of its spellings a recurring word or entity has in this copy."""
        return crc32(f"{self.number} {name}".encode()) % (SPELLINGS * math.isqrt(self.number))

    def value(self, value: float) -> float:
        """Return a number with its digits replaced."""
        return float(f"{value:.15g}".translate(self._digits)) if "e" not in f"{value:.15g}" else value

    def table(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the rows of a table as they are in this copy."""
        if not self.number:
            return frame
        mark = pl.lit(f"-{self.number}")
        of_words = [name for name in _WORDING if name in frame.columns]
        columns = [pl.col(name) + mark for name in _OWN_IDS if name in frame.columns]
        columns += [_mapped(frame, name, self.entity) for name in _ENTITIES if name in frame.columns]
        columns += [_mapped(frame, name, self.text) for name in of_words]
        columns += [pl.col(name) + pl.lit(self.shift) for name in _DATES if name in frame.columns]
        if "value" in frame.columns:
            written = frame["text"].str.contains(r"\d")
            low, high = (
                pl.Series(
                    [
                        self.value(v) if v is not None and figures else v
                        for v, figures in zip(frame[name], written, strict=True)
                    ],
                    dtype=pl.Float64,
                )
                for name in _VALUES
            )
            ordered = pl.DataFrame({"low": low, "high": high})
            columns += [
                ordered.select(pl.min_horizontal("low", "high")).to_series().alias("value"),
                ordered.select(pl.when(pl.col("high").is_not_null()).then(pl.max_horizontal("low", "high")))
                .to_series()
                .alias("value_max"),
            ]
        return frame.with_columns(columns)


def replicate(tables: Mapping[str, pl.DataFrame], articles: int) -> dict[str, pl.DataFrame]:
    """Return the tables that linking reads, enlarged to so many articles.

    Args:
        tables: articles, segments, mentions, attributions, quantities, entity_mentions and entities of a corpus.
        articles: how many articles to make; of the last copy only the first ones are taken.
    """
    known, size = vocabulary(tables), tables["articles"].height
    parts: dict[str, list[pl.DataFrame]] = defaultdict(list)
    for number in range(math.ceil(articles / size)):
        copy, source = Copy(number, known), first(tables, min(size, articles - number * size))
        for name, frame in source.items():
            parts[name].append(copy.table(frame))
    return {
        name: pl.concat(frames).unique("entity_id", keep="first", maintain_order=True)
        if name == "entities"
        else pl.concat(frames)
        for name, frames in parts.items()
    }


def first(tables: Mapping[str, pl.DataFrame], articles: int) -> dict[str, pl.DataFrame]:
    """Return the rows of the first so many articles; tables that belong to none stay whole."""
    kept = tables["articles"].head(articles).select("article_id")
    mentions = tables["mentions" if "mentions" in tables else "extracted_mentions"]
    by = {"article_id": kept, "mention_id": mentions.join(kept, on="article_id", how="semi").select("mention_id")}
    chosen = {}
    for name, frame in tables.items():
        key = next((key for key in by if key in frame.columns), None)
        chosen[name] = frame if key is None else frame.join(by[key], on=key, how="semi", maintain_order="left")
    return chosen


def _mapped(frame: pl.DataFrame, name: str, change: Callable[[str], str]) -> pl.Series:
    seen: dict[str, str] = {}
    return pl.Series(
        name,
        [None if v is None else seen.get(v) or seen.setdefault(v, change(v)) for v in frame[name]],
        dtype=pl.String,
    )


@lru_cache(maxsize=1_000)
def _alphabet(seed: str) -> dict[int, int]:
    """A substitution of letters, vowels for vowels, so that words still look like words."""
    draw = random.Random(seed)
    vowels, consonants = draw.sample(_VOWELS, len(_VOWELS)), draw.sample(_CONSONANTS, len(_CONSONANTS))
    return str.maketrans(_VOWELS + _CONSONANTS, "".join(vowels + consonants))
