"""Reprints and near misses made from a corpus of articles, with what each is known to be.

A *reprint* is an article as another outlet prints it: under another headline, cut from its end or to a brief, without
a paragraph, with a credit to the agency, in the house style of another desk, among that outlet's own lines, or all
of these. A *near miss* is no reprint although it shares text with an article: a follow-up half of which is new, a
longer report that keeps the whole of an earlier one as its background, two unlike articles among the same page
furniture, and pairs of the corpus itself that tell of one event in words of their own.

Every choice is drawn from a seed. Whether a pair of the corpus is the same text is decided here by the longest
common subsequence of its words and never by shingles, which are what is measured.
"""

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import Indel

KINDS = ("headline", "cut", "brief", "dropped", "credit", "outlet", "house", "all")
NEAR_MISSES = ("follow_up", "background", "furniture", "same_event")
MIN_PARAGRAPHS = 4
"""Shorter articles are not cut."""
SAME_EVENT = 0.45
"""Cosine of the words of two articles that tell of one event."""
OTHER_WORDS = 0.5
"""Articles that have less of their words in one order in common are two texts."""

_SPELLINGS = {
    "organisation": "organization", "programme": "program", "centre": "center", "defence": "defense",
    "labour": "labor", "favour": "favor", "honour": "honor", "colour": "color", "neighbour": "neighbor",
    "recognise": "recognize", "realise": "realize", "criticise": "criticize", "analyse": "analyze",
    "travelled": "traveled", "cancelled": "canceled", "behaviour": "behavior", "towards": "toward",
    "whilst": "while", "amongst": "among", "licence": "license", "theatre": "theater", "grey": "gray",
}  # fmt: skip
_NUMERALS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10",
}  # fmt: skip
_FURNITURE = (
    "Sign up to our morning letter and never miss what the harbour is talking about over breakfast.",
    "You have read three of your five free articles this month and may read two more.",
    "Most read this week: ferry tolls, the long winter, a recipe for plum bread, and our crossword.",
    "Our newsroom is paid for by readers like you; from the price of a coffee you can help it along.",
    "Share this article with friends, print it for your neighbours, or save it to read on the train.",
    "Follow us for the news of the coast as it happens, and tell us what you saw with your own eyes.",
    "Weather for the weekend: wind from the west, showers on Saturday, a dry Sunday in the valleys.",
    "Listen to the evening bulletin, which is read by our own announcers at six, at eight and at ten.",
)


@dataclass(frozen=True)
class Planted:
    """An article that was made, the one that it was made from, and what it is."""

    key: str
    parent: str
    kind: str
    text: str
    outlet: str
    day: int
    """Days after the first of the corpus; its parent is of day 0."""


@dataclass(frozen=True)
class NearMiss:
    """Two articles that share much and are no copies of each other."""

    kind: str
    one: str
    other: str


def reprints(texts: Mapping[str, str], count: int, seed: int) -> list[Planted]:
    """Return ``count`` reprints of as many articles, of each kind as many.

    Args:
        texts: articles by key, headline first, paragraphs parted by a blank line.
        count: how many.
        seed: of every choice.
    """
    rng = random.Random(f"reprints {seed}")
    fit = sorted(key for key, text in texts.items() if len(text.split("\n\n")) > MIN_PARAGRAPHS)
    chosen = rng.sample(fit, count)
    return [
        Planted(
            f"reprint/{number:04}.{KINDS[number % len(KINDS)]}", key, KINDS[number % len(KINDS)],
            reprinted(texts[key], KINDS[number % len(KINDS)], rng), f"Paper {number % 9}", rng.randint(0, 1),
        )
        for number, key in enumerate(chosen)
    ]  # fmt: skip


def reprinted(text: str, kind: str, rng: random.Random) -> str:
    """Return an article as another outlet prints it."""
    headline, *body = text.split("\n\n")
    every = kind == "all"
    if kind == "dropped" or every:
        body.pop(rng.randrange(1, len(body)))
    if kind == "cut" or every:
        body = _cut(body, rng.uniform(0.4, 0.8))
    if kind == "brief":
        body = [" ".join(_within(_sentences("\n\n".join(body)), 0.45 * sum(map(_words, body))))]
    if kind == "headline" or every:
        headline = _other_headline(body, rng)
    if kind == "house" or every:
        headline, *body = (house_style(part) for part in (headline, *body))
    if kind == "credit" or every:
        body[0] = f"PORT ELLIS (Northwire) - {body[0]}"
        body.append("(Reporting by the Northwire desk; editing by A. Writer) Copyright Northwire. All rights reserved.")
    if kind == "outlet" or every:
        lines = rng.sample(_FURNITURE, 2)
        return "\n\n".join(["The Quay Gazette | News", headline, "By our own staff", *body, *lines])
    return "\n\n".join([headline, *body])


def _cut(body: Sequence[str], share: float) -> list[str]:
    """Return the first paragraphs of a body, up to about ``share`` of its words."""
    words = share * sum(len(part.split()) for part in body)
    kept: list[str] = []
    for part in body:
        kept.append(part)
        words -= len(part.split())
        if words <= 0:
            break
    return kept


def _other_headline(body: Sequence[str], rng: random.Random) -> str:
    words = re.findall(r"\w+", " ".join(body))
    start = rng.randrange(max(1, len(words) - 20))
    return " ".join(rng.sample(words[start : start + 20], min(8, len(words[start : start + 20])))).capitalize()


def house_style(text: str) -> str:
    """Return a text with the quotation marks, spellings and numerals of another desk."""
    text = re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text).replace("'", "\u2019").replace("%", " per cent")
    return re.sub(r"[A-Za-z]+", lambda found: _respelled(found.group()), text)


def _respelled(word: str) -> str:
    folded = word.casefold()
    changed = _NUMERALS.get(folded)
    if changed is None:
        stem = next((stem for stem in _SPELLINGS if folded.startswith(stem)), None)
        changed = _SPELLINGS[stem] + folded[len(stem) :] if stem else None
    if changed is None:
        return word
    return changed.capitalize() if word[:1].isupper() else changed


@dataclass(frozen=True)
class NearMisses:
    """Articles to add, pairs that are no copies, and the articles of whose words they are made: to be left out."""

    made: list[Planted]
    pairs: list[NearMiss]
    donors: frozenset[str]


def near_misses(texts: Mapping[str, str], count: int, seed: int) -> NearMisses:
    """Return ``count`` pairs that are no reprints, of each kind as many.

    Args:
        texts: as in :func:`reprints`.
        count: how many pairs.
        seed: of every choice.
    """
    rng = random.Random(f"near misses {seed}")
    each = count // len(NEAR_MISSES)
    fit = sorted(key for key, text in texts.items() if len(text.split("\n\n")) > MIN_PARAGRAPHS)
    chosen = iter(rng.sample(fit, 6 * each))
    made: list[Planted] = []
    pairs: list[NearMiss] = []
    donors = set()
    for kind, made_of in (("follow_up", follow_up), ("background", background)):
        for number in range(each):
            old, new, key = next(chosen), next(chosen), f"{kind}/{number:04}"
            made.append(Planted(key, old, kind, made_of(texts[old], texts[new]), "Paper 1", rng.randint(1, 3)))
            pairs.append(NearMiss(kind, key, old))
            donors.add(new)
    for number in range(each):
        one, other = (
            Planted(f"furniture/{number:04}.{side}", parent, "furniture", furnished(texts[parent]), "Paper 2", 0)
            for side, parent in zip("ab", chosen, strict=False)
        )
        made += [one, other]
        pairs.append(NearMiss("furniture", one.key, other.key))
        donors |= {one.parent, other.parent}
    rest = {key: text for key, text in texts.items() if key not in donors}
    pairs += [NearMiss("same_event", *pair) for pair in _same_event(rest)[:each]]
    return NearMisses(made, pairs, frozenset(donors))


def follow_up(old: str, new: str) -> str:
    """Return an article half of whose words stood in an earlier one: what is new first, what was known behind."""
    headline, *fresh = _sentences(new)
    known = _sentences(old)[1:]
    length = min(sum(map(_words, fresh)), sum(map(_words, known)))
    return "\n\n".join([headline, *_within(fresh, 0.6 * length), *_within(known, 0.5 * length)])


def background(old: str, new: str) -> str:
    """Return a longer article, most of it new, that keeps an earlier one behind, whole or nearly so."""
    headline, *fresh = _sentences(new)
    return "\n\n".join([headline, *fresh, *_within(_sentences(old)[1:], 0.7 * sum(map(_words, fresh)))])


def _sentences(text: str) -> list[str]:
    return [part for paragraph in text.split("\n\n") for part in re.split(r"(?<=[.!?]) ", paragraph) if part]


def _within(parts: Sequence[str], words: float) -> list[str]:
    """Return the first parts that have no more than so many words together."""
    kept: list[str] = []
    for part in parts:
        words -= _words(part)
        if words < 0:
            break
        kept.append(part)
    return kept


def _words(text: str) -> int:
    return len(text.split())


def furnished(text: str) -> str:
    """Return the beginning of an article among the page furniture of its site, which is as long."""
    headline, *body = text.split("\n\n")
    return "\n\n".join(["The Quay Gazette | News", headline, body[0], *_FURNITURE])


def _same_event(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs of a corpus that tell of one event in two texts, the likest first."""
    vectors = _vectors(texts)
    index: defaultdict[str, list[str]] = defaultdict(list)
    for key, vector in vectors.items():
        for word in sorted(vector, key=lambda each: -vector[each])[:8]:
            index[word].append(key)
    pairs = {pair for keys in index.values() if len(keys) <= 60 for pair in combinations(sorted(keys), 2)}
    like = ((sum(vectors[a][word] * vectors[b].get(word, 0.0) for word in vectors[a]), a, b) for a, b in pairs)
    found = sorted((pair for pair in like if pair[0] >= SAME_EVENT), reverse=True)
    return [(a, b) for _, a, b in found if in_order(texts[a], texts[b]) < OTHER_WORDS]


def in_order(one: str, other: str) -> float:
    """Return the share of the words of two texts that both have in one order."""
    return float(Indel.normalized_similarity(one.casefold().split(), other.casefold().split()))


def _vectors(texts: Mapping[str, str]) -> dict[str, dict[str, float]]:
    counts = {key: Counter(re.findall(r"[^\W\d_]{4,}", text.casefold())) for key, text in texts.items()}
    documents = Counter(word for words in counts.values() for word in words)
    vectors: dict[str, dict[str, float]] = {}
    for key, words in counts.items():
        weights = {word: (1 + math.log(n)) * math.log(len(texts) / documents[word]) for word, n in words.items()}
        norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        vectors[key] = {word: weight / norm for word, weight in weights.items()}
    return vectors


def all_texts(texts: Mapping[str, str], planted: Sequence[Planted]) -> Iterator[tuple[str, str, str, int]]:
    """Yield key, text, outlet and day of the articles of a corpus and of what was planted among them."""
    for key, text in texts.items():
        yield key, text, "Northwire", 0
    for each in planted:
        yield each.key, each.text, each.outlet, each.day
