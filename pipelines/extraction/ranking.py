"""Choosing among candidates with learnt weights: what of all that might be an attribution is one.

Belongs here: the network that scores a candidate, the choice of a set that does not overlap, and the
confidence that goes with it. Does not belong here: what a candidate is (``candidates``), what is seen
of it (``features``), and how the weights are made (``pipelines.training``).

The network is wide and deep (Cheng et al. 2016): a logistic regression over hashed combinations of
attributes, plus one hidden layer over the vectors that the language model made for the words of cue,
content and source. Its weights are plain arrays; nothing but numpy is needed to use them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span, Token

from pipelines.extraction.attribution import Attribution
from pipelines.extraction.candidates import Range, candidates, cue_span, source_of
from pipelines.extraction.clauses import VERBAL
from pipelines.extraction.conventions import is_the_writers, takes_sides
from pipelines.extraction.features import NAMES, Read, Surroundings, attributes, hashed, reporting_word
from pipelines.extraction.lexicon import Lexicon
from pipelines.extraction.quotations import Quotation
from pipelines.extraction.quoted import attribute
from pipelines.extraction.relations import LIST, PRIORS
from pipelines.extraction.tokens import pieces_of

WEIGHTS = Path(__file__).parent / "weights"
"""The folder of the weights that ship."""
ARRAYS = ("wide", "bias", "hidden", "hidden_bias", "out")
"""The arrays of the network, one file each."""
RULE = "ranked"
"""The rule name of mentions that only the weights found."""

_PLACES = 8
"""Tokens of a candidate whose vectors the network sees."""
_AT_ONCE = 4_096
"""So many candidates are read and scored together: each takes some 9 kB meanwhile, and an article of the most words
can have 50,000."""
_LIMIT = 30.0
_GAP = 0.2
"""What a gap in a content takes from its rank: of readings that score alike, the one in one piece is the plainer."""
_DECISIONS = ("threshold", "doubt_threshold", "aside_threshold", "rule_threshold", "trust")
_PREDICATIVE = frozenset({"object_oprd", "object_acomp", "object_attr"})
"""Shapes that say something of a thing without a verb: *called it a scandal*."""


@dataclass(frozen=True)
class Network:
    """Weights of the scorer. Outputs: the content is right (overlap of at least 0.5), and it is so exactly (0.85)."""

    wide: NDArray[np.float32]
    """``(2 ** BUCKET_BITS, 2)``: one weight a hashed feature and output."""
    bias: NDArray[np.float32]
    hidden: NDArray[np.float32]
    """``(8 * width of a vector, hidden units)``."""
    hidden_bias: NDArray[np.float32]
    out: NDArray[np.float32]
    """``(hidden units, 2)``."""

    def probabilities(self, buckets: NDArray[np.int64], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return ``(candidates, 2)`` from hashed features and the vectors of the candidates' places."""
        units = np.maximum(vectors @ self.hidden + self.hidden_bias, 0)
        weights = self.wide.take(np.ascontiguousarray(buckets.T), axis=0)  # a feature's side by side: summed faster
        score = weights.sum(axis=0) + units @ self.out + self.bias
        probability: NDArray[np.float32] = (1 / (1 + np.exp(-np.clip(score, -_LIMIT, _LIMIT)))).astype(np.float32)
        return probability


@dataclass(frozen=True)
class Ranker:
    """A network with what makes decisions of its scores."""

    network: Network
    threshold: float
    """A candidate whose score is lower is none."""
    doubt_threshold: float
    """The same where the content is no clause (*praised the plan*) or no reference table knows the cue."""
    aside_threshold: float
    """The same for things under such a cue, or under one that takes sides (*backed the bill*)."""
    rule_threshold: float
    """The same for findings of the rules, whose precision is high from the outset."""
    trust: float
    """What a finding of the rules has in advance of other candidates, in units of the summed scores."""
    knots: tuple[tuple[float, float], ...]
    """Score → share of right ones among held-out candidates, ascending; between them it is linear."""

    def confidence(self, score: float) -> float:
        """Return the calibrated probability of a score."""
        return float(np.interp(score, [x for x, _ in self.knots], [y for _, y in self.knots]))

    def least(self, one: Read) -> float:
        """Return the threshold that holds for a candidate."""
        if one.rule:
            return self.rule_threshold
        if _is_proposition(one):
            return self.threshold if one.known else self.doubt_threshold
        if not one.known or (one.cue is not None and takes_sides(one.cue, one.shape)):
            return self.aside_threshold
        return self.doubt_threshold

    def save(self, folder: Path, facts: dict[str, object]) -> None:
        """Write the arrays, in half precision, and ``ranker.json`` with the decisions and ``facts`` of the training."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self.network, name).astype(np.float16), allow_pickle=False)
        decisions = {name: getattr(self, name) for name in (*_DECISIONS, "knots")}
        text = json.dumps({**decisions, **facts}, indent=1, ensure_ascii=False)
        (folder / "ranker.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path = WEIGHTS) -> "Ranker":
        """Read what ``save`` wrote; raises ``FileNotFoundError`` where a file is missing."""
        arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False).astype(np.float32) for name in ARRAYS}
        facts = json.loads((folder / "ranker.json").read_text(encoding="utf-8"))
        knots = tuple((float(x), float(y)) for x, y in facts["knots"])
        decisions = {name: float(facts[name]) for name in _DECISIONS}
        return cls(network=Network(**arrays), knots=knots, **decisions)


@cache
def shipped() -> Ranker:
    """Return the ranker with the weights that ship, loaded once a process."""
    return Ranker.load()


# --- what is scored ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Pool:
    """All that might be an attribution of one document; the findings of the rules come first."""

    reads: list[Read]
    found: list[Attribution]
    matrix: NDArray[np.uint64]
    """Attributes, ``(candidates, len(NAMES))``."""
    places: NDArray[np.int64]
    """Token indices whose vectors are seen, ``(candidates, 8)``; -1 where there is none."""

    def scores(self, network: Network, tensor: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probabilities of all candidates, ``(candidates, 2)``; ``tensor`` holds one row a token."""
        padded = np.concatenate([tensor, np.zeros((1, tensor.shape[1]), dtype=np.float32)])
        found = [
            network.probabilities(
                hashed(self.matrix[rows]), padded[self.places[rows]].reshape(len(self.places[rows]), -1)
            )
            for rows in _slices(len(self.reads))
        ]
        return np.concatenate(found)


def pool(doc: Doc, quotations: Sequence[Quotation], lexicon: Lexicon) -> Pool:
    """Return the findings of the rules and the candidates of a document with what is seen of them."""
    found = attribute(doc, quotations, lexicon)
    quoted = _quoted(doc, quotations)
    reads = [_read(one) for one in found]
    around = Surroundings(doc, reads, quoted, lexicon)
    for sent in doc.sents:
        for cue, group in groupby(candidates(sent), key=attrgetter("cue")):
            if not quoted[cue.i]:
                source, known = source_of(cue), around.word(cue) is not None
                reads += [
                    Read(cue, one.content, one.root, one.shape, source, False, known)
                    for one in group
                    if not is_the_writers(cue, one.root)
                ]
    matrix = np.empty((len(reads), len(NAMES)), dtype=np.uint64)
    for rows in _slices(len(reads)):
        matrix[rows] = np.array([attributes(one, around) for one in reads[rows]], dtype=np.uint64)
    places = np.array([_places(one, len(doc)) for one in reads], dtype=np.int64).reshape(len(reads), _PLACES)
    return Pool(reads, found, matrix, places)


def _slices(count: int) -> Iterator[slice]:
    """Yield slices of like lengths, so that none is of few rows: sums over few are made another way, and round so."""
    parts = -(-count // _AT_ONCE)
    yield from (slice(count * n // parts, count * (n + 1) // parts) for n in range(parts))


def _read(one: Attribution) -> Read:
    content = tuple((piece.start, piece.end) for piece in one.pieces)
    root = one.roots[0] if one.roots else one.pieces[0].root
    return Read(one.cue_head, content, root, f"rule:{one.rule}", one.source, True, True)


def _quoted(doc: Doc, quotations: Iterable[Quotation]) -> NDArray[np.bool_]:
    inside = np.zeros(len(doc), dtype=np.bool_)
    for quotation in quotations:
        span = doc.char_span(quotation.start, quotation.end, alignment_mode="contract")
        if span is not None:
            inside[span.start : span.end] = True
    return inside


def _places(one: Read, length: int) -> list[int]:
    start, end = one.content[0][0], one.content[-1][1]
    cue = one.cue.i if one.cue is not None else -1
    source = one.source.i if one.source is not None else -1
    after = cue + 1 if 0 <= cue < length - 1 else -1
    return [cue, cue - 1 if cue > 0 else -1, after, one.root.i, start, end - 1, start - 1 if start else -1, source]


# --- choosing ---------------------------------------------------------------------------------


def groups_of(found: Sequence[Attribution]) -> list[int | None]:
    """Return, for each finding of the rules, which others it is one annotated content with.

    Parts of one quotation share a number from 0 up, contents under one cue a number below 0; a consequence goes
    with what it follows from.
    """
    return [one.quotation if one.quotation is not None else _number(one.after or one.cue) for one in found]


def _number(cue: Span | None) -> int | None:
    return None if cue is None else -1 - cue.root.i


def choose(
    reads: Sequence[Read], groups: Sequence[int | None], scores: NDArray[np.float32], ranker: Ranker
) -> list[int]:
    """Return the candidates to keep, best first: those above their threshold that overlap none before them.

    ``groups`` are those of the findings of the rules, which come first in ``reads``; those of one group
    stand or fall together.
    """
    scores = scores.astype(np.float64)
    members: dict[int, list[int]] = defaultdict(list)
    for n, group in enumerate(groups):
        if group is not None:
            members[group].append(n)
    for rows in members.values():
        scores[rows] = scores[rows].max(axis=0)
    rank = scores.sum(axis=1) + [ranker.trust if one.rule else _GAP * (1 - len(one.content)) for one in reads]
    taken: set[int] = set()
    kept = []
    certain = scores[:, 0].tolist()
    for n in np.argsort(-rank, kind="stable").tolist():
        if certain[n] < ranker.least(reads[n]):
            continue
        tokens = _tokens(reads[n].content)
        if taken.isdisjoint(tokens):
            taken |= tokens
            kept.append(n)
    return kept


def _is_proposition(one: Read) -> bool:
    """Tell whether a content says something, rather than names a thing."""
    return one.root.pos_ in VERBAL or one.shape in _PREDICATIVE


def _tokens(content: Iterable[Range]) -> set[int]:
    return {i for start, end in content for i in range(start, end)}


def find_attributions(
    doc: Doc, quotations: Sequence[Quotation], lexicon: Lexicon, ranker: Ranker | None
) -> list[Attribution]:
    """Return every attributed proposition of a parsed document, in order of their contents.

    Without a ranker these are the findings of the rules, with their ``confidence`` unset.
    """
    if ranker is None:
        return attribute(doc, quotations, lexicon)
    drawn = pool(doc, quotations, lexicon)
    if not drawn.reads:
        return []
    scores = drawn.scores(ranker.network, doc.tensor.astype(np.float32, copy=False))
    rare = [n for n, one in enumerate(drawn.found) if one.rule == LIST]
    scores[rare] = np.maximum(scores[rare], PRIORS[LIST])
    kept = []
    for n in choose(drawn.reads, groups_of(drawn.found), scores, ranker):
        one = drawn.found[n] if n < len(drawn.found) else _attribution(drawn.reads[n], drawn.found, lexicon)
        if one is not None:
            kept.append(replace(one, confidence=ranker.confidence(float(scores[n, 0]))))
    return sorted(kept, key=lambda one: (one.start, one.pieces[-1].end))


def _attribution(one: Read, found: Sequence[Attribution], lexicon: Lexicon) -> Attribution | None:
    """Return a candidate as an attribution; what the rules know of its cue goes with it."""
    assert one.cue is not None
    doc = one.root.doc
    pieces = pieces_of(doc, _tokens(one.content))
    if not pieces:
        return None
    cue = cue_span(one.cue, lexicon)
    same = next((other for other in found if other.cue_head is not None and other.cue_head.i == one.cue.i), None)
    if same is not None:
        return replace(
            same, pieces=pieces, sentence=doc[pieces[0].start].sent, rule=RULE, quotation=None, roots=[one.root]
        )
    return Attribution(
        pieces, doc[pieces[0].start].sent, cue, one.source, _kind(one.cue, lexicon), RULE, roots=[one.root]
    )


def _kind(cue: Token, lexicon: Lexicon) -> str:
    """Return the kind of a reporting word; words that no table knows tell what somebody thinks."""
    word = reporting_word(cue, lexicon)
    return word.kind if word is not None else "think"
