"""Batches of articles through the room: shapes, evidence, and what goes wrong with one article."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipelines.extraction import batch, batch_input, extract_batch, producer, reading, unpack, unread
from pipelines.ids import article_id, document_id, segment_id, sha256_text
from pipelines.languages import DEFAULT
from pipelines.reference import version_of
from pipelines.schema import TABLES
from pipelines.settings import Settings

SETTINGS = Settings()
WORDS = (
    "President Ada Holt said the dam would hold. “It will,” she said. "
    "Two sources said Estia wants to pay, Reuters reported."
)


def article(name: str, text: str, **more: Any) -> dict[str, Any]:
    document = document_id(name)
    return {
        "article_id": article_id(document, sha256_text(text)),
        "document_id": document,
        "revision": 1,
        "is_current": True,
        "batch_id": "b1",
        "path": name,
        "published_evidence": "none",
        "media_type": "text/plain",
        "raw_sha256": sha256_text(text),
        "text_sha256": sha256_text(text),
        "text": text,
        "word_count": len(text.split()),
        **more,
    }


def segment(row: dict[str, Any], start: int, end: int, role: str = "body") -> dict[str, Any]:
    key = row["article_id"]
    return {
        "segment_id": segment_id(key, start, end),
        "article_id": key,
        "start_char": start,
        "end_char": end,
        "role": role,
    }


def run(
    rows: list[dict[str, Any]],
    segments: list[dict[str, Any]] | None = None,
    settings: Settings = SETTINGS,
    read: Callable[[pa.Table], pa.Table] = extract_batch,
) -> dict[str, pl.DataFrame]:
    if segments is None:
        segments = [segment(row, 0, len(row["text"])) for row in rows if row["text"]]
    articles = pl.DataFrame(
        [{n: row.get(n) for n in TABLES["articles"].names} for row in rows], schema=TABLES["articles"].polars
    )
    table = batch_input(articles, TABLES["segments"].frame(segments), settings=settings, reference_folders=[])
    return unpack(read(table))


def check_evidence(text: str, frames: dict[str, pl.DataFrame]) -> None:
    """Every position lies in the text and gives the words of its row."""
    for row in frames["extracted_mentions"].iter_rows(named=True):
        assert row["content_text"] == text[row["content_start"] : row["content_end"]] != ""
        for part in ("cue", "source"):
            if row[f"{part}_text"] is None:
                assert row[f"{part}_start"] is None
            else:
                assert row[f"{part}_text"] == text[row[f"{part}_start"] : row[f"{part}_end"]]
        if row["referent_start"] is not None:
            assert row["referent_text"] == text[row["referent_start"] : row["referent_end"]]
        assert row["sentence_start"] <= row["content_start"] < row["content_end"] <= row["sentence_end"] <= len(text)
    for row in frames["annotations"].iter_rows(named=True):
        assert row["text"] == text[row["start_char"] : row["end_char"]]
    pieces = frames["content_spans"].sort("mention_id", "position")
    for (mention,), group in pieces.group_by("mention_id"):
        own = frames["extracted_mentions"].filter(pl.col("mention_id") == mention).row(0, named=True)
        assert (group["start_char"].min(), group["end_char"].max()) == (own["content_start"], own["content_end"])


def test_an_article_becomes_rows_of_the_declared_tables() -> None:
    frames = run([article("a.txt", WORDS, published_at=datetime(2024, 5, 1))])
    assert set(frames) == {"extracted_mentions", "extracted_attributions", "content_spans", "annotations", "quarantine"}
    for name, frame in frames.items():
        assert frame.schema == TABLES[name].polars
    mentions = frames["extracted_mentions"].sort("content_start")
    assert mentions["content_text"].to_list() == ["the dam would hold", "It will", "Estia wants to pay"]
    assert mentions["claim_type"].to_list() == ["indirect", "direct", "indirect"]
    assert mentions["referent_text"].to_list() == ["Ada Holt", "Ada Holt", None]
    assert mentions["anonymous"].to_list() == [False, False, True]
    chains = frames["extracted_attributions"].sort("mention_id", "position")
    last = chains.filter(pl.col("mention_id") == mentions["mention_id"][2])
    assert last["source_text"].to_list() == ["Reuters", "Two sources"]
    check_evidence(WORDS, frames)


def test_positions_point_into_the_untouched_text() -> None:
    text = "\r\n  MENU \r\n\r\nAda Holt said\tthe dam\r\nwould hold.\r\n\r\n“Ça va 🙂,” said Ada Holt.\r\n"
    row = article("a.txt", text)
    check_evidence(text, run([row]))
    assert {"Ça va 🙂"} <= set(run([row])["extracted_mentions"]["content_text"])


def test_only_readable_segments_are_read() -> None:
    text = "Ada Holt said the dam would hold.\nAda Holt said the port would close.\nAda Holt said the mine was shut."
    row = article("a.txt", text)
    ends = [0, *[i + 1 for i, c in enumerate(text) if c == "\n"], len(text)]
    roles = ["caption", "body", "background"]
    segments = [segment(row, a, b, role) for a, b, role in zip(ends, ends[1:], roles, strict=False)]
    mentions = run([row], segments)["extracted_mentions"].sort("content_start")
    assert mentions["content_text"].to_list() == ["the port would close", "the mine was shut"]
    assert mentions["in_background"].to_list() == [False, True]


def test_no_sentence_crosses_a_paragraph_break() -> None:
    text = "Vale said the port\n\nThe mine will close"
    frames = run([article("a.txt", text)])
    assert all("\n" not in row for row in frames["extracted_mentions"]["content_text"])


def test_the_company_of_an_article_does_not_matter() -> None:
    rows = [article(f"{i}.txt", WORDS.replace("Holt", name)) for i, name in enumerate(["Holt", "Vale", "Toll"])]
    together, turned = run(rows), run(rows[::-1])
    alone = [run([row]) for row in rows]
    for name, frame in together.items():
        assert frame.equals(turned[name])
        assert frame.equals(pl.concat([frames[name] for frames in alone]).sort(TABLES[name].key))


def test_an_edit_elsewhere_keeps_a_mention_key() -> None:
    before = run([article("a.txt", "Ada Holt said the dam would hold.\n\nThe port is shut.")])["extracted_mentions"]
    after = run([article("a.txt", "The port is open.\n\nAda Holt said the dam would hold.")])["extracted_mentions"]
    said = pl.col("content_text") == "the dam would hold"
    assert before.filter(said)["mention_key"].to_list() == after.filter(said)["mention_key"].to_list()
    assert before.filter(said)["mention_id"].to_list() != after.filter(said)["mention_id"].to_list()


def test_equal_mentions_of_an_article_have_keys_of_their_own() -> None:
    line = "Ada Holt said the dam would hold."
    mentions = run([article("a.txt", f"{line}\n\n{line}")])["extracted_mentions"]
    assert mentions["mention_key"].n_unique() == mentions.height == 2


def test_a_sentence_that_is_too_long_is_left_out_and_told() -> None:
    text = "Ada Holt said the dam would hold. " + "and on " * 60 + "it went."
    frames = run([article("a.txt", text)], settings=Settings(max_sentence_chars=200))
    assert frames["extracted_mentions"]["content_text"].to_list() == ["the dam would hold"]
    assert frames["quarantine"]["reason_code"].to_list() == ["sentence_too_long"]
    assert frames["quarantine"]["message"][0].startswith("a.txt has 428 characters in sentences longer than 200")
    assert "ONRECORD_MAX_SENTENCE_CHARS" in frames["quarantine"]["message"][0]


def test_a_failing_article_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reading.extract

    def failing(doc: Any, places: Any, about: Any, *rest: Any) -> Any:
        if "poison" in about.text:
            raise RuntimeError("no such luck")
        return whole(doc, places, about, *rest)

    monkeypatch.setattr(reading, "extract", failing)
    frames = run([article("a.txt", WORDS), article("b.txt", "poison"), article("c.txt", WORDS)])
    assert frames["quarantine"].select("path", "reason_code", "stage").rows() == [
        ("b.txt", "extraction_failed", "extraction")
    ]
    message = frames["quarantine"]["message"][0]
    assert message.startswith("b.txt was not read for claims (RuntimeError: no such luck)")
    assert "Run again" in message
    assert frames["extracted_mentions"]["article_id"].n_unique() == 2


def test_a_text_that_breaks_the_model_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    room = reading.room_for((), Settings().extractor, version_of(), DEFAULT)
    pipe = room.nlp.pipe

    def failing(texts: Any, **options: Any) -> Any:
        def watched() -> Any:
            for text in texts:
                if "poison" in (text[0] if isinstance(text, tuple) else text):
                    raise RuntimeError("no such luck")
                yield text

        return pipe(watched(), **options)

    monkeypatch.setattr(room.nlp, "pipe", failing)
    frames = run([article("a.txt", WORDS), article("b.txt", "poison"), article("c.txt", WORDS)])
    assert frames["quarantine"]["path"].to_list() == ["b.txt"]
    assert frames["extracted_mentions"]["article_id"].n_unique() == 2


def test_empty_articles_are_no_failure() -> None:
    frames = run([article("a.txt", " \n "), article("b.txt", WORDS)])
    assert frames["quarantine"].is_empty()
    assert frames["extracted_mentions"]["article_id"].n_unique() == 1


def test_the_producer_names_code_model_and_reference() -> None:
    row = producer(SETTINGS, "v1")
    frame = TABLES["producers"].conform(TABLES["producers"].frame([row]))
    assert frame["room"].to_list() == ["extraction"]
    assert producer(SETTINGS, "v2")["producer_id"] != row["producer_id"] == producer(SETTINGS, "v1")["producer_id"]
    assert producer(Settings(max_sentence_chars=100), "v1")["producer_id"] != row["producer_id"]


MARKS = ['"', "“", "”", "‘", "’", "'", "«", "»", "„", " ", "\n", "\n\n", ". ", ", ", ": ", "– ", "\u200b", "🙂", "é"]
PHRASES = ["Ada Holt", " said", "the dam would hold", "according to", "two sources", "Reuters reported", "she", "who"]
TURNS = ["declined to comment", "citing", "which would require", "while", "Estia demands", "fears that", "“It will,”"]
PIECES = st.sampled_from([*MARKS, *PHRASES, *TURNS])


@hypothesis_settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=80)))
def test_any_text_gives_rows_that_slice_to_their_words(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    row = article("a.txt", text)
    frames = run([row])
    assert frames["quarantine"].is_empty()
    check_evidence(text, frames)
    assert all(frame.equals(again) for frame, again in zip(frames.values(), run([row]).values(), strict=True))


def test_the_producer_changes_with_what_the_room_stands_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    honest = batch.code_fingerprint
    monkeypatch.setattr(
        batch, "code_fingerprint", lambda paths: honest([seen.append(path.name) or path for path in paths])
    )
    batch.producer(Settings(), "some tables")
    assert {"extraction", "schema.py", "ids.py", "reference.py"} <= set(seen)


@pytest.mark.parametrize(
    "text",
    [
        "The union warned of a strike. Rebel councillors and their allies said they would look to the court.",
        "Two builders met. The builders and they said the dam would hold. They said so again.",
    ],
)
def test_sources_that_rest_on_one_another_come_to_an_end(text: str) -> None:
    assert run([article("a.txt", text)])["quarantine"].is_empty()


def test_an_article_that_brought_its_process_down_is_a_row_of_the_quarantine() -> None:
    frames = run([article("a.txt", WORDS)], read=lambda table: unread(table, "too_slow", "took longer than 9 seconds"))
    assert frames["extracted_mentions"].is_empty()
    (row,) = frames["quarantine"].to_dicts()
    assert (row["path"], row["stage"], row["reason_code"]) == ("a.txt", "extraction", "extraction_too_slow")
    assert row["message"].startswith("a.txt was not read for claims: reading it took longer than 9 seconds;")
    assert "ONRECORD_EXTRACTION_SECONDS" in row["message"]
