"""Where versions lie: a folder of this machine, or any place that fsspec knows (S3, HTTP, memory …).

Belongs here: opening such a place, and reading, writing and comparing single files in it, with
errors in words. Does not belong here: what the files are (:mod:`pipelines.reader`,
:mod:`pipelines.publication`).
"""

import importlib.util
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import fsspec
from fsspec.asyn import sync
from fsspec.core import url_to_fs

from pipelines.files import create_whole, write_whole
from pipelines.ids import sha256_bytes, sha256_file

_EXTRAS = {"s3": "s3fs", "s3a": "s3fs"}
"""Protocols that an extra of this package brings, and the module that they need."""


class StorageError(RuntimeError):
    """A place cannot be opened, read or written; the message says what to do."""


class ConflictError(StorageError):
    """Somebody else wrote the file meanwhile."""


def is_url(place: str | Path) -> bool:
    """Whether ``place`` is an address such as ``s3://bucket/folder``, not a path."""
    return isinstance(place, str) and "://" in place


class Mark(NamedTuple):
    """A file as it was read: what a conditional write compares with."""

    content: bytes | None
    """None where there was no file."""
    tag: str | None
    """The entity tag that the place gives the file, where it gives any."""


class Store:
    """A folder at a URL. Made by :func:`open_store`."""

    def __init__(self, url: str, filesystem: fsspec.AbstractFileSystem, root: str) -> None:
        self.url = url
        self._files = filesystem
        self._root = root.rstrip("/")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file; None where there is none.

        Raises:
            StorageError: the place does not answer, or does not let it be read.
        """
        return self.look(name).content

    def look(self, name: str) -> Mark:
        """Return a file's bytes and the tag of exactly these bytes, where the place has tags."""
        path = self._path(name)
        try:
            if _is_s3(self._files):
                return self._look_s3(path)
            return Mark(self._files.cat_file(path), None)
        except FileNotFoundError:
            return Mark(None, None)
        except Exception as error:
            raise _trouble(f"{self.url}/{name} cannot be read", error) from error

    def _look_s3(self, path: str) -> Mark:
        """One GET gives content and tag together: two requests could see two versions."""
        bucket, key, _ = self._files.split_path(path)
        answer = self._files.call_s3("get_object", Bucket=bucket, Key=key)
        body = sync(self._files.loop, answer["Body"].read)
        return Mark(body, str(answer["ETag"]))

    def create(self, name: str, content: bytes) -> None:
        """Write a file that is not there yet; one that holds the same is left as it is.

        Raises:
            ConflictError: the file is there and holds something else.
            StorageError: it cannot be written, or does not read back as it was written.
        """
        self._make_folder(name)
        try:
            if "file" in _protocols(self._files):
                create_whole(Path(self._path(name)), content)
            else:
                self._files.pipe_file(self._path(name), content, mode="create")
        except FileExistsError:
            pass  # it is looked at below
        except Exception as error:
            if not _is_refusal(error):
                raise _trouble(f"{self.url}/{name} cannot be written", error) from error
        self._must_hold(name, content)

    def replace(self, name: str, content: bytes) -> None:
        """Write a file over what is there: for what was redacted, and for nothing else.

        Raises:
            StorageError: it cannot be written, or does not read back as it was written.
        """
        self._make_folder(name)
        self._replace(name, content)
        self._must_hold(name, content)

    def _must_hold(self, name: str, content: bytes) -> None:
        found = self.read(name)
        if found is None or sha256_bytes(found) != sha256_bytes(content):
            raise ConflictError(
                f"{self.url}/{name} holds something else than what is to be published there; a version never changes,"
                " so nothing was overwritten: publish to another place, or look who wrote it"
            )

    def swap(self, name: str, before: Mark, content: bytes) -> None:
        """Replace a file as it was read by ``content``, in one step.

        Where the place takes conditions (S3: ``If-Match``, ``If-None-Match``), it refuses itself
        if somebody else wrote meanwhile; elsewhere the file is compared just before. A local
        file is replaced by rename.

        Raises:
            ConflictError: somebody else wrote the file since it was read.
        """
        path = self._path(name)
        if not _is_s3(self._files):
            if self.read(name) != before.content:
                raise _overtaken(self.url, name)
            self._replace(name, content)
            return
        bucket, key, _ = self._files.split_path(path)
        condition = {"IfMatch": before.tag} if before.tag else {"IfNoneMatch": "*"}
        try:
            self._files.call_s3("put_object", Bucket=bucket, Key=key, Body=content, **condition)
        except Exception as error:
            if _is_refusal(error):
                raise _overtaken(self.url, name) from error
            raise _trouble(f"{self.url}/{name} cannot be written", error) from error

    def _replace(self, name: str, content: bytes) -> None:
        try:
            if "file" in _protocols(self._files):
                write_whole(Path(self._path(name)), content)
            else:
                self._files.pipe_file(self._path(name), content)
        except Exception as error:
            raise _trouble(f"{self.url}/{name} cannot be written", error) from error

    def _make_folder(self, name: str) -> None:
        """Make the folder of a file where the place has folders; in a bucket they are part of the name."""
        if _is_s3(self._files):
            return
        try:
            self._files.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)
        except NotImplementedError:
            return
        except Exception as error:
            raise _trouble(f"{self.url} cannot be written to", error) from error


def open_store(url: str, options: Mapping[str, Any] | None = None) -> Store:
    """Open the folder at ``url``; nothing is read yet.

    Args:
        url: Any address that fsspec knows: ``s3://bucket/folder``, ``https://…``, ``file:///…``, ``memory://…``.
        options: What fsspec is told besides, such as keys or ``endpoint_url``.

    Raises:
        StorageError: the protocol is unknown, or what it needs is not installed.
    """
    protocol = url.partition("://")[0]
    needed = _EXTRAS.get(protocol)
    if needed and importlib.util.find_spec(needed) is None:
        raise StorageError(f"{url} needs {needed}, which is not installed: pip install 'onrecord[s3]'")
    try:
        filesystem, root = url_to_fs(url.rstrip("/"), **(options or {}))
    except ImportError as error:
        raise StorageError(f"{url} needs a package that is not installed: {error}") from error
    except ValueError as error:
        raise StorageError(f"{url} cannot be opened: {error}; give an address such as s3://bucket/folder") from error
    return Store(url.rstrip("/"), filesystem, root)


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
            raise StorageError(f"{self.store.url}/{name} is missing; publish the version there again")
        if sha256_bytes(content) != sha256:
            raise StorageError(f"{self.store.url}/{name} is damaged: its SHA-256 is not the one in the manifest")
        write_whole(copy, content)
        return copy


def _protocols(filesystem: fsspec.AbstractFileSystem) -> tuple[str, ...]:
    known = filesystem.protocol
    return (known,) if isinstance(known, str) else tuple(known)


def _is_s3(filesystem: fsspec.AbstractFileSystem) -> bool:
    return "s3" in _protocols(filesystem)


def _is_refusal(error: BaseException) -> bool:
    """Whether a place refused a write because its condition did not hold (HTTP 412, or 409 for two at once)."""
    seen: BaseException | None = error
    while seen is not None:
        answer = getattr(seen, "response", None)
        if isinstance(answer, dict):
            return answer.get("ResponseMetadata", {}).get("HTTPStatusCode") in {409, 412}
        seen = seen.__cause__ or seen.__context__
    return False


def _overtaken(url: str, name: str) -> ConflictError:
    return ConflictError(f"{url}/{name} was written by somebody else meanwhile; nothing was overwritten: publish again")


def _trouble(what: str, error: Exception) -> StorageError:
    lines = str(error).splitlines()
    reason = lines[0] if lines else type(error).__name__
    return StorageError(f"{what}: {reason}; check the address, the keys and the network")
