"""Redaction on a small home: what is left, what every version says, and what stays of it."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from everywhere import found, sentences
from redacting import GONE, VERSIONS, build, redaction_of
from small_home import SAYINGS, small_tables, text_of

from assets.redaction import begin, finish
from pipelines import warehouse
from pipelines.linking.claims import claims as recount
from pipelines.publication import recover, replacing, verify
from pipelines.publication.publish import publish
from pipelines.publication.redaction import (
    JournalError,
    Redaction,
    RedactionError,
    gone,
    read_journal,
    refusals,
    rewrite_versions,
)
from pipelines.publication.redaction.history import history_without
from pipelines.publication.redaction.without import without
from pipelines.reader import DatasetError, open_dataset
from pipelines.schema import PUBLISHED, TABLES
from pipelines.settings import Home

PIECES = sentences(text_of(GONE), [text_of(saying) for saying in SAYINGS if saying != GONE])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture
def home(built: Home, tmp_path: Path) -> Home:
    return Home.at(shutil.copytree(built.root, tmp_path / "home"))


def redact(home: Home, redaction: Redaction) -> Redaction:
    begin(home, redaction)
    (done,) = finish(home)
    return done


def test_the_search_finds_the_words_wherever_they_stand(built: Home) -> None:
    places = " ".join(found(built.root, PIECES))
    for place in ("articles.parquet:text", "report.html", "changelog.md", "work/raw/", "warehouse.duckdb:articles"):
        assert place in places
    for place in ("index.db", "data_docs", "shards", "search", "rejected", "claim_states.parquet", "changes.parquet"):
        assert place in places


def test_nothing_is_left_of_its_words(home: Home) -> None:
    done = redact(home, redaction_of(GONE))
    assert done.versions == {VERSIONS[1]: 2, VERSIONS[2]: 2}
    assert found(home.root, PIECES) == {}
    assert found(home.root, sentences(text_of(SAYINGS[0]), map(text_of, SAYINGS[1:]))) != {}
    assert verify(home, database=warehouse) == []
    assert GONE not in home.redactions.read_text(encoding="utf-8")
    assert finish(home) == []


def test_versions_keep_their_names_and_say_what_was_done(home: Home) -> None:
    before = json.loads((home.snapshots / "versions.json").read_bytes())["versions"]
    redact(home, redaction_of(GONE))
    after = json.loads((home.snapshots / "versions.json").read_bytes())["versions"]
    assert [each["version"] for each in after] == [each["version"] for each in before]
    assert [each["created_at"] for each in after] == [each["created_at"] for each in before]
    assert [(each["status"], each["revision"]) for each in after] == [
        ("published", 1),
        ("redacted", 2),
        ("redacted", 2),
    ]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, False]
    manifest = open_dataset(home.root).manifest()
    assert manifest["revision"] == 2
    (said,) = manifest["redactions"]
    article = redaction_of(GONE).articles[0]
    assert (said["author"], said["reason"], said["made_at"]) == ("Ann", "by a court", "2031-05-06T07:08:09Z")
    assert said["articles"] == [article.model_dump()]
    tombstone = open_dataset(home.root).table("retractions").row(0, named=True)
    assert tombstone["article_id"] == article.article_id
    assert (tombstone["kind"], tombstone["path"], tombstone["version"]) == ("redacted", None, VERSIONS[1])
    told = (home.snapshots / VERSIONS[1] / "changelog.md").read_text(encoding="utf-8")
    assert "Revision 2. Redacted since it was published:" in told
    versions = open_dataset(home.root).table("versions").select("version", "status", "revision", "article_count")
    assert versions.rows() == [
        (VERSIONS[0], "published", 1, 2),
        (VERSIONS[1], "redacted", 2, 2),
        (VERSIONS[2], "redacted", 2, 3),
    ]


def test_a_first_version_can_be_redacted_and_a_second_redaction_counts_on(home: Home) -> None:
    redact(home, redaction_of(SAYINGS[0]))
    again = redaction_of(GONE).model_copy(update={"redaction_id": "red-2"})
    assert redact(home, again).versions == {VERSIONS[1]: 3, VERSIONS[2]: 3}
    assert verify(home, database=warehouse) == []
    assert [each["redaction_id"] for each in open_dataset(home.root).manifest()["redactions"]] == [
        "red-0000000001",
        "red-2",
    ]
    assert open_dataset(home.root, VERSIONS[0]).table("articles").height == 1


def test_the_next_version_follows_a_redacted_one(home: Home) -> None:
    redact(home, redaction_of(GONE))
    left = [saying for saying in SAYINGS if saying != GONE]
    tables = small_tables("2031.05.06.005", left, disputed=SAYINGS[-1:])
    tombstones = open_dataset(home.root).table("retractions")
    tables |= {"retractions": tombstones, "claim_history": open_dataset(home.root).table("claim_history")}
    first = dict(open_dataset(home.root).table("claims").select("claim_id", "first_version").iter_rows())
    names = [first[claim] for claim in tables["claims"]["claim_id"]]
    tables["claims"] = tables["claims"].with_columns(pl.Series("first_version", names))
    clock = open_dataset(home.root).versions()["created_at"][-1]
    same = publish(home, tables, version="2031.05.06.005", created_at=clock, database=warehouse)
    assert not same.is_new
    more = tables["entities"].with_columns(name=pl.lit("Ada Quill-Vane"))
    made = publish(home, {**tables, "entities": more}, version="2031.05.06.005", created_at=clock, database=warehouse)
    assert made.is_new
    assert verify(home, database=warehouse) == []
    # nothing but the redaction stands between the two
    assert set(open_dataset(home.root).table("changes")["cause"]) == {"curation"}


def test_an_open_dataset_says_that_it_was_redacted(home: Home) -> None:
    old, untouched = open_dataset(home.root), open_dataset(home.root, VERSIONS[0])
    assert old.sql("SELECT count(*) AS n FROM articles")["n"][0] == 4
    redact(home, redaction_of(GONE))
    for read in (lambda: old.table("articles"), lambda: old.sql("SELECT count(*) FROM articles")):
        with pytest.raises(DatasetError, match="was redacted while it was open"):
            read()
    assert untouched.table("articles").height == 2
    assert open_dataset(home.root).table("articles").height == 3


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_snapshot_is_replaced_whether_or_not_the_system_exchanges_names(
    home: Home, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    if not exchanges:
        monkeypatch.setattr(replacing, "_exchange", lambda one, other: False)
    redact(home, redaction_of(GONE))
    assert verify(home) == []
    assert not list(home.snapshots.glob(".*"))


def test_a_replacement_that_was_killed_between_two_names_is_settled(home: Home) -> None:
    folder = home.snapshots / VERSIONS[1]
    folder.rename(replacing.waiting(folder))
    (home.snapshots / f".tmp-{VERSIONS[1]}").mkdir()
    recover(home.snapshots)
    assert verify(home) == []
    shutil.copytree(folder, replacing.waiting(folder))
    recover(home.snapshots)
    assert not list(home.snapshots.glob(".*"))


def test_a_damaged_version_stops_it_and_says_which(home: Home) -> None:
    file = home.snapshots / VERSIONS[1] / "claims.parquet"
    kept = file.read_bytes()
    file.write_bytes(kept[:-1])
    begin(home, redaction_of(GONE))
    with pytest.raises(RedactionError, match=rf"{VERSIONS[1]}/claims.parquet .* restore the folder"):
        finish(home)
    file.write_bytes(kept)
    assert finish(home)
    assert verify(home, database=warehouse) == []


def test_verify_says_that_a_redaction_is_not_finished(home: Home) -> None:
    begin(home, redaction_of(GONE))
    assert any("redactions.json: red-0000000001 is not finished" in problem for problem in verify(home))


def test_a_damaged_record_stops_everything(home: Home) -> None:
    home.redactions.write_text('[{"redaction_id": 1}]')
    with pytest.raises(JournalError, match="restore the file from a copy"):
        read_journal(home.redactions)


def test_what_was_redacted_is_refused_by_address_and_by_bytes() -> None:
    article = redaction_of(GONE).articles[0]
    refused = refusals([redaction_of(GONE)])
    assert set(refused) == {article.document_id, article.raw_sha256}
    assert refused[article.raw_sha256] == "was redacted on 2031-05-06 by Ann (by a court)"


# --- what one version says without an article ------------------------------------------------


def frames() -> dict[str, pl.DataFrame]:
    whole = {name: table.empty() for name, table in PUBLISHED.items()}
    return whole | small_tables(VERSIONS[0], SAYINGS, origins={SAYINGS[0]: 2})


def test_claims_shared_with_other_articles_are_counted_again() -> None:
    tables = frames()
    mentions = tables["mentions"]
    shared, other = mentions["claim_id"][0], mentions["claim_id"][1]
    merged = pl.col("claim_id").replace(other, shared)
    tables["mentions"] = mentions.with_columns(merged)
    tables["claim_origins"] = tables["claim_origins"].with_columns(merged)
    tables["claims"] = (
        tables["claims"]
        .filter(pl.col("claim_id") != other)
        .with_columns(
            mention_count=pl.when(pl.col("claim_id") == shared).then(2).otherwise(pl.col("mention_count")),
            claim_text=pl.when(pl.col("claim_id") == shared)
            .then(pl.lit(mentions["claim_text"][0]))
            .otherwise("claim_text"),
        )
    )
    out = without(tables, gone(tables, [mentions["article_id"][0]], []), recount)
    row = out["claims"].filter(pl.col("claim_id") == shared).row(0, named=True)
    assert (row["mention_count"], row["article_count"]) == (1, 1)
    assert row["claim_text"] == mentions["claim_text"][1]
    assert out["claims"].height == 3
    untouched = out["claims"].filter(pl.col("claim_id") != shared)
    assert untouched.equals(tables["claims"].filter(pl.col("claim_id") != shared))


def test_names_that_only_it_printed_go_and_those_of_the_reference_tables_stay() -> None:
    tables = frames()
    article, mention = tables["mentions"].select("article_id", "mention_id").row(0)
    entities = [
        {"entity_id": "ent-" + "1" * 24, "name": "Harbour of Tessel Bay", "kind": "place"},
        {"entity_id": "ent-" + "2" * 24, "name": "Nobody Else", "kind": "person"},
    ]
    tables["entities"] = pl.concat([tables["entities"], TABLES["entities"].frame(entities)])
    text = tables["articles"].filter(pl.col("article_id") == article)["text"][0]
    named = {"article_id": article, "mention_id": mention, "role": "source", "end_char": 3}
    extra = [
        {**named, "start_char": at, "text": text[at:3], "entity_id": each["entity_id"]}
        for at, each in enumerate(entities)
    ]
    tables["entity_mentions"] = pl.concat([tables["entity_mentions"], TABLES["entity_mentions"].frame(extra)])
    aliases = [
        {"entity_id": "ada-quill", "alias": "Ada Quill", "origin": "observed", "evidence_mention_id": mention},
        {"entity_id": "ada-quill", "alias": "Quill of the quay", "origin": "observed", "evidence_mention_id": mention},
        {"entity_id": "ada-quill", "alias": "A. Quill", "origin": "reference", "evidence_mention_id": None},
        {"entity_id": entities[1]["entity_id"], "alias": "Nobody Else", "origin": "observed"},
    ]
    tables["entity_aliases"] = TABLES["entity_aliases"].frame(aliases)
    out = without(tables, gone(tables, [article], []), recount)
    assert out["entities"]["entity_id"].to_list() == ["ada-quill"]
    left = out["entity_aliases"].sort("alias").select("alias", "evidence_mention_id").rows()
    assert [alias for alias, _ in left] == ["A. Quill", "Ada Quill"]
    assert left[1][1] in out["mentions"]["mention_id"].to_list()


def test_copies_of_it_are_copies_of_the_next_and_revisions_are_numbered_anew() -> None:
    tables = frames()
    ids = tables["articles"]["article_id"].to_list()
    document = tables["articles"]["document_id"][1]
    tables["articles"] = tables["articles"].with_columns(
        duplicate_of=pl.Series([None, ids[0], ids[0], None]),
        document_id=pl.Series(
            [document if at in {0, 1} else value for at, value in enumerate(tables["articles"]["document_id"])]
        ),
        revision=pl.Series([1, 2, 1, 1]),
    )
    out = without(tables, gone(tables, [ids[0]], []), recount)["articles"]
    assert out.sort("article_id").select("article_id", "duplicate_of").rows() == sorted(
        [(ids[1], None), (ids[2], ids[1]), (ids[3], None)]
        if ids[1] < ids[2]
        else [(ids[1], ids[2]), (ids[2], None), (ids[3], None)]
    )
    assert set(out["revision"]) == {1}
    assert all(out["is_current"])


def test_rows_set_aside_that_are_about_it_go() -> None:
    tables = frames()
    article = tables["articles"].row(0, named=True)
    base = {"batch_id": "b", "stage": "checks", "message": "m"}
    rows = [
        {**base, "path": article["path"], "row_key": "", "reason_code": "bad"},
        {**base, "path": "other", "row_key": f"segments:x#{article['article_id']}", "reason_code": "bad"},
        {
            **base,
            "path": "other",
            "row_key": "1",
            "reason_code": "bad",
            "payload": f'{{"a": "{article["article_id"]}"}}',
        },
        {**base, "path": "other", "row_key": "2", "reason_code": "bad", "raw_sha256": article["raw_sha256"]},
        {**base, "path": "other", "row_key": "3", "reason_code": "bad"},
        {**base, "path": article["path"], "row_key": "4", "reason_code": "redacted"},
    ]
    tables["quarantine"] = TABLES["quarantine"].frame(rows)
    lost = gone(tables, [article["article_id"]], [article["raw_sha256"]])
    assert without(tables, lost, recount)["quarantine"]["row_key"].to_list() == ["3", "4"]


@pytest.mark.parametrize(
    ("was", "now", "event", "other", "expected"),
    [
        ("", "a", "kept", "", [("a", "new", "")]),
        ("", "a", "new", "", [("a", "new", "")]),
        ("a", "a", "kept", "", [("a", "kept", "")]),
        ("a", "a", "retired", "", [("a", "kept", "")]),
        ("a", "", "kept", "", [("a", "retired", "")]),
        ("ab", "b", "merged_into", "b", [("a", "merged_into", "b")]),
        ("a", "", "merged_into", "b", [("a", "retired", "")]),
        ("", "", "new", "", []),
        ("b", "ab", "split_from", "b", [("a", "split_from", "b")]),
        ("", "a", "split_from", "b", [("a", "new", "")]),
        ("", "a", None, "", [("a", "new", "")]),
        ("a", "", None, "", [("a", "retired", "")]),
    ],
)
def test_history_is_told_as_if_it_had_never_been_there(
    was: str, now: str, event: str | None, other: str, expected: list[tuple[str, str, str]]
) -> None:
    def clm(letter: str) -> str:
        return f"clm-{letter * 24}" if letter else ""

    def claims(letters: str) -> pl.DataFrame:
        return pl.DataFrame({"claim_id": [clm(letter) for letter in letters]}, schema={"claim_id": pl.String})

    table = TABLES["claim_history"]
    told = [{"version": "v2", "claim_id": clm("a"), "event": event, "other_claim_id": clm(other), "cause": "source"}]
    out = history_without(table.empty(), table.frame(told if event else []), claims(was), claims(now), "v2")
    rows = out.select("claim_id", "event", "other_claim_id").rows()
    assert rows == [(clm(a), e, clm(b)) for a, e, b in expected]
    assert TABLES["claim_history"].conform(out).equals(out)


def test_a_version_with_columns_that_are_not_known_is_not_touched(home: Home) -> None:
    file = home.snapshots / VERSIONS[1] / "manifest.json"
    manifest = json.loads(file.read_bytes())
    manifest["resources"][0]["schema"]["fields"].append(
        {"name": "strange", "type": "string", "description": "", "content": True}
    )
    file.write_text(json.dumps(manifest))
    with pytest.raises(RedactionError, match=r"columns that this version of onrecord does not know \(strange\)"):
        rewrite_versions(home, redaction_of(GONE), recount)
