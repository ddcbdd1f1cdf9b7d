"""Entities across articles: groups of one name become one entity with a lasting identifier.

Belongs here: joining the groups that ``resolution.py`` makes of single articles, naming
entities, and giving identifiers: the slug of the reference tables, else the identifier that an
earlier run gave to an entity with a shared spelling, else a new one. Nothing depends on the
order of articles.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any

import polars as pl

from pipelines import ids
from pipelines.normalisation.names import MERGE, compare_people, parse_person, sound_key
from pipelines.normalisation.resolution import Group, name_key
from pipelines.reference import fold

_ROMANISATION = 0.975
"""From this score on two full names differ only in spelling."""


@dataclass(slots=True, eq=False)
class Named:
    """A group of one article as far as other articles are concerned: how it is called, not where."""

    kind: str
    name: str
    entity_id: str | None
    spellings: tuple[str, ...]
    """One for each place that it stands at."""
    acronyms: frozenset[str]
    entity: int = 0
    """The number of its entity, once all are gathered (:func:`gather`)."""
    rank: int = 0
    """Its place among the members of its entity."""

    @classmethod
    def of(cls, group: Group) -> "Named":
        """Return what other articles need of a group."""
        spellings = tuple(spot.text for spot in group.spots)
        return cls(group.kind, group.name, group.entity_id, spellings, frozenset(group.acronyms))

    def __setstate__(self, state: tuple[None, dict[str, Any]]) -> None:
        """Take over what was pickled; words that come again are kept once."""
        given = state[1]
        self.kind, self.name = intern(given["kind"]), intern(given["name"])
        self.entity_id = given["entity_id"] and intern(given["entity_id"])
        self.spellings, self.acronyms = tuple(map(intern, given["spellings"])), given["acronyms"]
        self.entity = self.rank = 0

    @property
    def is_full_person(self) -> bool:
        """Whether it is a person known by more than a surname."""
        return self.kind == "person" and parse_person(self.name).is_full


@dataclass
class Entity:
    """One entity of the corpus: its identifier, name, kind and the groups that name it."""

    entity_id: str
    name: str
    kind: str
    known: bool
    members: list[tuple[str, "Named"]] = field(default_factory=list)
    """``(article_id, group)`` pairs."""


@dataclass
class _Cluster:
    key: str
    kind: str
    groups: list[tuple[str, Named]]
    entity_id: str | None = None

    def spellings(self) -> Counter[str]:
        return Counter(text for _, group in self.groups for text in group.spellings)


class _Union:
    """Disjoint sets over strings; the smallest key of a set stands for it."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, key: str) -> str:
        root = key
        while (parent := self._parent.setdefault(root, root)) != root:
            root = parent
        while self._parent[key] != root:
            self._parent[key], key = root, self._parent[key]
        return root

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first


def gather(
    groups: Mapping[str, Sequence[Named]],
    previous_entities: pl.DataFrame | None = None,
    previous_aliases: pl.DataFrame | None = None,
) -> list[Entity]:
    """Return the entities of a corpus, ordered by identifier; each group is told its entity's number in that order.

    Args:
        groups: the groups of each article by its ``article_id``.
        previous_entities: the ``entities`` table of the version before, if any.
        previous_aliases: its ``entity_aliases``.
    """
    pairs = [(article, group) for article in sorted(groups) for group in groups[article]]
    _agree_on_people(group for _, group in pairs if group.entity_id is None)
    known = [(article, group) for article, group in pairs if group.entity_id is not None]
    people = [(article, group) for article, group in pairs if group.entity_id is None and group.is_full_person]
    surnames = [(a, g) for a, g in pairs if g.entity_id is None and g.kind == "person" and not g.is_full_person]
    bodies = [(article, group) for article, group in pairs if group.entity_id is None and group.kind != "person"]

    clusters = _known_clusters(known) + _people(people)
    clusters += _bodies(bodies)
    _place_surnames(surnames, clusters)
    _carry_over(clusters, previous_entities, previous_aliases)
    _mint(clusters, previous_entities)
    entities = sorted((_entity(cluster) for cluster in clusters), key=lambda entity: entity.entity_id)
    for number, entity in enumerate(entities):
        for rank, (_, group) in enumerate(entity.members):
            group.entity, group.rank = number, rank
    return entities


def _agree_on_people(groups: Iterable[Named]) -> None:
    """Let a name that is a person here and a body there be what most of its places say, people first.

    The language model labels one name now so, now so; a group's kind is set in place. A single
    word that is somebody's surname in the corpus is left as it is.
    """
    named: dict[str, list[Named]] = {}
    surnames: set[str] = set()
    for group in groups:
        named.setdefault(fold(group.name), []).append(group)
        if group.is_full_person:
            surnames.add(fold(" ".join(parse_person(group.name).surname)))
    for surname in surnames & set(named):
        del named[surname]
    for alike in named.values():
        votes: Counter[str] = Counter()
        for group in alike:
            votes[group.kind] += max(1, len(group.spellings))
        if len(votes) > 1 and "person" in votes:
            tied = "person" if " " in alike[0].name else ""
            winner = min(votes, key=lambda kind: (-votes[kind], kind != tied, kind))
            for group in alike:
                group.kind = winner


def _known_clusters(pairs: Iterable[tuple[str, Named]]) -> list[_Cluster]:
    found: dict[str, _Cluster] = {}
    for article, group in pairs:
        entity_id = str(group.entity_id)
        cluster = found.setdefault(entity_id, _Cluster(entity_id, group.kind, [], entity_id))
        cluster.groups.append((article, group))
    return list(found.values())


# --- people -------------------------------------------------------------------------------------


def _people(pairs: Sequence[tuple[str, Named]]) -> list[_Cluster]:
    """Join full names: spellings of one name at once, shortened ones where only one name fits."""
    by_name: dict[str, list[tuple[str, Named]]] = {}
    for article, group in pairs:
        by_name.setdefault(parse_person(group.name).bare, []).append((article, group))
    blocks: dict[str, list[str]] = {}
    for name in sorted(by_name):
        blocks.setdefault(sound_key(parse_person(name).surname[-1]), []).append(name)
    union = _Union()
    for block in blocks.values():
        _join_block(block, union)
    found: dict[str, _Cluster] = {}
    for name in sorted(by_name):
        key = union.find(name)
        found.setdefault(key, _Cluster(f"person:{key}", "person", [])).groups.extend(by_name[name])
    return list(found.values())


def _join_block(names: Sequence[str], union: _Union) -> None:
    """Join the names of one surname; a shorter name joins a fuller one only where no other answers to it."""
    loose: dict[str, list[str]] = {}
    for i, one in enumerate(names):
        union.find(one)
        for other in names[i + 1 :]:
            match = compare_people(one, other)
            if match.score >= _ROMANISATION and len(one.split()) == len(other.split()):
                union.join(one, other)
            elif match.score >= MERGE:
                less, more = sorted((one, other), key=lambda name: (len(name.split()), len(name), name))
                loose.setdefault(less, []).append(more)
    for name, others in sorted(loose.items()):
        fitting = {union.find(other) for other in others} - {union.find(name)}
        if len(fitting) == 1:
            union.join(name, fitting.pop())


def _place_surnames(pairs: Sequence[tuple[str, Named]], clusters: list[_Cluster]) -> None:
    """Give bare surnames to the one person of the corpus who has it and shares company with the article.

    Otherwise the word is a name of its own: one entity in the corpus where no full name has that
    surname, one for each article where some have it, so that two people are never made one.
    """
    people: dict[str, list[_Cluster]] = {}
    company: dict[str, set[int]] = {}
    for cluster in clusters:
        if cluster.kind == "person":
            for name in {group.name for _, group in cluster.groups}:
                bucket = people.setdefault(sound_key(parse_person(name).surname[-1]), [])
                if cluster not in bucket:
                    bucket.append(cluster)
        for article, _ in cluster.groups:
            company.setdefault(article, set()).add(id(cluster))
    alone: dict[str, _Cluster] = {}
    for article, group in pairs:
        key = sound_key(parse_person(group.name).surname[-1])
        candidates = people.get(key, [])
        if len(candidates) == 1 and _share_company(article, candidates[0], company):
            candidates[0].groups.append((article, group))
            continue
        name = f"surname:{fold(group.name)}" + (f":{article}" if candidates else "")
        alone.setdefault(name, _Cluster(name, "person", [])).groups.append((article, group))
    clusters.extend(alone.values())


_COMPANY_LOOKED_AT = 200


def _share_company(article: str, cluster: _Cluster, company: Mapping[str, set[int]]) -> bool:
    """Return whether another entity of ``article`` also stands in an article that names the person in full."""
    own = company.get(article, set()) - {id(cluster)}
    others = sorted({other for other, group in cluster.groups if group.is_full_person})
    return any(own & company[other] for other in others[:_COMPANY_LOOKED_AT])


# --- bodies, places and the rest ------------------------------------------------------------------


def _body_key(name: str) -> str:
    return f"body:{fold(name).removeprefix('the ')}"


def _bodies(pairs: Sequence[tuple[str, Named]]) -> list[_Cluster]:
    """Join groups of one name, and an acronym to its long form where the corpus gives it only one."""
    union = _Union()
    long_forms: dict[str, set[str]] = {}
    keyed = [(_body_key(group.name), article, group) for article, group in pairs]
    for key, _, group in keyed:
        if group.kind in {"place", "facility"}:
            union.join(key, f"{group.kind}:{name_key(group.name)}")
        for acronym in group.acronyms:
            long_forms.setdefault(_body_key(acronym), set()).add(key)
    for acronym, keys in sorted(long_forms.items()):
        if len(keys) == 1:
            union.join(acronym, next(iter(keys)))
    found: dict[str, list[tuple[str, Named]]] = {}
    for key, article, group in keyed:
        found.setdefault(union.find(key), []).append((article, group))
    return [_Cluster(key, _majority(groups), groups) for key, groups in sorted(found.items())]


def _majority(groups: Iterable[tuple[str, Named]]) -> str:
    counts = Counter(group.kind for _, group in groups for _ in range(max(1, len(group.spellings))))
    return min(counts, key=lambda kind: (-counts[kind], kind))


# --- names and identifiers --------------------------------------------------------------------------


def _canonical(cluster: _Cluster) -> str:
    """Return the fullest of the most frequent names: for people without titles."""
    if cluster.kind == "person":
        counts = Counter(parse_person(text).bare for text in cluster.spellings().elements())
        full = {name: count for name, count in counts.items() if parse_person(name).is_full} or dict(counts)
        return min(full, key=lambda name: (-full[name], -len(name), name))
    counts = cluster.spellings()
    longest = [name for name in counts if len(name.split()) > 1] if cluster.kind == "organisation" else []
    pool = longest or list(counts)
    return min(pool, key=lambda name: (-counts[name], -len(name), name))


def _telling(spellings: Iterable[str], kind: str) -> set[str]:
    """Return the folded spellings that identity may rest on: of people the full ones, where there are any."""
    if kind != "person":
        return {fold(text) for text in spellings}
    parsed = [parse_person(text) for text in spellings]
    full = {fold(name.bare) for name in parsed if name.is_full}
    return full or {fold(name.bare) for name in parsed}


def _carry_over(clusters: Sequence[_Cluster], entities: pl.DataFrame | None, aliases: pl.DataFrame | None) -> None:
    """Give clusters the identifiers that the version before gave to entities of the same spellings."""
    if entities is None or aliases is None:
        return
    kinds = dict(entities.select("entity_id", "kind").iter_rows())
    spelt: dict[str, list[str]] = {}
    for entity_id, alias in aliases.select("entity_id", "alias").iter_rows():
        if entity_id in kinds and entity_id.startswith("ent-"):
            spelt.setdefault(entity_id, []).append(alias)
    holders: dict[str, set[str]] = {}
    for entity_id, texts in spelt.items():
        for key in _telling(texts, kinds[entity_id]):
            holders.setdefault(key, set()).add(entity_id)
    claims: list[tuple[int, bool, bool, int, str, str, _Cluster]] = []
    for cluster in clusters:
        if cluster.entity_id is not None:
            continue
        shared = Counter(
            entity_id
            for key in _telling(cluster.spellings(), cluster.kind)
            for entity_id in holders.get(key, ())
            if (kinds[entity_id] == "person") == (cluster.kind == "person")
        )
        own = ids.entity_id(cluster.kind, cluster.key)
        size = -len(cluster.groups)
        claims += [
            (-count, entity != own, kinds[entity] != cluster.kind, size, entity, cluster.key, cluster)
            for entity, count in shared.items()
        ]
    taken: set[str] = set()
    for *_, entity_id, _, cluster in sorted(claims, key=lambda claim: claim[:-1]):
        if cluster.entity_id is None and entity_id not in taken:
            cluster.entity_id = entity_id
            taken.add(entity_id)


def _mint(clusters: Sequence[_Cluster], entities: pl.DataFrame | None) -> None:
    """Give every cluster without an identifier a new one that nothing has or had."""
    used = {cluster.entity_id for cluster in clusters}
    if entities is not None:
        used |= set(entities["entity_id"])
    for cluster in sorted(clusters, key=lambda cluster: cluster.key):
        if cluster.entity_id is not None:
            continue
        minted, turn = ids.entity_id(cluster.kind, cluster.key), 1
        while minted in used:
            turn += 1
            minted = ids.entity_id(cluster.kind, f"{cluster.key}#{turn}")
        used.add(minted)
        cluster.entity_id = minted


def _entity(cluster: _Cluster) -> Entity:
    known = any(group.entity_id is not None for _, group in cluster.groups)
    if known:
        name = next(group.name for _, group in cluster.groups if group.entity_id is not None)
    else:
        name = _canonical(cluster)
    return Entity(str(cluster.entity_id), name, cluster.kind, known, cluster.groups)
