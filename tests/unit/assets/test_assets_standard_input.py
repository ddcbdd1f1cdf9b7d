"""Standard input: read as any file, under limits, by a name that its bytes give it."""

import gzip
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assets.standard_input import StandardInputError, given_files, spooled
from pipelines.ids import sha256_bytes
from pipelines.ingest import RawStore, read_inputs
from pipelines.settings import Home, Settings

TEXT = b"The harbour board of Port Ellis approved a new pier on Monday.\n"
LINES = b"\n".join(json.dumps({"id": number, "text": TEXT.decode()}).encode() for number in (1, 2))


def read_paths(home: Home, files: Sequence[Path]) -> dict[str, str]:
    now = datetime(2031, 5, 4, tzinfo=UTC)
    result = read_inputs(files, store=RawStore(home.raw), batch_id="b1", now=now, settings=Settings())
    assert result.quarantine.is_empty()
    return dict(result.raw_articles.select("path", "media_type").iter_rows())


@pytest.mark.parametrize(
    ("data", "media_types"),
    [
        (TEXT, {"": "text/plain"}),
        (b"<!doctype html><html><body><p>" + TEXT, {"": "text/html"}),
        (LINES, {"!/1": "application/json", "!/2": "application/json"}),
        (gzip.compress(LINES, mtime=0), {"!/1": "application/json", "!/2": "application/json"}),
    ],
    ids=["text", "page", "lines", "gzip"],
)
def test_any_form_is_read_under_a_name_of_its_bytes(tmp_path: Path, data: bytes, media_types: dict[str, str]) -> None:
    home = Home.at(tmp_path)
    name = f"stdin-{sha256_bytes(data)[:16]}"
    with spooled(io.BytesIO(data), home, Settings()) as file:
        assert read_paths(home, [file]) == {name + inner: kind for inner, kind in media_types.items()}
    assert [file.name for file in home.work.iterdir()] == ["raw"], "its articles are kept, the spool is not"


def test_it_stands_among_other_inputs_and_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "a.txt"
    other.write_bytes(b"Something else was said on Tuesday by the harbour master.")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT)))
    home = Home.at(tmp_path / "home")
    with given_files([Path("-"), other, Path("-")], home, Settings()) as files:
        assert [file.name for file in files] == [f"stdin-{sha256_bytes(TEXT)[:16]}", "a.txt"]
        assert len(read_paths(home, files)) == 2


def test_more_than_the_limit_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    home = Home.at(tmp_path)
    with (
        pytest.raises(StandardInputError, match=r"larger than 10 bytes.*ONRECORD_MAX_STDIN_BYTES"),
        spooled(io.BytesIO(TEXT), home, Settings(max_stdin_bytes=10)),
    ):
        pass
    assert list(home.work.iterdir()) == []


def test_a_terminal_is_not_waited_for(tmp_path: Path) -> None:
    class Terminal(io.BytesIO):
        def isatty(self) -> bool:
            return True

    with pytest.raises(StandardInputError, match="is a terminal"), spooled(Terminal(), Home.at(tmp_path), Settings()):
        pass
