"""What a ranker sees of a candidate: whole numbers read off the parse, hashed in combinations.

Belongs here: the attributes of a candidate and the combinations that are features. Does not belong
here: weights (``ranking``) and which candidates there are (``candidates``). Attributes are spaCy's
string hashes or small numbers, so that nothing has to be looked up in a vocabulary of features, and
a combination is one multiplication in an array over all candidates of a document.
"""

from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from pipelines.extraction.candidates import Range
from pipelines.extraction.clauses import VERBAL
from pipelines.extraction.lexicon import Lexicon

BUCKET_BITS = 18
"""The hash of a feature has so many bits."""

NAMES: tuple[str, ...] = (
    *("shape", "cue", "cue_pos", "cue_tag", "cue_dep", "kind", "source_type", "source"),
    *("root_pos", "root_tag", "root_dep", "root", "mark", "preposition", "length", "quoted"),
    *("auxiliary", "negated", "same_rule", "other_rule", "first", "entity", "near_rules", "position"),
    *("governor", "governor_dep", "frame", "left", "gap", "to_end", "before", "ahead"),
    *("particle", "inside", "thing", "source_dep", "following"),
)
"""The attributes, in the order of the columns of a matrix of them."""

_WHOLE = 0.95
_LENGTHS = (1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 50)


class Read(NamedTuple):
    """A candidate or a finding of the rules, by tokens: what both have in common."""

    cue: Token | None
    content: tuple[Range, ...]
    root: Token
    shape: str
    source: Token | None
    rule: bool
    known: bool
    """Whether a reference table has the cue; findings of the rules have none other."""


class Surroundings:
    """What the rules found in a document, as a candidate's features see it."""

    def __init__(self, doc: Doc, found: Sequence[Read], quoted: NDArray[np.bool_], lexicon: Lexicon) -> None:
        self.doc, self.lexicon = doc, lexicon
        self.quoted = np.concatenate(([0], np.cumsum(quoted)))
        self.owner = np.full(len(doc), -1, dtype=np.int64)
        self.found = found
        self.by_cue: dict[int, list[int]] = {}
        for n, one in enumerate(found):
            for start, end in one.content:
                self.owner[start:end] = n
            if one.cue is not None:
                self.by_cue.setdefault(one.cue.i, []).append(n)
        self.sentence = np.zeros(len(doc), dtype=np.int64)
        self.ends: list[int] = []
        for number, sent in enumerate(doc.sents):
            self.sentence[sent.start : sent.end] = number
            self.ends.append(sent.end)
        self.attributed = {int(self.sentence[one.content[0][0]]) for one in found}
        self.cue_facts: dict[int, tuple[int, ...]] = {}

    def overlap(self, one: Read, other: Read) -> float:
        """Return the intersection over union of two contents, by tokens."""
        a = {i for start, end in one.content for i in range(start, end)}
        b = {i for start, end in other.content for i in range(start, end)}
        return len(a & b) / len(a | b)


def attributes(one: Read, around: Surroundings) -> list[int]:
    """Return the attributes of a candidate, in the order of ``NAMES``; 0 where one is absent."""
    doc, root, cue = around.doc, one.root, one.cue
    start, end = one.content[0][0], one.content[-1][1]
    size = sum(b - a for a, b in one.content)
    inside = int(sum(around.quoted[b] - around.quoted[a] for a, b in one.content))
    share = 0 if not inside else 3 if inside >= _WHOLE * size else 2 if 2 * inside >= size else 1
    sentence = int(around.sentence[start])
    facts = _cue_facts(cue, around) if cue is not None else _NO_CUE
    source = one.source
    same, other = _against_rules(one, around)
    before = doc[start - 1] if start else None
    at = cue.i if cue is not None else start
    gap = start - at - 1 if start > at else end - at - 1
    preposition = root.head.lower if root.dep_ in {"pobj", "pcomp"} else root.lower if root.dep_ == "prep" else 0
    return [
        _code(one.shape),
        *facts[:5],
        _kind_of_source(source),
        source.lemma if source is not None else 0,
        root.pos,
        root.tag,
        root.dep,
        root.lemma,
        _mark(root),
        preposition,
        sum(size > bound for bound in _LENGTHS) + 1,
        share + 1,
        *facts[5:7],
        same,
        other,
        doc[start].lower,
        root.ent_type,
        (sentence - 1 in around.attributed) * 2 + (sentence in around.attributed) + 1,
        min(sentence, 3) + 1,
        *facts[7:11],
        max(-3, min(gap, 6)) + 10,
        max(0, min(around.ends[sentence] - end, 4)) + 1,
        before.lower if before is not None and not before.is_alpha else 1 if before is not None else 0,
        (start < at) + 1,
        facts[11],
        facts[12],
        facts[13],
        source.dep if source is not None else 0,
        doc[end].lower if end < len(doc) and not doc[end].is_alpha else doc[end].pos if end < len(doc) else 0,
    ]


_NO_CUE = (0,) * 14


def _cue_facts(cue: Token, around: Surroundings) -> tuple[int, ...]:
    """Return the attributes of a cue, which its candidates share."""
    known = around.cue_facts.get(cue.i)
    if known is not None:
        return known
    word = around.lexicon.verb(cue) if cue.pos_ in VERBAL else around.lexicon.noun(cue) or around.lexicon.adjective(cue)
    auxiliary = particle = thing = negated = 0
    frame = left = 1
    for child in cue.children:
        dep = child.dep_
        if dep in {"aux", "auxpass"}:
            auxiliary = child.lower
        elif dep == "neg":
            negated = 1
        elif dep == "prt":
            particle = child.lower
        elif dep == "dobj":
            thing = child.lemma
        if child.i < cue.i:
            if dep in {"nsubj", "nsubjpass", "mark", "poss", "ccomp"}:
                left = left * 31 + child.dep
        elif dep not in {"punct", "advmod", "npadvmod"}:
            frame = frame * 31 + (child.lower if dep == "prep" else child.dep)
    owner = int(around.owner[cue.i])
    inside = 0
    if owner >= 0:
        holder = around.found[owner].cue
        inside = holder.lemma if holder is not None else 1
    facts = (
        cue.lemma,
        cue.pos,
        cue.tag,
        cue.dep,
        _code(word.kind) if word is not None else 0,
        auxiliary,
        negated + 1,
        cue.head.lemma,
        cue.head.dep,
        frame & 0xFFFFFFFF,
        left & 0xFFFFFFFF,
        particle,
        inside,
        thing,
    )
    around.cue_facts[cue.i] = facts
    return facts


def _against_rules(one: Read, around: Surroundings) -> tuple[int, int]:
    """Return how a candidate stands to what the rules found under its cue, and to what they found elsewhere."""
    if one.rule:
        return 1, 1
    same = 0
    if one.cue is not None:
        for n in around.by_cue.get(one.cue.i, ()):
            overlap = around.overlap(one, around.found[n])
            level = 3 if overlap >= 0.9 else 2 if overlap >= 0.5 else 1
            same = max(same, level * 100_000 + _code(around.found[n].shape) % 100_000)
    owners = {int(n) for start, end in one.content for n in np.unique(around.owner[start:end]) if n >= 0}
    other = max((int(around.overlap(one, around.found[n]) * 4) + 2 for n in owners), default=0)
    return same, other


def _kind_of_source(source: Token | None) -> int:
    if source is None:
        return 0
    return int(source.ent_type or (source.lower if source.pos_ == "PRON" else source.tag))


def _mark(root: Token) -> int:
    """Return the word that opens a clause: *that*, *whether*, *to*, *how*."""
    for child in root.lefts:
        if child.dep_ == "mark" or child.tag_ in {"WRB", "WP", "WDT", "TO"}:
            return int(child.lower)
        if child.dep_ in {"nsubj", "nsubjpass", "expl"}:
            return 2 if child.tag_ not in {"WDT", "WP"} else 3
    return 0


def _code(word: str) -> int:
    return crc32(word.encode())


# --- combinations -----------------------------------------------------------------------------

_TEMPLATES = """
shape cue; shape cue_dep; shape cue_tag; shape root_tag; shape root_pos; shape mark; shape source_type; shape length
shape same_rule; shape other_rule; shape preposition; shape frame; shape first; shape quoted; shape gap; shape before
shape to_end; shape following; shape kind; shape inside; shape auxiliary; shape particle; shape root_dep; shape entity
cue mark; cue root_pos
cue root_tag; cue source_type; cue frame; cue preposition; cue particle; cue cue_tag; cue cue_dep
cue auxiliary; cue thing; cue quoted; cue length; cue first; cue source; cue left; cue negated; cue entity; cue inside
cue governor; cue_tag cue_dep; cue_dep inside; cue_dep governor; cue_tag source_type; kind source_type; kind mark
kind root_pos; cue_pos root_pos; cue_pos same_rule other_rule; near_rules shape; near_rules cue; position shape
same_rule other_rule; same_rule length; same_rule to_end; other_rule cue; other_rule cue_dep; same_rule cue
shape cue preposition; shape cue source_type; shape cue mark; shape cue frame; shape cue root_pos; shape cue_dep cue_tag
shape root_tag mark; shape root_dep length; shape same_rule other_rule; shape quoted length; cue thing preposition
cue cue_tag auxiliary; cue source_type root_pos; kind source_type shape; shape left cue_tag
root root_dep; source source_dep
cue root; shape root; source_type root_pos; frame left; shape to_end following; cue_pos kind shape cue_dep
"""


def _templates() -> list[tuple[int, ...]]:
    column = {name: n for n, name in enumerate(NAMES)}
    pairs = [part.split() for part in _TEMPLATES.replace("\n", ";").split(";") if part.strip()]
    return [(n,) for n in range(len(NAMES))] + [tuple(column[name] for name in pair) for pair in pairs]


TEMPLATES: list[tuple[int, ...]] = _templates()
"""The features: tuples of columns of the matrix of attributes."""

_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64
)


def hashed(matrix: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return, for each row of attributes, the bucket of each feature: ``(candidates, len(TEMPLATES))``."""
    out = np.empty((len(matrix), len(TEMPLATES)), dtype=np.int64)
    for number, columns in enumerate(TEMPLATES):
        mixed = np.full(len(matrix), (number + 1) * 0x2545F491 & 0xFFFFFFFF, dtype=np.uint64)
        for place, column in enumerate(columns):
            mixed = (mixed ^ (matrix[:, column] * _MULTIPLIERS[place])) * _MULTIPLIERS[0]
            mixed ^= mixed >> np.uint64(29)
        out[:, number] = (mixed >> np.uint64(64 - BUCKET_BITS)).astype(np.int64)
    return out
