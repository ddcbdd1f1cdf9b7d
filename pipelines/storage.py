"""Where versions lie: a folder of this machine, or any place that fsspec knows (S3, HTTP, memory …).

Belongs here: opening such a place, and reading, writing and comparing single files in it, with
errors in words. Does not belong here: what the files are (:mod:`pipelines.reader`,
:mod:`pipelines.publication`).
"""

import importlib.util
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import fsspec
from fsspec.asyn import sync
from fsspec.core import url_to_fs

from pipelines.files import StorageError as FileStorageError
from pipelines.files import create_whole, write_whole, writing

_EXTRAS = {"s3": "s3fs", "s3a": "s3fs"}
"""Protocols that an extra of this package brings, and the module that they need."""
_CHUNK = 1 << 20
"""Bytes of a file that are held while it is copied."""
_HEAD = 8192
"""Bytes of a file by which it is decided how many of them are wanted."""
_ATTEMPTS = 4
"""How often something is asked of a place that may fail for a passing reason."""
_PAUSE = 0.1
"""Seconds before the second attempt, doubled each time."""


class StorageError(RuntimeError):
    """A place cannot be opened, read or written; the message says what to do."""


class ConflictError(StorageError):
    """Somebody else wrote the file meanwhile."""


def is_url(place: str | Path) -> bool:
    """Whether ``place`` is an address such as ``s3://bucket/folder``, not a path."""
    return isinstance(place, str) and "://" in place


def without_keys(url: str) -> str:
    """Return an address as it may be shown and kept: without the name and password that it may hold."""
    protocol, _, rest = url.partition("://")
    machine, slash, path = rest.partition("/")
    return f"{protocol}://{machine.rpartition('@')[2]}{slash}{path}"


class Entry(NamedTuple):
    """A file as a listing tells of it."""

    size: int
    """Bytes."""
    tag: str
    """The entity tag, or whatever else of it changes with the bytes; empty where the place tells nothing."""


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

    @property
    def shown(self) -> str:
        """The address as it may be shown."""
        return without_keys(self.url)

    @property
    def filesystem(self) -> fsspec.AbstractFileSystem:
        """What reads and writes there, for libraries that take such a thing."""
        return self._files

    def address(self, name: str) -> str:
        """The address of a file under which :attr:`filesystem` knows it."""
        return str(self._files.unstrip_protocol(self._path(name)))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

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
            raise _trouble(f"{self.shown}/{name} cannot be read", error) from error

    def _look_s3(self, path: str) -> Mark:
        """One GET gives content and tag together: two requests could see two versions."""
        bucket, key, _ = self._files.split_path(path)
        answer = self._files.call_s3("get_object", Bucket=bucket, Key=key)
        body = sync(self._files.loop, answer["Body"].read)
        return Mark(body, str(answer["ETag"]))

    def entries(self, folder: str = "", *, below: bool = False) -> dict[str, Entry]:
        """Return the files of a folder by name, as the place lists them now; none where there is no such folder.

        Args:
            folder: a folder of this one; without it, this one itself.
            below: whether those of its folders are wanted too; names are relative to ``folder``, parted by ``/``.

        Raises:
            StorageError: the place does not answer, or may not be listed.
        """
        path = self._path(folder)
        try:
            self._files.invalidate_cache()
            found = self._files.find(path, detail=True).values() if below else self._files.ls(path, detail=True)
        except FileNotFoundError:
            return {}
        except Exception as error:
            raise _trouble(f"{self.shown}/{folder} cannot be listed", error) from error
        finally:
            self._files.invalidate_cache()
        start = len(self._files._strip_protocol(path)) + 1
        files = (each for each in found if each["type"] == "file" and len(each["name"]) > start)
        # an empty one whose name ends so stands for a folder
        return {each["name"][start:]: _entry(each) for each in files if each["size"] or not each["name"].endswith("/")}

    def entry(self, name: str) -> Entry | None:
        """Return what the place tells of a file, or of itself where ``name`` is empty; None where that is no file.

        Raises:
            StorageError: the place does not answer, or does not let it be looked at.
        """
        try:
            found = self._files.info(self._path(name), refresh=True)
            return _entry(found) if found["type"] == "file" else None
        except FileNotFoundError:
            return None
        except Exception as error:
            raise _trouble(f"{self.shown}/{name} cannot be looked at", error) from error

    def ends(self, sizes: Mapping[str, int], count: int) -> dict[str, bytes]:
        """Return the last ``count`` bytes of files whose sizes are known, of those that can be read; many at a time."""
        names = [name for name, size in sizes.items() if size]
        starts = [max(0, sizes[name] - count) for name in names]
        paths = [self._path(name) for name in names]
        read = self._files.cat_ranges(paths, starts, [sizes[name] for name in names], on_error="return")
        return {name: part for name, part in zip(names, read, strict=True) if isinstance(part, bytes)}

    def copy(self, name: str, target: Path, most: Callable[[bytes], int | None]) -> None:
        """Copy a file, or its first bytes, to a file of this machine; it is never held whole.

        Args:
            name: the file; empty, where this is the address of a file.
            target: where to.
            most: says by the first bytes how many are wanted; None, where all are.

        Raises:
            FileNotFoundError: it is not there, or not any more.
            StorageError: it cannot be read; or, as of :mod:`pipelines.files`, cannot be written.
        """
        for attempt in range(_ATTEMPTS):
            try:
                with self._opened(self._path(name) if name else self._root) as read:
                    _copied(read, target, most)
                return
            except (FileNotFoundError, FileStorageError):
                raise
            except Exception as error:
                if attempt + 1 == _ATTEMPTS or isinstance(error, PermissionError):
                    raise _trouble(f"{self.shown}/{name} cannot be read", error) from error
                time.sleep(_PAUSE * 2**attempt)

    @contextmanager
    def _opened(self, path: str) -> Iterator[Callable[[int], bytes]]:
        """Open a file and give what reads the next bytes of it; on S3 that is one request, and so one version."""
        if not _is_s3(self._files):
            with self._files.open(path, "rb") as handle:
                yield handle.read
            return
        bucket, key, _ = self._files.split_path(path)
        body = self._files.call_s3("get_object", Bucket=bucket, Key=key)["Body"]
        try:
            yield lambda count: bytes(sync(self._files.loop, body.read, count))
        finally:
            body.close()

    def offer(self, name: str, content: bytes) -> bool:
        """Write a file unless there is one of this name, whatever it holds; return whether it was written.

        On S3 this is one request with the condition ``If-None-Match: *``, and the place itself lets no second one in; a
        file beyond 100 MB is sent in parts, which are none until the last request, with that condition, joins them.

        Raises:
            StorageError: it cannot be written.
        """
        self._make_folder(name)
        for attempt in range(_ATTEMPTS):
            try:
                if "file" in _protocols(self._files):
                    create_whole(Path(self._path(name)), content)
                else:
                    self._files.pipe_file(self._path(name), content, mode="create")
                return True
            except FileExistsError:
                return False
            except Exception as error:
                status = _refusal(error)
                if status == _HOLDS_NOT:
                    return False
                if status != _AT_ONCE or attempt + 1 == _ATTEMPTS:
                    raise _trouble(f"{self.shown}/{name} cannot be written", error) from error
                time.sleep(_PAUSE * 2**attempt)  # another's write is under way: it may fail yet
        return False

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; one that is not there is none to remove.

        Raises:
            StorageError: the place does not answer, or does not let them be removed.
        """
        paths = [self._path(name) for name in names]
        try:
            if _is_s3(self._files):
                if paths:
                    self._files.rm(paths)  # a thousand a request
                return
            for path in paths:
                with suppress(FileNotFoundError):
                    self._files.rm_file(path)
        except Exception as error:
            raise _trouble(f"files at {self.shown} cannot be removed", error) from error

    def create(self, name: str, content: bytes) -> None:
        """Write a file that is not there yet; one that holds the same is left as it is.

        Raises:
            ConflictError: the file is there and holds something else.
            StorageError: it cannot be written, or does not read back as it was written.
        """
        self.offer(name, content)
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
        if found != content:
            raise ConflictError(
                f"{self.shown}/{name} holds something else than what is to be published there; a version never changes,"
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
                raise _overtaken(self.shown, name)
            self._replace(name, content)
            return
        bucket, key, _ = self._files.split_path(path)
        condition = {"IfMatch": before.tag} if before.tag else {"IfNoneMatch": "*"}
        try:
            self._files.call_s3("put_object", Bucket=bucket, Key=key, Body=content, **condition)
        except Exception as error:
            if _is_refusal(error):
                raise _overtaken(self.shown, name) from error
            raise _trouble(f"{self.shown}/{name} cannot be written", error) from error

    def _replace(self, name: str, content: bytes) -> None:
        try:
            if "file" in _protocols(self._files):
                write_whole(Path(self._path(name)), content)
            else:
                self._files.pipe_file(self._path(name), content)
        except Exception as error:
            raise _trouble(f"{self.shown}/{name} cannot be written", error) from error

    def _make_folder(self, name: str) -> None:
        """Make the folder of a file where the place has folders; in a bucket they are part of the name."""
        if _is_s3(self._files):
            return
        try:
            self._files.makedirs(self._path(name).rpartition("/")[0], exist_ok=True)
        except NotImplementedError:  # a place that knows no folders takes the file without one
            return
        except Exception as error:
            raise _trouble(f"{self.shown} cannot be written to", error) from error


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
        raise StorageError(f"{without_keys(url)} needs {needed}, which is not installed: pip install 'onrecord[s3]'")
    try:
        filesystem, root = url_to_fs(url.rstrip("/"), **(options or {}))
    except ImportError as error:
        raise StorageError(f"{without_keys(url)} needs a package that is not installed: {error}") from error
    except ValueError as error:
        raise StorageError(
            f"{without_keys(url)} cannot be opened: {error}; give an address such as s3://bucket/folder"
        ) from error
    return Store(url.rstrip("/"), filesystem, root)


def _protocols(filesystem: fsspec.AbstractFileSystem) -> tuple[str, ...]:
    known = filesystem.protocol
    return (known,) if isinstance(known, str) else tuple(known)


def _is_s3(filesystem: fsspec.AbstractFileSystem) -> bool:
    return "s3" in _protocols(filesystem)


_HOLDS_NOT, _AT_ONCE = 412, 409
"""What HTTP answers where the condition of a write does not hold, and where two write at once."""


def _refusal(error: BaseException) -> int | None:
    """The status with which a place answered a write that it refused; None where it answered none."""
    seen: BaseException | None = error
    while seen is not None:
        answer = getattr(seen, "response", None)
        if isinstance(answer, dict):
            return int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        seen = seen.__cause__ or seen.__context__
    return None


def _is_refusal(error: BaseException) -> bool:
    """Whether a place refused a write because its condition did not hold."""
    return _refusal(error) in {_HOLDS_NOT, _AT_ONCE}


def _entry(found: Mapping[str, Any]) -> Entry:
    told = (found.get(name) for name in ("ETag", "etag", "md5Hash", "mtime", "created"))
    return Entry(int(found["size"] or 0), next((str(each) for each in told if each), ""))


def _copied(read: Callable[[int], bytes], target: Path, most: Callable[[bytes], int | None]) -> None:
    """Write what ``read`` gives to a file, as far as it is wanted; ``read`` may give less than it is asked for."""
    start = b""
    while len(start) < _HEAD and (chunk := read(_HEAD - len(start))):
        start += chunk
    left = most(start)
    chunk = start if left is None else start[:left]
    with writing(target):
        handle = target.open("wb")
    with handle:
        while chunk:
            with writing(target):
                handle.write(chunk)
            left = None if left is None else left - len(chunk)
            chunk = b"" if left == 0 else read(_CHUNK if left is None else min(_CHUNK, left))


def _overtaken(url: str, name: str) -> ConflictError:
    return ConflictError(f"{url}/{name} was written by somebody else meanwhile; nothing was overwritten: publish again")


def _trouble(what: str, error: Exception) -> StorageError:
    lines = str(error).splitlines()
    reason = lines[0] if lines else type(error).__name__
    return StorageError(f"{what}: {reason}; check the address, the keys and the network")
