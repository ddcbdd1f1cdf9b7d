"""A mention traced back: from its published row to the bytes that were read, and who made what on the way.

Belongs here: gathering the links of that chain as plain values. Does not belong here: putting
them on a terminal.
"""

import html
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from pipelines.ids import sha256_bytes, sha256_text
from pipelines.publication import VersionError
from pipelines.publication.integrity import damaged_files, unlike_index
from pipelines.publication.manifest import MANIFEST
from pipelines.publication.restoring import decodings, encoding_of
from pipelines.reader import DatasetError, open_dataset
from pipelines.settings import Home

if TYPE_CHECKING:
    from pipelines.reader import Dataset

Facts = dict[str, Any]
Row = Mapping[str, Any]

_WORDS = ("sentence", "content", "cue", "source", "asked")
_READING = ("claim_type", "modality", "polarity", "in_background", "anonymous", "rule", "confidence")
_PLACE = ("article_id", "document_id", "revision", "is_current", "path", "url", "outlet", "title", "published_at")
_READ = ("mentions", "articles", "segments", "attributions", "producers")
"""The tables that a chain is read from."""
_CODE = ("producer_id", "room", "code_fingerprint", "model_name", "model_version", "model_sha256", "reference_version")


class _Bytes(NamedTuple):
    """Where words stand in raw bytes, as nearly as can be told."""

    start: int | None
    end: int | None
    note: str


def trace(data: "Dataset", home: Home, mention: str) -> Facts:
    """Return the chain of a mention, as values of JSON.

    Args:
        data: The version, which :func:`must_be_whole`.
        home: The home, for the raw bytes and the other versions.
        mention: A ``mention_id``.

    Returns:
        ``version``, ``mention`` (identifiers), ``words`` (by part: positions and characters), ``reading``,
        ``attributions``, ``link``, ``article``, ``segment``, ``text``, ``raw`` (file, hash, encoding, byte offsets and
        the characters there), ``producers`` (code, model and reference tables of each stage) and ``versions`` (where it
        stands, and its claim there; ``problem`` where that cannot be told).
    """
    row = _one(data, "mentions", "mention_id", mention)
    article = dict(_one(data, "articles", "article_id", row["article_id"]))
    shown = article["text"]
    if data.rights != "full":
        article["text"] = _text_again(home, article)
    segments = _rows(data, "segments", "article_id", row["article_id"])
    start, end = row["content_start"], row["content_end"]
    around = segments.filter((pl.col("start_char") <= start) & (pl.col("end_char") > start))
    chain = _rows(data, "attributions", "mention_id", mention).sort("position")
    manifest = data.manifest()
    return {
        "version": data.version,
        "revision": manifest.get("revision", 1),
        "mention": {name: row[name] for name in ("mention_id", "mention_key", "claim_id", "quotation_id")},
        "words": dict(_words(row, shown if article["text"] is None else article["text"])),
        "reading": {name: row.get(name) for name in _READING}
        | {"source_id": row["source_id"], "source_name": row["source_name"], "source_kind": row["source_kind"]}
        | {"source_unresolved_reason": row["source_unresolved_reason"]},
        "attributions": chain.drop("mention_id").to_dicts(),
        "link": {name: row[name] for name in ("link_score", "link_reason")},
        "article": {name: article[name] for name in _PLACE},
        "segment": around.drop("article_id").to_dicts()[0] if around.height else None,
        "text": {
            "sha256": article["text_sha256"],
            "characters": None if article["text"] is None else len(article["text"]),
        },
        "raw": _raw(home, article, start, end),
        "producers": list(_producers(data, row["producer_id"])),
        "versions": list(_standing(data, row)),
    }


def must_be_whole(folder: Path) -> None:
    """Hold every file that a chain rests on to its hash: what was altered could say anything.

    Raises:
        DatasetError: a file is not the one that was published.
    """
    try:
        found = damaged_files(folder) | unlike_index(folder)
    except (VersionError, OSError) as error:
        raise DatasetError(f"{error}; a trace from there proves nothing") from error
    for name in (MANIFEST, *(f"{table}.parquet" for table in _READ)):
        if name in found:
            raise DatasetError(
                f"{folder.name}/{name}: {found[name]}; a trace from there proves nothing: restore the file from a copy,"
                " and see what `onrecord verify` says of the others"
            )


def _rows(data: "Dataset", table: str, column: str, value: str) -> pl.DataFrame:
    return data.scan(table).filter(pl.col(column) == value).collect()


def _one(data: "Dataset", table: str, column: str, value: str) -> Row:
    return _rows(data, table, column, value).row(0, named=True)


def _text_again(home: Home, article: Row) -> str | None:
    """The text of a version that withholds words, made again from the raw bytes of a plain file; else None."""
    try:
        raw = (home.raw / article["raw_sha256"][:2] / article["raw_sha256"]).read_bytes()
    except OSError:
        return None
    return next((text for text in decodings(raw) if sha256_text(text) == article["text_sha256"]), None)


def _words(row: Row, text: str | None) -> Iterator[tuple[str, Facts]]:
    for part in _WORDS:
        start, end = row.get(f"{part}_start"), row.get(f"{part}_end")
        if start is not None and end is not None:
            characters = "" if text is None else text[start:end]
            yield part, {"start": start, "end": end, "characters": characters if characters.strip() else None}


# --- down to the bytes ----------------------------------------------------------------------


def _raw(home: Home, article: Row, start: int, end: int) -> Facts:
    """The raw file of an article and the place of some of its characters in it."""
    sha256, media_type = article["raw_sha256"], article["media_type"]
    path = home.raw / sha256[:2] / sha256
    said: Facts = {"sha256": sha256, "media_type": media_type, "file": str(path)}
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return said | {"note": f"the raw bytes cannot be read ({reason}): they are kept in the home that read them"}
    if sha256_bytes(raw) != sha256:
        return said | {"note": "the raw bytes are damaged: restore the file from a copy"}
    if article["text"] is None:
        return said | {"bytes": len(raw), "note": "this version withholds words: where they stand is not looked for"}
    text, words = article["text"], article["text"][start:end]
    if media_type == "text/plain":
        encoding = encoding_of(text, raw)
        found = _in_plain_text(text, raw, encoding, start, end)
    else:
        encoding, found = _in_markup(words, raw)
    said |= {"bytes": len(raw), "encoding": encoding, "start": found.start, "end": found.end, "note": found.note}
    if found.start is None or found.end is None or encoding is None:
        return said
    return said | {"characters": raw[found.start : found.end].decode(encoding, "replace")}


def _in_plain_text(text: str, raw: bytes, encoding: str | None, start: int, end: int) -> _Bytes:
    """The bytes of characters of a decoded file: exact, since the text is the file."""
    if encoding is None:
        return _Bytes(None, None, "no standard encoding gives the text: run `onrecord verify`")
    first = len(text[:start].encode(encoding))
    last = first + len(text[start:end].encode(encoding))
    if raw[first:last].decode(encoding, "replace") != text[start:end]:
        return _Bytes(
            None, None, f"{encoding} keeps a state from character to character: no single bytes are the words'"
        )
    return _Bytes(first, last, "the text is the file, decoded: these bytes are the words")


def _in_markup(words: str, raw: bytes) -> tuple[str | None, _Bytes]:
    """The first place in a page or record where the words stand as they are or as it escapes them."""
    spellings = (words, json.dumps(words, ensure_ascii=False)[1:-1], json.dumps(words)[1:-1])
    pages = (html.escape(words, quote=False), html.escape(words))
    for encoding in ("utf-8", "cp1252", "utf-16-le"):
        for spelling in dict.fromkeys((*spellings, *pages)):
            try:
                at = raw.find(spelling.encode(encoding))
            except UnicodeEncodeError:
                continue
            if at >= 0:
                note = "the text was taken out of a page or record: this is the first place where it has the words"
                return encoding, _Bytes(at, at + len(spelling.encode(encoding)), note)
    note = "the text was taken out of a page or record that has these words in pieces: its bytes are the whole file"
    return None, _Bytes(None, None, note)


# --- who made it, and where it stands -------------------------------------------------------


def _producers(data: "Dataset", extraction: str | None) -> Iterator[Facts]:
    """Code, model and reference tables of each stage; that of extraction is the one that made the row."""
    for row in data.table("producers").sort("room", "producer_id").iter_rows(named=True):
        if row["room"] != "extraction" or row["producer_id"] == extraction:
            yield {name: row[name] for name in _CODE}


def _standing(data: "Dataset", row: Row) -> Iterator[Facts]:
    """The versions that have the mention: by its key, which an edit elsewhere in the article does not change."""
    for version in data.versions().filter(pl.col("status") != "rejected")["version"]:
        try:
            other = data if version == data.version else open_dataset(data.path.parent, version)
            if other is not data:
                must_be_whole(other.path)
            found = other.scan("mentions").filter(pl.col("mention_key") == row["mention_key"])
            rows = found.select("mention_id", "article_id", "claim_id").collect().sort("mention_id")
        except DatasetError as error:
            yield {"version": version, "problem": str(error)}
            continue
        for each in rows.iter_rows(named=True):
            yield {"version": version, **each, "is_this_revision": each["mention_id"] == row["mention_id"]}
