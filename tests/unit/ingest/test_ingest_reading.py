"""Files and folders in, raw articles and quarantine out."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.ids import article_id, document_id, sha256_bytes
from pipelines.ingest import IngestResult, RawStore, read_inputs
from pipelines.settings import Settings

NOW = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)
PROSE = "The harbour board of Port Ellis approved a new pier on Monday.\r\n\r\nIts cost was not disclosed."


def read(*inputs: Path, store: Path, **limits: int) -> IngestResult:
    return read_inputs(
        list(inputs), store=RawStore(store), batch_id="b1", now=NOW, settings=Settings.model_validate(limits)
    )


def reasons(result: IngestResult) -> dict[str, str]:
    return dict(result.quarantine.select("path", "reason_code").iter_rows())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "in"
    place.mkdir()
    return place


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "raw"


def test_a_plain_file_keeps_its_bytes_and_gets_its_identity_from_address_and_bytes(folder: Path, store: Path) -> None:
    data = ("\ufeff" + PROSE).encode()
    (folder / "sub").mkdir()
    (folder / "sub" / "pier").write_bytes(data)
    row = read(folder, store=store).raw_articles.row(0, named=True)
    assert row["path"] == "sub/pier"
    assert row["media_type"] == "text/plain"
    assert row["encoding"] == "utf-8"
    assert row["article_id"] == article_id(document_id("sub/pier"), sha256_bytes(data))
    assert row["retrieved_at"] == datetime(2031, 5, 4, 12, 0)
    assert RawStore(store).get(row["raw_sha256"]) == data


def test_a_file_given_directly_goes_by_its_name(folder: Path, store: Path) -> None:
    (folder / "pier.txt").write_text(PROSE)
    assert read(folder / "pier.txt", store=store).raw_articles["path"].to_list() == ["pier.txt"]


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("page.txt", b"<!DOCTYPE html><html><body><p>The pier opened.</p></body></html>", "text/html"),
        ("fragment", b"  <!-- made by hand --><p>The pier opened.</p>", "text/html"),
        ("xhtml", b'<?xml version="1.0"?><html xmlns="x"><body><p>The pier opened.</p></body></html>', "text/html"),
        ("words.html", b"The tag <html> opens a page, said Orla Finch.", "text/plain"),
        ("braces.txt", b"{Editor's note} The pier opened on Monday.", "text/plain"),
        ("list.csv", b"Berths, cranes, sheds\nThe board wants more of them, and soon.\nNobody objected.", "text/plain"),
        ("latin", "The café owner, José Núñez, agreed to move.".encode("cp1252"), "text/plain"),
        ("wide", PROSE.encode("utf-16"), "text/plain"),
        ("meta", b'<html><head><meta charset="koi8-r"></head><body><p>' + "Порт открыт".encode("koi8-r"), "text/html"),
    ],
)
def test_the_content_tells_the_format(folder: Path, store: Path, name: str, data: bytes, media_type: str) -> None:
    (folder / name).write_bytes(data)
    result = read(folder, store=store)
    assert result.raw_articles["media_type"].to_list() == [media_type], result.quarantine.to_dicts()
    encoding = result.raw_articles["encoding"].item()
    assert "�" not in data.decode(encoding)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"The pier\x00 opened.", "not_text"),
        (bytes(range(1, 32)) * 9, "not_text"),
        (b"The minister said \xff\xfe\xfa that it opened.", "broken_encoding"),
        ("Der Fährmann sagte “nein” – höflich".encode()[:-4] + b"\xc3 und ging", "broken_encoding"),
        (b"\xff\xfeT\x00h\x00e", "broken_encoding"),
        (b"x" * 301, "too_large"),
        (b"[1, 2]", "unsupported_format"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "unsupported_format"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "broken_feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', "entity_declaration"),
        (b"id,name,cost\n1,pier,20\n2,quay,30\n", "unmapped_columns"),
        (b"\x1f\x8b\x08\x00 cut off", "damaged_archive"),
        (b"PK\x03\x04 no archive", "damaged_archive"),
        (b"PAR1 no table PAR1", "broken_table"),
    ],
)
def test_what_is_no_article_goes_to_quarantine(folder: Path, store: Path, data: bytes, reason: str) -> None:
    (folder / "bad.txt").write_bytes(data)
    (folder / "good.txt").write_text(PROSE)
    result = read(folder, store=store, max_file_bytes=300)
    assert reasons(result) == {"bad.txt": reason}
    assert result.raw_articles["path"].to_list() == ["good.txt"]
    message = result.quarantine["message"].item()
    assert message.startswith("bad.txt ")
    assert ":" in message, "a message says what to do after a colon"


def test_records_of_a_file_go_by_url_else_id_else_line(folder: Path, store: Path) -> None:
    records = [
        {"text": PROSE, "url": "https://ellis.example/pier", "id": 7, "site_name": "Ellis Courier"},
        {"html": "<p>The pier opened.</p>", "id": "pier-2", "authors": ["Orla Finch", {"name": "Bo Tarn"}]},
        {"body": "The pier opened.", "date": "2031-05-01", "retrieved_at": "2031-05-02T08:00:00+02:00"},
    ]
    lines = [json.dumps(record) for record in records]
    (folder / "day.jsonl").write_bytes("\r\n".join(["", *lines, ""]).encode())
    rows = {row["path"]: row for row in read(folder, store=store).raw_articles.iter_rows(named=True)}
    assert set(rows) == {"day.jsonl!/7", "day.jsonl!/pier-2", "day.jsonl!/4"}
    first, second, third = (rows[f"day.jsonl!/{name}"] for name in ("7", "pier-2", "4"))
    assert first["document_id"] == document_id("https://ellis.example/pier")
    assert first["raw_sha256"] == sha256_bytes(lines[0].encode())
    assert json.loads(first["given"])["outlet"] == "Ellis Courier"
    assert second["document_id"] == document_id("day.jsonl!/pier-2")
    assert json.loads(second["given"])["byline"] == "Orla Finch, Bo Tarn"
    assert json.loads(third["given"]) == {"body_field": "body", "body_type": "text", "published_at": "2031-05-01"}
    assert third["retrieved_at"] == datetime(2031, 5, 2, 6, 0)


def test_a_bad_line_costs_only_itself(folder: Path, store: Path) -> None:
    good = json.dumps({"text": PROSE}).encode()
    lines = [good, b'{"text": "half', b'{"id": 3}', b"[1]", b'{"text": "\\ud800"}', b'{"text": "\xff"}', b"{" * 400]
    (folder / "day.jsonl").write_bytes(b"\n".join(lines))
    result = read(folder, store=store, max_line_bytes=390)
    assert result.raw_articles["path"].to_list() == ["day.jsonl!/1"]
    assert reasons(result) == {
        "day.jsonl!/2": "bad_json",
        "day.jsonl!/3": "missing_text",
        "day.jsonl!/4": "bad_json",
        "day.jsonl!/5": "broken_encoding",
        "day.jsonl!/6": "broken_encoding",
        "day.jsonl!/7": "line_too_long",
    }
    assert "day.jsonl, line 2, is not valid JSON" in result.quarantine["message"][0]


def test_hidden_files_and_links_are_named_not_followed(folder: Path, store: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(PROSE)
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text(PROSE)
    (folder / "deep").mkdir()
    (folder / "deep" / "a.txt").write_text(PROSE)
    (folder / "inside.txt").symlink_to(folder / "deep" / "a.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(folder / "pipe")
    result = read(folder, store=store)
    assert result.raw_articles["path"].sort().to_list() == ["deep/a.txt", "inside.txt"]
    assert reasons(result) == {
        ".git": "hidden",
        "loop": "symlink_to_folder",
        "out.txt": "symlink_outside",
        "pipe": "not_a_file",
    }


def test_a_link_to_nothing_says_so(folder: Path, store: Path) -> None:
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    result = read(folder, store=store)
    assert reasons(result) == {"gone.txt": "unreadable"}
    assert "a symbolic link to a file that is not there" in result.quarantine["message"].item()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_unreadable(folder: Path, store: Path) -> None:
    (folder / "locked.txt").write_text(PROSE)
    (folder / "locked.txt").chmod(0)
    assert reasons(read(folder, store=store)) == {"locked.txt": "unreadable"}


def test_a_missing_input_is_an_error_before_anything_is_read(folder: Path, store: Path) -> None:
    (folder / "a.txt").write_text(PROSE)
    with pytest.raises(FileNotFoundError, match=r"nowhere\.txt"):
        read(folder, folder / "nowhere.txt", store=store)
    assert not store.exists()


def test_the_same_bytes_at_two_addresses_are_two_articles_and_order_does_not_matter(folder: Path, store: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (folder / name).write_text(PROSE)
    forth = read(folder / "a.txt", folder / "b.txt", store=store)
    back = read(folder / "b.txt", folder / "a.txt", folder / "a.txt", store=store)
    assert forth.raw_articles.height == 2
    assert forth.raw_articles.equals(back.raw_articles)


def test_the_same_bad_path_in_two_inputs_has_two_rows(tmp_path: Path, store: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "bad.txt").write_bytes(b"")
    result = read(tmp_path / "x", tmp_path / "y", store=store)
    assert result.quarantine.select("path", "row_key").rows() == [("bad.txt", ""), ("bad.txt", "input:2")]


def test_a_record_that_stands_twice_is_read_once_and_its_second_line_set_aside(folder: Path, store: Path) -> None:
    line = json.dumps({"id": "a", "text": PROSE})
    other = json.dumps({"id": "b", "text": PROSE})
    (folder / "records.jsonl").write_text("\n".join([line, other, line]))
    first = read(folder, store=store)
    assert first.raw_articles.height == 2
    assert first.quarantine.select("path", "reason_code").rows() == [("records.jsonl!/3", "duplicate_record")]
    assert "the same record as records.jsonl, line 1, byte for byte" in first.quarantine["message"].item()
    known = set(first.raw_articles["article_id"])
    again = read_inputs([folder], store=RawStore(store), batch_id="b2", now=NOW, settings=Settings(), known=known)
    assert again.quarantine.select("path", "reason_code").equals(first.quarantine.select("path", "reason_code"))


def test_known_revisions_are_not_given_out_again(folder: Path, store: Path) -> None:
    (folder / "a.txt").write_text(PROSE)
    first = read(folder, store=store)
    (folder / "a.txt").write_text(PROSE + " It opens in June.")
    seen: list[tuple[int, int]] = []
    second = read_inputs(
        [folder],
        store=RawStore(store),
        batch_id="b2",
        now=NOW,
        settings=Settings(),
        known=set(first.raw_articles["article_id"]),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert second.raw_articles["document_id"].to_list() == first.raw_articles["document_id"].to_list()
    assert second.raw_articles["article_id"].item() != first.raw_articles["article_id"].item()
    assert seen == [(1, 1)]
    again = read_inputs(
        [folder],
        store=RawStore(store),
        batch_id="b3",
        now=NOW,
        settings=Settings(),
        known=set(second.raw_articles["article_id"]),
    )
    assert again.raw_articles.is_empty()


def test_the_raw_store_notices_damage(store: Path) -> None:
    raw = RawStore(store)
    sha256 = raw.put(b"as printed")
    assert raw.has(sha256)
    assert raw.put(b"as printed") == sha256
    (store / sha256[:2] / sha256).write_bytes(b"as reprinted")
    with pytest.raises(ValueError, match="damaged"):
        raw.get(sha256)
    with pytest.raises(KeyError):
        raw.get("0" * 64)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(
            st.sampled_from([b"{", b'"text":', b'"a"', b"}", b"\n", b"<p>", b"\xff", b"\r\n", b"[", b"1e999"])
        ).map(b"".join),
    )
)
def test_any_bytes_end_as_articles_or_in_quarantine(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    place = tmp_path_factory.mktemp("any")
    (place / "x").write_bytes(data)
    result = read(place / "x", store=place / "raw")
    assert result.raw_articles.height + result.quarantine.height >= 1
    for row in result.raw_articles.iter_rows(named=True):
        kept = RawStore(place / "raw").get(row["raw_sha256"])
        assert kept.startswith(b"%PDF-") if row["encoding"] == "binary" else kept.decode(row["encoding"])
    assert read(place / "x", store=place / "raw").raw_articles.equals(result.raw_articles)


def test_what_was_redacted_is_refused_by_address_and_by_bytes_and_not_kept(folder: Path, store: Path) -> None:
    (folder / "pier.txt").write_text(PROSE)
    (folder / "quay.txt").write_text(f"{PROSE} And so on.")
    lines = [{"url": "https://bay.example/1", "text": PROSE}, {"id": "2", "text": f"{PROSE} Later."}]
    (folder / "more.jsonl").write_text("\n".join(map(json.dumps, lines)))
    why = "was redacted on 2031-05-06 by Ann (by a court)"
    refused = dict.fromkeys((sha256_bytes(PROSE.encode()), document_id("https://bay.example/1")), why)
    found = read_inputs([folder], store=RawStore(store), batch_id="b1", now=NOW, settings=Settings(), refused=refused)
    assert sorted(found.raw_articles["path"]) == ["more.jsonl!/2", "quay.txt"]
    assert reasons(found) == {"pier.txt": "redacted", "more.jsonl!/1": "redacted"}
    message = found.quarantine.filter(path="pier.txt")["message"].item()
    assert message == f"pier.txt {why} and may not be read again: remove it from the input."
    assert found.quarantine["raw_sha256"].null_count() == 2
    assert not RawStore(store).has(sha256_bytes(PROSE.encode()))
