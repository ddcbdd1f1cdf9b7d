"""Which annotated mentions were found: matching of spans, and counts of it by stratum.

Belongs here: one-to-one matching by overlap, characters, and the forgiveness of a second annotator. A stratum is
a type of claim; ``all`` and ``attributed`` (all but the narrator's) stand beside them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.evaluation.readings import Article, Reading
from pipelines.evaluation.result import Detection, Overlap, share
from pipelines.evaluation.spans import Counts, Place, overlap, paired
from pipelines.schema import CLAIM_TYPES

OVERLAPS = (0.3, 0.5, 0.8)
"""Least intersection over union for two contents to be the same one."""
LEAST = OVERLAPS[0]
"""The overlap from which fields are compared."""
NOT_STATED = "type not stated"


@dataclass(frozen=True)
class Sides:
    """What is compared: the annotation, what was found in the same articles, and a second annotation."""

    articles: Mapping[str, Article]
    gold: Sequence[Reading]
    found: Sequence[Reading]
    second: Sequence[Reading] = ()

    def only(self, kept: Callable[[Reading], bool]) -> "Sides":
        """Return the sides with the readings that ``kept`` holds for."""
        parts = (tuple(filter(kept, side)) for side in (self.gold, self.found, self.second))
        return Sides(self.articles, *parts)


@dataclass(frozen=True)
class Match:
    """Indices of readings that are of the same content, and of those found that are forgiven."""

    pairs: Mapping[int, int]
    """Index in the annotation → index in what was found."""
    forgiven: frozenset[int]

    @property
    def found(self) -> frozenset[int]:
        """Those found that match."""
        return frozenset(self.pairs.values())


def align(
    articles: Mapping[str, Article], found: Sequence[Reading], gold: Sequence[Reading], least: float
) -> dict[int, int]:
    """Match readings of two sides one to one within each article, the closest pairs first.

    Contents are compared from first to last character, without marks and punctuation at their ends.

    Returns:
        Index in ``gold`` → index in ``found``.
    """
    ours, theirs = _by_article(found), _by_article(gold)
    pairs: dict[int, int] = {}
    for doc in ours.keys() & theirs.keys():
        our_places = [[found[at].bare(articles[doc])] for at in ours[doc]]
        their_places = [[gold[at].bare(articles[doc])] for at in theirs[doc]]
        pairs |= {theirs[doc][j]: ours[doc][i] for j, i in paired(our_places, their_places, least).items()}
    return dict(sorted(pairs.items()))


def match(sides: Sides, least: float) -> Match:
    """Match what was found with the annotation; what only the second annotator has is forgiven.

    A mention of the second annotator forgives one that was found and matches nothing, unless it is a reading of
    an annotated mention that is found already: a duplicate stays wrong. The annotated mention whose bounds only
    the second annotator draws this way stays missed.
    """
    pairs = align(sides.articles, sides.found, sides.gold, least)
    if not sides.second:
        return Match(pairs, frozenset())
    taken = {at for gold, at in second_readings(sides).items() if gold in pairs}
    free = _by_article(sides.second)
    matched, used, forgiven = set(pairs.values()), set(), set()
    for at, one in enumerate(sides.found):
        if at in matched:
            continue
        article = sides.articles[one.doc]
        near = [
            (overlap([one.bare(article)], [sides.second[k].bare(article)]), -k)
            for k in free.get(one.doc, ())
            if k not in used and k not in taken
        ]
        closest, minus = max(near, default=(0.0, 0))
        if closest >= least:
            used.add(-minus)
            forgiven.add(at)
    return Match(pairs, frozenset(forgiven))


def second_readings(sides: Sides) -> dict[int, int]:
    """Return which reading of the second annotator is of the same content as each annotated mention."""
    return align(sides.articles, sides.second, sides.gold, LEAST)


def detect(sides: Sides) -> dict[str, Detection]:
    """Count what was found, missed and wrong, in all, among attributed mentions and in each stratum."""
    attributed = sides.only(lambda each: each.is_attributed)
    results = {
        "all": _detection(sides, _matches(sides)),
        "attributed": _detection(attributed, _matches(attributed)),
    }
    matches = _matches(sides)
    for stratum in (*CLAIM_TYPES, NOT_STATED):
        one = _detection(sides, matches, stratum)
        if one.annotated or one.found:
            results[stratum] = one
    return results


def stratum_of(reading: Reading) -> str:
    """Return the stratum of a reading: its type."""
    return reading.type or NOT_STATED


def _matches(sides: Sides) -> dict[float, Match]:
    return {least: match(sides, least) for least in OVERLAPS}


def _detection(sides: Sides, matches: Mapping[float, Match], stratum: str | None = None) -> Detection:
    def within(reading: Reading) -> bool:
        return stratum is None or stratum_of(reading) == stratum

    spans = {f"{least:.1f}": _counts(sides, matches[least], within) for least in OVERLAPS}
    return Detection(
        annotated=sum(map(within, sides.gold)),
        found=sum(map(within, sides.found)),
        spans=spans,
        characters=_characters(sides, within),
    )


def _counts(sides: Sides, found: Match, within: Callable[[Reading], bool]) -> Counts:
    """Count a stratum: matched pairs by the annotated type, the rest by the type of whichever side has it."""
    inside = [at for at, each in enumerate(sides.gold) if within(each)]
    right = sum(at in found.pairs for at in inside)
    loose = [at for at, each in enumerate(sides.found) if within(each) and at not in found.found]
    forgiven = sum(at in found.forgiven for at in loose)
    return Counts(right, len(loose) - forgiven, len(inside) - right, forgiven)


def _characters(sides: Sides, within: Callable[[Reading], bool]) -> Overlap:
    """Compare letters and digits: those found in a stratum with all annotated ones, and the reverse."""
    ours, theirs = _letters(sides.found, sides.articles), _letters(sides.gold, sides.articles)
    our_stratum = _letters(list(filter(within, sides.found)), sides.articles)
    their_stratum = _letters(list(filter(within, sides.gold)), sides.articles)
    precision = share(len(our_stratum & theirs), len(our_stratum)) or 0.0
    return Overlap.of(precision, share(len(their_stratum & ours), len(their_stratum)) or 0.0)


def _letters(readings: Sequence[Reading], articles: Mapping[str, Article]) -> set[tuple[str, int]]:
    return {
        (each.doc, at)
        for each in readings
        for start, end in _pieces(each)
        for at in range(start, end)
        if articles[each.doc].text[at].isalnum()
    }


def _pieces(reading: Reading) -> Sequence[Place]:
    return reading.pieces or ((reading.start, reading.end),)


def _by_article(readings: Sequence[Reading]) -> dict[str, list[int]]:
    indices: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(readings):
        indices[each.doc].append(at)
    return indices
