"""Hostile inputs through the stages that meet their bytes and characters: reading, staging, extraction, normalising."""

import faulthandler
import resource
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import polars as pl

from pipelines.extraction import batch_input, extract_batch, unpack
from pipelines.ingest import RawStore, read_inputs
from pipelines.normalisation import normalise
from pipelines.reference import Reference, load_reference
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from pipelines.staging import stage
from tests.hostile import markup, packed, records, texts  # noqa: F401 - each registers its kinds
from tests.hostile.kinds import KINDS

NOW = datetime(2031, 1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Treated:
    """What became of an input, by the first part of the paths in it."""

    articles: Counter[str] = field(default_factory=Counter)
    """Articles that were staged."""
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    """Rows of the quarantine by reason."""
    messages: list[str] = field(default_factory=list)
    """What the quarantine says."""
    mentions: int = 0
    lost: int = 0
    """What was found and is neither an article nor set aside."""


def treat(
    folder: Path, store: Path, settings: Settings | None = None, extracted: AbstractSet[str] | None = None
) -> Treated:
    """Read a folder as a run does, its parsers in a child process; extract and normalise its mentions in this one.

    Args:
        folder: a folder of each kind.
        store: where the raw bytes are kept.
        settings: the limits.
        extracted: kinds whose articles are read for claims; without it all are.
    """
    chosen = settings or Settings()
    raw, reference = RawStore(store), load_reference()
    with Sandbox(chosen.parser_memory_bytes, chosen.parser_seconds) as sandbox:
        read = read_inputs([folder], store=raw, batch_id="b1", now=NOW, settings=chosen, call=sandbox.call)
        staged = stage(read.raw_articles, raw.get, reference, chosen, call=sandbox.call)
    wanted = [extracted is None or _top(path) in extracted for path in staged.articles["path"]]
    readable = staged.articles.filter(pl.Series(wanted, dtype=pl.Boolean), pl.col("unextracted_reason").is_null()).sort(
        "article_id"
    )
    frames = _extracted(readable, staged.segments, chosen)
    mentions = _resolved(readable, staged.segments, frames, reference)
    aside = pl.concat([read.quarantine, staged.quarantine, *(frame["quarantine"] for frame in frames)])
    return replace(
        counted(staged.articles["path"], aside.select("path", "reason_code").iter_rows()),
        messages=aside["message"].to_list(),
        mentions=mentions,
        lost=read.lost + read.raw_articles.height - staged.articles.height - staged.quarantine.height,
    )


def counted(articles: Iterable[str], aside: Iterable[Sequence[str]]) -> Treated:
    """Return what became of an input, from the paths of its articles, and paths and reasons of what is set aside."""
    reasons: dict[str, Counter[str]] = {}
    for path, reason in aside:
        reasons.setdefault(_top(path), Counter())[reason] += 1
    return Treated(Counter(map(_top, articles)), reasons)


def treat_all(pipe: Connection, patience: float) -> None:
    """The life of a process that treats one folder after the other.

    Says of each what became of it, how long it took, and how long processors worked at it (both in seconds). Of what
    takes longer than its ``patience`` (seconds), the error stream shows where it was at that time.
    """
    while (asked := pipe.recv()) is not None:
        folder, store, limits = asked
        faulthandler.dump_traceback_later(patience)
        start, before = time.perf_counter(), _worked()
        treated = treat(Path(folder), Path(store), Settings(**limits))
        faulthandler.cancel_dump_traceback_later()
        pipe.send((treated, time.perf_counter() - start, _worked() - before))


def _worked() -> float:
    """Return the processor time of this process and of its children that have ended (seconds)."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _extracted(articles: pl.DataFrame, segments: pl.DataFrame, settings: Settings) -> list[dict[str, pl.DataFrame]]:
    parts = [articles.slice(at, settings.shard_articles) for at in range(0, articles.height, settings.shard_articles)]
    shards = [batch_input(part, segments, settings=settings, reference_folders=[]) for part in parts]
    return [unpack(extract_batch(shard)) for shard in shards]


def _resolved(
    articles: pl.DataFrame, segments: pl.DataFrame, frames: list[dict[str, pl.DataFrame]], reference: Reference
) -> int:
    """Resolve names, times and numbers of what was read for claims; returns how many mentions come out."""
    if not frames:
        return 0
    names = ("extracted_mentions", "extracted_attributions", "annotations")
    found = [pl.concat(frame[name] for frame in frames) for name in names]
    return normalise(articles, segments, *found, reference).normalised_mentions.height


def _top(path: str) -> str:
    return path.partition("/")[0]


def problems_of(name: str, treated: Treated) -> list[str]:
    """Return how what became of a kind differs from what may: a reason that is none of its own, a sound part lost."""
    kind = KINDS[name]
    seen = treated.reasons.get(name, Counter())
    found = [f"set aside as {reason}, which it should not be" for reason in sorted(seen.keys() - kind.reasons)]
    if treated.articles[name] < kind.reads:
        found.append(f"only {treated.articles[name]} of its {kind.reads} articles are read")
    if not treated.articles[name] and not seen:
        found.append("vanished: neither read nor set aside")
    return found
