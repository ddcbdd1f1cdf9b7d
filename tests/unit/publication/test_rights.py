"""Rights profiles: what each file of a version passes on of the articles' words, and that it still verifies."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_home import DAY, SAYINGS, home_at, small_tables, store_raw, text_of

from pipelines import warehouse
from pipelines.ids import mention_key, sha256_text
from pipelines.linking.claims import claims as recount
from pipelines.publication import Published, publish, verify
from pipelines.publication.redaction.journal import RedactedArticle, Redaction
from pipelines.publication.redaction.rewriting import rewrite_versions
from pipelines.publication.redaction.without import gone, without
from pipelines.publication.withholding import declarations, mask, withheld
from pipelines.reader import open_dataset
from pipelines.schema import PUBLISHED, SPANS
from pipelines.settings import Home, Rights, Settings

EV = Rights.EVIDENCE
V1, V2, V3, V4 = (f"2031.05.06.00{number}" for number in (1, 2, 3, 4))


def tables(version: str, sayings: tuple[str, ...] = SAYINGS) -> dict[str, pl.DataFrame]:
    """The small dataset with words in every column that may hold some."""
    found = small_tables(version, sayings)
    mentions, claims = found["mentions"], found["claims"]
    found["articles"] = found["articles"].with_columns(
        title=pl.lit("Harbour shuts for days on end"), byline=pl.lit("By Staff Writers of Tessel")
    )
    found["mentions"] = mentions.with_columns(
        link_reason=pl.lit("wording 0.9 (shared: harbour, close)"),
        source_name=pl.lit("the mayor herself"),
        source_id=pl.lit(None, pl.String),
        anonymity_reason=pl.lit("who feared the gulls"),
    )
    found["claim_origins"] = found["claim_origins"].with_columns(
        origin_key=pl.lit("statement:the mayor herself:2031-05-05"), origin_kind=pl.lit("public_statement")
    )
    found["quarantine"] = PUBLISHED["quarantine"].frame(
        [
            {
                **{"batch_id": "first", "path": "a.txt", "stage": "checks", "row_key": "mentions:men-1"},
                **{"reason_code": "odd", "message": "It is odd.", "payload": json.dumps({"text": text_of(sayings[0])})},
            }
        ]
    )
    if claims.height > 1:
        found["claim_relations"] = PUBLISHED["claim_relations"].frame(
            [
                {
                    **{"claim_id": claims["claim_id"][0], "other_claim_id": claims["claim_id"][1]},
                    **{"relation": "differs", "detail": "closes in one, 12 boats in the other", "score": 0.5},
                }
            ]
        )
    return found


OWN = SAYINGS[3]
"""What a writer says without anybody to say it."""


def with_own_words(found: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The dataset with one mention that is the writer's own, without a source."""
    own = pl.col("content_text") == OWN
    mention, article = (found["mentions"].filter(own)[name] for name in ("mention_id", "article_id"))
    document = found["articles"].filter(pl.col("article_id").is_in(article.implode()))["document_id"].item()
    changed = {
        "mention_key": mention_key(document, OWN, None, None, 0),
        "claim_type": "narrator",
        "source_kind": "none",
        "source_unresolved_reason": "narrator",
    }
    nothing = ("source_start", "source_end", "source_text", "source_name", "cue_start", "cue_end", "cue_text")
    ends = dict.fromkeys((*nothing, "anonymity_reason"))
    return found | {
        "mentions": found["mentions"].with_columns(
            pl.when(own).then(pl.lit(value)).otherwise(name).alias(name) for name, value in (changed | ends).items()
        ),
        "attributions": found["attributions"].filter(~pl.col("mention_id").is_in(mention.implode())),
    }


def published(home: Home, version: str, rights: Rights | None, sayings: tuple[str, ...] = SAYINGS) -> Published:
    store_raw(home, sayings)
    return publish(home, tables(version, sayings), version=version, created_at=DAY, database=warehouse, rights=rights)


def words_of(text: str) -> Iterator[tuple[str, ...]]:
    """Every run of four words."""
    words = re.findall(r"\w+", text.lower())
    yield from (tuple(words[at : at + 4]) for at in range(len(words) - 3))


def everything(home: Home, version: str) -> Iterator[tuple[str, str]]:
    """Every text of every file of a version and of the database, with its place."""
    for file in (home.snapshots / version).iterdir():
        if file.suffix == ".parquet":
            frame = pl.read_parquet(file)
            for name in frame.select(pl.col(pl.String)).columns:
                yield from ((f"{file.stem}.{name}", value) for value in frame[name].drop_nulls())
        else:
            yield file.name, re.sub(r"<[^>]+>|\\", " ", file.read_text(encoding="utf-8"))
    for name, frame in warehouse.read_database(home.database).items():
        for column in frame.select(pl.col(pl.String)).columns:
            yield from ((f"database {name}.{column}", value) for value in frame[column].drop_nulls())


def repeated(home: Home, version: str, texts: Mapping[str, str]) -> set[tuple[str, str]]:
    """Places of a version that repeat four words in a row of a text, and whose they are."""
    known = {run: name for name, text in texts.items() for run in words_of(text)}
    return {
        (place, known[run]) for place, value in everything(home, version) for run in words_of(value) if run in known
    }


ARTICLES = {saying: text_of(saying) for saying in SAYINGS} | {
    "title": "Harbour shuts for days on end",
    "byline": "By Staff Writers of Tessel",
    "reason": "wording 0.9 (shared: harbour, close)",
    "anonymity": "who feared the gulls",
    "detail": "closes in one, 12 boats in the other",
    "source": "statement the mayor herself 2031",
}


def test_without_text_no_file_repeats_words_of_an_article(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    published(home, V1, Rights.NO_TEXT)
    assert repeated(home, V1, ARTICLES) == set()


def test_the_full_profile_repeats_them_in_the_columns_that_are_declared(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    published(home, V1, None)
    places = {place for place, _ in repeated(home, V1, ARTICLES)}
    declared = {
        f"{name}.{column.name}" for name, table in PUBLISHED.items() for column in table.columns if column.words
    }
    assert {place for place in places if "database" not in place} - declared == {"report.html"}
    assert {"articles.text", "mentions.content_text", "claims.claim_text", "quarantine.payload"} <= places


def test_stricter_versions_repeat_nothing_of_the_fuller_one_before(tmp_path: Path) -> None:
    """Changes, states of claims and changelog compare with a version that had the words."""
    home = home_at(tmp_path)
    published(home, V1, Rights.FULL)
    published(home, V2, Rights.NO_TEXT, SAYINGS[1:])
    assert repeated(home, V2, ARTICLES) == set()
    changes = open_dataset(home.root).table("changes")
    assert changes.filter(table_name="claims", change="DEL").height == 1
    assert verify(home, database=warehouse) == []


def test_evidence_shows_the_sentences_and_nothing_else_of_an_article(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    published(home, V1, Rights.EVIDENCE)
    around = {"before": "Tessel Bay, 5 May\r\n\r\n", "after": "Rain is likely.\r\n"}
    for name, value in everything(home, V1):
        assert "Rain is likely" not in value, name
        assert "5 May" not in value, name
    dataset = open_dataset(home.root)
    for full, shown in zip(
        small_tables(V1)["articles"].sort("article_id")["text"], dataset.table("articles")["text"], strict=True
    ):
        assert len(shown) == len(full)
        start, end = len(around["before"]), len(full) - len(around["after"]) - len("\r\n") + 2
        assert shown[start:end].rstrip() == full[start:end].rstrip()
        assert shown[:start].split() == shown[end:].split() == []
    assert dataset.table("claims")["claim_text"].null_count() == 0
    assert dataset.table("quarantine")["payload"].to_list() == [None]


def test_words_outside_the_evidence_are_withheld_with_their_position_kept(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    found = tables(V1)
    outside = found["times"].with_columns(
        start_char=pl.lit(12, pl.Int64), end_char=pl.lit(17, pl.Int64), text=pl.lit("5 May")
    )
    found["times"] = pl.concat([found["times"], outside])
    publish(home, found, version=V1, created_at=DAY, database=warehouse, rights=Rights.EVIDENCE)
    assert set(open_dataset(home.root).table("times").select("start_char", "text").filter(start_char=12)["text"]) == {
        None
    }
    assert open_dataset(home.root).table("times")["text"].drop_nulls().unique().to_list() == ["on Monday"]
    assert verify(home, database=warehouse) == []


def test_evidence_withholds_what_writers_say_themselves(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    found = with_own_words(tables(V1))
    publish(home, found, version=V1, created_at=DAY, database=warehouse, rights=Rights.FULL)
    publish(home, found | {"checks": tables(V2)["checks"]}, version=V2, created_at=DAY, database=warehouse, rights=EV)
    own = {OWN: OWN}
    assert {place for place, _ in repeated(home, V1, own)} > {"articles.text", "claims.claim_text", "report.html"}
    # nor do the changes, states and changelog, which compare with a version that had them
    assert repeated(home, V2, own) == set()
    dataset = open_dataset(home.root)
    told = dataset.table("mentions").join(dataset.table("claims"), on="claim_id", suffix="_of_claim")
    texts = dataset.table("articles").select("article_id", "text")
    for row in told.join(texts, on="article_id").iter_rows(named=True):
        words = (row["content_text"], row["claim_text"], row["claim_text_of_claim"], row["link_reason"])
        assert (words == (None,) * 4) is (row["claim_type"] == "narrator")
        assert row["content_end"] > row["content_start"]
        assert (row["text"].split() == []) is (row["claim_type"] == "narrator")
    assert told.filter(claim_type="narrator").height == 1
    assert verify(home, database=warehouse) == []


def test_a_claim_is_worded_by_who_is_quoted_where_the_writer_says_it_too() -> None:
    found = with_own_words(tables(V1))
    claim = found["mentions"].filter(content_text=SAYINGS[0])["claim_id"].item()
    own = pl.col("content_text") == OWN
    found["mentions"] = found["mentions"].with_columns(claim_id=pl.when(own).then(pl.lit(claim)).otherwise("claim_id"))
    found["claims"] = found["claims"].with_columns(
        claim_text=pl.when(claim_id=claim).then(pl.lit(OWN)).otherwise("claim_text")
    )
    bare = withheld(found, EV)
    worded = dict(bare["claims"].select("claim_id", "claim_text").iter_rows())
    assert worded[claim] == SAYINGS[0]
    assert [text for text in worded.values() if text is None] == [None], "the writer's own claim has no mention now"
    assert found["claims"].drop("claim_text").equals(bare["claims"].drop("claim_text"))


def test_a_relation_is_told_where_both_of_its_sides_are_attributed() -> None:
    found = with_own_words(tables(V1))
    ids = dict(found["mentions"].select("content_text", "mention_id").iter_rows())
    sides = [(SAYINGS[0], SAYINGS[1]), (SAYINGS[0], OWN), (OWN, SAYINGS[0])]
    rows = [
        {
            **found["claim_relations"].row(0, named=True),
            **{"relation": relation, "mention_id": ids[one], "other_mention_id": ids[other]},
        }
        for relation, (one, other) in zip(("differs", "denies", "entails"), sides, strict=True)
    ]
    found["claim_relations"] = PUBLISHED["claim_relations"].frame(rows)
    told = dict(withheld(found, EV)["claim_relations"].select("relation", "detail").iter_rows())
    assert told == {"differs": rows[0]["detail"], "denies": None, "entails": None}


def test_a_state_that_is_over_keeps_the_words_that_its_version_had(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    published(home, V1, EV)
    published(home, V2, EV, SAYINGS[1:])
    states = open_dataset(home.root).table("claim_states")
    assert SAYINGS[0] in states.filter(pl.col("version_to") == V2)["claim_text"].to_list()
    assert open_dataset(home.root).sql(f"SELECT claim_text FROM claims_as_of('{V1}')").height == len(SAYINGS)
    assert verify(home, database=warehouse) == []


@pytest.mark.parametrize("rights", Rights)
def test_every_profile_verifies_and_tells_itself(tmp_path: Path, rights: Rights) -> None:
    home = home_at(tmp_path)
    published(home, V1, rights)
    published(home, V2, None, SAYINGS[:3])
    assert verify(home, database=warehouse) == []
    for version in (V1, V2):
        dataset = open_dataset(home.root, version)
        assert dataset.rights == rights
        assert f"`{rights}`" in dataset.file("LICENSE.md").read_text(encoding="utf-8")
        assert dataset.manifest()["rights"]["meaning"]


@pytest.mark.parametrize("rights", [Rights.EVIDENCE, Rights.NO_TEXT])
def test_positions_are_held_to_the_raw_bytes(tmp_path: Path, rights: Rights) -> None:
    """A position that is off by one is found where the version itself holds no words to compare."""
    home = home_at(tmp_path)
    found = tables(V1)
    found["mentions"] = found["mentions"].with_columns(pl.col("cue_start") + 1, pl.col("cue_end") + 1)
    publish(home, found, version=V1, created_at=DAY, database=warehouse, rights=rights)
    assert any("mention_key: is not that of the words in their place: 4 rows" in each for each in verify(home))


@pytest.mark.parametrize("rights", [Rights.EVIDENCE, Rights.NO_TEXT])
def test_altered_or_lost_raw_bytes_are_found(tmp_path: Path, rights: Rights) -> None:
    home = home_at(tmp_path)
    published(home, V1, rights)
    first, second, *_ = [path for path in sorted(home.raw.rglob("*")) if path.is_file()]
    first.write_bytes(first.read_bytes() + b"!")
    second.unlink()
    problems = "\n".join(verify(home))
    assert "the raw bytes' SHA-256 is not raw_sha256" in problems
    assert "is not the text that text_sha256 names" in problems
    assert "its raw bytes cannot be read" in problems


def test_a_copy_without_raw_bytes_verifies_as_far_as_it_can(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    for version, rights in ((V1, Rights.EVIDENCE), (V2, Rights.NO_TEXT)):
        publish(home, tables(version), version=version, created_at=DAY, database=warehouse, rights=rights)
    assert verify(home, database=warehouse) == []


def test_words_slipped_into_a_version_without_are_found(tmp_path: Path) -> None:
    from pipelines.publication.restoring import words_too_many

    bare = withheld(tables(V1), Rights.NO_TEXT)
    assert list(words_too_many(bare, Rights.NO_TEXT)) == []
    bare["claims"] = bare["claims"].with_columns(claim_text=pl.lit("The harbour will close"))
    assert list(words_too_many(bare, Rights.NO_TEXT)) == [
        "claims.claim_text: has words that the profile no-text withholds"
    ]


def test_another_profile_is_another_version_and_the_same_is_none(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    steps = [
        (V1, Rights.FULL, True),
        (V2, Rights.FULL, False),
        (V2, Rights.NO_TEXT, True),
        (V3, None, False),
        (V3, Rights.EVIDENCE, True),
        (V4, Rights.FULL, True),
    ]
    for version, rights, is_new in steps:
        assert published(home, version, rights).is_new is is_new
    assert verify(home, database=warehouse) == []
    first, last = open_dataset(home.root, V1), open_dataset(home.root, V4)
    for name in ("articles", "mentions", "claims", "claim_origins", "entity_mentions"):
        one, other = (each.table(name).drop("first_version", strict=False) for each in (first, last))
        assert one.equals(other, null_equal=True)


def test_a_version_in_which_nothing_is_withheld_anyway_still_takes_the_profile(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    empty = {"articles": PUBLISHED["articles"].empty()}
    for version, rights in ((V1, Rights.FULL), (V2, Rights.NO_TEXT)):
        assert publish(home, empty, version=version, created_at=DAY, database=warehouse, rights=rights).is_new
    assert open_dataset(home.root).rights == "no-text"


def test_what_identifies_and_counts_is_the_same_under_every_profile() -> None:
    whole = tables(V1)
    for rights in (Rights.EVIDENCE, Rights.NO_TEXT):
        bare = withheld(whole, rights)
        for name, table in PUBLISHED.items():
            if name not in whole:
                continue
            kept = [column.name for column in table.columns if column.words in {None, "name", "derived"}]
            assert bare[name].select(kept).equals(whole[name].select(kept), null_equal=True)
            assert bare[name].height == whole[name].height
        assert bare["claim_origins"]["origin_key"].n_unique() == whole["claim_origins"]["origin_key"].n_unique()


def test_an_origin_that_is_no_words_keeps_its_key() -> None:
    keys = withheld(small_tables(V1), Rights.NO_TEXT)["claim_origins"]["origin_key"]
    assert keys.unique().to_list() == ["outlet:0"]


def test_a_source_that_is_an_entity_keeps_its_name() -> None:
    mentions = withheld(small_tables(V1), Rights.NO_TEXT)["mentions"]
    assert mentions["source_name"].unique().to_list() == ["Ada Quill"]
    assert mentions["source_text"].null_count() == mentions.height


def test_withholding_twice_changes_nothing() -> None:
    once = withheld(tables(V1), Rights.EVIDENCE)
    again = withheld(once, Rights.EVIDENCE)
    assert all(frame.equals(again[name], null_equal=True) for name, frame in once.items())
    bare = withheld(once, Rights.NO_TEXT, known=Rights.EVIDENCE)
    assert withheld(bare, Rights.EVIDENCE, known=Rights.NO_TEXT).keys() == bare.keys()
    assert all(
        frame.equals(withheld(tables(V1), Rights.NO_TEXT)[name], null_equal=True) for name, frame in bare.items()
    )


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_a_mask_keeps_length_lines_and_what_is_shown(text: str, pairs: list[tuple[int, int]]) -> None:
    shown = [(min(pair), min(max(pair), len(text))) for pair in pairs if min(pair) <= len(text)]
    masked = mask(text, shown)
    assert len(masked) == len(text)
    inside = {at for start, end in shown for at in range(start, end)}
    for at, (old, new) in enumerate(zip(text, masked, strict=True)):
        assert new == (old if at in inside or old in "\r\n" else " ")


def test_the_database_declares_what_may_be_null(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    published(home, V1, Rights.NO_TEXT)
    with duckdb.connect(home.database, read_only=True) as connection:
        assert connection.execute("SELECT count(*), count(claim_text) FROM claims").fetchone() == (4, 0)
        assert connection.execute("SELECT count(*) FROM claims_as_of(?)", [V1]).fetchone() == (4,)
    home.database.unlink()
    published(home, V2, None)  # nothing new: the file is made again from the snapshot
    assert warehouse.database_version(home.database) == V1


def test_every_column_of_words_in_a_position_is_declared() -> None:
    for span in SPANS:
        if span.text is not None:
            assert PUBLISHED[span.table].column(span.text).words in {"article", "evidence"}
    for rights in Rights:
        for name, table in declarations(rights).items():
            assert [column.name for column in table.columns if column.required or column.words] == [
                column.name for column in PUBLISHED[name].columns if column.required or column.words
            ]


def test_the_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.from_environment().rights is None
    monkeypatch.setenv("ONRECORD_RIGHTS", "no-text")
    assert Settings.from_environment().rights is Rights.NO_TEXT
    monkeypatch.setenv("ONRECORD_RIGHTS", "some")
    with pytest.raises(ValueError, match="evidence"):
        Settings.from_environment()


@pytest.mark.parametrize("rights", Rights)
def test_an_article_is_redacted_from_versions_of_every_profile(tmp_path: Path, rights: Rights) -> None:
    home = home_at(tmp_path)
    published(home, V1, Rights.FULL)
    published(home, V2, rights, SAYINGS[:3])
    article = open_dataset(home.root).table("articles").row(0, named=True)
    gone = RedactedArticle(**{name: article[name] for name in RedactedArticle.model_fields})
    redaction = Redaction(redaction_id="one", made_at=DAY, author="a", reason="asked", articles=(gone,))
    assert rewrite_versions(home, redaction, recount) == {V1: 2, V2: 2}
    assert open_dataset(home.root).rights == rights
    assert verify(home) == []


@pytest.mark.parametrize("rights", Rights)
def test_a_claim_that_loses_one_of_its_articles_is_worded_by_what_is_left(rights: Rights) -> None:
    """Counting again knows no mention without words; a version that withholds them has such."""
    found = with_own_words(tables(V1, SAYINGS[1:]))
    claim = found["claims"]["claim_id"][0]
    found["mentions"] = found["mentions"].with_columns(claim_id=pl.lit(claim))
    found["claim_origins"] = found["claim_origins"].with_columns(claim_id=pl.lit(claim))
    found["claims"] = found["claims"].filter(claim_id=claim).with_columns(claim_text=pl.lit(OWN))
    bare = withheld(found, rights)
    first = found["mentions"].filter(content_text=SAYINGS[1])["article_id"]
    left = without(bare, gone(bare, first, ()), recount)
    assert left["claims"]["mention_count"].to_list() == [2]
    possible = {Rights.FULL: {SAYINGS[2], OWN}, EV: {SAYINGS[2]}, Rights.NO_TEXT: {None}}
    assert set(left["claims"]["claim_text"]) <= possible[rights]


def test_who_has_the_articles_can_slice_the_words_again(tmp_path: Path) -> None:
    home = home_at(tmp_path)
    published(home, V1, Rights.NO_TEXT)
    texts = {sha256_text(text_of(saying)): text_of(saying) for saying in SAYINGS}
    rows = open_dataset(home.root).mentions_in_context().collect().iter_rows(named=True)
    assert {texts[row["text_sha256"]][row["content_start"] : row["content_end"]] for row in rows} == set(SAYINGS)
