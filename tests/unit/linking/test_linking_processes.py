"""Linked in several processes, a home has the rows that it has when it is linked in one."""

import multiprocessing
import os
import signal
from dataclasses import fields
from operator import neg

import pytest

from pipelines.linking import LinkResult, Registry, at_odds, link
from pipelines.linking import features as feature_module
from pipelines.workers import WorkersError, workers

CONTENTS = (
    "Veldania sold 14 ferries to Karsia",
    "Veldania sold 20 ferries to Karsia",
    "Karsia will close the harbour of Port Salis on Monday",
    "Mira Tolen called the price of bread a scandal",
    "Orsk Lund did not sell the harbour of Port Salis",
    "Veldania sold 14 old ferries to the harbour of Karsia",
)


@pytest.fixture
def news(newsroom):
    """Forty articles by two outlets, some of which credit an agency."""
    for day in range(40):
        article = newsroom.article("harbour-post" if day % 2 else "lantern")
        for place in range(1 + day % 3):
            content = CONTENTS[(day + place) % len(CONTENTS)]
            counts = ((20.0 if "20" in content else 14.0, "ferries"),) if "ferries" in content else ()
            newsroom.says(article, content, counts=counts)
    return newsroom


def linked(news, apply) -> LinkResult:
    return link(
        **news.frames(), reference=news.reference, registry=Registry(), version="2031.01.01.001", apply=apply, threads=2
    )


def test_two_processes_link_as_one_does(news, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = linked(news, map)
    monkeypatch.setattr(feature_module, "SLICE", 8)
    monkeypatch.setattr(at_odds, "SLICE", 8)
    with workers(2) as apply:
        found = linked(news, apply)
        assert multiprocessing.active_children()
        apply.end()
        assert not multiprocessing.active_children()
    for one in fields(expected):
        assert getattr(found, one.name).equals(getattr(expected, one.name)), one.name
    assert found.claims["mention_count"].max() > 4
    assert found.claim_relations.height


def linked_by_the_dead(news) -> None:
    with workers(2) as apply:
        assert list(apply(neg, [1, 2])) == [-1, -2]
        for process in multiprocessing.active_children():
            os.kill(process.pid, signal.SIGKILL)
        linked(news, apply)


def test_a_process_that_dies_ends_linking_with_what_to_do(news) -> None:
    with pytest.raises(WorkersError, match="ONRECORD_WORKERS"):
        linked_by_the_dead(news)
