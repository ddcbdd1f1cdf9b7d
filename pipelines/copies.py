"""Files of a store as files of this machine, each fetched once and held to its hash."""

import tempfile
from pathlib import Path

from pipelines.files import write_whole
from pipelines.ids import sha256_bytes, sha256_file
from pipelines.storage import StorageError, Store


class Copies:
    """Files of a store, copied once each into a folder of this machine, by their SHA-256.

    Without a folder they lie in a temporary one that goes with this object.
    """

    def __init__(self, store: Store, folder: Path | None = None) -> None:
        self.store = store
        self._temporary = tempfile.TemporaryDirectory(prefix="onrecord-") if folder is None else None
        self.folder = folder or Path(str(self._temporary and self._temporary.name))
        self.folder.mkdir(parents=True, exist_ok=True)

    def get(self, name: str, sha256: str) -> Path:
        """Return a local copy of a file that has this hash.

        Raises:
            StorageError: the file is missing, or is not the one that has the hash.
        """
        copy = self.folder / f"{sha256}{Path(name).suffix}"
        if copy.is_file() and sha256_file(copy) == sha256:
            return copy
        content = self.store.read(name)
        if content is None:
            raise StorageError(f"{self.store.shown}/{name} is missing; publish the version there again")
        if sha256_bytes(content) != sha256:
            raise StorageError(f"{self.store.shown}/{name} is damaged: its SHA-256 is not the one in the manifest")
        write_whole(copy, content)
        return copy
