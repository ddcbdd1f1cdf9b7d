"""Training the attribution ranker: cross-validation over publishers, then one fit on everything.

Belongs here: the order of events, and what is reported of it. Every figure in a report was measured on
articles of a publisher whose articles were not learnt from, or on the last articles of the corpus, when
only earlier ones were learnt from.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipelines.evaluation import Counts, matched, read_corpus
from pipelines.extraction.ranking import Network, Ranker, choose
from pipelines.training.calibration import Bin, knots, reliability
from pipelines.training.examples import RIGHT, Examples, examples
from pipelines.training.fit import Plan, fit, scores

THRESHOLDS = tuple(round(0.33 + 0.03 * n, 2) for n in range(5))
"""Thresholds that are tried."""
DOUBT_THRESHOLD = 0.5
"""For contents that are no clause, or under words that no table knows: annotators differ most on them."""
ASIDE_THRESHOLD = 0.7
"""For things under words that no table knows or that take sides: our guideline has hardly any of them."""
RULE_THRESHOLD = 0.2
"""For findings of the rules; F1 is the same from 0.1 to 0.36."""
TRUST = 0.5
"""Advance of the rules' findings: costs 0.005 of F1 and keeps what they know of chains and parts of contents."""
_LATEST = 1 / 7
"""Share of the articles that the fold by time holds out."""


@dataclass
class Report:
    """What was measured on held-out articles."""

    articles: int
    candidates: int
    threshold: float
    folds: dict[str, tuple[Counts, Counts]] = field(default_factory=dict)
    """Fold → counts of the rules alone, and of the ranker."""
    bins: list[Bin] = field(default_factory=list)


def train_attribution(
    corpus: Path,
    out: Path,
    *,
    plan: Plan,
    log: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> Report:
    """Fit the ranker to a corpus and write its weights into ``out``; raises ``ValueError`` for one too small."""
    articles = read_corpus(corpus)
    if len({one.publisher for one in articles}) < 2:
        raise ValueError(f"{corpus.name}: articles of two publishers or more are needed to hold one out")
    log(f"{len(articles)} articles, {sum(len(one.gold) for one in articles)} attributions")
    data = list(examples(articles, progress))
    report = Report(len(data), sum(len(one.reads) for one in data), 0.0)
    held_out = _cross_validate(data, plan, report, log)
    by_publisher = [held_out[one.article.name] for one in data]
    report.threshold = _threshold(data, by_publisher, log)
    ranker = _ranker(fit(data, plan), report.threshold, data, by_publisher)
    report.bins = _bins(ranker, data, by_publisher)
    _count(data, held_out, ranker, report)
    ranker.save(out, _facts(corpus, plan, report))
    return report


# --- cross-validation -------------------------------------------------------------------------


def folds(data: Sequence[Examples]) -> Iterator[tuple[str, list[Examples]]]:
    """Yield the name and the held-out articles of each fold: the latest articles, then each publisher's."""
    ordered = sorted(data, key=lambda one: (one.article.day, one.article.name))
    yield "latest", ordered[-max(1, int(len(ordered) * _LATEST)) :]
    for publisher in sorted({one.article.publisher for one in data}):
        yield publisher, [one for one in data if one.article.publisher == publisher]


def _cross_validate(
    data: Sequence[Examples], plan: Plan, report: Report, log: Callable[[str], None]
) -> dict[str, NDArray[np.float32]]:
    """Return the scores of each article's candidates by a network that knows nothing of its publisher.

    Those of the fold by time stand under ``latest:`` and the article's name.
    """
    found: dict[str, NDArray[np.float32]] = {}
    for name, held in folds(data):
        names = {one.article.name for one in held}
        network = fit([one for one in data if one.article.name not in names], plan)
        prefix = "latest:" if name == "latest" else ""
        found.update({prefix + one.article.name: scores(network, one) for one in held})
        report.folds[name] = (Counts(), Counts())
        log(f"fold {name}: {len(held)} articles held out")
    return found


def _count(data: Sequence[Examples], held_out: dict[str, NDArray[np.float32]], ranker: Ranker, report: Report) -> None:
    for name, held in folds(data):
        prefix = "latest:" if name == "latest" else ""
        rules, ranked = report.folds[name]
        for one in held:
            _add(rules, one, [n for n, read in enumerate(one.reads) if read.rule])
            _add(ranked, one, choose(one.reads, one.groups, held_out[prefix + one.article.name], ranker))


def _add(counts: Counts, one: Examples, kept: Sequence[int]) -> None:
    new = matched(one.article.text, _contents(one, kept), [gold.content for gold in one.article.gold], RIGHT)
    counts.right += new.right
    counts.wrong += new.wrong
    counts.missed += new.missed


def _contents(one: Examples, kept: Sequence[int]) -> list[list[tuple[int, int]]]:
    """Return the contents of chosen candidates by characters, parts of one quotation joined."""
    whole: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for n in sorted(kept, key=lambda n: one.pieces[n][0]):
        group = one.groups[n] if n < len(one.groups) else None
        key = ("alone", n) if group is None or group < 0 else ("quotation", group)
        whole.setdefault(key, []).extend(one.pieces[n])
    return list(whole.values())


def _threshold(data: Sequence[Examples], held_out: Sequence[NDArray[np.float32]], log: Callable[[str], None]) -> float:
    """Return the threshold of the highest F1 over all held-out publishers."""
    best = (0.0, THRESHOLDS[0])
    for threshold in THRESHOLDS:  # at equal F1 the higher one: its contents are the surer ones
        counts = Counts()
        ranker = Ranker(
            _NO_NETWORK, threshold, DOUBT_THRESHOLD, ASIDE_THRESHOLD, RULE_THRESHOLD, TRUST, ((0.0, 0.0), (1.0, 1.0))
        )
        for one, given in zip(data, held_out, strict=True):
            _add(counts, one, choose(one.reads, one.groups, given, ranker))
        log(f"threshold {threshold:.2f}: P {counts.precision:.3f} R {counts.recall:.3f} F1 {counts.f1:.4f}")
        best = max(best, (counts.f1, threshold))
    return best[1]


_NO_NETWORK = Network(*(np.zeros((0, 0), np.float32) for _ in range(5)))


# --- decisions --------------------------------------------------------------------------------


def _ranker(
    network: Network, threshold: float, data: Sequence[Examples], held_out: Sequence[NDArray[np.float32]]
) -> Ranker:
    """Return the ranker, calibrated on what held-out networks would have chosen."""
    uncalibrated = Ranker(
        network, threshold, DOUBT_THRESHOLD, ASIDE_THRESHOLD, RULE_THRESHOLD, TRUST, ((0.0, 0.0), (1.0, 1.0))
    )
    given, right = _chosen(uncalibrated, data, held_out)
    return Ranker(
        network, threshold, DOUBT_THRESHOLD, ASIDE_THRESHOLD, RULE_THRESHOLD, TRUST, tuple(knots(given, right))
    )


def _chosen(
    ranker: Ranker, data: Sequence[Examples], held_out: Sequence[NDArray[np.float32]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return score and label of every candidate that is chosen on held-out articles."""
    given: list[float] = []
    right: list[float] = []
    for one, found in zip(data, held_out, strict=True):
        kept = choose(one.reads, one.groups, found, ranker)
        given.extend(found[kept, 0])
        right.extend(one.labels[kept, 0])
    return np.asarray(given, dtype=np.float64), np.asarray(right, dtype=np.float64)


def _bins(ranker: Ranker, data: Sequence[Examples], held_out: Sequence[NDArray[np.float32]]) -> list[Bin]:
    given, right = _chosen(ranker, data, held_out)
    return reliability([ranker.confidence(score) for score in given], [bool(label) for label in right])


def _facts(corpus: Path, plan: Plan, report: Report) -> dict[str, object]:
    """Return what the weights' own file tells of their making."""
    held_out = {
        name: {"rules": round(rules.f1, 4), "ranked": round(ranked.f1, 4)}
        for name, (rules, ranked) in report.folds.items()
    }
    return {
        "corpus": corpus.name,
        "corpus_sha256": hashlib.sha256(corpus.read_bytes()).hexdigest(),
        "articles": report.articles,
        "candidates": report.candidates,
        "plan": vars(plan),
        "held_out_f1": held_out,
        "reliability": [one._asdict() for one in report.bins],
    }
