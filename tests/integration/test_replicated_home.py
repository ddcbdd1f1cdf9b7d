"""Homes made for the bench of the stages after extraction: what is published of them, and that copies are sound."""

from pathlib import Path

from pipelines import ids
from pipelines.publication import logical_hash
from pipelines.schema import TABLES
from pipelines.settings import Home
from pipelines.warehouse import Warehouse
from tests.bench_stages import AFTER, run_stages
from tests.replicated_home import base_of, build

COMPARED = ("articles", "mentions", "content_spans", "attributions", "entity_mentions", "times", "claims", "quarantine")


def test_a_home_as_large_as_its_base_gives_the_same_rows(first_run, tmp_path: Path) -> None:
    base, _ = first_run
    home = Home.at(tmp_path / "home")
    build(base_of(base.root), 2, home.root)
    run_stages(home, AFTER)
    assert (home.snapshots / "versions.json").is_file()
    with Warehouse(base.warehouse) as before, Warehouse(home.warehouse) as after:
        for name in COMPARED:
            rows = after.read(name)
            assert rows.height
            assert logical_hash(TABLES[name], rows) == logical_hash(TABLES[name], before.read(name)), name


def test_copies_are_articles_of_their_own_with_every_position_right(first_run, tmp_path: Path) -> None:
    base, _ = first_run
    home = Home.at(tmp_path / "home")
    build(base_of(base.root), 5, home.root)
    with Warehouse(home.warehouse) as warehouse:
        articles, mentions = warehouse.read("articles"), warehouse.read("extracted_mentions")
        spans, raw = warehouse.read("content_spans"), warehouse.read("raw_articles")
    assert articles.height == raw.height == 5
    assert articles["text_sha256"].n_unique() == raw["path"].n_unique() == 5
    for article, document, content in raw.select("article_id", "document_id", "raw_sha256").iter_rows():
        assert article == ids.article_id(document, content)
    texts = dict(articles.select("article_id", "text").iter_rows())
    for row in mentions.iter_rows(named=True):
        assert row["mention_id"] == ids.mention_id(row["article_id"], row["mention_key"])
        for what in ("cue", "source", "referent"):
            if row[f"{what}_start"] is not None:
                assert texts[row["article_id"]][row[f"{what}_start"] : row[f"{what}_end"]] == row[f"{what}_text"]
    assert set(spans["mention_id"]) <= set(mentions["mention_id"])
    assert mentions["mention_key"].is_unique().all()
