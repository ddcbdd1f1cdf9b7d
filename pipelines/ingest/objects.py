"""Objects of a store as inputs: which there are, and each as a file of this machine while it is read.

Belongs here: listing, fetching, and what is too large to be fetched. Does not belong here: what an object holds, which
is told from the file as of any other input.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.files import TEMPORARY
from pipelines.ingest.set_aside import SetAside
from pipelines.ingest.sources import may_be_larger
from pipelines.ingest.walk import HIDDEN
from pipelines.settings import Settings
from pipelines.storage import StorageError, Store, open_store, without_keys

_AHEAD = 8
"""Objects that are fetched at once, before it is their turn; large ones wait for it."""
_FETCHED = ("http://", "https://")


@dataclass(frozen=True)
class Object:
    """A file of a store."""

    path: str
    """The name that it goes by: relative to the address that was given, as that of a file in a folder is."""
    size: int
    """Bytes, as listed."""
    store: Store = field(repr=False)
    name: str
    """Within the store; empty where the address is that of the object itself."""

    @property
    def address(self) -> str:
        """Where it lies, in words."""
        return f"{self.store.shown}/{self.name}" if self.name else self.store.shown


def opened(url: str, options: Mapping[str, Any]) -> Store:
    """Open an address that inputs lie at; nothing is read yet.

    Raises:
        StorageError: it is a page of the web, its protocol is unknown, or what that needs is not installed.
    """
    if url.startswith(_FETCHED):
        raise StorageError(
            f"{without_keys(url)} is a page of the web: fetch it with `onrecord fetch`, whose folder is an input then"
        )
    return open_store(url, options)


def find_objects(urls: Sequence[str], options: Mapping[str, Any]) -> list[Object]:
    """List the objects at all addresses, sorted by path.

    Raises:
        FileNotFoundError: there is nothing at an address; raised before anything is read.
        StorageError: a place does not answer, or does not let itself be listed.
    """
    found: list[Object] = []
    for url in urls:
        store = opened(url, options)
        entries = store.entries(below=True)
        if entries:
            found.extend(Object(name, entry.size, store, name) for name, entry in entries.items())
        elif (entry := store.entry("")) is not None:
            found.append(Object(url.rstrip("/").rpartition("/")[2], entry.size, store, ""))
        else:
            raise FileNotFoundError(
                f"there is nothing at {store.shown}: look for the name of the bucket and of the folder, and whether"
                " your keys may list it"
            )
    # what another program has not finished is there under its own name soon, or never was
    whole = [each for each in found if not any(part.startswith(TEMPORARY) for part in each.path.split("/"))]
    return sorted({(each.path, each.address): each for each in whole}.values(), key=lambda each: each.path)


def fetched(objects: Sequence[Object], beside: Path, settings: Settings) -> Iterator[tuple[Object, Path | SetAside]]:
    """Yield each object and its copy, which is there until the next is asked for; or why there is none.

    Args:
        objects: in the order in which they are yielded.
        beside: the folder in which a temporary one is made for the copies.
        settings: the limits: of what is too large to be read, only so much is fetched as shows that.

    Raises:
        StorageError: as of :mod:`pipelines.files`: a copy cannot be written.
    """
    if not objects:
        return
    beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=TEMPORARY, dir=beside) as folder, ThreadPoolExecutor(_AHEAD) as pool:
        rest = iter(enumerate(objects))
        waiting: deque[tuple[Object, Path, Future[SetAside | None] | None]] = deque()

        def ask() -> None:
            for number, each in rest:
                copy = Path(folder) / str(number)
                early = each.size <= settings.max_file_bytes
                waiting.append((each, copy, pool.submit(_fetch, each, copy, settings) if early else None))
                return

        for _ in range(_AHEAD):
            ask()
        while waiting:
            each, copy, future = waiting.popleft()
            problem = future.result() if future is not None else _fetch(each, copy, settings)
            ask()
            yield each, problem or copy
            copy.unlink(missing_ok=True)


def _fetch(each: Object, copy: Path, settings: Settings) -> SetAside | None:
    """Copy an object, as far as it is wanted; return why that cannot be, where it cannot."""
    if any(part.startswith(".") for part in each.path.split("/")):
        return SetAside("hidden", HIDDEN)
    if each.size > settings.max_expanded_bytes:
        most = settings.max_expanded_bytes
        return SetAside(
            "too_large", f"is larger than {most:,} bytes: split it or set ONRECORD_MAX_EXPANDED_BYTES higher"
        )

    def most_of(start: bytes) -> int:
        return settings.max_expanded_bytes if may_be_larger(start) else settings.max_file_bytes + 1

    try:
        each.store.copy(each.name, copy, most_of)
    except FileNotFoundError:
        return SetAside("unreadable", f"is not at {each.store.shown} any more: it was removed after it was listed")
    except StorageError as error:
        return SetAside("unreadable", f"cannot be read ({error}), and run again")
    return None
