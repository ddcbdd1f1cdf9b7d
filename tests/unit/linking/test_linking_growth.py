"""The bench of linking: its copies are sound, and its figures mean what they say."""

import json
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from tests.bench_growth import enlarged
from tests.bench_linking import exponent, kept
from tests.growth_plot import growth_plot
from tests.replicas import replicate

TEXTS = (
    "The ministry of Veldania bought 40 ferries for the northern islands",
    "Prices of bread rose by 12 percent in Karsia during the winter",
    "No orchestra will play in Port Salis before the roof is mended",
)


@pytest.fixture
def tables(newsroom) -> dict[str, pl.DataFrame]:
    for content in TEXTS:
        newsroom.says(newsroom.article(), content)
    frames = newsroom.frames()
    entities = sorted(set(frames["entity_mentions"]["entity_id"]))
    return {**frames, "entities": pl.DataFrame({"entity_id": entities, "name": entities})}


def test_copies_keep_every_position(tables: dict[str, pl.DataFrame]) -> None:
    many = replicate(tables, 7)
    texts = dict(many["articles"].select("article_id", "text").iter_rows())
    assert len(texts) == 7
    assert many["mentions"]["mention_id"].is_unique().all()
    assert many["mentions"]["mention_key"].is_unique().all()
    columns = ("article_id", "content_start", "content_end", "content_text")
    for article, start, end, content in many["mentions"].select(columns).iter_rows():
        assert texts[article][start:end] == content


def test_copies_say_other_things_and_the_first_is_the_corpus_itself(tables: dict[str, pl.DataFrame]) -> None:
    many = replicate(tables, 9)
    contents = many["mentions"]["content_text"].to_list()
    assert contents[:3] == tables["mentions"]["content_text"].to_list()
    assert set(contents[:3]).isdisjoint(contents[3:])
    assert all(text.startswith("No ") and "Port Salis" in text for text in contents[2::3])
    assert replicate(tables, 9)["mentions"].equals(many["mentions"])


def test_records_are_enlarged_by_others_of_the_same_length(tables: dict[str, pl.DataFrame]) -> None:
    records = [{"id": str(number), "text": text, "published_at": "2005-01-02"} for number, text in enumerate(TEXTS)]
    many = list(islice(enlarged(records, tables), 9))
    assert [record["text"] for record in many[:3]] == list(TEXTS)
    assert [len(record["text"]) for record in many] == [*map(len, TEXTS)] * 3
    assert len({record["text"] for record in many}) == len({record["id"] for record in many}) == 9
    assert many[:5] == list(islice(enlarged(records, tables), 5))


def test_the_exponent_is_the_slope_of_the_logarithms() -> None:
    sizes = [100, 1_000, 10_000]
    assert exponent(sizes, [3.0 * size for size in sizes]) == pytest.approx(1.0)
    assert exponent(sizes, [0.5 * size**1.5 for size in sizes]) == pytest.approx(1.5)


def test_the_plot_draws_every_step() -> None:
    drawn = growth_plot([1_000, 2_000], {"candidates": [0.5, 1.1], "judging": [2.0, 4.1]})
    texts = [element.text for element in ElementTree.fromstring(drawn).iter() if element.text]
    assert {"candidates", "judging", "1,000", "2,000"} <= set(texts)


def test_what_was_measured_is_kept(tmp_path: Path) -> None:
    results = tmp_path / "growth.json"
    assert kept(results) == {}
    results.write_text(json.dumps([{"articles": 2_000, "cpu": {}}, {"articles": 1_000, "cpu": {}}]))
    assert set(kept(results)) == {1_000, 2_000}
