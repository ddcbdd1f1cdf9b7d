"""Raw bytes, kept untouched under their SHA-256."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.files import move_all_into_place, temporary, write_whole, writing
from pipelines.ids import sha256_bytes

_AT_ONCE = 512
"""Files that may wait for the disk together."""


class RawStore:
    """A folder of immutable files named by the SHA-256 of their bytes: ``aa/aabbcc…``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: dict[Path, Path] | None = None
        """Unfinished files by the places that they are for, while many are kept together."""

    def path(self, sha256: str) -> Path:
        """Return where the bytes with this hash are, or would be, kept."""
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Tell whether the bytes with this hash are kept."""
        return self.path(sha256).is_file()

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its SHA-256; bytes already kept are not written again.

        The file is written beside its place and renamed, so that it is there whole or not at all.
        """
        sha256 = sha256_bytes(data)
        place = self.path(sha256)
        if place.is_file() or place in (self._waiting or ()):
            return sha256
        with writing(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            if self._waiting is None:
                write_whole(place, data)
                return sha256
            self._waiting[place] = temporary(place)
            self._waiting[place].write_bytes(data)
            if len(self._waiting) >= _AT_ONCE:
                self._settle()
        return sha256

    @contextmanager
    def together(self) -> Iterator[None]:
        """Wait for the disk once for the many files that are put meanwhile; at the end all are kept.

        Until then some are not there yet. After an error those are gone, as if they had never been put.
        """
        self._waiting = {}
        try:
            yield
            self._settle()
        finally:
            for unfinished in self._waiting.values():
                unfinished.unlink(missing_ok=True)
            self._waiting = None

    def _settle(self) -> None:
        """Give the files that wait their names."""
        if self._waiting:
            with writing(self.folder):
                move_all_into_place(list(self._waiting.values()), list(self._waiting))
            self._waiting = {}

    def get(self, sha256: str) -> bytes:
        """Return the bytes with this hash.

        Raises:
            KeyError: they are not kept.
            ValueError: the kept file no longer matches its name.
        """
        try:
            data = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise KeyError(f"no raw bytes with SHA-256 {sha256}") from None
        if sha256_bytes(data) != sha256:
            raise ValueError(f"raw bytes {sha256} are damaged: delete the file and read the input again")
        return data
