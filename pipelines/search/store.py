"""Indexes kept in a home: made once a version, there whole or not at all, and made anew where they are missing."""

import shutil
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

import filelock
import numpy as np
import polars as pl

from pipelines.files import TEMPORARY, sync
from pipelines.ids import code_fingerprint
from pipelines.search.index import Index, build
from pipelines.search.units import Kind, Lazy, units

_KEPT = 3
"""Versions whose indexes are kept, the last made ones."""


def stored_name(version: str, manifest_sha256: str) -> str:
    """Return the name under which the indexes of a version are kept.

    It changes with the version's content, since a version may be redacted under its name, and with
    the code that makes them.
    """
    here = Path(__file__).parent
    code = code_fingerprint([*sorted(here.glob("*.py")), here.parent / "reference.py"])
    return f"{standing_name(version, manifest_sha256)}-{code[:12]}"


def standing_name(version: str, manifest_sha256: str) -> str:
    """Return how the names of the indexes of a version begin, whatever code made them."""
    return f"{version}-{manifest_sha256[:12]}"


def open_index(
    folder: Path, name: str, kind: Kind, lazy: Lazy, standing: Callable[[], Collection[str]] = tuple
) -> tuple[Index, bool]:
    """Return the index of a kind, and whether it is kept; it is made, and kept if possible, where it is missing.

    Args:
        folder: The folder of all indexes of a home.
        name: The name of the version's (:func:`stored_name`).
        kind: What is to be found.
        lazy: Gives a table of the version.
        standing: Gives the beginnings of names (version and manifest, :func:`standing_name`) that still stand; the
            indexes of others, such as a version that was redacted, are removed when one is made. Where it gives none,
            none is removed for that.
    """
    place = folder / name / kind
    if (kept := _load(place)) is not None:
        return kept, True
    index = build(units(kind, lazy))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder / "making.lock"):
            _clear(folder, name, standing())
            if _load(place) is None:
                shutil.rmtree(place, ignore_errors=True)
                _save(index, place)
    except OSError:
        return index, False
    return index, True


def _load(place: Path) -> Index | None:
    """The index at a place; None where there is none that can be read."""
    try:
        arrays = {name: np.load(place / f"{name}.npy", mmap_mode="r") for name in ("lengths", "places")}
        keys = pl.read_parquet(place / "keys.parquet")["key"]
        vocabulary = pl.read_parquet(place / "vocabulary.parquet")
    except (OSError, ValueError, pl.exceptions.PolarsError):
        return None
    return Index(keys=keys, vocabulary=vocabulary, **arrays)


def _save(index: Index, place: Path) -> None:
    """Write an index beside its place and rename it; the caller holds the lock."""
    place.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=place.parent))
    try:
        index.keys.to_frame().write_parquet(unfinished / "keys.parquet")
        index.vocabulary.write_parquet(unfinished / "vocabulary.parquet")
        np.save(unfinished / "lengths.npy", index.lengths)
        np.save(unfinished / "places.npy", index.places)
        for file in unfinished.iterdir():
            sync(file)
        unfinished.chmod(0o755)
        unfinished.rename(place)
        sync(place.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _clear(folder: Path, name: str, standing: Collection[str]) -> None:
    """Remove what was left unfinished, what no longer stands, and all but the last made; the caller holds the lock."""
    for left in folder.glob(f"*/{TEMPORARY}*"):
        shutil.rmtree(left, ignore_errors=True)
    others = [path for path in folder.iterdir() if path.is_dir() and path.name != name]
    gone = [path for path in others if standing and path.name.rpartition("-")[0] not in standing]
    others = sorted(set(others) - set(gone), key=lambda path: path.stat().st_mtime_ns)
    for path in [*gone, *others[: max(0, len(others) - _KEPT + 1)]]:
        shutil.rmtree(path, ignore_errors=True)
