"""Members of zip and tar archives, one after the other, never written to a place of their own.

Belongs here: which members an archive has, and which of them are passed over. Does not belong here:
what a member is.
"""

import io
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from pipelines.ingest.set_aside import SetAside
from pipelines.ingest.streams import Budget, Counted, check_expansion
from pipelines.settings import Settings

_TAR_MAGIC = slice(257, 262)
_COPIED = 1 << 20
_LINK = "is a link inside an archive, which is not followed: pack the file itself"
_UNSAFE = "has a name that leads out of its archive: rename it"
_HIDDEN = "is hidden: rename it without the leading dot to have it read"
_SPECIAL = "is no regular file: remove it from the archive"


@dataclass(frozen=True)
class Member:
    """A file of an archive: its name, and its bytes, or why it is passed over."""

    name: str
    stream: BinaryIO | None
    problem: SetAside | None = None


def is_zip(start: bytes) -> bool:
    """Tell whether bytes begin a zip archive, empty ones included."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_tar(start: bytes) -> bool:
    """Tell whether bytes begin a tar archive (POSIX or GNU)."""
    return start[_TAR_MAGIC] == b"ustar"


def zip_members(stream: BinaryIO, settings: Settings, budget: Budget) -> Iterator[Member]:
    """Yield the members of a zip archive, in the order of its directory.

    Raises:
        SetAside: the archive is damaged, is an office document, has too many members or expands too much.
    """
    with ExitStack() as held:
        opened, size = _seekable(stream, held, settings)
        try:
            archive = held.enter_context(zipfile.ZipFile(opened))
        except (zipfile.BadZipFile, ValueError, RuntimeError, EOFError, OSError) as error:
            raise SetAside(
                "damaged_archive", f"is a zip archive that cannot be opened ({error}): copy it anew"
            ) from None
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if any(info.filename == "[Content_Types].xml" for info in infos):
            raise SetAside("unsupported_format", "is an office document: save it as text, HTML or PDF")
        _refuse_crowd(len(infos), settings)
        total = 0
        for info in infos:
            problem = _problem(info.filename) or _zip_problem(info)
            if problem is not None:
                yield Member(printable_name(info.filename), None, problem)
                continue
            try:
                member = archive.open(info)
            except (zipfile.BadZipFile, RuntimeError, EOFError, OSError) as error:
                yield Member(printable_name(info.filename), None, _damaged(error))
                continue
            with member:
                guarded = _Guarded(member, total, lambda: size, settings, budget)
                yield Member(printable_name(info.filename), cast(BinaryIO, io.BufferedReader(guarded)))
                total = guarded.total
            check_expansion(total, size, settings.max_expansion, settings.max_expanded_bytes)
            budget.spend()


def tar_members(stream: BinaryIO, settings: Settings, budget: Budget) -> Iterator[Member]:
    """Yield the members of a tar archive, in the order in which they stand in it.

    Raises:
        SetAside: the archive is damaged, has too many members or expands too much.
    """
    packed = Counted(stream)
    try:
        with tarfile.open(fileobj=io.BufferedReader(packed), mode="r|", ignore_zeros=False) as archive:
            total = 0
            for count, info in enumerate(archive, start=1):
                _refuse_crowd(count, settings)
                # what is passed over counts as read; the holes of sparse members count in ``total``
                most = max(total, packed.count)
                check_expansion(most, packed.count, settings.max_expansion, settings.max_expanded_bytes)
                if info.isdir():
                    continue
                problem = _problem(info.name) or _tar_problem(info)
                member = None if problem is not None else archive.extractfile(info)
                if member is None:
                    yield Member(printable_name(info.name), None, problem)
                    continue
                guarded = _Guarded(member, total, lambda: packed.count, settings, budget)
                yield Member(printable_name(info.name), cast(BinaryIO, io.BufferedReader(guarded)))
                total = guarded.total
                budget.spend()
    except (tarfile.TarError, EOFError, OSError, ValueError, OverflowError) as error:
        raise _damaged(error) from None


def printable_name(name: str) -> str:
    """Return a member's name as valid Unicode with ``/``."""
    return name.replace("\\", "/").encode("utf-8", "backslashreplace").decode("utf-8")


class _Checked(io.RawIOBase):
    """A member of an archive; reading it raises ``SetAside`` where it is damaged."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        try:
            data = self._member.read(len(buffer))
        except (
            zipfile.BadZipFile,
            tarfile.TarError,
            zlib.error,
            lzma.LZMAError,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            raise _damaged(error) from None
        buffer[: len(data)] = data
        return len(data)


class _Guarded(_Checked):
    """A member whose bytes count towards what its archive expands to."""

    def __init__(
        self, member: IO[bytes], before: int, packed: Callable[[], int], settings: Settings, budget: Budget
    ) -> None:
        super().__init__(member)
        self.total, self._packed, self._settings, self._budget = before, packed, settings, budget

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        count = super().readinto(buffer)
        self.total += count
        check_expansion(self.total, self._packed(), self._settings.max_expansion, self._settings.max_expanded_bytes)
        self._budget.spend(count)
        return count


def _damaged(error: Exception) -> SetAside:
    return SetAside("damaged_archive", f"ends early or is damaged ({type(error).__name__}): copy it anew")


def _seekable(stream: BinaryIO, held: ExitStack, settings: Settings) -> tuple[BinaryIO, int]:
    """Return a stream that can be read from its end, where a zip archive's directory is, and its size."""
    if stream.seekable():
        stream.seek(0, io.SEEK_END)
        size = stream.tell()
        stream.seek(0)
        return stream, size
    copy = held.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    size = 0
    while data := stream.read(_COPIED):
        size += len(data)
        if size > settings.max_expanded_bytes:
            raise SetAside("too_large", f"is larger than {settings.max_expanded_bytes:,} bytes: split it")
        copy.write(data)
    copy.seek(0)
    return cast(BinaryIO, copy), size


def _refuse_crowd(count: int, settings: Settings) -> None:
    if count > settings.max_archive_members:
        most = settings.max_archive_members
        raise SetAside(
            "too_many_members", f"has more than {most:,} files: split it or set ONRECORD_MAX_ARCHIVE_MEMBERS higher"
        )


def _problem(name: str) -> SetAside | None:
    path = PurePosixPath(name.replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or "\x00" in name or path.parts[0][1:2] == ":":
        return SetAside("unsafe_name", _UNSAFE)
    if any(part.startswith(".") for part in path.parts) or path.parts[0] == "__MACOSX":
        return SetAside("hidden", _HIDDEN)
    return None


def _zip_problem(info: zipfile.ZipInfo) -> SetAside | None:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return SetAside("link_in_archive", _LINK)
    if info.flag_bits & 0x1:
        return SetAside("encrypted", "is encrypted: unpack it with its password first")
    return None


def _tar_problem(info: tarfile.TarInfo) -> SetAside | None:
    if info.issym() or info.islnk():
        return SetAside("link_in_archive", _LINK)
    return None if info.isreg() else SetAside("not_a_file", _SPECIAL)
