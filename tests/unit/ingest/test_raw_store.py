"""Raw bytes under their hash: one by one, many together, and after an error."""

from pathlib import Path

import pytest

from pipelines.files import TEMPORARY
from pipelines.ids import sha256_bytes
from pipelines.ingest import RawStore, raw_store

PIECES = [f"piece {number}".encode() for number in range(7)]


def _left(folder: Path) -> list[Path]:
    return list(folder.rglob(f"{TEMPORARY}*"))


def _put_then_fail(store: RawStore) -> None:
    with store.together():
        for piece in PIECES:
            store.put(piece)
        raise RuntimeError("the input went away")


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_many_are_kept_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(raw_store, "_AT_ONCE", at_once)
    store = RawStore(tmp_path)
    first = store.put(PIECES[0])
    with store.together():
        names = [store.put(piece) for piece in (*PIECES, *PIECES)]
    assert names[0] == first
    assert names == [sha256_bytes(piece) for piece in (*PIECES, *PIECES)]
    assert [store.get(name) for name in names[:7]] == PIECES
    assert _left(tmp_path) == []
    assert store.get(store.put(b"one alone")) == b"one alone"


def test_after_an_error_what_had_to_wait_is_gone_and_can_be_put_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raw_store, "_AT_ONCE", 4)
    store = RawStore(tmp_path)
    with pytest.raises(RuntimeError, match="input"):
        _put_then_fail(store)
    kept = [piece for piece in PIECES if store.has(sha256_bytes(piece))]
    assert kept == PIECES[:4]
    assert _left(tmp_path) == []
    assert [store.get(store.put(piece)) for piece in PIECES] == PIECES
