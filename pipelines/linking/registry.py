"""Identifiers that last: how the claims of a new version take over those of the one before.

Belongs here: who inherits an ID, who is minted one, and what became of each. Does not belong
here: which mentions make a claim. IDs are carried by `mention_key`, which neither
re-extraction nor edits elsewhere in an article change.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Self

import polars as pl

from pipelines import ids
from pipelines.schema import TABLES

Cause = Literal["source", "pipeline", "reference", "curation"]


@dataclass(frozen=True)
class Registry:
    """What the previous version left: which mention carried which claim, and every ID ever used."""

    mentions: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"mention_key": pl.String, "claim_id": pl.String})
    )
    """``mention_key``, ``claim_id`` of the version before; a key stands once."""
    claims: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"claim_id": pl.String, "first_version": pl.String})
    )
    """``claim_id``, ``first_version`` of the claims of the version before."""
    redirects: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"claim_id": pl.String, "other_claim_id": pl.String})
    )
    """``claim_id``, ``other_claim_id``: claims merged, split off or retired in any version before. Their IDs are
    never minted again."""

    @classmethod
    def of(cls, mentions: pl.DataFrame, claims: pl.DataFrame, claim_history: pl.DataFrame) -> Self:
        """Build the registry from the tables of the version before (and the whole history)."""
        return cls(
            mentions=mentions.select("mention_key", "claim_id").unique().sort("mention_key"),
            claims=claims.select("claim_id", "first_version").sort("claim_id"),
            redirects=claim_history.filter(pl.col("event").is_in(["merged_into", "retired", "split_from"]))
            .select("claim_id", "other_claim_id")
            .unique()
            .sort("claim_id", "other_claim_id"),
        )


@dataclass(frozen=True, slots=True)
class Assignment:
    """The IDs of the claims of this version, in the order of the clusters given."""

    claim_ids: list[str]
    first_versions: list[str]
    history: pl.DataFrame
    """Table ``claim_history``, rows of this version only."""


def assign(
    clusters: Sequence[Sequence[str]],
    published: Mapping[str, datetime | None],
    registry: Registry,
    version: str,
    curated: Collection[str] = (),
) -> Assignment:
    """Give every cluster its ID.

    The cluster that holds most of an old claim's mentions is its heir (ties: the one with the
    founding mention). A cluster that is heir to several keeps the oldest ID, and the others
    redirect to it. A cluster that is heir to none is minted an ID from its founding mention:
    the earliest published, then the smallest key.

    Args:
        clusters: a partition of mention keys.
        published: when the article of each mention was published.
        registry: what the version before left.
        version: name of the version being made.
        curated: mention keys whose claims change because people's corrections did.
    """
    before = dict(registry.mentions.select("mention_key", "claim_id").iter_rows())
    first_version = dict(registry.claims.select("claim_id", "first_version").iter_rows())
    founding = _founding_order(published)
    ordered = [sorted(cluster, key=founding) for cluster in clusters]
    heirs = _heirs(ordered, before, founding)
    inherited: dict[int, list[str]] = defaultdict(list)
    for claim, index in heirs.items():
        inherited[index].append(claim)
    taken = {*before.values(), *first_version, *registry.redirects["claim_id"].to_list()}
    touched = {before[key] for key in curated if key in before}
    log = _Log(version, _cause(before, ordered, curated), touched)
    claim_ids, first_versions = [], []
    for index, cluster in enumerate(ordered):
        old = sorted(inherited[index], key=lambda claim: (first_version.get(claim, ""), claim))
        if old:
            claim = old[0]
            for merged in old[1:]:
                log.add(merged, "merged_into", claim)
        else:
            claim = _mint(cluster, taken)
            taken.add(claim)
            parents = Counter(before[key] for key in cluster if key in before)
            if parents:
                parent = min(parents, key=lambda parent: (-parents[parent], parent))
                log.add(claim, "split_from", parent)
            else:
                log.add(claim, "new")
        claim_ids.append(claim)
        first_versions.append(first_version.get(claim, version))
    _log_the_rest(log, ordered, claim_ids, before, heirs)
    return Assignment(claim_ids, first_versions, log.frame())


def _founding_order(published: Mapping[str, datetime | None]) -> Callable[[str], tuple[datetime, str]]:
    """Order of mention keys: earliest published first, undated last, then the smaller key."""
    return lambda key: (published.get(key) or datetime.max, key)


def _heirs(
    clusters: Sequence[Sequence[str]],
    before: Mapping[str, str],
    founding: Callable[[str], tuple[datetime, str]],
) -> dict[str, int]:
    """Return the index of the cluster that each old claim lives on in."""
    heirs: dict[str, int] = {}
    parted: dict[str, dict[int, list[str]]] = {}
    for index, cluster in enumerate(clusters):
        for claim in {before[key] for key in cluster if key in before}:
            if heirs.setdefault(claim, index) != index:
                parted[claim] = defaultdict(list)
    if parted:
        for index, cluster in enumerate(clusters):
            for key in cluster:
                if (claim := before.get(key, "")) in parted:
                    parted[claim][index].append(key)
    for claim, shares in parted.items():
        heirs[claim] = min(shares, key=lambda index: (-len(shares[index]), min(map(founding, shares[index]))))
    return heirs


def _mint(cluster: Sequence[str], taken: Iterable[str]) -> str:
    """Mint an ID from the first mention whose ID was never used; a claim that split off cannot reuse one."""
    used = set(taken) if not isinstance(taken, set) else taken
    for key in cluster:
        if (claim := ids.claim_id(key)) not in used:
            return claim
    attempt = 1
    while (claim := ids.claim_id(f"{cluster[0]}#{attempt}")) in used:
        attempt += 1
    return claim


def _cause(before: Mapping[str, str], clusters: Sequence[Sequence[str]], curated: Collection[str]) -> Cause:
    """What changed since the version before: the mentions themselves, or only how they are linked.

    A mention that people rejected, or took back among the others, is no change of the sources.
    """
    now = {key for cluster in clusters for key in cluster}
    return "source" if (now ^ before.keys()) - set(curated) else "pipeline"


def _log_the_rest(
    log: "_Log",
    clusters: Sequence[Sequence[str]],
    claim_ids: Sequence[str],
    before: Mapping[str, str],
    heirs: Mapping[str, int],
) -> None:
    """Log the claims whose mentions changed under their ID, and those left without any mention."""
    sizes = Counter(before.values())
    for claim, cluster in zip(claim_ids, clusters, strict=True):
        same = sizes[claim] == len(cluster) and all(before.get(key) == claim for key in cluster)
        if claim in sizes and not same:
            log.add(claim, "kept")
    for claim in sorted(sizes.keys() - heirs.keys()):
        log.add(claim, "retired")


class _Log:
    """Rows of ``claim_history``."""

    def __init__(self, version: str, cause: Cause, curated: Collection[str]) -> None:
        self._version = version
        self._cause = cause
        self._curated = curated
        self._rows: list[tuple[str, str, str, str]] = []

    def add(self, claim: str, event: str, other: str = "") -> None:
        """Note what happened to ``claim``; to one that a correction touches it happened by curation."""
        by_people = claim in self._curated or other in self._curated
        self._rows.append((claim, event, other, "curation" if by_people else self._cause))

    def frame(self) -> pl.DataFrame:
        """Return the table."""
        table = TABLES["claim_history"]
        names = ("claim_id", "event", "other_claim_id", "cause")
        return table.conform(
            table.frame({"version": self._version, **dict(zip(names, row, strict=True))} for row in self._rows)
        )
