"""Quote variants: one quotation printed in two wordings.

Belongs here: comparing the words inside quotation marks across articles. Does not belong
here: whether two mentions are one claim.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import polars as pl
from rapidfuzz import fuzz

from pipelines.linking.features import Features
from pipelines.linking.similarity import Kind, akin
from pipelines.schema import TABLES

SHINGLE = 3
"""Quotations are compared when they share so many words in a row."""
BLOCK = 50
"""A run of words in more quotations than this is a set phrase, not evidence."""
FEWEST_WORDS = 4
"""Shorter quotations are too often the same by chance."""
REWORDED = 0.7
"""Likeness (rapidfuzz ratio of words in order) from which two wordings are one quotation."""
VERBATIM = 0.9
"""Likeness from which the words are the same although the speakers differ."""


def quote_variants(mentions: Sequence[Features], kinds: Mapping[str, Kind]) -> pl.DataFrame:
    """Return table ``quote_variants``: pairs of quotations of different articles, each pair once.

    ``truncated``: one wording is a run of words of the other. ``reworded``: alike, by the same
    speaker. ``reattributed``: nearly the same words by two different known speakers.
    """
    quoted = [mention for mention in mentions if mention.quote and len(mention.quote.split()) >= FEWEST_WORDS]
    rows = []
    for i, j in _candidates(quoted):
        row = _variant(quoted[i], quoted[j], kinds)
        if row is not None:
            rows.append(row)
    table = TABLES["quote_variants"]
    return table.conform(table.frame(rows))


def _candidates(quoted: Sequence[Features]) -> Iterator[tuple[int, int]]:
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, mention in enumerate(quoted):
        words = (mention.quote or "").split()
        for start in range(len(words) - SHINGLE + 1):
            members = blocks[tuple(words[start : start + SHINGLE])]
            if not members or members[-1] != index:
                members.append(index)
    pairs = {
        (i, j)
        for members in blocks.values()
        if len(members) <= BLOCK
        for place, i in enumerate(members)
        for j in members[place + 1 :]
        # one mention in two revisions of its article was printed once
        if quoted[i].article_id != quoted[j].article_id and quoted[i].mention_key != quoted[j].mention_key
    }
    yield from sorted(pairs)


def _variant(a: Features, b: Features, kinds: Mapping[str, Kind]) -> dict[str, Any] | None:
    first, second = sorted((a, b), key=lambda mention: mention.mention_id)
    words, other = (first.quote or "").split(), (second.quote or "").split()
    likeness = fuzz.ratio(words, other) / 100
    same_speaker = first.source is None or second.source is None or akin(first.source, second.source, kinds)
    if not same_speaker:
        kind = "reattributed" if likeness >= VERBATIM else None
    elif words == other:
        kind = "same"
    elif _within(words, other) or _within(other, words):
        kind = "truncated"
    else:
        kind = "reworded" if likeness >= REWORDED else None
    if kind is None:
        return None
    return {
        "mention_id": first.mention_id,
        "other_mention_id": second.mention_id,
        "similarity": likeness,
        "kind": kind,
        "detail": difference(words, other),
    }


def _within(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether ``short`` is a run of words of ``long``."""
    return len(short) < len(long) and f" {' '.join(short)} " in f" {' '.join(long)} "


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
