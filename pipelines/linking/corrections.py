"""People's corrections of claims, applied to what clustering came to.

Belongs here: joining and parting clusters as table ``claim_corrections`` says. Does not belong
here: how corrections are written and which of them hold. They are applied in their order, each to
what the ones before it left, so that a later one has the last word.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.schema import TABLES

Tie = Callable[[str, str], float]
"""How alike the mentions of two keys are; 0 where something forbids that they are one claim."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The partition after the corrections."""

    clusters: list[list[str]]
    """Mention keys, sorted; clusters in the order of their first key."""
    effects: pl.DataFrame
    """Table ``correction_effects``."""
    touched: frozenset[str]
    """Mention keys of corrections that were made or taken back since the version before, and changed something."""
    reasons: Mapping[str, str]
    """By mention key: why it is where it is, where a correction decided that."""


def corrected(clusters: Iterable[Sequence[str]], corrections: pl.DataFrame, tie: Tie) -> Corrected:
    """Apply the corrections to a partition of mention keys.

    A merge joins, of each claim that it names, the cluster that holds most of its mentions. A split takes
    the mentions that it names out of every cluster that holds others of their claim, with those unknown to it
    that are more like them than like the rest, and makes one claim of them.

    Args:
        clusters: the partition that linking came to.
        corrections: table ``claim_corrections``.
        tie: how alike two mentions are, asked for mentions that a split does not name.
    """
    if corrections.is_empty():
        return uncorrected(sorted(sorted(cluster) for cluster in clusters if cluster))
    table = TABLES["correction_effects"]
    state = _Partition(clusters)
    effects, reasons = [], {}
    applied = []
    ordered = corrections.filter(pl.col("action") != "touch").sort("position", "part", "mention_key")
    for (_, identifier, action), rows in ordered.group_by("position", "curation_id", "action", maintain_order=True):
        parts: dict[int, list[str]] = defaultdict(list)
        for part, key in rows.select("part", "mention_key").iter_rows():
            parts[part].append(key)
        status, note, moved = _merge(parts, state) if action == "merge" else _split(parts, state, tie)
        effects.append({"curation_id": identifier, "status": status, "note": note})
        applied += [identifier] if status == "applied" else []
        reasons.update(dict.fromkeys(moved, f"by correction {identifier}: {note}"))
    mattering = pl.col("changed") & ((pl.col("action") == "touch") | pl.col("curation_id").is_in(applied))
    touched = corrections.filter(mattering)["mention_key"]
    return Corrected(state.clusters(), table.conform(table.frame(effects)), frozenset(touched), reasons)


def uncorrected(clusters: list[list[str]]) -> Corrected:
    """Return a partition as it is, of sorted keys and in the order of the first ones, where nothing is corrected."""
    return Corrected(clusters, TABLES["correction_effects"].empty(), frozenset(), {})


class _Partition:
    """Clusters of mention keys, each named by a number that is never used again."""

    def __init__(self, clusters: Iterable[Sequence[str]]) -> None:
        self.members = {number: set(cluster) for number, cluster in enumerate(clusters)}
        self.of = {key: number for number, cluster in self.members.items() for key in cluster}
        self._next = len(self.members)

    def put(self, keys: Iterable[str]) -> None:
        """Make one new cluster of ``keys``, taken out of theirs."""
        for key in (taken := set(keys)):
            self.members[self.of[key]].discard(key)
            self.of[key] = self._next
        self.members[self._next] = taken
        self._next += 1

    def clusters(self) -> list[list[str]]:
        """Return the clusters that are not empty."""
        return sorted(sorted(cluster) for cluster in self.members.values() if cluster)


Effect = tuple[str, str, set[str]]


def _merge(parts: Mapping[int, Sequence[str]], state: _Partition) -> Effect:
    chosen = []
    for _, keys in sorted(parts.items()):
        votes = Counter(state.of[key] for key in keys if key in state.of)
        if votes:
            chosen.append(min(votes, key=lambda number: (-votes[number], min(state.members[number]))))
    found = set(chosen)
    if len(chosen) < 2:
        return "unresolved", "fewer than two of the claims have a mention in the dataset now", set()
    if len(found) == 1:
        return "no_effect", "the claims are one without the correction", set()
    moved = {key for number in found for key in state.members[number]}
    state.put(moved)
    return "applied", f"{len(found)} claims are one, of {len(moved)} mentions", moved


def _split(parts: Mapping[int, Sequence[str]], state: _Partition, tie: Tie) -> Effect:
    rest = {key for key in parts.get(0, ()) if key in state.of}
    apart = {key for key in parts.get(1, ()) if key in state.of}
    if not apart:
        return "unresolved", "none of the mentions to split off is in the dataset now", set()
    if not rest:
        return "unresolved", "no other mention of the claim is in the dataset now", set()
    moved: set[str] = set()
    for number in sorted({state.of[key] for key in apart}):
        cluster = state.members[number]
        if rest.isdisjoint(cluster):
            moved |= cluster
            continue
        stay = cluster - apart
        unnamed = stay - rest
        moved |= cluster & apart
        moved |= {key for key in unnamed if _best(key, apart, tie) > _best(key, stay - {key}, tie)}
    if moved in (state.members[state.of[key]] for key in apart):
        return "no_effect", "the mentions are a claim of their own without the correction", set()
    state.put(moved)
    told = "the mention is" if len(moved) == 1 else f"the {len(moved)} mentions are"
    return "applied", f"{told} a claim apart", moved


def _best(key: str, others: Iterable[str], tie: Tie) -> float:
    return max((tie(key, other) for other in others), default=0.0)
