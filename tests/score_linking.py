"""Scores of linking on annotated articles: pairs of mentions that share a claim, and B-cubed.

usage: python -m tests.score_linking SCORER NAME=DOCS:GOLD … [--errors]

Each set is linked twice: over the annotators' mentions, and over our own from the raw articles, matched to the
annotators' by their spans. Cross-document figures are those by which linking is judged. ``--errors`` lists pairs
that were joined or missed wrongly, with what linking said of them.
"""

import argparse
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from pipelines.linking.features import features
from pipelines.linking.linker import Linkage, compare, known_kinds
from pipelines.linking.similarity import explain
from pipelines.reference import load_reference
from tests.given_mentions import Row, frames

FIGURES = ("pairs P", "pairs R", "pairs F1", "B-cubed F1", "false joins", "misses")


@dataclass(frozen=True)
class Annotated:
    """A set of annotated articles."""

    name: str
    docs: Path
    gold: list[dict[str, Any]]


@dataclass(frozen=True)
class Linked:
    """Annotated mentions with the claims that linking put them in."""

    gold: Sequence[Row]
    claims: list[int | None]
    """Number of the claim of each annotated mention; null where we have no such mention."""
    linkage: Linkage
    index: list[int | None]
    """Place of each annotated mention in the linkage."""


def load_scorer(path: Path) -> ModuleType:
    """Import the scorer that lies beside the annotations."""
    spec = importlib.util.spec_from_file_location("claim_scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_set(name: str, docs: Path, gold: Path) -> Annotated:
    """Read the annotation of a folder of articles."""
    lines = gold.read_text(encoding="utf-8").splitlines()
    return Annotated(name, docs, [json.loads(line) for line in lines if line.strip()])


def link_set(tables: dict[str, pl.DataFrame], gold: Sequence[Row], scorer: ModuleType) -> Linked:
    """Link the mentions of ``tables`` and say into which claim each annotated mention fell."""
    reference = load_reference()
    read = ("articles", "mentions", "quantities", "entity_mentions")
    found = features(*(tables[name] for name in read), reference.state_of)
    linkage = compare(found, known_kinds(found, reference, tables["entities"]), lambda _done, _total: None)
    claim = {index: number for number, cluster in enumerate(linkage.clusters) for index in cluster}
    rows = tables["articles"].select("article_id", "path", "text").iter_rows()
    names = {article: (PurePosixPath(path).name, text) for article, path, text in rows}
    ours = [
        {"doc": names[m.article_id][0], "start": m.content[0], "end": m.content[1], "at": i}
        for i, m in enumerate(found)
    ]
    texts = dict(names.values())
    theirs = [{"doc": row["doc"], "start": row["start"], "end": row["end"]} for row in gold]
    scorer.add_span(ours, texts)
    scorer.add_span(theirs, texts)
    matched, _ = scorer.match_flat(ours, theirs, 0.3)
    index = [ours[matched[j][0]]["at"] if j in matched else None for j in range(len(gold))]
    return Linked(gold, [None if i is None else claim[i] for i in index], linkage, index)


def figures(linked: Linked, scorer: ModuleType) -> dict[str, float]:
    """Return the cross-document figures of a linked set; an annotated mention that we lack stands alone."""
    alone = [("#", j) if claim is None else claim for j, claim in enumerate(linked.claims)]
    docs = [row["doc"] for row in linked.gold]
    found = scorer.cluster_scores([row["group"] for row in linked.gold], alone, docs)["cross_document"]
    pairs = found["pairwise"]
    values = (pairs["p"], pairs["r"], pairs["f1"], found["b_cubed"]["f1"], pairs["fp"], pairs["fn"])
    return dict(zip(FIGURES, values, strict=True))


def errors(linked: Linked) -> list[str]:
    """Return the pairs of different articles that were joined or missed wrongly, with the judgement of each."""
    told = []
    mentions = linked.linkage.mentions
    for i, j in combinations(range(len(linked.gold)), 2):
        a, b = linked.gold[i], linked.gold[j]
        one, other = linked.index[i], linked.index[j]
        same = linked.claims[i] is not None and linked.claims[i] == linked.claims[j]
        if a["doc"] == b["doc"] or (a["group"] == b["group"]) == same:
            continue
        kind, why = ("FALSE" if same else "MISS"), "no mention"
        if one is not None and other is not None:
            pair = (min(one, other), max(one, other))
            judgement = linked.linkage.judgements.get(pair)
            why = "no candidate"
            if judgement is not None:
                told_of = explain(mentions[pair[0]], mentions[pair[1]], judgement, linked.linkage.weights)
                why = f"{linked.linkage.scores.get(pair, 0):.2f} {told_of}"
        told.append(f"{kind} {a['group']} / {b['group']}\n   {a['text'][:150]}\n   {b['text'][:150]}\n   {why}")
    return told


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("sets", nargs="+", metavar="NAME=DOCS:GOLD")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    scorer, console = load_scorer(options.scorer), Console(width=150)
    table = Table("set", "mentions", *FIGURES)
    for given in options.sets:
        name, _, paths = given.partition("=")
        docs, _, gold = paths.partition(":")
        one = read_set(name, Path(docs), Path(gold))
        for which, mentions in (("given", one.gold), ("our own", None)):
            linked = link_set(frames(one.docs, mentions), one.gold, scorer)
            table.add_row(
                name, which, *(f"{value:.3f}".replace(".000", "") for value in figures(linked, scorer).values())
            )
            if options.errors:
                console.print(f"[bold]{name}, {which}", *errors(linked), sep="\n", highlight=False, markup=False)
    console.print(table)


if __name__ == "__main__":
    main()
