"""The whole run over every kind of hostile input beside sound articles: it ends, and publishes all that is sound.

A part of `make hostile`, which sets ONRECORD_HOSTILE=full; otherwise only the list of what must be tried is looked at.
"""

import csv
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from assets.cli import app
from onrecord import Dataset, open_dataset
from tests.hostile.kinds import KINDS, article
from tests.hostile.treating import counted, problems_of

NAMED = {
    "a compression of 1000:1": ("gzip_bomb", "gzip_bomb_of_records"),
    "zips inside zips": ("nested_zips", "wide_nested_zips"),
    "entities that multiply": ("billion_laughs",),
    "entities from elsewhere": ("external_entities",),
    "HTML 5,000 deep": ("deep_html",),
    "a line of 100 MB": ("long_line", "long_text_line"),
    "a sentence of 1,000,000 characters": ("million_character_sentence", "million_character_sentence_allowed"),
    "names that lead out of an archive, and links in it": ("zip_names_and_links", "tar_names_and_links"),
    "links that leave the input": ("links_and_special_files",),
    "invalid UTF-8": ("invalid_utf8",),
    "NULs": ("zeros_and_controls",),
    "marks of direction": ("direction_controls",),
    "lone surrogates": ("lone_surrogates",),
    "mislabelled encodings": ("mislabelled_encodings",),
    "truncated WARC records": ("truncated_warc",),
    "half a JSON line": ("half_a_json_line",),
    "numbers that no machine counts": ("numbers_beyond_measure",),
}
"""What a pile of news must be proof against, and the kinds that it is here."""
SOUND = ("0000_sound", "m_sound", "zzzz_sound")


def call(*arguments: object) -> None:
    ran = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert ran.exit_code == 0, ran.output


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that a run over the kinds, and sound articles before, among and after them, leaves behind."""
    if os.environ.get("ONRECORD_HOSTILE") != "full":
        pytest.skip("run with: make hostile")
    folder, home = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("home")
    for name in KINDS:
        (folder / name).mkdir()
        KINDS[name].make(folder / name, KINDS[name].small)
    for number, name in enumerate(SOUND):
        (folder / name).mkdir()
        (folder / name / "a.txt").write_text(article(1000 + number), encoding="utf-8")
    call("run", "--input", folder, "--home", home)
    return home


@pytest.fixture(scope="module")
def data(home: Path) -> Dataset:
    return open_dataset(home)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_ends_in_quarantine_with_its_reason_or_is_published(data: Dataset, name: str) -> None:
    found = counted(data.table("articles")["path"], data.table("quarantine").select("path", "reason_code").iter_rows())
    assert problems_of(name, found) == []


def test_every_sound_article_is_published_with_its_claims(data: Dataset) -> None:
    articles = {path.partition("/")[0]: key for path, key in data.table("articles").select("path", "article_id").rows()}
    assert set(SOUND) <= articles.keys()
    told = set(data.table("mentions")["article_id"])
    assert [name for name in SOUND if articles[name] not in told] == []


def test_what_was_read_is_published_or_set_aside(data: Dataset) -> None:
    accounts = data.table("checks").filter(suite="articles.accounting").row(0, named=True)
    assert accounts["success"], accounts["observed"]
    assert data.table("articles").height


def test_report_tables_and_csv_are_made(home: Path, data: Dataset, tmp_path: Path) -> None:
    place = home / "snapshots" / data.version
    assert "</html>" in (place / "report.html").read_text(encoding="utf-8")
    assert pq.read_table(place / "quarantine.parquet").num_rows
    call("export", "--format", "csv", "--tables", "articles,quarantine", "--out", tmp_path / "out", "--home", home)
    with (tmp_path / "out" / "quarantine.csv").open(encoding="utf-8", newline="") as file:
        assert sum(1 for _ in csv.reader(file)) == 1 + data.table("quarantine").height


def test_all_that_a_pile_of_news_must_be_proof_against_has_a_kind() -> None:
    assert {name for names in NAMED.values() for name in names} - KINDS.keys() == set()
