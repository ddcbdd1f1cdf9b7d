"""Why two mentions are, or are not, one claim: every figure that linking decides by, for people.

Belongs here: putting the parts of a decision into words, for any two mentions, also such as were
never compared. Does not belong here: deciding anything. The comparison is made anew from the
frames that linking read, so that what is told is what would be decided now.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.linking.features import MARKS, Features, features, side_by_side
from pipelines.linking.linker import THRESHOLD, Linkage, compare, known_kinds
from pipelines.linking.similarity import Kind, judge
from pipelines.linking.words import stem
from pipelines.reference import Reference

Pair = tuple[int, int]
Progress = Callable[[int, int], None]

_TERMS = 12
"""So many terms of a kind are named, the weightiest first."""
_VETOES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an explanation: what it is about, and what there is to say."""

    subject: str
    words: str


@dataclass(frozen=True)
class Comparison:
    """All mentions compared; pairs are explained against it."""

    linkage: Linkage
    kinds: Mapping[str, Kind]

    def place(self, mention_id: str) -> int:
        """Return the position of a mention; ``KeyError`` where it is none of those compared."""
        return self._places[mention_id]

    def one_cluster(self, first: str, second: str) -> bool:
        """Whether clustering, without corrections, makes one claim of two mentions."""
        return self.cluster_of[self.place(first)] == self.cluster_of[self.place(second)]

    def alike(self, index: int) -> list[int]:
        """Return the mentions that were compared as one with this one: in the same words, or other revisions of it."""
        mention = self.linkage.mentions[index]
        return sorted({*self._words[mention.signature], *self._words[(mention.mention_key,)]})

    @cached_property
    def cluster_of(self) -> Mapping[int, int]:
        """The number of each mention's cluster."""
        return {index: number for number, cluster in enumerate(self.linkage.clusters) for index in cluster}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {mention.mention_id: index for index, mention in enumerate(self.linkage.mentions)}

    @cached_property
    def _words(self) -> Mapping[tuple[object, ...], list[int]]:
        found: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for index, mention in enumerate(self.linkage.mentions):
            found[mention.signature].append(index)
            found[(mention.mention_key,)].append(index)
        return found


def comparison(
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    quantities: pl.DataFrame,
    entity_mentions: pl.DataFrame,
    reference: Reference,
    progress: Progress,
    entities: pl.DataFrame | None = None,
) -> Comparison:
    """Compare all mentions as linking does.

    Args:
        articles: table ``articles``.
        mentions: table ``screened_mentions``.
        quantities: table ``quantities``.
        entity_mentions: table ``entity_mentions``.
        reference: the reference tables.
        progress: called with (steps done, steps in all).
        entities: table ``entities``.
    """
    found = features(articles, mentions, quantities, entity_mentions, reference.state_of)
    kinds = known_kinds(found, reference, entities)
    return Comparison(compare(found, kinds, progress), kinds)


def explain_pair(compared: Comparison, first: str, second: str) -> list[Told]:
    """Say what speaks for and against two mentions being one claim, and what clustering made of it.

    Args:
        compared: what `comparison` returned.
        first: a ``mention_id``.
        second: another.

    Raises:
        KeyError: a mention is none of those compared.
    """
    linkage = compared.linkage
    i, j = compared.place(first), compared.place(second)
    a, b = linkage.mentions[i], linkage.mentions[j]
    return [
        *_facts(a, b, linkage.weights),
        *_score(compared, i, j),
        *_decision(compared, i, j),
    ]


# --- what the two say -----------------------------------------------------------------------


def _facts(a: Features, b: Features, weights: Mapping[str, float]) -> Iterator[Told]:
    # a term is a stem; people are shown a word that has it
    spelt = {stem(word): word for word in (*b.text.split(), *a.text.split())}
    yield Told("shared terms", _weighed(a.terms & b.terms, weights, spelt))
    yield Told("only in the first", _weighed(a.terms - b.terms, weights, spelt))
    yield Told("only in the second", _weighed(b.terms - a.terms, weights, spelt))
    yield Told("entities", _sides(a.entities, b.entities))
    yield Told("subject", _same(a.subject, b.subject))
    yield Told("numbers", _same(*(", ".join(number.phrase for number in m.numbers) or None for m in (a, b))))
    yield Told("time spoken of", _same(*(_interval(m) for m in (a, b))))
    yield Told("polarity", _same(a.polarity, b.polarity))
    yield Told("modality", _same(a.modality, b.modality))
    yield Told("type", _same(a.claim_type, b.claim_type))
    yield Told("source", _same(a.source, b.source))


def _weighed(terms: Iterable[str], weights: Mapping[str, float], spelt: Mapping[str, str]) -> str:
    ordered = sorted(terms, key=lambda term: (-weights[term], term))
    told = ", ".join(f"{spelt.get(term, term.lstrip(MARKS))} {weights[term]:.1f}" for term in ordered[:_TERMS])
    return (told + (f" and {len(ordered) - _TERMS} more" if len(ordered) > _TERMS else "")) or "none"


def _sides(a: frozenset[str], b: frozenset[str]) -> str:
    parts = (("both", a & b), ("first only", a - b), ("second only", b - a))
    return "; ".join(f"{name}: {', '.join(sorted(found))}" for name, found in parts if found) or "none"


def _same(a: str | None, b: str | None) -> str:
    if a == b:
        return f"both {a}" if a else "none in either"
    return f"{a or 'none'} in the first, {b or 'none'} in the second"


def _interval(mention: Features) -> str | None:
    if mention.about is None:
        return None
    first, last = mention.about
    return f"{first}" if first == last else f"{first} to {last}"


# --- the score ------------------------------------------------------------------------------


def _score(compared: Comparison, i: int, j: int) -> Iterator[Told]:
    linkage, pair = compared.linkage, _compared(compared, i, j)
    a, b = linkage.mentions[i], linkage.mentions[j]
    judgement = (
        linkage.judgements[pair]
        if pair
        else judge(a, b, linkage.weights, compared.kinds, linkage.stories.likeness(a, b))
    )
    measures = judgement.measures
    if measures is None:
        yield Told("wording", "does not count: two refusals to comment are told by source and week")
    else:
        told = ", ".join(f"{name} {value:.2f}" for name, value in measures_of(measures))
        yield Told("wording", f"{judgement.score:.2f} ({told})")
    if _twins(a, b):
        yield Told("comparison", "the same in the same words, or one mention in two revisions: no comparison is needed")
        return
    if pair is None:
        yield Told("comparison", "never made by linking: the two share too little that is rare; made here all the same")
    if judgement.veto is not None:
        told = f"forbidden by {judgement.veto.reason}: {judgement.veto.detail}"
        yield Told("veto", told + ("; both can be true" if judgement.veto.compatible else ""))
        return
    yield Told("veto", "none")
    yield Told("chance", linkage.chance.told(a, b).removeprefix(", ") or "no doubt: one story, or more is shared")
    support = linkage.supports.get(pair) if pair else None
    score = linkage.scores.get(pair, judgement.score) if pair else judgement.score
    yield Told("neighbourhood", (support.reason if support else "") or "says nothing for the pair")
    beyond = "reaches" if score >= THRESHOLD else "falls short of"
    yield Told("score", f"{score:.2f} {beyond} the threshold of {THRESHOLD:.2f}")


def measures_of(measures: object) -> list[tuple[str, float]]:
    """Return the measures of a judgement by name, whatever they are."""
    names = getattr(type(measures), "__dataclass_fields__", {})
    return [
        (name, float(getattr(measures, name))) for name in names if isinstance(getattr(measures, name), int | float)
    ]


def _twins(a: Features, b: Features) -> bool:
    return a.mention_key == b.mention_key or a.signature == b.signature


def _compared(compared: Comparison, i: int, j: int) -> Pair | None:
    """The pair under which two mentions were compared: their own, or that of mentions in the same words."""
    pairs = ((min(one, other), max(one, other)) for one in compared.alike(i) for other in compared.alike(j))
    return next((pair for pair in pairs if pair in compared.linkage.judgements), None)


# --- the decision ---------------------------------------------------------------------------


def _decision(compared: Comparison, i: int, j: int) -> Iterator[Told]:
    linkage, cluster_of = compared.linkage, compared.cluster_of
    if cluster_of[i] == cluster_of[j]:
        yield Told("clustering", _joined(compared, i, j, linkage.clusters[cluster_of[i]]))
        return
    mine, other = linkage.clusters[cluster_of[i]], linkage.clusters[cluster_of[j]]
    yield Told("clustering", f"two claims, of {_mentions(mine)} and {_mentions(other)}")
    vetoes = list(_vetoes(compared, mine, other))
    if vetoes:
        more = f" and {len(vetoes) - _VETOES} more" if len(vetoes) > _VETOES else ""
        yield Told("kept apart by", "; ".join(vetoes[:_VETOES]) + more)
        return
    average = _average(compared, mine, other)
    told = f"the average score between all mentions of the two, {average:.2f}"
    falls = f"falls short of the threshold of {THRESHOLD:.2f}"
    yield Told("kept apart by", f"{told}, {falls if average < THRESHOLD else 'came after better ones were joined'}")


def _mentions(cluster: Sequence[int]) -> str:
    return "one mention" if len(cluster) == 1 else f"{len(cluster)} mentions"


def _joined(compared: Comparison, i: int, j: int, cluster: Sequence[int]) -> str:
    """How two mentions of one cluster hang together: directly, or along the strongest path."""
    linkage, pair = compared.linkage, _compared(compared, i, j)
    if _twins(linkage.mentions[i], linkage.mentions[j]):
        return "one claim: the same words"
    direct = linkage.scores.get(pair, 0.0) if pair else 0.0
    if direct >= THRESHOLD:
        return f"one claim of {_mentions(cluster)}, joined directly at {direct:.2f}"
    path = _strongest_path(linkage, i, j, cluster)
    if path is None:
        return f"one claim of {_mentions(cluster)}, joined by their average alone"
    if len(path) == 1:
        return f"one claim of {_mentions(cluster)}, joined by its average; the two alone score {path[0][0]:.2f}"
    through = ", ".join(f"{linkage.mentions[at].mention_id} ({linkage.mentions[at].text!r})" for _, at in path[:-1])
    scores = ", ".join(f"{score:.2f}" for score, _ in path)
    return f"one claim of {_mentions(cluster)}, joined through {through} with scores {scores}"


def _strongest_path(linkage: Linkage, i: int, j: int, cluster: Sequence[int]) -> list[tuple[float, int]] | None:
    """Steps from ``i`` to ``j`` as (score, where it leads), whose weakest score is as strong as can be."""
    ties = _ties(linkage, cluster)
    heap: list[tuple[float, int, int, tuple[tuple[float, int], ...]]] = [(-1.0, 0, i, ())]
    done: set[int] = set()
    while heap:
        weakest, steps, at, path = heapq.heappop(heap)
        if at == j:
            return list(path)
        if at in done:
            continue
        done.add(at)
        for other, score in sorted(ties.get(at, {}).items()):
            if other not in done:
                heapq.heappush(heap, (max(weakest, -score), steps + 1, other, (*path, (score, other))))
    return None


def _ties(linkage: Linkage, cluster: Sequence[int]) -> dict[int, dict[int, float]]:
    """Scores between the mentions of a cluster; equal mentions are tied by 1."""
    ties: dict[int, dict[int, float]] = {index: {} for index in cluster}
    for (one, other), score in linkage.scores.items():
        if one in ties and other in ties:
            ties[one][other] = ties[other][one] = score
    words: dict[object, int] = {}
    for index in cluster:
        first = words.setdefault(linkage.mentions[index].signature, index)
        if first != index:
            ties[first][index] = ties[index][first] = 1.0
    return ties


def _vetoes(compared: Comparison, mine: Sequence[int], other: Sequence[int]) -> Iterator[str]:
    """What forbids that two clusters are one, between any two of their mentions."""
    linkage = compared.linkage
    for one in mine:
        for two in other:
            pair = (min(one, two), max(one, two))
            judgement = linkage.judgements.get(pair)
            if judgement is not None and judgement.veto is not None:
                a, b = linkage.mentions[one].mention_id, linkage.mentions[two].mention_id
                yield f"{judgement.veto.reason} between {a} and {b} ({judgement.veto.detail})"
    both = [linkage.mentions[index] for index in (*mine, *other)]
    for first, second in side_by_side(both):
        if (first < len(mine)) != (second < len(mine)):
            names = f"{both[first].mention_id} and {both[second].mention_id}"
            yield f"{names} stand side by side in one sentence, as different propositions"


def _average(compared: Comparison, mine: Sequence[int], other: Sequence[int]) -> float:
    pairs = (_compared(compared, one, two) for one in mine for two in other)
    total = math.fsum(compared.linkage.scores.get(pair, 0.0) for pair in pairs if pair is not None)
    return total / (len(mine) * len(other))
