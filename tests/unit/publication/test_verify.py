"""Verification: whatever is altered is found, and named."""

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from small_home import DAY, SAYINGS, home_at, small_tables

from pipelines import warehouse
from pipelines.ids import sha256_bytes
from pipelines.publication import publish, rejected, verify
from pipelines.publication.restoring import encoding_of
from pipelines.publication.spans import SPANS, wrong_spans
from pipelines.schema import PUBLISHED
from pipelines.settings import Home

V1, V2, V3 = (f"2031.05.06.00{number}" for number in (1, 2, 3))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two versions and a rejected one between them."""
    home = home_at(tmp_path_factory.mktemp("sound"))
    publish(home, small_tables(V1, SAYINGS[:2]), version=V1, created_at=DAY, database=warehouse)
    rejected(home, version=V2, created_at=DAY, reasons=["no"])
    publish(home, small_tables(V3), version=V3, created_at=DAY, database=warehouse)
    return home


@pytest.fixture
def home(sound: Home, tmp_path: Path) -> Home:
    """A copy of the sound home that a test may damage."""
    shutil.copytree(sound.root, tmp_path / "home")
    return Home.at(tmp_path / "home")


def test_a_sound_home_has_no_problems(home: Home) -> None:
    assert verify(home, database=warehouse) == []
    for version in (V1, V3, "latest"):
        assert verify(home, version, database=warehouse) == []


FLIPS = int(os.environ.get("ONRECORD_FLIPS", "1"))
"""Bits flipped in each file, one after the other."""


def test_one_flipped_bit_in_any_file_is_found_and_the_file_named(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    publish(home, small_tables(V1), version=V1, created_at=DAY, database=warehouse)
    (home.raw / "00").mkdir()
    # bytes that no version has an article of, such as those of a retracted one
    retracted = home.raw / "00" / sha256_bytes(b"retracted")
    retracted.write_bytes(b"retracted")
    chance = random.Random(20310506)
    files = [path for folder in (home.snapshots, home.raw) for path in sorted(folder.rglob("*")) if path.is_file()]
    assert len(files) > len(PUBLISHED) + len(SAYINGS)
    for path in files:
        whole = path.read_bytes()
        for _ in range(FLIPS):
            broken = bytearray(whole)
            broken[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            path.write_bytes(broken)
            assert any(path.name in problem for problem in verify(home)), path
        path.write_bytes(whole)
    assert verify(home) == []


def test_a_flipped_bit_anywhere_in_the_index_or_the_database_is_found(home: Home) -> None:
    chance = random.Random(20310506)
    index = home.snapshots / "versions.json"
    for path, version, flips in ((index, None, 10 * FLIPS), (home.database, V3, 10 * FLIPS)):
        whole = path.read_bytes()
        for _ in range(flips):
            broken = bytearray(whole)
            broken[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            path.write_bytes(broken)
            problems = verify(home, version, database=warehouse)
            assert any(path.name in problem for problem in problems), problems
        path.write_bytes(whole)


def test_a_flipped_bit_in_the_data_of_the_database_is_found(home: Home) -> None:
    content = bytearray(home.database.read_bytes())
    content[content.index(b"Tessel Bay, 5 May") + 3] ^= 4
    home.database.write_bytes(content)
    assert any(problem.startswith("onrecord.duckdb: ") for problem in verify(home, database=warehouse))


def test_a_database_of_another_version_is_found(home: Home) -> None:
    warehouse.build_database(home.database, small_tables(V1), V1)
    assert (
        "onrecord.duckdb: versions is not that of 2031.05.06.003; delete the file, and the next run writes it anew"
        in verify(home, database=warehouse)
    )


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda snap: (snap / "claims.parquet").unlink(), f"{V3}/claims.parquet: missing"),
        (lambda snap: (snap / "extra.csv").write_text("x"), f"{V3}/extra.csv: not listed in the manifest"),
        (lambda snap: (snap / "manifest.json").unlink(), f"{V3}/manifest.json: cannot be read"),
        (lambda snap: (snap / "manifest.json").write_text("{}"), f"{V3}/manifest.json: cannot be read"),
        (lambda snap: snap.rename(snap.with_name("gone")), f"{V3}: the folder is missing"),
        (lambda snap: (snap.parent / "2031.05.06.009").mkdir(), "2031.05.06.009: not listed in versions.json"),
    ],
)
def test_missing_and_foreign_files_are_named(home: Home, damage: Callable[[Path], object], said: str) -> None:
    damage(home.snapshots / V3)
    assert any(problem.startswith(said) for problem in verify(home)), verify(home)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"latest": V1}, "latest is 2031.05.06.001"),
        ({"latest": V2}, "latest is 2031.05.06.002"),
        ({"last_rejected": None}, "last_rejected is None"),
    ],
)
def test_pointers_of_the_index_are_checked(home: Home, change: dict[str, str | None], said: str) -> None:
    path = home.snapshots / "versions.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change, indent=2) + "\n")
    assert any(said in problem for problem in verify(home))


def test_a_version_that_is_not_there_is_said_so(home: Home) -> None:
    for version in (V2, "2031.01.01.001"):
        assert verify(home, version) == [f"versions.json: there is no published version {version}"]
    assert verify(Home.at(home.root / "nowhere")) != []


def test_a_rewritten_table_is_found_even_with_a_rewritten_manifest(home: Home) -> None:
    """A hand that fixes the file's own hash still meets the logical hash and versions.json."""
    folder = home.snapshots / V3
    frame = pl.read_parquet(folder / "claims.parquet").with_columns(independent_origin_count=pl.lit(7, pl.Int64))
    from pipelines.ids import sha256_file
    from pipelines.publication.snapshot import write_parquet

    write_parquet(folder / "claims.parquet", PUBLISHED["claims"], frame)
    manifest = json.loads((folder / "manifest.json").read_text())
    for each in manifest["resources"]:
        if each["name"] == "claims":
            each["hash"] = f"sha256:{sha256_file(folder / 'claims.parquet')}"
            each["file_bytes"] = (folder / "claims.parquet").stat().st_size
    (folder / "manifest.json").write_text(json.dumps(manifest))
    problems = verify(home)
    assert f"{V3}/claims.parquet: its logical hash is not the one listed" in problems
    assert f"{V3}/manifest.json: its SHA-256 is not the one in versions.json" in problems


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (lambda changes: changes.filter(pl.col("change") != "ADD"), f"with {V1} it does not give articles"),
        (lambda changes: changes.with_columns(after=pl.lit("{")), f"cannot be applied to {V1}"),
    ],
)
def test_changes_that_do_not_lead_from_the_version_before_are_found(
    home: Home, other: Callable[[pl.DataFrame], pl.DataFrame], said: str
) -> None:
    from pipelines.ids import sha256_file
    from pipelines.publication.snapshot import write_parquet

    file = home.snapshots / V3 / "changes.parquet"
    write_parquet(file, PUBLISHED["changes"], other(pl.read_parquet(file)))
    manifest = json.loads((home.snapshots / V3 / "manifest.json").read_text())
    for each in manifest["resources"]:
        if each["name"] == "changes":
            each |= {"hash": f"sha256:{sha256_file(file)}", "file_bytes": file.stat().st_size}
    (home.snapshots / V3 / "manifest.json").write_text(json.dumps(manifest))
    assert any(problem.startswith(f"{V3}/changes.parquet: {said}") for problem in verify(home))


def test_missing_raw_bytes_are_named(home: Home) -> None:
    next(path for path in home.raw.rglob("*") if path.is_file()).unlink()
    assert any("its raw bytes cannot be read" in problem for problem in verify(home))


def test_a_copy_of_the_snapshots_alone_verifies(home: Home, tmp_path: Path) -> None:
    copy = Home.at(tmp_path / "copy")
    copy.root.mkdir()
    home.snapshots.rename(copy.snapshots)
    assert verify(copy) == []


# --- spans --------------------------------------------------------------------------------


def shifted(table: str, column: str, by: int) -> dict[str, pl.DataFrame]:
    tables = small_tables(V1)
    tables[table] = tables[table].with_columns(pl.col(column) + by)
    return tables


def test_true_spans_are_true() -> None:
    assert list(wrong_spans(small_tables(V1))) == []


@pytest.mark.parametrize("span", [span for span in SPANS if span.text], ids=lambda span: f"{span.table}.{span.start}")
def test_a_shifted_span_does_not_give_its_words(span: object) -> None:
    table, start, end, text = span  # type: ignore[misc]
    tables = small_tables(V1)
    if not tables[table].height:  # quantities: none in the small dataset, so one is made here
        mention = tables["mentions"].filter(pl.col("content_text").str.contains("12 boats")).row(0, named=True)
        at = mention["content_start"] + mention["content_text"].index("12")
        row = {
            "mention_id": mention["mention_id"],
            "start_char": at,
            "end_char": at + 2,
            "text": "12",
            "bound": "exact",
        }
        tables[table] = PUBLISHED[table].frame([row])
    if start == "asked_start":  # nor a refusal to comment: its words are taken for what was asked
        names = {f"asked_{part}": pl.col(f"cue_{part}") for part in ("start", "end", "text")}
        tables[table] = tables[table].with_columns(**names)
    assert list(wrong_spans(tables)) == []
    tables[table] = tables[table].with_columns(pl.col(start) + 1, pl.col(end) + 1)
    assert any(found.startswith(f"{table}.{start}: does not give the words in {text}") for found in wrong_spans(tables))


@pytest.mark.parametrize(
    ("table", "column", "by", "said"),
    [
        ("segments", "end_char", 1, "segments.start_char: lies outside its article"),
        ("segments", "end_char", -1000, "segments.start_char: lies outside its article"),
        ("attributions", "evidence_end", 1000, "attributions.evidence_start: lies outside its article"),
        ("articles", "published_evidence_start", -100, "articles.published_evidence_start: lies outside its article"),
        ("content_spans", "end_char", -1, "content_spans.start_char: does not fill the cover of its mention"),
    ],
)
def test_a_span_outside_is_found(table: str, column: str, by: int, said: str) -> None:
    assert any(found.startswith(said) for found in wrong_spans(shifted(table, column, by)))


def test_half_a_span_is_found() -> None:
    tables = small_tables(V1)
    tables["mentions"] = tables["mentions"].with_columns(cue_end=pl.lit(None, pl.Int64))
    assert any(found.startswith("mentions.cue_start: has only one of its two ends") for found in wrong_spans(tables))


def test_overlapping_pieces_are_found() -> None:
    tables = small_tables(V1)
    first = tables["content_spans"].head(1)
    second = first.with_columns(position=pl.lit(1, pl.Int64), start_char=pl.col("end_char") - 2)
    tables["content_spans"] = pl.concat([tables["content_spans"], second])
    assert any("overlaps the piece before it" in found for found in wrong_spans(tables))


def test_a_row_without_an_article_is_found() -> None:
    tables = small_tables(V1)
    tables["articles"] = tables["articles"].tail(-1)
    assert any(found.startswith("segments.start_char: belongs to no article") for found in wrong_spans(tables))


@pytest.mark.parametrize(
    ("text", "raw", "expected"),
    [
        ("Größe\r\n", "Größe\r\n".encode(), True),
        ("Größe\n", "Größe\r\n".encode(), False),
        ("Größe", "Größe".encode("cp1252"), True),
        ("Причал", "Причал".encode("koi8-r"), True),
        ("\ufeffquay", b"\xef\xbb\xbfquay", True),
        ("quay", b"\xef\xbb\xbfquay", False),
        ("quay ", b"quay", False),
    ],
)
def test_the_encoding_of_a_text_is_found(text: str, raw: bytes, expected: bool) -> None:
    encoding = encoding_of(text, raw)
    assert (encoding is not None) is expected
    assert encoding is None or raw.decode(encoding) == text
