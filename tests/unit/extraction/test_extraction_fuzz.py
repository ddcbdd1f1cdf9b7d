"""Broken text, as news comes: whatever an article holds, it is read, its rows point into it, and no other suffers."""

import functools
import itertools
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.extraction import batch_input, extract_batch, unpack
from pipelines.ids import article_id, document_id, segment_id, sha256_text
from pipelines.schema import TABLES
from pipelines.settings import Settings

Frames = dict[str, pl.DataFrame]

SENTENCES = [
    "Ada Holt, the mayor of Port Vale, told Tessel Wire on Friday that the dam would hold.",
    "“It will hold,” said Peter Moor, citing two officials who asked not to be named. “We checked.”",
    "She declined to comment, but denied that the port had been closed, according to people familiar with the matter.",
    "'We're not done,' the ministry's spokesman said; he added: «The mine may reopen in 2031.»",
    "The „old harbour“ cost 3.5m crowns, up 12% from May, and the Norland Board fears that it could cost more.",
    "“Who knows?” – Ada Holt",
    "NORLAND, May 3 (Tessel) — Estia must pay, they said, before it leaves the talks.",
]
DOUBLE, SINGLE = ['"', "“", "”", "„", "‟", "«", "»", "〝", "〞", "``", "''"], ["'", "‘", "’", "‚", "‹", "›", "`", "´"]
LINE_ENDS = ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\u2028", "\u2029", "\x85", "\v", "\f", " \n\t\n "]
ODD = [
    *("\x00", "\x01", "\x07", "\x1b[31m", "\x7f", "\x9d", "\ufeff", "\ufffd", "\uffff"),  # controls, no characters
    *("\u0301", "\u0301\u0327", "e\u0301\u0301\u0301", "\u20e3"),  # marks that combine with what stands before
    *("\u200f", "\u202e", "\u2066", "\u2069", "\u202c", "אמר הולט", "قال هولت"),  # right to left
    *("🙂", "👩‍👩‍👧", "🇳🇴", "1️⃣", "\U0001f3fd", "\u200d", "\ufe0f", "𝐇𝐨𝐥𝐭"),  # signs beyond the first plane
    *("\u00a0", "\u200b", "\u2009", "\u3000", "\u00ad", "…", "—", "–", "--", "¿", "/", "\\", "<b>", "&quot;", "%s"),
    *("(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "?!", "i", "İ", "ß", "ﬁ", "²", "½", "٣", "Ⅳ"),
]
PIECES = [*SENTENCES, *DOUBLE, *SINGLE, *LINE_ENDS, *ODD, " ", " said ", "Ada Holt", "who", " that ", "n't", "citing"]

EXTRACTORS = [Settings(extractor="ranked"), Settings(extractor="rules")]
QUICK = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # each run is slow; a failing text is short enough as it stands
    suppress_health_check=[HealthCheck.too_slow],
)


def extracted(texts: list[str], chosen: Settings) -> Frames:
    articles, segments = [], []
    for number, text in enumerate(texts):
        document, raw = document_id(f"{number}-{sha256_text(text)}"), sha256_text(text)
        key = article_id(document, raw)
        given_columns = {
            **{"article_id": key, "document_id": document, "batch_id": "b1", "path": f"{number}.txt"},
            **{"raw_sha256": raw, "text_sha256": raw, "text": text},
        }
        articles.append(dict.fromkeys(TABLES["articles"].names) | given_columns)
        if text:
            place = {"start_char": 0, "end_char": len(text), "role": "body"}
            segments.append({"segment_id": segment_id(key, 0, len(text)), "article_id": key, **place})
    table = batch_input(
        pl.DataFrame(articles, schema=TABLES["articles"].polars),
        TABLES["segments"].frame(segments),
        settings=chosen,
        reference_folders=[],
    )
    return unpack(extract_batch(table))


def rows_of(frames: Frames, table: str) -> list[dict[str, Any]]:
    return list(frames[table].iter_rows(named=True))


def check_positions(text: str, frames: Frames) -> None:
    """Each pair of positions gives the text that stands beside it."""
    for row in rows_of(frames, "extracted_mentions"):
        for part in ("content", "cue", "source", "referent"):
            start, end, words = row[f"{part}_start"], row[f"{part}_end"], row[f"{part}_text"]
            assert (start is None) == (end is None)
            if start is not None:
                assert 0 <= start < end <= len(text), (part, row)
                assert text[start:end] == words, (part, row)
        assert 0 <= row["sentence_start"] <= row["content_start"]
        assert row["content_end"] <= row["sentence_end"] <= len(text)
    for row in rows_of(frames, "annotations"):
        assert text[row["start_char"] : row["end_char"]] == row["text"] != ""
    for row in rows_of(frames, "extracted_attributions"):
        assert 0 <= row["evidence_start"] < row["evidence_end"] <= len(text)
        assert row["source_text"] in text


def check_pieces(text: str, frames: Frames) -> None:
    """The pieces of a content are in order, apart, inside the article, and begin and end with the content."""
    covers = {r["mention_id"]: (r["content_start"], r["content_end"]) for r in rows_of(frames, "extracted_mentions")}
    pieces: dict[str, list[tuple[int, int]]] = {key: [] for key in covers}
    for row in rows_of(frames, "content_spans"):  # sorted by mention and position
        assert row["position"] == len(pieces[row["mention_id"]])
        pieces[row["mention_id"]].append((row["start_char"], row["end_char"]))
    for key, spans in pieces.items():
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
        assert (spans[0][0], spans[-1][1]) == covers[key]


def check_keys(frames: Frames) -> None:
    """No two rows of a table share its key, no two mentions of an article theirs."""
    for name, frame in frames.items():
        if frame.height:
            assert not frame.select(TABLES[name].key).is_duplicated().any(), name
    mentions = frames["extracted_mentions"]
    assert not mentions.select("article_id", "mention_key").is_duplicated().any()


def check(*texts: str, chosen: Settings = EXTRACTORS[0]) -> None:
    """Read texts between two sound articles; everything that must hold, holds."""
    batch = [SENTENCES[0], *texts, SENTENCES[1]]
    frames = extracted(batch, chosen)
    assert "extraction_failed" not in frames["quarantine"]["reason_code"].to_list(), frames["quarantine"].rows()
    check_keys(frames)
    for number, text in enumerate(texts, start=1):
        own = of_article(frames, number, text)
        check_positions(text, own)
        check_pieces(text, own)
    assert same(frames, extracted(batch, chosen))
    for number in (0, len(batch) - 1):
        assert same(of_article(frames, number, batch[number]), alone(number, batch[number], chosen))


@functools.cache
def alone(number: int, text: str, chosen: Settings) -> Frames:
    return of_article(extracted([*[""] * number, text], chosen), number, text)


def of_article(frames: Frames, number: int, text: str) -> Frames:
    key = article_id(document_id(f"{number}-{sha256_text(text)}"), sha256_text(text))
    mentions = frames["extracted_mentions"].filter(pl.col("article_id") == key)
    theirs = pl.col("mention_id").is_in(mentions["mention_id"].implode())
    return {
        "extracted_mentions": mentions,
        "extracted_attributions": frames["extracted_attributions"].filter(theirs),
        "content_spans": frames["content_spans"].filter(theirs),
        "annotations": frames["annotations"].filter(pl.col("article_id") == key),
    }


def same(one: Frames, other: Frames) -> bool:
    return all(frame.equals(other[name]) for name, frame in one.items())


@QUICK
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.sampled_from(EXTRACTORS))
def test_pieces_of_news_in_any_order(text: str, chosen: Settings) -> None:
    check(text, chosen=chosen)


@QUICK
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_characters(text: str) -> None:
    check(text)


def cut_out(text: str, start: int, length: int) -> str:
    return text[:start] + text[start + length :]


def doubled(text: str, start: int, length: int) -> str:
    return text[: start + length] + text[start:]


def turned(text: str, start: int, length: int) -> str:
    return text[:start] + text[start : start + length][::-1] + text[start + length :]


def put_in(text: str, start: int, length: int) -> str:
    return text[:start] + PIECES[(start * 31 + length) % len(PIECES)] + text[start:]


def marks_changed(text: str, start: int, length: int) -> str:
    mark = (DOUBLE + SINGLE)[(start + length) % len(DOUBLE + SINGLE)]
    return "".join(mark if i >= start and c in "“”\"'«»„’" else c for i, c in enumerate(text))


HARMS: list[Callable[[str, int, int], str]] = [cut_out, doubled, turned, put_in, marks_changed]


@QUICK
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4),
    st.sampled_from([" ", *LINE_ENDS]),
    st.lists(st.tuples(st.sampled_from(HARMS), st.integers(0, 400), st.integers(1, 40)), min_size=1, max_size=6),
)
def test_damaged_sentences(sentences: list[str], joint: str, harms: list[Any]) -> None:
    text = joint.join(sentences)
    for harm, start, length in harms:
        text = harm(text, start % (len(text) + 1), length)
    check(text)


@pytest.mark.parametrize("chosen", EXTRACTORS, ids=lambda chosen: chosen.extractor)
def test_marks_that_are_never_closed(chosen: Settings) -> None:
    texts = []
    for mark in (*DOUBLE, *SINGLE):
        nested = f"{mark}Ada Holt said {mark}the dam holds {mark}and the port was shut."
        texts.append(f"{nested}\n\n{mark}We know,” she said.\n{SENTENCES[0]}{mark}")
    check(*texts, chosen=chosen)


LONG = {
    "words without a mark": "the dam of the port that was to hold for many a year and " * 20,
    "one word a line": "Holt\n" * 100,
    "one character": "a" * 4_900,
    "one mark": "“" * 150,
    "one sign": "🙂" * 100,
    "marks in pairs": "“‘" * 60 + "’”" * 60,
    "a sentence of many clauses": "She said that " * 40 + "the dam would hold.",
    "a list of people": "Ada Holt, " * 50 + "said the dam would hold.",
    "sources in a row": "according to officials, " * 25 + "the dam held.",
    "blanks": "Ada Holt said" + " " * 3_000 + "the dam would hold.",
    "line ends": "Ada Holt said" + "\r\n \n\r" * 500 + "the dam would hold.",
    "marks that combine": "Ada Holt said o" + "\u0301" * 2_000 + " the dam would hold.",
    "brackets": "(" * 100 + "Ada Holt said the dam would hold." + ")" * 100,
    "a dateline that never ends": "NORLAND, " * 200 + "(" + "A" * 100,
    "hyphens": "dam-" * 200,
}


def test_what_goes_on_for_long() -> None:
    check(*LONG.values())


def test_a_sentence_without_end_is_told_and_the_rest_is_read() -> None:
    text = f"{SENTENCES[0]}\n\n{'the dam of the port ' * 400}\n\n{SENTENCES[1]}"
    frames = extracted([text], EXTRACTORS[0])
    assert frames["quarantine"]["reason_code"].to_list() == ["sentence_too_long"]
    assert frames["extracted_mentions"].height >= 3
    check_positions(text, frames)
