"""What a ranker sees of a candidate: whole numbers read off the parse, hashed in combinations.

Belongs here: the attributes of a candidate and the combinations that are features. Does not belong
here: weights (``ranking``) and which candidates there are (``candidates``). Attributes are spaCy's
string hashes or small numbers, so that nothing has to be looked up in a vocabulary of features, and
a combination is one multiplication in an array over all candidates of a document.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, ENT_TYPE, HEAD, IS_ALPHA, LEMMA, LOWER, POS, TAG
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from pipelines.extraction.candidates import Range
from pipelines.extraction.clauses import VERBAL
from pipelines.extraction.lexicon import Lexicon, Word

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


def _ids(labels: str) -> frozenset[int]:
    return frozenset(get_string_id(label) for label in labels.split())


_GOALS, _PREPOSITION = _ids("pobj pcomp"), get_string_id("prep")
_AUXILIARIES, _NEGATION, _PARTICLE, _THING = _ids("aux auxpass"), *map(get_string_id, ("neg", "prt", "dobj"))
_LEFT_FRAME, _NO_FRAME = _ids("nsubj nsubjpass mark poss ccomp"), _ids("punct advmod npadvmod")
_MARK, _SUBJECTS = get_string_id("mark"), _ids("nsubj nsubjpass expl")
_PRONOUN = get_string_id("PRON")
_OPENING_TAGS, _RELATIVE_TAGS = _ids("WRB WP WDT TO"), _ids("WDT WP")


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
    """What the rules found in a document, as a candidate's features see it.

    The parse is read into plain lists of numbers once, one entry a token: a look-up in them costs a
    fraction of asking the token.
    """

    def __init__(self, doc: Doc, found: Sequence[Read], quoted: NDArray[np.bool_], lexicon: Lexicon) -> None:
        self.size, self.lexicon, self.found = len(doc), lexicon, found
        columns: list[list[int]] = doc.to_array([LEMMA, LOWER, POS, TAG, DEP, ENT_TYPE, IS_ALPHA]).T.tolist()
        self.lemma, self.lower, self.pos, self.tag, self.dep, self.entity, self.alpha = columns
        self.head: list[int] = (doc.to_array(HEAD).astype(np.int64) + np.arange(len(doc))).tolist()
        self.children: list[list[int]] = [[] for _ in self.head]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)
        self.quoted: list[int] = np.concatenate(([0], np.cumsum(quoted))).tolist()
        self.owner = [-1] * len(doc)
        self.by_cue: dict[int, list[int]] = {}
        for n, one in enumerate(found):
            for start, end in one.content:
                self.owner[start:end] = [n] * (end - start)
            if one.cue is not None:
                self.by_cue.setdefault(one.cue.i, []).append(n)
        self.sentence: list[int] = []
        self.ends: list[int] = []
        for number, sent in enumerate(doc.sents):
            self.sentence += [number] * (sent.end - sent.start)
            self.ends.append(sent.end)
        self.attributed = {self.sentence[one.content[0][0]] for one in found}
        self.cue_facts: dict[int, tuple[int, ...]] = {}
        self.marks: dict[int, int] = {}
        self._words: dict[int, Word | None] = {}

    def word(self, cue: Token) -> Word | None:
        """Return the entry of the reference tables for a cue; each is looked up once."""
        if cue.i not in self._words:
            self._words[cue.i] = reporting_word(cue, self.lexicon)
        return self._words[cue.i]


def reporting_word(cue: Token, lexicon: Lexicon) -> Word | None:
    """Return the entry of the reference tables for a cue, by its part of speech."""
    return lexicon.verb(cue) if cue.pos_ in VERBAL else lexicon.noun(cue) or lexicon.adjective(cue)


def overlap(one: Sequence[Range], other: Sequence[Range]) -> float:
    """Return the intersection over union of two contents, by tokens; the ranges of one may overlap."""
    if len(one) == len(other) == 1:
        (start, end), (first, last) = one[0], other[0]
        common = max(0, min(end, last) - max(start, first))
        return common / (max(0, end - start) + last - first - common)
    a = {i for start, end in one for i in range(start, end)}
    b = {i for start, end in other for i in range(start, end)}
    return len(a & b) / len(a | b)


def attributes(one: Read, around: Surroundings) -> list[int]:
    """Return the attributes of a candidate, in the order of ``NAMES``; 0 where one is absent."""
    cue, root, content = one.cue, one.root.i, one.content
    start, end = content[0][0], content[-1][1]
    share = _share_quoted(content, around)
    sentence = around.sentence[start]
    facts = _cue_facts(cue, around) if cue is not None else _NO_CUE
    source = one.source.i if one.source is not None else None
    same, other = _against_rules(one, around)
    at = cue.i if cue is not None else start
    gap = start - at - 1 if start > at else end - at - 1
    return [
        _code(one.shape),
        *facts[:5],
        _kind_of_source(one.source, around),
        around.lemma[source] if source is not None else 0,
        around.pos[root],
        around.tag[root],
        around.dep[root],
        around.lemma[root],
        _mark(root, around),
        _preposition(root, around),
        bisect_left(_LENGTHS, sum([b - a for a, b in content])) + 1,
        share + 1,
        *facts[5:7],
        same,
        other,
        around.lower[start],
        around.entity[root],
        (sentence - 1 in around.attributed) * 2 + (sentence in around.attributed) + 1,
        min(sentence, 3) + 1,
        *facts[7:11],
        max(-3, min(gap, 6)) + 10,
        max(0, min(around.ends[sentence] - end, 4)) + 1,
        0 if not start else 1 if around.alpha[start - 1] else around.lower[start - 1],
        (start < at) + 1,
        *facts[11:14],
        around.dep[source] if source is not None else 0,
        0 if end >= around.size else around.pos[end] if around.alpha[end] else around.lower[end],
    ]


_NO_CUE = (0,) * 14


def _share_quoted(content: Sequence[Range], around: Surroundings) -> int:
    """Return how much of a content is quoted: nothing (0), some, half (2), all of it (3)."""
    inside = sum([around.quoted[b] - around.quoted[a] for a, b in content])
    if not inside:
        return 0
    size = sum([b - a for a, b in content])
    return 3 if inside >= _WHOLE * size else 2 if 2 * inside >= size else 1


def _cue_facts(cue: Token, around: Surroundings) -> tuple[int, ...]:
    """Return the attributes of a cue, which its candidates share."""
    at = cue.i
    known = around.cue_facts.get(at)
    if known is not None:
        return known
    word, head = around.word(cue), around.head[at]
    auxiliary = particle = thing = negated = 0
    frame = left = 1
    for child in around.children[at]:
        dep = around.dep[child]
        if dep in _AUXILIARIES:
            auxiliary = around.lower[child]
        elif dep == _NEGATION:
            negated = 1
        elif dep == _PARTICLE:
            particle = around.lower[child]
        elif dep == _THING:
            thing = around.lemma[child]
        if child < at:
            if dep in _LEFT_FRAME:
                left = left * 31 + dep
        elif dep not in _NO_FRAME:
            frame = frame * 31 + (around.lower[child] if dep == _PREPOSITION else dep)
    owner = around.owner[at]
    inside = 0
    if owner >= 0:
        holder = around.found[owner].cue
        inside = holder.lemma if holder is not None else 1
    facts = (
        around.lemma[at],
        around.pos[at],
        around.tag[at],
        around.dep[at],
        _code(word.kind) if word is not None else 0,
        auxiliary,
        negated + 1,
        around.lemma[head],
        around.dep[head],
        frame & 0xFFFFFFFF,
        left & 0xFFFFFFFF,
        particle,
        inside,
        thing,
    )
    around.cue_facts[at] = facts
    return facts


def _against_rules(one: Read, around: Surroundings) -> tuple[int, int]:
    """Return how a candidate stands to what the rules found under its cue, and to what they found elsewhere."""
    if one.rule:
        return 1, 1
    same = other = 0
    for n in around.by_cue.get(one.cue.i, ()) if one.cue is not None else ():
        found = around.found[n]
        common = overlap(one.content, found.content)
        level = 3 if common >= 0.9 else 2 if common >= 0.5 else 1
        same = max(same, level * 100_000 + _code(found.shape) % 100_000)
    for n in {n for start, end in one.content for n in around.owner[start:end]}:
        if n >= 0:
            other = max(other, int(overlap(one.content, around.found[n].content) * 4) + 2)
    return same, other


def _kind_of_source(source: Token | None, around: Surroundings) -> int:
    """Return what a source is: the kind of its name, else its pronoun, else its tag."""
    if source is None:
        return 0
    at = source.i
    return around.entity[at] or (around.lower[at] if around.pos[at] == _PRONOUN else around.tag[at])


def _preposition(root: int, around: Surroundings) -> int:
    """Return the preposition that governs a content, or that it is."""
    dep = around.dep[root]
    return around.lower[around.head[root]] if dep in _GOALS else around.lower[root] if dep == _PREPOSITION else 0


def _mark(root: int, around: Surroundings) -> int:
    """Return the word that opens a clause: *that*, *whether*, *to*, *how*; each is looked for once."""
    known = around.marks.get(root)
    if known is None:
        known = around.marks[root] = _find_mark(root, around)
    return known


def _find_mark(root: int, around: Surroundings) -> int:
    for child in around.children[root]:
        if child > root:
            break
        if around.dep[child] == _MARK or around.tag[child] in _OPENING_TAGS:
            return around.lower[child]
        if around.dep[child] in _SUBJECTS:
            return 3 if around.tag[child] in _RELATIVE_TAGS else 2
    return 0


@cache
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


def _by_length() -> list[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint64]]]:
    """Return the features of one length together: their numbers, ``(features, length)`` columns, and seeds."""
    groups = []
    for length in sorted({len(columns) for columns in TEMPLATES}):
        numbers = [n for n, columns in enumerate(TEMPLATES) if len(columns) == length]
        seeds = [(n + 1) * 0x2545F491 & 0xFFFFFFFF for n in numbers]
        columns = np.array([TEMPLATES[n] for n in numbers], dtype=np.intp)
        groups.append((np.array(numbers, dtype=np.intp), columns, np.array(seeds, dtype=np.uint64)))
    return groups


_GROUPS = _by_length()


def hashed(matrix: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return, for each row of attributes, the bucket of each feature: ``(candidates, len(TEMPLATES))``."""
    attributes_first = np.ascontiguousarray(matrix.T)
    out = np.empty((len(TEMPLATES), len(matrix)), dtype=np.int64)
    for numbers, columns, seeds in _GROUPS:
        mixed = np.repeat(seeds[:, None], len(matrix), axis=1)
        for place in range(columns.shape[1]):
            part = attributes_first[columns[:, place]]
            part *= _MULTIPLIERS[place]
            mixed ^= part
            mixed *= _MULTIPLIERS[0]
            mixed ^= mixed >> np.uint64(29)
        mixed >>= np.uint64(64 - BUCKET_BITS)
        out[numbers] = mixed
    return np.ascontiguousarray(out.T)
