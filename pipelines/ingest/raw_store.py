"""Raw bytes, kept untouched under their SHA-256."""

from pathlib import Path

from pipelines.files import write_whole, writing
from pipelines.ids import sha256_bytes


class RawStore:
    """A folder of immutable files named by the SHA-256 of their bytes: ``aa/aabbcc…``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
        if place.is_file():
            return sha256
        with writing(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, data)
        return sha256

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
