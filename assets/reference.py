"""Which reference tables a home is read with: the project's, and a folder of the user's that the home remembers."""

import json
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from pipelines.files import write_whole
from pipelines.reference import DEFAULT_FOLDER
from pipelines.settings import Home


def reference_folders(home: Home) -> Sequence[Path]:
    """Return the folders of a home's reference tables, later ones over earlier ones."""
    if not home.reference.exists():
        return (DEFAULT_FOLDER,)
    kept = json.loads(home.reference.read_text(encoding="utf-8"))["folders"]
    return (DEFAULT_FOLDER, *((home.root / folder).resolve() for folder in kept))


def remember(home: Home, folders: Sequence[Path]) -> None:
    """Let the home be read with these folders from now on; with none, with the project's tables alone.

    A folder inside the home is remembered relative to it, so that the home can be moved.
    """
    if not folders:
        home.reference.unlink(missing_ok=True)
        return
    given = [path.resolve() for path in folders]
    kept = [str(path.relative_to(home.root) if path.is_relative_to(home.root) else path) for path in given]
    home.root.mkdir(parents=True, exist_ok=True)
    home.curation_lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(home.curation_lock):
        write_whole(home.reference, json.dumps({"folders": kept}, ensure_ascii=False, indent=2).encode() + b"\n")
