"""The whole graph: from files to a published version, again, with more input, and with poison in it."""

import io
import json
import re
import shutil

import dagster as dg
import polars as pl
import pytest
from rich.console import Console

from assets import normalisation, resources, staging
from assets.definitions import build_defs
from assets.run import RunError
from assets.summary import render
from onrecord import open_dataset
from pipelines import warehouse
from pipelines.publication import read_versions, verify
from pipelines.schema import AT_PUBLICATION, PUBLISHED, TABLES
from pipelines.settings import Home
from tests.integration.conftest import THIRD

FOREIGN = """Zwei Häfen in Marovien bleiben geschlossen

VELDRA, 5. März 2024 – Die Häfen von Veldra und Sund bleiben bis Freitag geschlossen, sagte Verkehrsministerin Ilse \
Tornquist am Dienstag. „Wir dürfen die Mannschaften nicht gefährden“, erklärte sie vor Journalisten.
"""


def test_a_run_publishes_every_table_and_sets_bad_files_aside(first_run):
    home, outcome = first_run
    dataset = open_dataset(home.root)
    assert outcome.is_new
    assert dataset.version == outcome.version
    assert set(dataset.tables()) == set(PUBLISHED)
    assert dataset.table("articles")["path"].sort().to_list() == ["first.txt", "second.txt"]
    aside = dict(dataset.table("quarantine").select("path", "reason_code").iter_rows())
    assert aside == {"empty.txt": "empty", "picture.txt": "not_text"}
    batch = dataset.table("batches").row(0, named=True)
    assert batch["files_seen"] == batch["articles_new"] + batch["quarantined"] == 4
    assert verify(home, outcome.version, database=warehouse) == []


def test_what_is_published_says_who_claimed_what(first_run):
    home, _ = first_run
    dataset = open_dataset(home.root)
    mentions = dataset.table("mentions")
    assert mentions.height >= 8
    assert {"direct", "indirect"} <= set(mentions["claim_type"])
    quoted = mentions.filter(pl.col("content_text").str.contains("put crews at risk"))
    assert quoted["source_name"].to_list() == ["Ilse Tornquist"]
    assert mentions.filter("anonymous").height >= 1
    checks = dataset.table("checks")
    assert checks.filter(~pl.col("success") & (pl.col("severity") == "error")).is_empty()


def test_every_asset_reports_rows_columns_and_version(first_run):
    definitions = build_defs()
    specs = {key.to_user_string(): spec for key, spec in _specs(definitions).items()}
    assert set(PUBLISHED) - AT_PUBLICATION <= set(specs)
    for name, spec in specs.items():
        assert spec.group_name != "default"
        assert spec.kinds
        assert spec.description
        assert spec.owners
        if name in TABLES:
            columns = spec.metadata["dagster/column_schema"].columns
            assert [column.name for column in columns] == TABLES[name].names


def _specs(definitions: dg.Definitions) -> dict[dg.AssetKey, dg.AssetSpec]:
    return {spec.key: spec for spec in definitions.resolve_all_asset_specs()}


def test_the_same_input_again_makes_no_version(first_run, corpus, materialise):
    home, outcome = first_run
    again = materialise([corpus], home)
    assert (again.version, again.is_new) == (outcome.version, False)
    assert len(read_versions(home.snapshots).versions) == 1


def test_an_added_article_alone_is_processed_whatever_linking_has_become_and_identifiers_stay(
    first_run, corpus, materialise, tmp_path, monkeypatch
):
    first, _ = first_run
    honest, really = resources.code_fingerprint, staging.stage
    staged = []

    def changed(paths):
        return "f" * 24 if any(path.name == "linking" for path in paths) else honest(paths)

    def counted(raw, *arguments, **options):
        staged.append(raw.height)
        return really(raw, *arguments, **options)

    monkeypatch.setattr(resources, "code_fingerprint", changed)
    monkeypatch.setattr(staging, "stage", counted)
    home = Home.at(shutil.copytree(first.root, tmp_path / "home"))
    before = open_dataset(home.root)
    more = tmp_path / "more"
    more.mkdir()
    (more / "third.txt").write_text(THIRD, encoding="utf-8")
    (more / "fremd.txt").write_text(FOREIGN, encoding="utf-8")
    shards = {path.name for path in (home.shards / "extraction").rglob("*.parquet")}
    outcome = materialise([more], home)
    assert outcome.is_new
    new_shards = [path for path in (home.shards / "extraction").rglob("*.parquet") if path.name not in shards]
    # what no model reads is staged and not extracted
    assert (staged, [pl.read_parquet(path).height for path in new_shards]) == ([2], [1])
    after = open_dataset(home.root)
    assert after.table("articles").height == 4
    foreign = after.table("articles").filter(pl.col("path") == "fremd.txt").row(0, named=True)
    assert (foreign["language"], foreign["unextracted_reason"]) == ("de", "language_without_model")
    assert foreign["text"] == FOREIGN, "not mangled"
    assert foreign["article_id"] not in set(after.table("mentions")["article_id"])
    shown = Console(width=200, file=io.StringIO())
    shown.print(render(after, home, is_new=True))
    assert re.search(r"Not read +1 \(1 language_without_model\); languages: 1 de\b", shown.file.getvalue())
    assert set(before.table("mentions")["mention_id"]) <= set(after.table("mentions")["mention_id"])
    assert set(before.table("claims")["claim_id"]) <= set(after.table("claims")["claim_id"])
    assert before.manifest()["version"] != after.manifest()["version"]


def test_an_article_once_too_long_is_published_when_the_limit_is_raised(corpus, materialise, tmp_path, monkeypatch):
    home = Home.at(tmp_path / "home")
    limit = len((corpus / "first.txt").read_text(encoding="utf-8")) - 1
    monkeypatch.setenv("ONRECORD_MAX_ARTICLE_CHARS", str(limit))
    materialise([corpus], home)
    before = open_dataset(home.root)
    aside = before.table("quarantine").filter(pl.col("reason_code") == "too_long")
    assert aside["path"].to_list() == ["first.txt"]
    assert aside["message"].item().endswith("set ONRECORD_MAX_ARTICLE_CHARS higher.")
    assert before.table("articles")["path"].to_list() == ["second.txt"]
    monkeypatch.setenv("ONRECORD_MAX_ARTICLE_CHARS", str(limit + 1))
    materialise([corpus], home)
    after = open_dataset(home.root)
    assert sorted(after.table("articles")["path"]) == ["first.txt", "second.txt"]
    assert after.table("quarantine").filter(pl.col("reason_code") == "too_long").height == 0


def _poison(monkeypatch: pytest.MonkeyPatch, spoil) -> None:
    """Let normalisation hand over mentions that ``spoil`` changed."""
    honest = normalisation.normalise

    def poisoned(*args, **kwargs):
        done = honest(*args, **kwargs)
        return done._replace(normalised_mentions=spoil(done.normalised_mentions))

    monkeypatch.setattr(normalisation, "normalise", poisoned)


def _wrong_text(rows: pl.Expr):
    return lambda mentions: mentions.with_columns(
        pl.when(rows).then(pl.lit("words that stand nowhere")).otherwise(pl.col("content_text")).alias("content_text")
    )


def test_a_poisoned_row_is_set_aside_and_the_rest_is_published(first_run, corpus, materialise, tmp_path, monkeypatch):
    clean = open_dataset(first_run[0].root).table("mentions")
    victim = clean["mention_id"].min()
    _poison(monkeypatch, _wrong_text(pl.col("mention_id") == victim))
    home = Home.at(tmp_path / "home")
    outcome = materialise([corpus], home)
    dataset = open_dataset(home.root)
    assert outcome.is_new
    assert set(clean["mention_id"]) - set(dataset.table("mentions")["mention_id"]) == {victim}
    aside = dataset.table("quarantine").filter(pl.col("stage") == "checks")
    row = aside.filter(pl.col("row_key") == f"mentions:{victim}").row(0, named=True)
    assert json.loads(row["payload"])["content_text"] == "words that stand nowhere"
    assert verify(home, outcome.version, database=warehouse) == []


def test_a_poisoned_batch_blocks_and_leaves_the_published_version(
    first_run, corpus, materialise, tmp_path, monkeypatch
):
    first, outcome = first_run
    home = Home.at(shutil.copytree(first.root, tmp_path / "home"))
    (tmp_path / "third.txt").write_text(THIRD, encoding="utf-8")
    _poison(monkeypatch, _wrong_text(pl.lit(True)))
    with pytest.raises(RunError, match="rejected"):
        materialise([tmp_path / "third.txt"], home)
    index = read_versions(home.snapshots)
    assert index.latest == outcome.version
    assert index.last_rejected is not None
    assert open_dataset(home.root).table("articles").height == 2
    assert verify(home, outcome.version, database=warehouse) == []


def test_a_lost_working_store_loses_no_article(first_run, materialise, tmp_path, corpus):
    first, outcome = first_run
    home = Home.at(shutil.copytree(first.root, tmp_path / "home"))
    shutil.rmtree(home.work)
    (tmp_path / "third.txt").write_text(THIRD, encoding="utf-8")
    with pytest.raises(RunError, match="does not know 2 articles"):
        materialise([tmp_path / "third.txt"], home)
    assert read_versions(home.snapshots).latest == outcome.version
    materialise([corpus], home)
    assert open_dataset(home.root).table("articles").height == 3


def test_input_without_an_article_publishes_nothing(materialise, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_text("", encoding="utf-8")
    home = Home.at(tmp_path / "home")
    with pytest.raises(RunError, match=r"empty\.txt \(empty\)"):
        materialise([tmp_path / "in"], home)
    assert len(read_versions(home.snapshots).versions) == 0


def test_an_edited_article_states_its_claims_once(first_run, corpus, materialise, tmp_path):
    home = Home.at(shutil.copytree(first_run[0].root, tmp_path / "home"))
    edited = tmp_path / "edited"
    edited.mkdir()
    text = (corpus / "first.txt").read_text(encoding="utf-8")
    (edited / "first.txt").write_text(text + "\nThe harbour master said tugs would stand by.\n", encoding="utf-8")
    materialise([edited], home)
    dataset = open_dataset(home.root)
    revisions = dataset.table("articles").filter(pl.col("path") == "first.txt")
    assert sorted(revisions.select("revision", "is_current").iter_rows()) == [(1, False), (2, True)]
    alone = dataset.sql(
        "SELECT claim_id FROM mentions JOIN articles USING (article_id) GROUP BY claim_id"
        " HAVING count(DISTINCT document_id) = 1"
    )
    counted = dataset.table("claims").join(alone, on="claim_id").select("article_count").unique()
    assert counted["article_count"].to_list() == [1]
