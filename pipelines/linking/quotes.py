"""Quote variants: one quotation printed in two wordings.

Belongs here: comparing the words inside quotation marks across articles. Does not belong
here: whether two mentions are one claim.

Equal wordings are compared once, and only wordings that share a run of words or two rare ones
are compared at all, so that the work grows with the number of wordings and not with its square.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations, product
from sys import intern
from typing import Any

import numpy as np
import polars as pl
from rapidfuzz import fuzz

from pipelines.linking.features import Features
from pipelines.linking.packed import chosen, column, each
from pipelines.linking.pairs import Pairs, Places, joined, keys_of
from pipelines.linking.similarity import Kind, akin
from pipelines.schema import TABLES

SHINGLE = 3
"""Quotations are compared when they share so many words in a row."""
RARE_WORDS = 4
"""Or when they share two of their so many rarest words: the translated and the misremembered share no run."""
BLOCK = 50
"""A run of words in more wordings than this is a set phrase, not evidence."""
FEWEST_WORDS = 4
"""Shorter quotations are too often the same by chance."""
REWORDED = 0.7
"""Likeness from which two wordings by one speaker are one quotation."""
REWORDED_UNKNOWN = 0.85
"""Likeness that it takes where a speaker is not known."""
VERBATIM = 0.9
"""Likeness from which the words are the same although the speakers differ."""
LONG = 8
"""A run of so many words is not said by two people by chance."""
REORDERED = 0.95
"""What the same words in another order are worth, against the same order."""
PRINTS = 2_500
"""Two wordings printed more often than makes so many pairs are set beside one another once, by their first prints."""
_QUOTED = frozenset({"direct", "mixed"})

Words = tuple[str, ...]


def quote_variants(mentions: Sequence[Features], kinds: Mapping[str, Kind]) -> pl.DataFrame:
    """Return table ``quote_variants``: pairs of quotations of different articles, each pair once.

    ``same``: the same words. ``truncated``: one leaves words of the other out. ``reworded``: alike,
    by the same speaker. ``reattributed``: nearly the same words by two different known speakers.

    Args:
        mentions: all mentions; those without quotation marks are passed over.
        kinds: what is known of the entities that speakers are.
    """
    prints: dict[Words, list[int]] = defaultdict(list)
    quoted = [position for position, kind in enumerate(column(mentions, "claim_type")) if kind in _QUOTED]
    for position, quote in zip(quoted, each(chosen(mentions, quoted), "quote"), strict=True):
        words = tuple(map(intern, (quote or "").split()))
        if len(words) >= FEWEST_WORDS:
            prints[words].append(position)
    order = column(mentions, "mention_id")
    for positions in prints.values():
        positions.sort(key=order.__getitem__)
    wordings = sorted(prints)
    pairs = [(i, i) for i, words in enumerate(wordings) if len(prints[words]) > 1] + candidate_pairs(wordings)
    rows = []
    for i, j in pairs:
        likeness = _likeness(wordings[i], wordings[j])
        if not _may_be_one(wordings[i], wordings[j], likeness):
            continue  # most pairs, whose mentions need not be laid out
        mine, other = ([mentions[at] for at in prints[wordings[which]]] for which in (i, j))
        for a, b in _printed(mine, other, same=i == j):
            row = _variant(a, b, likeness, kinds)
            if row is not None:
                rows.append(row)
    table = TABLES["quote_variants"]
    return table.conform(table.frame(rows))


def candidate_pairs(wordings: Sequence[Words]) -> list[tuple[int, int]]:
    """Return the pairs of positions of different wordings that share a run of words or two rare words."""
    frequency = Counter(word for words in wordings for word in set(words))
    numbers = {word: number for number, word in enumerate(sorted(frequency), 1)}
    members, keys = array("i"), array("i")
    for index, words in enumerate(wordings):
        rarest = sorted(set(words), key=lambda word: (frequency[word], word))[:RARE_WORDS]
        found = {(0, numbers[min(pair)], numbers[max(pair)]) for pair in combinations(rarest, 2)}
        codes = [numbers[word] for word in words]
        found |= set(zip(*(codes[start:] for start in range(SHINGLE)), strict=False))
        members.extend([index] * len(found))
        keys.extend([code for key in found for code in key])
    return [(i, j) for i, j in _within_blocks(np.array(members, np.int32), np.array(keys, np.int32)).tolist()]


def _within_blocks(members: Places, keys: Places) -> Pairs:
    """Pairs of the members that share a key of three codes, which too many others do not share."""
    one, two, three = keys.reshape(-1, 3).T
    _, front = np.unique(keys_of(one, two), return_inverse=True)
    _, blocks, sizes = np.unique(keys_of(front, three), return_inverse=True, return_counts=True)
    order = np.lexsort((members, blocks))
    members, blocks = members[order], blocks[order]
    sizes = sizes[blocks]
    found = [np.zeros((0, 2), np.int32)]
    for step in range(1, BLOCK):
        ahead = np.flatnonzero((blocks[step:] == blocks[:-step]) & (sizes[step:] <= BLOCK))
        found.append(np.stack([members[ahead], members[ahead + step]], axis=1))
    every = np.concatenate(found)
    return joined(every[:0], every)


def _printed(mine: Sequence[Features], other: Sequence[Features], *, same: bool) -> Iterator[tuple[Features, Features]]:
    """Pairs of prints of two wordings in different articles; one mention in two revisions was printed once."""
    if len(mine) * len(other) > PRINTS:
        mine = mine[:1]
    for a, b in combinations(mine, 2) if same and len(mine) > 1 else product(mine, other):
        if a.article_id != b.article_id and a.mention_key != b.mention_key:
            yield (a, b) if a.mention_id < b.mention_id else (b, a)


def _likeness(words: Words, other: Words) -> float:
    """How alike two wordings are in [0, 1]: share of words in common order, or in any, which is worth less."""
    ordered = fuzz.ratio(words, other) / 100
    return max(ordered, REORDERED * fuzz.ratio(sorted(words), sorted(other)) / 100)


def _variant(a: Features, b: Features, likeness: float, kinds: Mapping[str, Kind]) -> dict[str, Any] | None:
    words, other = (a.quote or "").split(), (b.quote or "").split()
    kind = _kind(words, other, likeness, _speakers(a, b, kinds))
    if kind is None:
        return None
    return {
        "mention_id": a.mention_id,
        "other_mention_id": b.mention_id,
        "similarity": likeness,
        "kind": kind,
        "detail": difference(words, other),
    }


def _speakers(a: Features, b: Features, kinds: Mapping[str, Kind]) -> bool | None:
    """Whether one speaker says both; null where a speaker is not known, or only by a description."""
    if a.source is None or b.source is None:
        return None
    if akin(a.source, b.source, kinds):
        return True
    return None if any(_is_description(source, kinds) for source in (a.source, b.source)) else False


def _is_description(source: str, kinds: Mapping[str, Kind]) -> bool:
    """Whether a source is known by words for it alone (`the chancellor`); identifiers of entities look otherwise."""
    return " " in source or ("-" not in source and source not in kinds)


def _kind(words: Sequence[str], other: Sequence[str], likeness: float, same_speaker: bool | None) -> str | None:
    """How the two wordings stand to each other; null where they are two quotations."""
    short, long = sorted((words, other), key=len)
    if same_speaker is False:
        return "reattributed" if likeness >= VERBATIM or (len(short) >= LONG and _run(short, long)) else None
    if words == other:
        return "same"
    if _run(short, long) or (likeness >= REWORDED and _left_out(short, long)):
        return "truncated"
    return "reworded" if likeness >= (REWORDED if same_speaker else REWORDED_UNKNOWN) else None


def _may_be_one(words: Sequence[str], other: Sequence[str], likeness: float) -> bool:
    """Whether `_kind` can find them to be one quotation, whoever says them."""
    short, long = sorted((words, other), key=len)
    return likeness >= REWORDED or _run(short, long)


def _run(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether ``short`` is a run of words of ``long``."""
    return len(short) < len(long) and f" {' '.join(short)} " in f" {' '.join(long)} "


def _left_out(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether ``short`` is ``long`` with words left out."""
    rest = iter(long)
    return len(short) < len(long) and all(word in rest for word in short)


def difference(words: Sequence[str], other: Sequence[str]) -> str:
    """Return the words that differ, `[-only in the first-]` and `{+only in the second+}`, in their context."""
    parts = []
    for operation, i1, i2, j1, j2 in SequenceMatcher(None, words, other, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(" ".join(words[i1:i2]))
        if operation in {"replace", "delete"}:
            parts.append(f"[-{' '.join(words[i1:i2])}-]")
        if operation in {"replace", "insert"}:
            parts.append(f"{{+{' '.join(other[j1:j2])}+}}")
    return " ".join(parts)
