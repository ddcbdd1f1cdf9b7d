"""What linking knows of a mention: the few facts that two mentions are compared by.

Belongs here: turning the frames of earlier stages into one `Features` record a mention, and
the weights of terms over all mentions. Does not belong here: any comparison of two mentions.
"""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any

import polars as pl

from pipelines.reference import fold

Row = Mapping[str, Any]

# Closed-class words and verbs that carry no proposition of their own: they would make
# unrelated sentences look alike in a small corpus, where their frequency cannot tell.
_EMPTY_WORDS = frozenset(
    word
    for line in (
        "a an and as at be been being but by can could did do does for from get give go had has have he her him his",
        "how i if in into is it its let may me might must my no not of on or our own shall she should so such than",
        "that the their them then there these they this those to too us very was we were what when where which",
        "while who whom whose will with would you your also already still just only now say tell add note report",
        "accord claim",
    )
    for word in line.split()
)
# Longest first; stripped repeatedly while four letters remain, so that a noun meets its verb
# (occupation, occupied, occupy). Iterated removal of the longest suffix follows Lovins (1968).
_SUFFIXES = tuple(
    sorted(
        (
            suffix
            for line in (
                "ational ations ation ators ator ating ated ates ate ments ment ingly ings ing edly ed ers er ors or",
                "ies ied iness ness ively ives ive ions ion als ally al ity ities izes ized ize ises ised ise izing",
                "ising ances ance ences ence ants ant ents ent ly s y e i",
            )
            for suffix in line.split()
        ),
        key=lambda suffix: (-len(suffix), suffix),
    )
)
_STEM_LETTERS = 4
_QUOTED = re.compile('[“„«"]([^“”„«»"]+)(?:[”»"]|$)')
_KNOWN_DAY = frozenset({"minute", "day"})
_SAME_SPAN = 0.8
_FIRST_PERSON = frozenset(["i", "me", "my", "mine", "we", "us", "our", "ours"])


@lru_cache(maxsize=100_000)
def stem(lemma: str) -> str:
    """Return the stem that a word shares with its derivations; words of four letters or fewer stay whole."""
    word = lemma
    while True:
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= _STEM_LETTERS:
                word = word[: -len(suffix)]
                break
        else:
            # denied, denies and denial meet deny, which is too short to lose its last letter
            return f"{word[:-1]}y" if word.endswith("i") else word


@dataclass(frozen=True, slots=True)
class Name:
    """A name inside a mention."""

    start: int
    end: int
    entity: str
    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity of a mention: the interval of values that it allows, and of what."""

    low: float
    high: float
    what: str | None
    """Stem of what is counted, else the unit or currency; null where none is known."""
    phrase: str
    """The words with what they count, for people."""

    def agrees(self, other: "Number") -> bool:
        """Whether the two intervals share a value."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Features:
    """One mention as linking sees it; positions and identifiers only to find it again."""

    mention_id: str
    mention_key: str
    article_id: str
    rank: int
    """Its place among the mentions of its article, from 0."""
    published: date | None
    """The day of publication; null where it is not known to the day."""
    sentence: tuple[int, int]
    content: tuple[int, int]
    text: str
    """The folded words of the content, every name replaced by the mark of its entity."""
    words: tuple[str, ...]
    """The stems of these words, in order."""
    sorted_text: str
    """The words of ``text``, sorted."""
    terms: frozenset[str]
    """Stems of content words and ``@entity`` marks."""
    entities: frozenset[str]
    subject: str | None
    numbers: tuple[Number, ...]
    polarity: str
    modality: str
    claim_type: str
    about: tuple[date, date] | None
    source: str | None
    """Identity of the source: its entity, else its folded name; null where there is none."""
    quote: str | None
    """The folded words inside the quotation marks of a direct or mixed mention."""
    first_person: bool

    @property
    def signature(self) -> tuple[object, ...]:
        """Mentions of equal signature say the same in the same words: they need no comparison."""
        return (
            self.words,
            self.terms,
            self.numbers,
            self.polarity,
            self.claim_type == "no_comment",
            self.about,
            self.source,
            self.published if self.claim_type == "no_comment" else None,
        )


def features(
    articles: pl.DataFrame, mentions: pl.DataFrame, quantities: pl.DataFrame, entity_mentions: pl.DataFrame
) -> list[Features]:
    """Return one record a mention, in the order of their keys.

    Args:
        articles: table ``articles``.
        mentions: table ``screened_mentions``.
        quantities: table ``quantities``.
        entity_mentions: table ``entity_mentions``.
    """
    published = publication_days(articles)
    numbers: dict[str, list[Number]] = defaultdict(list)
    for row in quantities.sort("mention_id", "start_char").iter_rows(named=True):
        if (number := _number(row)) is not None:
            numbers[row["mention_id"]].append(number)
    names = _Names(entity_mentions)
    rank: Counter[str] = Counter()
    found = []
    for row in mentions.sort("article_id", "content_start", "content_end", "mention_id").iter_rows(named=True):
        article = row["article_id"]
        found.append(
            _features(row, rank[article], published.get(article), tuple(numbers[row["mention_id"]]), names.inside(row))
        )
        rank[article] += 1
    return sorted(found, key=lambda mention: (mention.mention_key, mention.mention_id))


def publication_days(articles: pl.DataFrame) -> dict[str, date | None]:
    """The day of publication of each article, null where it is not known to the day."""
    columns = ("article_id", "published_at", "published_precision")
    return {
        article: at.date() if at is not None and precision in _KNOWN_DAY else None
        for article, at, precision in articles.select(columns).iter_rows()
    }


def _features(
    row: Row, rank: int, published: date | None, numbers: tuple[Number, ...], named: Sequence[Name]
) -> Features:
    name_words = {word for name in named for word in fold(name.text).split()}
    entities = frozenset(name.entity for name in named)
    words = (word for lemma in (row["lemmas"] or "").split() for word in fold(lemma).split())
    stems = {stem(word) for word in words if word not in _EMPTY_WORDS and word not in name_words}
    about = (row["about_start"], row["about_end"] or row["about_start"]) if row["about_start"] else None
    quoted = " ".join(_QUOTED.findall(row["content_text"])) or row["content_text"]
    content_words = set(fold(row["content_text"]).split())
    text = _marked(row, named)
    return Features(
        mention_id=row["mention_id"],
        mention_key=row["mention_key"],
        article_id=row["article_id"],
        rank=rank,
        published=published,
        sentence=(row["sentence_start"], row["sentence_end"]),
        content=(row["content_start"], row["content_end"]),
        text=text,
        words=tuple(word if word.startswith("@") else stem(word) for word in text.split()),
        sorted_text=" ".join(sorted(text.split())),
        terms=frozenset(stems | {f"@{entity}" for entity in entities}),
        entities=entities,
        subject=row["subject_id"],
        numbers=numbers,
        polarity=row["polarity"],
        modality=row["modality"],
        claim_type=row["claim_type"],
        about=about,
        source=source_key(row),
        quote=fold(quoted) if row["claim_type"] in {"direct", "mixed"} else None,
        first_person=row["claim_type"] in {"direct", "mixed"} and bool(content_words & _FIRST_PERSON),
    )


def source_key(row: Row) -> str | None:
    """Return what a source is known by: its entity, else its folded name or words; null where there is none."""
    if row["source_id"]:
        return str(row["source_id"])
    name = row["source_name"] or row["source_text"]
    return fold(name) or None if name else None


def _number(row: Row) -> Number | None:
    """Read a quantity as an interval; null where no value is known."""
    value, upper = row["value"], row["value_max"]
    if value is None:
        return None
    low = high = float(value)
    match row["bound"]:
        case "at_least":
            high = math.inf
        case "at_most":
            low = -math.inf
        case "range":
            high = float(upper) if upper is not None else high
        case "about":
            low, high = min(low * 0.9, low * 1.1), max(high * 0.9, high * 1.1)
        case "exact":
            pass
        case other:
            raise ValueError(f"undeclared bound {other!r}")
    counted = fold(row["counted"]).split() if row["counted"] else []
    what = stem(counted[-1]) if counted else row["currency"] or row["unit"]
    phrase = str(row["text"])
    if row["counted"] and fold(str(row["counted"])) not in fold(phrase):
        phrase = f"{phrase} {row['counted']}"
    return Number(low, high, what, phrase)


class _Names:
    """Names by article and place, so that each mention finds those inside its content."""

    def __init__(self, entity_mentions: pl.DataFrame) -> None:
        self._names: dict[str, list[Name]] = defaultdict(list)
        columns = ("article_id", "start_char", "end_char", "entity_id", "text")
        for article, *name in entity_mentions.select(columns).sort(columns[:2]).iter_rows():
            self._names[article].append(Name(*name))

    def inside(self, row: Row) -> list[Name]:
        """Return the names inside the content of a mention, in order, none inside another."""
        names = self._names.get(row["article_id"], [])
        found: list[Name] = []
        for name in names[bisect_left(names, row["content_start"], key=lambda name: name.start) :]:
            if name.start >= row["content_end"]:
                break
            if name.end <= row["content_end"] and (not found or name.start >= found[-1].end):
                found.append(name)
        return found


def _marked(row: Row, named: Sequence[Name]) -> str:
    """Fold the content, every name replaced by the mark of its entity, so that spellings do not count."""
    text, at = row["content_text"], row["content_start"]
    parts, end = [], 0
    for name in named:
        parts += [fold(text[end : name.start - at]), f"@{name.entity}"]
        end = name.end - at
    return " ".join(part for part in (*parts, fold(text[end:])) if part)


def term_weights(mentions: Iterable[Features]) -> dict[str, float]:
    """Return the inverse document frequency of every term, smoothed so that no weight is below zero."""
    frequency: Counter[str] = Counter()
    total = 0
    for mention in mentions:
        total += 1
        frequency.update(mention.terms)
    return {term: math.log(1 + total / (count + 0.5)) for term, count in frequency.items()}


def side_by_side(mentions: Sequence[Features]) -> list[tuple[int, int]]:
    """Return pairs of positions of different propositions in one sentence: never one claim.

    Two mentions whose contents are nearly the same span are one proposition under two cues,
    and are not among them.
    """
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        places[mention.article_id, mention.sentence[0]].append(index)
    return [
        (i, j)
        for found in places.values()
        for i, j in combinations(found, 2)
        if _overlap(mentions[i].content, mentions[j].content) < _SAME_SPAN
    ]


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union of two spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0
