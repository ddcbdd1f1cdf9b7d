"""How well reprints are found: planted ones and near misses among the articles of a corpus.

``python -m tests.bench_reprints CORPUS`` (JSON Lines, gzipped or not, each with ``id`` and ``text``) stages the corpus
with what is planted in it, as a run does, and prints recall by kind of edit, and precision over all that is joined
to a planted article. ``--undated`` leaves all publication dates out.
"""

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.ids import article_id, document_id, sha256_text
from pipelines.reference import load_reference
from pipelines.schema import TABLES
from pipelines.settings import Settings
from pipelines.staging import relate, stage
from tests.planted_reprints import KINDS, NEAR_MISSES, NearMiss, Planted, all_texts, in_order, near_misses, reprints

START = datetime(2031, 5, 4)
SAME_TEXT = 0.5
"""Pairs of the corpus itself with so many words in one order are one text in two places."""


@dataclass(frozen=True)
class Score:
    """What was found, by kind: of how many, how many; and the joined pairs that are no copies."""

    found: Mapping[str, tuple[int, int]]
    near_misses: Mapping[str, tuple[int, int]]
    """By kind: pairs, and those of them that were taken for copies."""
    unplanted: tuple[int, int]
    """Articles of the corpus that were joined to others of it, and those of them that share less than half of their
    words in order with the article that they were joined to."""
    strangers: tuple[tuple[str, str], ...]
    """A planted reprint and an article that it was joined to although it shares no parent with it."""

    @property
    def recall(self) -> float:
        """The share of planted reprints that were joined to their parents."""
        return sum(n for _, n in self.found.values()) / sum(n for n, _ in self.found.values())

    @property
    def precision(self) -> float:
        """Of the pairs that were joined, planted or among the near misses, the share that are reprints."""
        right = sum(n for _, n in self.found.values())
        wrong = sum(n for _, n in self.near_misses.values()) + len(self.strangers)
        return right / (right + wrong)


def groups(texts: Iterable[tuple[str, str, str, int]], *, dated: bool) -> dict[str, str]:
    """Stage and relate articles as a run does; return by key the key of the first of its copies, or itself."""
    raw, stored, keys = [], {}, {}
    for key, text, outlet, day in texts:
        document, sha256 = document_id(key), sha256_text(text)
        article = article_id(document, sha256)
        published = (START + timedelta(days=day)).date().isoformat()
        stored[sha256], keys[article] = text.encode(), key
        raw.append(
            {
                "article_id": article,
                "document_id": document,
                "batch_id": "b1",
                "path": key,
                "media_type": "text/plain",
                "raw_sha256": sha256,
                "encoding": "utf-8",
                "byte_count": len(text),
                "given": json.dumps({"outlet": outlet, **({"published_at": published} if dated else {})}),
                "retrieved_at": START + timedelta(days=60),
            }
        )
    table = TABLES["raw_articles"]
    staged = stage(table.conform(table.frame(raw)), stored.__getitem__, load_reference(), Settings())
    batch = {"batch_id": "b1", "started_at": START, "files_seen": 1, "articles_new": 1, "quarantined": 0}
    related = relate(staged.articles, staged.segments, TABLES["batches"].frame([batch]))
    return {
        keys[article]: keys[first or article]
        for article, first in related.select("article_id", "duplicate_of").iter_rows()
    }


def score(
    texts: Mapping[str, str], planted: Sequence[Planted], pairs: Sequence[NearMiss], group: Mapping[str, str]
) -> Score:
    """Hold what was joined against what was planted."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for key, first in group.items():
        members[first].append(key)
    parent_of = {each.key: each.parent for each in planted}
    strangers = []
    for each in planted:
        if each.kind not in KINDS:
            continue
        found[each.kind].append(group[each.key] == group[each.parent])
        for other in members[group[each.key]]:
            root = parent_of.get(other, other)
            if root != each.parent and in_order(texts[root], texts[each.parent]) < SAME_TEXT:
                strangers.append((each.key, other))
    missed: defaultdict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        missed[pair.kind].append(group[pair.one] == group[pair.other])
    return Score(
        {kind: (len(found[kind]), sum(found[kind])) for kind in KINDS if found[kind]},
        {kind: (len(missed[kind]), sum(missed[kind])) for kind in NEAR_MISSES if missed[kind]},
        _unplanted(texts, group),
        tuple(strangers),
    )


def _unplanted(texts: Mapping[str, str], group: Mapping[str, str]) -> tuple[int, int]:
    joined = [(key, group[key]) for key in texts if group[key] != key and group[key] in texts]
    return len(joined), sum(in_order(texts[one], texts[other]) < SAME_TEXT for one, other in joined)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--reprints", type=int, default=200)
    parser.add_argument("--near-misses", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--undated", action="store_true")
    given = parser.parse_args()
    opened = gzip.open if given.corpus.suffix == ".gz" else open
    with opened(given.corpus, "rt", encoding="utf-8") as lines:
        texts = {str(row["id"]): str(row["text"]) for row in map(json.loads, lines)}
    planted = reprints(texts, given.reprints, given.seed)
    parents = {each.parent for each in planted}
    missed = near_misses(
        {key: text for key, text in texts.items() if key not in parents}, given.near_misses, given.seed
    )
    made, pairs = missed.made, missed.pairs
    texts = {key: text for key, text in texts.items() if key not in missed.donors}
    began = time.perf_counter()
    group = groups(all_texts(texts, [*planted, *made]), dated=not given.undated)
    seconds = time.perf_counter() - began
    result = score(texts, [*planted, *made], pairs, group)
    print(f"{len(texts):,} articles, {len(planted)} reprints and {len(made)} other articles planted; {seconds:.0f} s")
    for kind, (total, right) in result.found.items():
        print(f"  {kind:12} {right:4} of {total:4} found  {right / total:.3f}")
    for kind, (total, wrong) in result.near_misses.items():
        print(f"  {kind:12} {wrong:4} of {total:4} taken for copies")
    print(f"  strangers joined to a reprint: {len(result.strangers)}", *result.strangers[:10])
    print("  of the corpus itself: {} joined, {} of them with less than half in common".format(*result.unplanted))
    print(f"recall {result.recall:.3f}, precision {result.precision:.3f}")
    sizes = Counter(Counter(group.values()).values())
    print("groups by size:", ", ".join(f"{count} of {size}" for size, count in sorted(sizes.items())))


if __name__ == "__main__":
    main()
