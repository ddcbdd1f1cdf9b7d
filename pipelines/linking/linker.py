"""Linking from end to end: the order in which the parts of this room work on one another's results."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from pipelines.linking.at_odds import told_apart
from pipelines.linking.candidates import candidates
from pipelines.linking.chance import Chance
from pipelines.linking.claims import STATED, claim_origins, claims
from pipelines.linking.clusters import partition
from pipelines.linking.context import Support, Supports, raised, supports
from pipelines.linking.corrections import Corrected, corrected, uncorrected
from pipelines.linking.credits import CREDITING, credits
from pipelines.linking.features import PUBLISHED, READ, Features, features, side_by_side, term_weights
from pipelines.linking.judging import judged
from pipelines.linking.media import OUTLETS, Media, own_outlets
from pipelines.linking.names import NAMED
from pipelines.linking.origins import TOLD, article_origins, mention_origins
from pipelines.linking.out_of_core import Executor
from pipelines.linking.packed import chosen, coded, column, each
from pipelines.linking.pairs import Floats, Ints, Pair, Pairs, PairTable, Places, Scores, as_pairs, row_of
from pipelines.linking.quotes import quote_variants
from pipelines.linking.registry import Registry, assign
from pipelines.linking.relations import claim_relations, disputed, told_by
from pipelines.linking.shelf import Frame, pressed, taken, unpressed
from pipelines.linking.similarity import Judgement, Kind, Veto, explain, judge
from pipelines.linking.stories import Stories
from pipelines.linking.wording import Wordings
from pipelines.memory import give_back, uncollected
from pipelines.reference import Reference
from pipelines.schema import TABLES

if TYPE_CHECKING:
    from pipelines.workers import Apply

THRESHOLD = 0.45
"""Average likelihood from which two groups of mentions are one claim."""

OBSERVED = ("entity_id", "kind", "country", "name")
"""What of entities is read."""

ORIGINATING = tuple(dict.fromkeys((*CREDITING, *TOLD, *STATED)))
"""What of mentions is read once they are linked: what their origins follow from, and their claims."""

FEWEST_TERMS = 3
"""Equal words alone make one claim of mentions with at least so many terms; shorter ones need more."""

_ALONE = "no other mention is alike enough"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The tables that linking makes, each as `schema.py` declares it."""

    mentions: pl.DataFrame
    claims: pl.DataFrame
    claim_origins: pl.DataFrame
    claim_relations: pl.DataFrame
    quote_variants: pl.DataFrame
    article_origins: pl.DataFrame
    outlets: pl.DataFrame
    claim_history: pl.DataFrame
    """Rows of this version only."""
    correction_effects: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Linkage:
    """What the comparison of all mentions came to, before any identifier is given."""

    mentions: Sequence[Features]
    """One record a mention, in the order of keys; pairs are positions in it."""
    weights: Mapping[str, float]
    """Weight of every term among all mentions."""
    stories: Stories
    """And in the stories that the articles tell."""
    judgements: PairTable[Judgement]
    """Made anew when asked for: there are too many to keep."""
    scores: Scores
    """Scores after the neighbourhood is heard; vetoed pairs are absent."""
    chance: Chance
    """How much of its score a pair loses where so many mentions share as much by chance."""
    supports: PairTable[Support]
    clusters: Sequence[Sequence[int]]


def _nothing() -> None:
    """Let nothing go."""


@uncollected()
def link(
    articles: Frame,
    segments: Frame,
    mentions: Frame,
    attributions: Frame,
    quantities: Frame,
    entity_mentions: Frame,
    reference: Reference,
    registry: Registry,
    version: str,
    progress: Progress | None = None,
    corrections: pl.DataFrame | None = None,
    entities: Frame | None = None,
    apply: "Apply" = map,
    executor: Executor | None = None,
    threads: int = 1,
    let_go: Callable[[], None] = _nothing,
) -> LinkResult:
    """Join mentions into claims and say on whose word each claim rests.

    Every mention handed over gets exactly one claim, so a caller who wants superseded
    revisions left out of the counts leaves them out of ``mentions``. Tables that are `laid_aside`
    are read when they are needed, and take no room while mentions are compared.

    Args:
        articles: table ``articles``; holds every article of ``mentions``.
        segments: table ``segments``.
        mentions: table ``screened_mentions``.
        attributions: table ``attributions``.
        quantities: table ``quantities``.
        entity_mentions: table ``entity_mentions``.
        reference: the reference tables.
        registry: what the version before left.
        version: name of the version being made.
        progress: called with (steps done, steps in all).
        corrections: table ``claim_corrections``: what people know better, applied to the clusters.
        entities: table ``entities``: tells people from countries and bodies that no reference table knows.
        apply: what applies a function to parts of the work, in whatever processes; the rows are the same.
        executor: finds who is compared with whom where that does not fit in its memory; without it all is done here.
        threads: so many compare words beside one another, where that takes no other process.
        let_go: called when nothing is left to apply: processes that did parts may end, and take no more room.
    """
    report = progress or _silent
    found = features(
        taken(articles, *PUBLISHED),
        taken(mentions, *READ),
        taken(quantities),
        taken(entity_mentions, *NAMED),
        reference.state_of,
        apply,
    )
    give_back()
    known = None if entities is None else taken(entities, *OBSERVED)
    kinds = known_kinds(found, reference)
    linkage = compare(found, _observed(known) | kinds, report, executor, apply, threads)
    linkage, fixed = _corrected(linkage, kinds, corrections)
    ties, pairs = pressed(link_reasons(linkage, fixed.reasons)), linkage.judgements.pairs
    del linkage  # all that is still asked is what mentions and pairs say, and what is to come needs the room
    give_back()
    assignment = assign(fixed.clusters, _published(found, articles), registry, version, fixed.touched)
    claim_of_key = {
        key: claim for claim, keys in zip(assignment.claim_ids, fixed.clusters, strict=True) for key in keys
    }
    told_as = zip(column(found, "mention_id"), column(found, "mention_key"), strict=True)
    claim_of = {mention: claim_of_key[key] for mention, key in told_as}
    first_versions = dict(zip(assignment.claim_ids, assignment.first_versions, strict=True))
    history, effects = assignment.history, fixed.effects
    del assignment, claim_of_key, fixed, told_as
    give_back()
    report(4, 5)
    media = Media(reference)
    own = own_outlets(taken(articles, *OUTLETS).iter_rows(named=True), media)
    told = told_by(mentions, reference.reporting_verbs, own, known)
    give_back()
    relations = claim_relations(found, pairs, kinds, claim_of, told, apply)
    del told, pairs
    let_go()
    give_back()
    variants = quote_variants(found, kinds)
    del found, known, kinds
    give_back()
    texts, stated = taken(articles), taken(mentions, *ORIGINATING)
    credited = credits(texts, stated, taken(attributions), own, media)
    rests_on = article_origins(texts, taken(segments), stated, credited, own, media)
    told_origins = mention_origins(texts, stated, credited, own, rests_on, claim_of, media)
    origin_table, credit = claim_origins(told_origins, claim_of)
    claim_table = claims(stated, texts, claim_of, first_versions, origin_table, disputed(relations))
    used = {outlet for outlet in own.values() if outlet} | set(rests_on.frame["origin_id"])
    used |= credit.outlets
    del texts, stated, credited, told_origins, own, first_versions
    give_back()
    report(5, 5)
    return LinkResult(
        mentions=_linked(mentions, unpressed(ties), claim_of, credit.of_mention),
        claims=claim_table,
        claim_origins=origin_table,
        claim_relations=relations,
        quote_variants=variants,
        article_origins=rests_on.frame,
        outlets=media.frame(used),
        claim_history=history,
        correction_effects=effects,
    )


def _published(mentions: Sequence[Features], articles: Frame) -> dict[str, datetime | None]:
    """When the article of each mention key was published."""
    dates = dict(taken(articles, "article_id", "published_at").iter_rows())
    keys, stated_in = column(mentions, "mention_key"), column(mentions, "article_id")
    return {key: dates.get(article) for key, article in zip(keys, stated_in, strict=True)}


def _corrected(
    linkage: Linkage, kinds: Mapping[str, Kind], corrections: pl.DataFrame | None
) -> tuple[Linkage, Corrected]:
    """Apply people's corrections to the clusters; a key's mentions in several revisions stay together."""
    keys_of = column(linkage.mentions, "mention_key")
    # positions are in the order of keys, so that clusters of positions in order are clusters of keys in order
    keys = [list(dict.fromkeys([keys_of[index] for index in cluster])) for cluster in linkage.clusters]
    if corrections is None or corrections.is_empty():
        return linkage, uncorrected(keys)
    places: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(keys_of):
        places[key].append(index)

    def tie(one: str, other: str) -> float:
        a, b = linkage.mentions[places[one][0]], linkage.mentions[places[other][0]]
        found = judge(a, b, linkage.weights, kinds, linkage.stories.likeness(a, b))
        return found.score if found.veto is None else 0.0

    fixed = corrected(keys, corrections, tie)
    clusters = [sorted(index for key in cluster for index in places[key]) for cluster in fixed.clusters]
    return replace(linkage, clusters=clusters), fixed


def _silent(_done: int, _total: int) -> None:
    """Report to nobody."""


def known_kinds(
    mentions: Sequence[Features], reference: Reference, entities: pl.DataFrame | None = None
) -> dict[str, Kind]:
    """Return what the reference tables say of every subject and source, else what was observed of it."""
    found = _observed(entities)
    named = {entity for entities in each(mentions, "entities") for entity in entities}
    for entity in (named | {*column(mentions, "subject"), *column(mentions, "source")}) - {None}:
        row = reference.entity(entity)
        if row is not None:
            found[entity] = Kind(row["kind"], row["country"])
    return found


def _observed(entities: pl.DataFrame | None) -> dict[str, Kind]:
    """What was observed of entities."""
    if entities is None:
        return {}
    return {entity: Kind(kind, country) for entity, kind, country in entities.select(OBSERVED[:3]).iter_rows()}


def compare(
    mentions: Sequence[Features],
    kinds: Mapping[str, Kind],
    report: Progress,
    executor: Executor | None = None,
    apply: "Apply" = map,
    threads: int = 1,
) -> Linkage:
    """Compare what is worth comparing and cluster the outcome.

    Mentions of equal signature are one node: copies cost nothing and never part. ``apply`` is what applies a function
    to some pairs at a time, in whatever processes; words are compared in so many ``threads``.
    """
    twins = _twins(mentions)
    _join_revisions(column(mentions, "mention_key"), twins)
    head = np.array([group[0] for group in twins], np.int32)
    heads = chosen(mentions, head.tolist())
    weights = term_weights(mentions)
    report(1, 5)
    wordings = Wordings(heads, weights, threads)
    pairs = candidates(heads, wordings, executor)
    give_back()
    report(2, 5)
    stories = _told(mentions, twins, head, pairs)
    likenesses = stories.likenesses(heads, pairs[:, 0], pairs[:, 1])
    plain, vetoed = judged(heads, pairs, weights, kinds, likenesses, wordings)
    del wordings
    apart = told_apart(heads, pairs[~vetoed], kinds, apply)
    give_back()
    found_apart = as_pairs(apart)
    vetoed[row_of(pairs, found_apart[:, 0], found_apart[:, 1])] = True
    free, chance = pairs[~vetoed], Chance(stories, weights)
    likely = _doubted(Scores(free, plain[~vetoed]), chance, heads)
    stories.forget()
    support = supports(heads, likely)
    scores = _raised(likely, support)
    give_back()
    report(3, 5)
    node_of = {index: node for node, group in enumerate(twins) for index in group}
    beside = {(node_of[i], node_of[j]) for i, j in side_by_side(mentions) if node_of[i] != node_of[j]}
    forbidden = np.concatenate([pairs[vetoed], as_pairs(beside)])
    clusters = partition({i: len(group) for i, group in enumerate(twins)}, scores, forbidden, THRESHOLD)
    vetoes = {(int(head[i]), int(head[j])): veto for (i, j), veto in apart.items()}
    return Linkage(
        mentions=mentions,
        weights=weights,
        stories=stories,
        judgements=_judgements(mentions, head[pairs], weights, kinds, vetoes, likenesses),
        scores=Scores(head[free], scores.numbers),
        chance=chance,
        supports=support.moved(head),
        clusters=[sorted(index for node in cluster for index in twins[node]) for cluster in clusters],
    )


def _told(mentions: Sequence[Features], twins: Sequence[Sequence[int]], head: Places, pairs: Pairs) -> Stories:
    """The stories of all articles; those of which mentions are worth comparing, or are equal, may tell one."""
    stories = Stories.of(mentions)
    article = np.array([stories.articles[article] for article in column(mentions, "article_id")], np.int64)
    equal = np.array([(group[0], index) for group in twins for index in group[1:]], np.int32).reshape(-1, 2)
    both = article[np.concatenate([head[pairs], equal])]
    stories.tell(both[:, 0], both[:, 1])
    return stories


def _twins(mentions: Sequence[Features]) -> list[list[int]]:
    """Mentions grouped by their signature, short ones by their key."""
    nodes: dict[bytes | str, list[int]] = defaultdict(list)
    long = (coded(mentions, "terms").sizes >= FEWEST_TERMS).tolist()
    told = zip(long, column(mentions, "digest"), column(mentions, "mention_key"), strict=True)
    for index, (is_long, digest, key) in enumerate(told):
        nodes[digest if is_long else key].append(index)
    return sorted(nodes.values())


def _judgements(
    mentions: Sequence[Features],
    pairs: Pairs,
    weights: Mapping[str, float],
    kinds: Mapping[str, Kind],
    vetoes: Mapping[Pair, Veto],
    likenesses: Floats,
) -> PairTable[Judgement]:
    """The judgements of pairs, made when asked for, with the vetoes that were found later."""

    def judgement(row: int) -> Judgement:
        i, j = pairs[row].tolist()
        found = judge(mentions[i], mentions[j], weights, kinds, float(likenesses[row]))
        return replace(found, veto=vetoes[i, j]) if (i, j) in vetoes else found

    return PairTable(pairs, judgement)


def _doubted(plain: Scores, chance: Chance, heads: Sequence[Features]) -> Scores:
    """Scores after what mentions share by chance is taken off."""
    return Scores(plain.pairs, raised(plain.numbers, -chance.doubts(heads, plain.pairs)))


def _raised(plain: Scores, support: Supports) -> Scores:
    """Scores after the neighbourhood is heard."""
    numbers = plain.numbers.copy()
    rows = row_of(plain.pairs, support.pairs[:, 0], support.pairs[:, 1])
    numbers[rows] = raised(numbers[rows], support.gains)
    return Scores(plain.pairs, numbers)


def _join_revisions(keys: Sequence[str], twins: list[list[int]]) -> None:
    """Join, in place, the groups that hold one mention in several revisions of its article."""
    group_of: dict[str, int] = {}
    for place, group in enumerate(twins):
        for index in list(group):
            home = group_of.setdefault(keys[index], place)
            if home != place:
                twins[home] += group
                for moved in group:
                    group_of[keys[moved]] = home
                group.clear()
                break
    twins[:] = sorted(sorted(group) for group in twins if group)


def _linked(
    mentions: Frame, ties: pl.DataFrame, claim_of: Mapping[str, str], medium: Mapping[str, str]
) -> pl.DataFrame:
    """Return table ``mentions``: the claim, the medium credited and the reason (`link_reasons`) of each mention."""
    table = TABLES["mentions"]
    named = taken(mentions, "mention_id")["mention_id"]
    order, named = named.arg_sort(), named.sort()
    told = ties.join(named.to_frame(), on="mention_id", how="right", maintain_order="right")
    claims = pl.Series("claim_id", [claim_of[m] for m in named], dtype=pl.String)
    media = pl.Series("origin_id", [medium.get(m) for m in named], dtype=pl.String)
    made = {column.name: column for column in (claims, media, told["link_score"], told["link_reason"])}
    # column by column: a table that is sorted as a whole is twice in memory
    columns = [made[n] if n in made else taken(mentions, n)[n].gather(order) for n in table.names]
    return table.conform(pl.DataFrame(columns))


def link_reasons(linkage: Linkage, corrected_reasons: Mapping[str, str]) -> pl.DataFrame:
    """Return why each mention is in its claim: its strongest tie there, or a correction, else that it stands alone.

    Returns:
        ``mention_id``, ``link_score`` (null for a mention without a tie) and ``link_reason``.
    """
    sizes = np.fromiter(map(len, linkage.clusters), np.int64)
    members = np.fromiter(chain.from_iterable(linkage.clusters), np.int64, sizes.sum())
    places = np.empty(len(linkage.mentions), np.int64)
    places[members] = np.repeat(np.arange(len(sizes)), sizes)
    mention_ids, keys = column(linkage.mentions, "mention_id"), column(linkage.mentions, "mention_key")
    scores = np.where(sizes[places] > 1, 1.0, np.nan)
    reasons = ["the same words" if score else _ALONE for score in (sizes[places] > 1).tolist()]
    for index, other, score in _strongest(linkage.scores, places):
        pair = (index, other) if index < other else (other, index)
        support = linkage.supports[pair].reason if pair in linkage.supports else ""
        scores[index] = round(score, 6)
        first, second = linkage.mentions[pair[0]], linkage.mentions[pair[1]]
        told = explain(first, second, linkage.judgements[pair], linkage.weights)
        like = f"as {mention_ids[other]}: {told}{linkage.chance.told(first, second)}"
        reasons[index] = f"{like}; {support}" if support else like
    if corrected_reasons:
        reasons = [corrected_reasons.get(key, reason) for key, reason in zip(keys, reasons, strict=True)]
    return pl.DataFrame(
        [
            pl.Series("mention_id", mention_ids, dtype=pl.String),
            pl.Series("link_score", scores, dtype=pl.Float64).fill_nan(None),
            pl.Series("link_reason", reasons, dtype=pl.String),
        ]
    )


def _strongest(scores: Scores, places: Ints) -> Iterator[tuple[int, int, float]]:
    """Yield each mention that has ties in its cluster, with the other of the strongest and its score.

    Of equal ones the earlier mention is taken. Mentions of one cluster, whose places these are, come together.
    """
    one, other = scores.pairs.T
    inside = np.flatnonzero(places[one] == places[other])
    one, other = np.concatenate([one[inside], other[inside]]), np.concatenate([other[inside], one[inside]])
    numbers = np.tile(scores.numbers[inside], 2)
    order = np.lexsort((other, -numbers, one, places[one]))
    first = order[np.flatnonzero(np.diff(one[order], prepend=-1))]
    return zip(one[first].tolist(), other[first].tolist(), numbers[first].tolist(), strict=True)
