"""The worst errors, each with a line of its article: what a person looks at after the figures.

Belongs here: choosing errors and quoting their places. Which come first: the most confident of what is false,
the longest of what was missed, across articles before within one.
"""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import islice

from pipelines.evaluation.clusters import Pairs, claims_of, pairs_within
from pipelines.evaluation.detection import Match, Sides, stratum_of
from pipelines.evaluation.fields import Field, Pair, agrees
from pipelines.evaluation.readings import Article, Reading
from pipelines.evaluation.result import Example, Excerpt

FALSE, MISSED, SPEAKERS, JOINED, APART = (
    "found but not annotated",
    "annotated but not found",
    "wrong speakers",
    "wrongly joined",
    "wrongly apart",
)
_BLANKS = re.compile(r"\s+")
_CONTEXT = 50
_LONGEST = 160


def worst(
    sides: Sides, match: Match, pairs: Sequence[Pair], speaker: Field, limit: int
) -> dict[str, tuple[Example, ...]]:
    """Return up to ``limit`` examples of each kind of error, worst first; kinds without one are left out."""
    kinds = {
        FALSE: _false(sides, match),
        MISSED: _missed(sides, match),
        SPEAKERS: _speakers(sides, pairs, speaker),
        **_linking(sides, match.pairs),
    }
    chosen = {kind: tuple(islice(examples, limit)) for kind, examples in kinds.items()}
    return {kind: examples for kind, examples in chosen.items() if examples}


def excerpt(article: Article, reading: Reading) -> Excerpt:
    """Quote the place of a reading with the words around it, white space as single blanks."""
    text, start, end = article.text, reading.start, reading.end
    words = " ".join(text[start:end].split())
    if len(words) > _LONGEST:
        words = f"{words[: _LONGEST // 2].rstrip()} … {words[-_LONGEST // 2 :].lstrip()}"
    before = _BLANKS.sub(" ", text[max(0, start - 3 * _CONTEXT) : start]).lstrip()
    after = _BLANKS.sub(" ", text[end : end + 3 * _CONTEXT]).rstrip()
    left = before if len(before) <= _CONTEXT else f"…{before[-_CONTEXT:]}"
    right = after if len(after) <= _CONTEXT else f"{after[:_CONTEXT]}…"
    return Excerpt(reading.doc, start, end, left, words, right)


def _false(sides: Sides, match: Match) -> Iterable[Example]:
    wrong = [each for at, each in enumerate(sides.found) if at not in match.found and at not in match.forgiven]
    wrong.sort(key=lambda each: (-(each.confidence or 0.0), each.doc, each.start))
    return (
        Example(excerpt(sides.articles[each.doc], each), _described(each, each.confidence), each.confidence)
        for each in wrong
    )


def _missed(sides: Sides, match: Match) -> Iterable[Example]:
    missed = [each for at, each in enumerate(sides.gold) if at not in match.pairs]
    missed.sort(key=lambda each: (each.start - each.end, each.doc, each.start))
    return (Example(excerpt(sides.articles[each.doc], each), _described(each)) for each in missed)


def _speakers(sides: Sides, pairs: Sequence[Pair], speaker: Field) -> Iterable[Example]:
    wrong = [pair for pair in pairs if "speaker" in pair.gold.given and not agrees(speaker, pair)]
    wrong.sort(key=lambda pair: (pair.found.is_open, -(pair.found.confidence or 0.0), pair.gold.doc, pair.gold.start))
    return (
        Example(
            excerpt(sides.articles[pair.gold.doc], pair.gold),
            f"found: {pair.found.speaker or 'nobody'}; annotated: {pair.gold.speaker or 'nobody'}",
            pair.found.confidence,
        )
        for pair in wrong
    )


def _linking(sides: Sides, matches: Mapping[int, int]) -> dict[str, Iterable[Example]]:
    items = [at for at, each in enumerate(sides.gold) if each.group is not None]
    gold: dict[int, Hashable] = {at: sides.gold[at].group for at in items}
    found = claims_of(sides, matches, items)
    ours, theirs = pairs_within(found), pairs_within(gold)
    # what was not found is shown as missed, and need not be shown as unlinked as well
    apart = {(one, other) for one, other in theirs - ours if one in matches and other in matches}
    return {
        JOINED: _shown(sides, _one_each(sides, ours - theirs, found)),
        APART: _shown(sides, _one_each(sides, apart, gold)),
    }


def _one_each(sides: Sides, pairs: Pairs, groups: Mapping[int, Hashable]) -> list[tuple[int, int]]:
    """Order pairs so that one of every group comes before a second one of any, across articles first."""
    ordered = sorted(pairs, key=lambda pair: (sides.gold[pair[0]].doc == sides.gold[pair[1]].doc, pair))
    seen: dict[Hashable, int] = {}
    ranked = []
    for pair in ordered:
        rank = seen[groups[pair[0]]] = seen.get(groups[pair[0]], 0) + 1
        ranked.append((rank, pair))
    return [pair for _, pair in sorted(ranked, key=lambda each: each[0])]


def _shown(sides: Sides, pairs: Iterable[tuple[int, int]]) -> Iterable[Example]:
    for one, other in pairs:
        first, second = sides.gold[one], sides.gold[other]
        groups = f"{first.group} and {second.group}" if first.group != second.group else f"both {first.group}"
        quoted = (excerpt(sides.articles[each.doc], each) for each in (first, second))
        yield Example(next(quoted), f"annotated: {groups}", other=next(quoted))


def _described(reading: Reading, confidence: float | None = None) -> str:
    parts = [stratum_of(reading), reading.cue and f"cue “{reading.cue}”", reading.speaker]
    described = ", ".join(part for part in parts if part)
    return described if confidence is None else f"{described}; confidence {confidence:.2f}"
