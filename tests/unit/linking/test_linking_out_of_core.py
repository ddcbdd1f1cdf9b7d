"""Blocking on an engine that works beyond memory: the same pairs, within its limit."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_terms import MadeTerms, made_terms

from pipelines.executing import LEAST_BYTES, DuckDB
from pipelines.linking import candidates as blocking
from pipelines.linking import out_of_core
from pipelines.linking.candidates import NEWS_DAYS, STORY_DAYS
from pipelines.linking.out_of_core import Bounds
from pipelines.linking.pairs import Pairs, keys_of

SMALL = Bounds(block=4, neighbours=4, paired_terms=3, windows=(STORY_DAYS, NEWS_DAYS))


@pytest.fixture(scope="module")
def duckdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(LEAST_BYTES, threads=2, folder=tmp_path_factory.mktemp("duckdb")) as executor:
        yield executor


def ordered(parts) -> Pairs:
    found = [keys_of(one, other) for one, other in parts if len(one)]
    return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)


def over_arrays(made: MadeTerms) -> Pairs:
    return ordered(blocking._in_memory(made, made.mass, made.days))


@pytest.fixture
def small_bounds(monkeypatch) -> None:
    monkeypatch.setattr(blocking, "BLOCK", SMALL.block)
    monkeypatch.setattr(blocking, "NEIGHBOURS", SMALL.neighbours)
    monkeypatch.setattr(blocking, "PAIRED_TERMS", SMALL.paired_terms)
    monkeypatch.setattr(out_of_core, "PART", 7)


TERMS = st.sets(st.sampled_from("abcdefghij"), min_size=1, max_size=5)
DATED = st.tuples(TERMS, st.none() | st.integers(0, 60))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DATED, min_size=2, max_size=40))
def test_arrays_and_statements_find_the_same_partners(small_bounds, duckdb, mentions) -> None:
    made = MadeTerms.of([sorted(map(ord, terms)) for terms, _ in mentions], [day for _, day in mentions])
    found = ordered(out_of_core.nearest(duckdb, made, made.mass, made.days, SMALL))
    np.testing.assert_array_equal(found, over_arrays(made))


def test_what_does_not_fit_in_memory_is_laid_aside_on_disk(tmp_path: Path) -> None:
    made = made_terms(10_000)
    bounds = Bounds(blocking.BLOCK, blocking.NEIGHBOURS, blocking.PAIRED_TERMS, (STORY_DAYS, NEWS_DAYS))
    with DuckDB(LEAST_BYTES, threads=2, folder=tmp_path) as executor:
        found = list(out_of_core.nearest(executor, made, made.mass, made.days, bounds))
        assert executor.spilled_bytes > 0
    assert len(found) > 1
    assert not list(tmp_path.iterdir())
    np.testing.assert_array_equal(ordered(found), over_arrays(made))


def test_all_partners_of_a_mention_come_at_once(small_bounds, duckdb) -> None:
    made = made_terms(60)
    parts = list(out_of_core.nearest(duckdb, made, made.mass, made.days, SMALL))
    assert len(parts) == 9
    whose = [one for first, _ in parts for one in set(first.tolist())]
    assert len(whose) == len(set(whose))


def test_linking_makes_the_same_tables_on_an_executor(newsroom, duckdb, monkeypatch) -> None:
    for number in range(12):
        day = date(2031, 3, 4) + timedelta(days=number)
        article = newsroom.article("lantern", day)
        newsroom.says(article, f"The council closed the northern bridge to {('lorries', 'coaches')[number % 2]}")
        newsroom.says(article, f"Wheat prices fell by {number} crowns")
    here = newsroom.link()
    monkeypatch.setattr(blocking, "BLOCK", 3)
    fewer = newsroom.link()
    monkeypatch.setattr(blocking, "HELD", LEAST_BYTES)
    asked = list[str]()
    monkeypatch.setattr(duckdb, "rows", lambda query, run=duckdb.rows: asked.append(query) or run(query))
    there = newsroom.link(executor=duckdb)
    assert asked
    for name in ("mentions", "claims", "claim_origins", "claim_relations"):
        assert getattr(there, name).equals(getattr(fewer, name))
    assert here.mentions.height == there.mentions.height == 24


def test_an_executor_whose_memory_suffices_is_not_asked(newsroom) -> None:
    class Asked:
        memory_bytes = 1 << 30

    newsroom.says(newsroom.article(), "Wheat prices fell")
    assert newsroom.link(executor=Asked()).mentions.height == 1
