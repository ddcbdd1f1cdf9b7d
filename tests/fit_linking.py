"""Search for the weights of linking on annotated stories: of `PARTICULARS`, of the neighbourhood, and the threshold.

usage: python -m tests.fit_linking SCORER NAME=DOCS:GOLD … [--held-out NAME] [--steps 200] [--seed 0]

Climbs from the weights in use: one to three of them are moved at random and kept where the mean over all sets of the
cross-document pairs F1 rises, each set linked with the annotators' mentions and with our own, at the threshold and a
little below and above it. With ``--held-out`` the named set takes no part, and its figures tell how the others carry
over. Give stories of several kinds: on one kind alone the search finds what is particular to it. The weights of
`WORDING` stay those of the paraphrase corpus.
"""

import argparse
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
from rich.console import Console

from pipelines.linking import context, linker
from pipelines.linking.clusters import Pair, partition
from pipelines.linking.context import raised, supports
from pipelines.linking.features import side_by_side
from pipelines.linking.pairs import as_pairs
from pipelines.linking.similarity import PARTICULARS, WORDING
from tests.given_mentions import frames
from tests.score_linking import Linked, figures, link_set, load_scorer, read_set

Weights = dict[str, float]
SCALES = {
    **{"brevity": 0.5, "numbers": 0.5, "same_number": 0.4, "lone_number": 0.3, "same_source": 0.3, "same_days": 0.3},
    **{"neighbours": 0.4, "alignment": 0.5, "mutual": 0.7, "threshold": 0.04},
}
"""How far a step moves each weight, as a standard deviation."""
AROUND = 0.04


def in_use() -> Weights:
    """Return the weights that linking uses now."""
    return {
        **PARTICULARS,
        "neighbours": context.NEIGHBOUR_WEIGHT,
        "alignment": context.ALIGNMENT_WEIGHT,
        "mutual": context.MUTUAL_WEIGHT,
        "threshold": linker.THRESHOLD,
    }


class Problem:
    """A linked set whose judgements are weighed anew."""

    def __init__(self, name: str, linked: Linked, scorer: ModuleType) -> None:
        self.name, self.linked, self.scorer = name, linked, scorer
        mentions = linked.linkage.mentions
        heads: dict[object, int] = {}
        short = linker.FEWEST_TERMS
        keys = [m.signature if len(m.terms) >= short else m.mention_id for m in mentions]
        self.node = [heads.setdefault(key, len(heads)) for key in keys]
        first = {node: index for index, node in reversed(list(enumerate(self.node)))}
        self.heads = [mentions[first[node]] for node in range(len(heads))]
        self.sizes = {node: self.node.count(node) for node in range(len(heads))}
        judged = {
            (min(pair), max(pair)): judgement
            for (i, j), judgement in linked.linkage.judgements.items()
            if (pair := (self.node[i], self.node[j]))[0] != pair[1]
        }
        self.vetoed = {pair for pair, judgement in judged.items() if judgement.veto is not None}
        self.vetoed |= {(self.node[i], self.node[j]) for i, j in side_by_side(mentions) if self.node[i] != self.node[j]}
        self.open = {pair: judgement.measures for pair, judgement in sorted(judged.items()) if judgement.veto is None}
        self.doubts = linked.linkage.chance.doubts(self.heads, as_pairs(self.open))

    def score(self, weights: Weights, threshold: float) -> dict[str, float]:
        """Return the figures with other weights."""
        likely = [1.0 if found is None else _likelihood(found, weights) for found in self.open.values()]
        plain = dict(zip(self.open, raised(likely, -self.doubts).tolist(), strict=True))
        scores: dict[Pair, float] = dict(plain)
        for pair, support in supports(self.heads, plain).items():
            gain = weights["neighbours"] * support.neighbours
            gain += (weights["alignment"] + weights["mutual"] * support.mutual) * support.alignment
            scores[pair] = raised(plain[pair], gain)
        clusters = partition(self.sizes, scores, self.vetoed, threshold)
        claim = {node: number for number, cluster in enumerate(clusters) for node in cluster}
        claims = [None if index is None else claim[self.node[index]] for index in self.linked.index]
        return figures(Linked(self.linked.gold, claims, self.linked.linkage, self.linked.index), self.scorer)

    def objective(self, weights: Weights) -> float:
        """Return pairs F1, averaged around the threshold."""
        around = (weights["threshold"] + step for step in (-AROUND, 0, AROUND))
        return float(np.mean([self.score(weights, threshold)["pairs F1"] for threshold in around]))


def _likelihood(measures: object, weights: Mapping[str, float]) -> float:
    odds = WORDING["bias"] + sum(WORDING[name] * getattr(measures, name) for name in ("terms", "words", "order"))
    return 1 / (1 + math.exp(-odds - sum(weights[name] * getattr(measures, name) for name in PARTICULARS)))


def search(problems: Sequence[Problem], steps: int, seed: int) -> Weights:
    """Climb from the weights in use."""
    draw, best = np.random.default_rng(seed), in_use()
    reached = np.mean([problem.objective(best) for problem in problems])
    for _ in range(steps):
        tried = dict(best)
        for name in draw.choice(sorted(SCALES), draw.integers(1, 4), replace=False):
            tried[str(name)] += draw.normal() * SCALES[str(name)]
        if AROUND < tried["threshold"] < 1 - AROUND:
            value = np.mean([problem.objective(tried) for problem in problems])
            if value > reached:
                reached, best = value, tried
    return best


def main() -> None:
    """Search and print weights and figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("sets", nargs="+", metavar="NAME=DOCS:GOLD")
    parser.add_argument("--held-out")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    scorer, problems = load_scorer(options.scorer), []
    for given in options.sets:
        name, _, paths = given.partition("=")
        docs, _, gold = paths.partition(":")
        one = read_set(name, Path(docs), Path(gold))
        for which, mentions in (("given", one.gold), ("our own", None)):
            problems.append(Problem(f"{name}, {which}", link_set(frames(one.docs, mentions), one.gold, scorer), scorer))
    taught = [problem for problem in problems if problem.name.partition(",")[0] != options.held_out]
    found = search(taught, options.steps, options.seed)
    console = Console(width=120, highlight=False)
    console.print({name: round(value, 2) for name, value in found.items()})
    for problem in problems:
        before, after = problem.score(in_use(), linker.THRESHOLD), problem.score(found, found["threshold"])
        held = "" if problem in taught else " (held out)"
        console.print(f"{problem.name}{held}: pairs F1 {before['pairs F1']:.3f} → {after['pairs F1']:.3f}")


if __name__ == "__main__":
    main()
