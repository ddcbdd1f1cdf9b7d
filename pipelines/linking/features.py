"""What linking knows of a mention: the few facts that two mentions are compared by.

Belongs here: turning the frames of earlier stages into one `Features` record a mention, and
the weights of terms over all mentions. Does not belong here: any comparison of two mentions.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from itertools import combinations, islice
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from pipelines.linking.names import Name, Names, StateOf, no_state
from pipelines.linking.outlines import counted, event_terms
from pipelines.linking.packed import DIGEST, Packed, Packing, coded, column
from pipelines.linking.shelf import whole_runs
from pipelines.linking.synonyms import concept, concept_sequence, concepts
from pipelines.linking.words import EMPTY_WORDS, plural, stem
from pipelines.reference import fold

if TYPE_CHECKING:
    from pipelines.workers import Apply

Row = Mapping[str, Any]

_WORD = re.compile(r"\w+")
_COUNTED_WITHIN = 4
_QUOTED = re.compile('[“„«"]([^“”„«»"]+)(?:[”»"]|$)')
_KNOWN_DAY = frozenset({"minute", "day"})
ROUNDING = 0.1
"""`About 100` and `more than 100` may stand for a number that lies off by this share."""
MARKS = "@#~"
"""What the marks of names, numbers and states begin with."""
_OTHERS = re.compile(r"\s+(?:others?|more|further|additional)\b", re.IGNORECASE)
_AND = re.compile(r",?\s+(?:and|plus)\s+(?:the\s+)?", re.IGNORECASE)
_COMMA = re.compile(r",\s+(?:the\s+)?", re.IGNORECASE)
_SAME_SPAN = 0.8
SLICE = 1 << 13
"""About so many mentions are read at once: what they are read from takes more room than what is kept of them."""
READ = (
    *("mention_id", "mention_key", "article_id", "sentence_start", "sentence_end", "content_start", "content_end"),
    *("content_text", "claim_text", "claim_type", "source_id", "source_name", "source_text", "polarity", "modality"),
    *("about_start", "about_end", "main_verb", "lemmas", "subject_id"),
)
"""What of a mention it is read from."""
PUBLISHED = ("article_id", "published_at", "published_precision")
"""What of an article its day of publication is read from."""
_FIRST_PERSON = frozenset(["i", "me", "my", "mine", "we", "us", "our", "ours"])


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity of a mention: the interval of values that it allows, and of what."""

    value: float
    low: float
    high: float
    what: str | None
    """Stem of what is counted, else the unit or currency; null where none is known."""
    phrase: str
    """The words with what they count, for people."""

    def agrees(self, other: "Number") -> bool:
        """Whether both can be true: the two intervals share a value."""
        return self.low <= other.high and other.low <= self.high

    def equals(self, other: "Number") -> bool:
        """Whether both say the same number: they agree, and an open end is not far from the other's value."""
        near = ROUNDING * max(abs(self.value), abs(other.value))
        open_ended = math.isinf(self.high - self.low) or math.isinf(other.high - other.low)
        return self.agrees(other) and (not open_ended or abs(self.value - other.value) <= near)


@dataclass(frozen=True, slots=True)
class Count:
    """A row of ``quantities``: where it stands and what it allows."""

    start: int
    end: int
    text: str
    number: Number | None
    """Null where the words have no value."""

    def raised(self, more: int, words: str) -> "Count":
        """Return the same with so many more, which ``words`` before it name."""
        if self.number is None:
            return self
        one, phrase = self.number, words + self.number.phrase
        number = replace(one, value=one.value + more, low=one.low + more, high=one.high + more, phrase=phrase)
        return replace(self, number=number)

    @property
    def mark(self) -> tuple[int, int, str, str]:
        """Place, spelling and mark, by which fourteen is 14."""
        if self.number is None:
            return self.start, self.end, fold(self.text), stem(fold(self.text))
        value = f"{self.number.value:g}"
        return self.start, self.end, value, intern(f"#{value}")


def _phrase(row: Row, content: tuple[int, str]) -> str:
    """A number with what it counts, as printed where the two stand together."""
    number, counted = str(row["text"]), row["counted"]
    if not counted:
        return number
    start, text = content
    after = text[row["end_char"] - start :] if row["start_char"] >= start else ""
    for match in islice(_WORD.finditer(after), _COUNTED_WITHIN):
        if stem(fold(match.group())) == stem(fold(counted)) or fold(match.group()) == plural(fold(counted)):
            return number + after[: match.end()]
    return number if fold(counted) in fold(number) else f"{number} {counted if row['value'] == 1 else plural(counted)}"


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
    """The folded words of the content; a name is the most frequent spelling of its entity, a number its digits."""
    words: tuple[str, ...]
    """The stems of these words, in order; names as ``@entity``, numbers as ``#value``."""
    sorted_text: str
    """The words of ``text``, sorted."""
    terms: frozenset[str]
    """Stems of content words, and the marks of names and numbers, and of the states that these are named for."""
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
    of_its_source: bool
    """Whether it speaks of its source, by a pronoun of the first person, or of any that stands for the source."""
    verb: str | None = None
    """Lemma of the main verb."""
    source_names: frozenset[str] = frozenset()
    """The source, and what its words name: the firm of an unnamed spokesman."""
    event_terms: frozenset[str] = frozenset()
    """What events are compared by (`outlines.event_terms`)."""
    counted: frozenset[str] = frozenset()
    """What it gives a number of (`outlines.counted`)."""
    concepts: frozenset[str] = field(init=False, repr=False)
    """The terms, each as the word that stands for its synonyms."""
    sequence: tuple[str, ...] = field(init=False, repr=False)
    """The words likewise, in order."""
    figures: frozenset[str] = field(init=False, repr=False)
    """Its numbers: marks of quantities, and digits that are none (clock times, dates)."""

    def __post_init__(self) -> None:
        # most mentions have no synonym: one object serves both, of which there are very many
        object.__setattr__(self, "concepts", concepts(self.terms))
        object.__setattr__(self, "sequence", concept_sequence(self.words))
        object.__setattr__(self, "figures", frozenset([t for t in self.terms if t[0] == "#" or t.isdigit()]))

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

    @property
    def digest(self) -> bytes:
        """The signature in few bytes: those of a large home are too much to keep."""
        parts = [sorted(part) if isinstance(part, frozenset) else part for part in self.signature]
        return blake2b(repr(parts).encode(), digest_size=DIGEST).digest()


class _Part(NamedTuple):
    """Some whole articles, and all that their mentions are read from."""

    mentions: pl.DataFrame
    quantities: pl.DataFrame
    published: Mapping[str, date | None]
    names: Names


def features(
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    quantities: pl.DataFrame,
    entity_mentions: pl.DataFrame,
    state_of: StateOf = no_state,
    apply: "Apply" = map,
) -> "Packed[Features]":
    """Return one record a mention, in the order of their keys.

    Args:
        articles: table ``articles``.
        mentions: table ``screened_mentions``.
        quantities: table ``quantities``.
        entity_mentions: table ``entity_mentions``.
        state_of: tells for which state an entity is named, which is a term of its own: a state, its seat, its
            government and its head act as one.
        apply: what applies a function to some articles at a time, in whatever processes.
    """
    ordered = mentions.select(READ).sort("article_id", "content_start", "content_end", "mention_id")
    del mentions  # or it would be in memory twice
    names, published = Names.counted(entity_mentions, state_of), publication_days(articles)
    found: Packing[Features] = Packing()
    for some in apply(_read, _parts(ordered, quantities, published, names)):
        found.extend(some)
    return found.packed()


def _parts(
    ordered: pl.DataFrame, quantities: pl.DataFrame, published: Mapping[str, date | None], names: Names
) -> Iterator[_Part]:
    """Cut mentions that are in the order of articles."""
    for start, end in whole_runs(ordered["article_id"], SLICE):
        some = ordered[start:end]
        of_these = quantities.join(some.select("mention_id"), on="mention_id", how="semi", maintain_order="left")
        days = {article: published.get(article) for article in some["article_id"].unique()}
        yield _Part(some, of_these, days, names.of(some["article_id"]))


def _read(part: _Part) -> Packing[Features]:
    """Read the mentions of some articles."""
    rank: Counter[str] = Counter()
    found: Packing[Features] = Packing()
    counts = _counts(part.mentions, part.quantities)
    for row in part.mentions.iter_rows(named=True):
        article, counted_in = row["article_id"], counts.get(row["mention_id"], ())
        found.add(_features(row, rank[article], part.published[article], counted_in, part.names))
        rank[article] += 1
    return found


def _counts(mentions: pl.DataFrame, quantities: pl.DataFrame) -> dict[str, list[Count]]:
    """The quantities of each mention, in their order."""
    columns = ("mention_id", "content_start", "content_text")
    contents = {mention: (start, text) for mention, start, text in mentions.select(columns).iter_rows()}
    counts: dict[str, list[Count]] = defaultdict(list)
    for row in quantities.sort("mention_id", "start_char").iter_rows(named=True):
        number = _number(row, contents[row["mention_id"]])
        counts[row["mention_id"]].append(Count(row["start_char"], row["end_char"], row["text"], number))
    return counts


def is_figure(term: str) -> bool:
    """Whether a term is a number: the mark of a quantity, or digits that are none."""
    return term[0] == "#" or term.isdigit()


def publication_days(articles: pl.DataFrame) -> dict[str, date | None]:
    """The day of publication of each article, null where it is not known to the day."""
    return {
        article: at.date() if at is not None and precision in _KNOWN_DAY else None
        for article, at, precision in articles.select(PUBLISHED).iter_rows()
    }


def _features(row: Row, rank: int, published: date | None, counts: Sequence[Count], names: Names) -> Features:
    named = names.inside(row)
    counts = _with_those_named(row, named, counts)
    tokens = _tokens(row, [*((n.start, n.end, *names.marks(n)) for n in named), *(c.mark for c in counts)])
    marked = {word for name in named for word in fold(name.text).split()}
    marked |= {word for count in counts for word in fold(count.text).split()}
    lemmas = [word for lemma in (row["lemmas"] or "").split() for word in fold(lemma).split()]
    stems = {names.demonym(word) or stem(word) for word in lemmas if word not in EMPTY_WORDS and word not in marked}
    source = source_key(row)
    quoted = " ".join(_QUOTED.findall(row["content_text"])) or row["content_text"]
    speaks = row["claim_type"] in {"direct", "mixed"}
    words = tuple(mark for _, mark in tokens)
    terms = frozenset(stems | names.states(named) | {mark for _, mark in tokens if mark[0] in MARKS})
    told = event_terms(terms, words, row["subject_id"])
    numbers = tuple(count.number for count in counts if count.number is not None)
    return Features(
        mention_id=row["mention_id"],
        mention_key=row["mention_key"],
        article_id=intern(row["article_id"]),
        rank=rank,
        published=published,
        sentence=(row["sentence_start"], row["sentence_end"]),
        content=(row["content_start"], row["content_end"]),
        text=" ".join(word for word, _ in tokens),
        words=words,
        sorted_text=" ".join(sorted(word for word, _ in tokens)),
        terms=terms,
        entities=frozenset(name.entity for name in named),
        subject=_interned(row["subject_id"]),
        numbers=numbers,
        polarity=intern(row["polarity"]),
        modality=intern(row["modality"]),
        claim_type=intern(row["claim_type"]),
        about=(row["about_start"], row["about_end"] or row["about_start"]) if row["about_start"] else None,
        source=_interned(source),
        source_names=frozenset(
            _named_in(row["source_name"] or row["source_text"], named) | ({source} if source else set())
        ),
        quote=fold(quoted) if speaks else None,
        verb=_interned(row["main_verb"]),
        event_terms=told,
        counted=counted([(number.what, number.phrase) for number in numbers], words, told),
        of_its_source=(speaks and not _FIRST_PERSON.isdisjoint(fold(row["content_text"]).split())) or _named_again(row),
    )


def _named_again(row: Row) -> bool:
    """Whether the self-contained wording puts the source's name beside a pronoun: *his [Orsk Lund’s] innocence*."""
    return bool(row["source_name"]) and f"[{row['source_name']}" in row["claim_text"]


def _interned(text: str | None) -> str | None:
    return None if text is None else intern(text)


def _named_in(words: str | None, names: Iterable[Name]) -> set[str]:
    """The entities whose names stand in ``words``."""
    inside = f" {fold(words)} " if words else ""
    return {name.entity for name in names if f" {fold(name.text)} " in inside}


def _with_those_named(row: Row, named: Sequence[Name], counts: Sequence[Count]) -> list[Count]:
    """Count what is named before `and four other regions` among the regions."""
    text, at = row["content_text"], row["content_start"]
    found = []
    for count in counts:
        before = 0
        if count.number is not None and _OTHERS.match(text[count.end - at :]):
            end, joins = count.start, _AND.fullmatch
            for name in reversed([name for name in named if name.end <= count.start]):
                if not joins(text[name.end - at : end - at]):
                    break
                before, end, joins = before + 1, name.start, _COMMA.fullmatch
        found.append(count.raised(before, text[end - at : count.start - at]) if before else count)
    return found


def source_key(row: Row) -> str | None:
    """Return what a source is known by: its entity, else its folded name or words; null where there is none."""
    if row["source_id"]:
        return str(row["source_id"])
    name = row["source_name"] or row["source_text"]
    return fold(name) or None if name else None


def _number(row: Row, content: tuple[int, str]) -> Number | None:
    """Read a quantity as an interval; null where no value is known.

    ``content`` is where the content of its mention begins, and its text.
    """
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
            rounding = min(ROUNDING * abs(low), _last_place(low))
            low, high = low - rounding, high + rounding
        case "exact":
            pass
        case other:
            raise ValueError(f"undeclared bound {other!r}")
    counted = fold(row["counted"]).split() if row["counted"] else []
    what = stem(counted[-1]) if counted else row["currency"] or row["unit"]
    phrase = _phrase(row, content)
    return Number(float(value), low, high, what, phrase)


def _last_place(value: float) -> float:
    """Return the place value of the last digit that is not 0: 10 of 450, a hundredth of 1.35."""
    digits = Decimal(f"{value:.12g}").normalize()
    return float(Decimal(10) ** int(digits.as_tuple().exponent)) if digits else 0.0


def _tokens(row: Row, marks: Iterable[tuple[int, int, str, str]]) -> list[tuple[str, str]]:
    """Return the words of the content as (word, stem), names and numbers as (spelling, mark).

    Every spelling of a name is one word and one mark, and so is every way to write a number.
    """
    text, at = row["content_text"], row["content_start"]
    tokens: list[tuple[str, str]] = []
    done = 0
    for start, end, spelling, mark in sorted(marks):
        if start - at < done or end > row["content_end"]:
            continue
        tokens += [(word, stem(word)) for word in fold(text[done : start - at]).split()]
        tokens.append((spelling, mark))
        done = end - at
    return [*tokens, *((word, stem(word)) for word in fold(text[done:]).split())]


def term_weights(mentions: Sequence[Features]) -> dict[str, float]:
    """Return the inverse document frequency of every concept, smoothed so that no weight is below zero.

    A term weighs what its concept does, and can be looked up as well.
    """
    terms = coded(mentions, "terms")
    found = terms.sets(concept)
    total = len(mentions)
    frequency = zip(found.words, found.frequency().tolist(), strict=True)
    weights = {term: math.log(1 + total / (count + 0.5)) for term, count in frequency}
    seen = [terms.words[code] for code in np.unique(terms.codes).tolist()]
    return weights | {term: weights[concept(term)] for term in seen}


def side_by_side(mentions: Sequence[Features]) -> list[tuple[int, int]]:
    """Return pairs of positions of different propositions in one sentence: never one claim.

    Two mentions whose contents are nearly the same span are one proposition under two cues,
    and are not among them.
    """
    places: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, (article, sentence) in enumerate(
        zip(column(mentions, "article_id"), column(mentions, "sentence"), strict=True)
    ):
        places[article, sentence[0]].append(index)
    contents = column(mentions, "content")
    return [
        (i, j)
        for found in places.values()
        for i, j in combinations(found, 2)
        if _overlap(contents[i], contents[j]) < _SAME_SPAN
    ]


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union of two spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0
