"""Compressions, archives, links and special files that mean harm."""

import bz2
import gzip
import io
import lzma
import os
import socket
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from tests.hostile.kinds import article, kind

MEGABYTE = 1_000_000


def zipped(members: Mapping[str, bytes], level: int = 9) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """Return a tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@kind("expands_too_much", small=12, large=200)
def gzip_bomb(folder: Path, size: int) -> None:
    (folder / "a.gz").write_bytes(gzip.compress(b"\0" * (size * MEGABYTE)))


@kind("expands_too_much", small=12, large=200)
def gzip_bomb_of_records(folder: Path, size: int) -> None:
    line = b'{"text": "' + b" " * (size * MEGABYTE) + b'"}\n'
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(line))


@kind("expands_too_much", small=12, large=1000)
def zstd_bomb(folder: Path, size: int) -> None:
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        for _ in range(size):
            stream.write(b"\0" * MEGABYTE)
    (folder / "a.zst").write_bytes(sink.getvalue().to_pybytes())


@kind("expands_too_much", small=12, large=200)
def bzip2_bomb(folder: Path, size: int) -> None:
    (folder / "a.bz2").write_bytes(bz2.compress(b"\0" * (size * MEGABYTE)))


@kind("expands_too_much", small=12, large=200)
def xz_bomb(folder: Path, size: int) -> None:
    (folder / "a.xz").write_bytes(lzma.compress(b"\0" * (size * MEGABYTE)))


@kind("expands_too_much", small=12, large=400)
def gzip_in_gzip_bomb(folder: Path, size: int) -> None:
    """Twice compressed, so that the outer layer alone looks harmless."""
    inner = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(inner.compress(b"\0" * MEGABYTE) for _ in range(size)) + inner.flush()
    (folder / "a.gz").write_bytes(gzip.compress(packed))


@kind("nested_too_deep", small=6, large=60)
def nested_zips(folder: Path, size: int) -> None:
    data = article().encode()
    for _ in range(size):
        data = zipped({"a.zip": data})
    (folder / "a.zip").write_bytes(data)


@kind("expands_too_much", "not_text", small=6, large=16)
def wide_nested_zips(folder: Path, size: int) -> None:
    """Archives of many archives, four deep, as in the well-known 42.zip."""
    data = zipped({"zero.txt": b"\0" * (4 * MEGABYTE)})
    for _ in range(3):
        data = zipped({f"{i}.zip": data for i in range(size)})
    (folder / "a.zip").write_bytes(data)


@kind("expands_too_much", "damaged_archive", small=20, large=2000)
def overlapping_zip(folder: Path, size: int) -> None:
    """Entries that all point at the same bytes (Fifield 2019, WOOT)."""
    core = b"\0" * MEGABYTE
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflated.compress(core) + deflated.flush()
    check = zlib.crc32(core)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, check, len(body), len(core), 5, 0) + b"a.txt"
    entries = b"".join(
        struct.pack(
            *("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, check, len(body), len(core)),
            *(len(b"%05d.txt" % i), 0, 0, 0, 0, 0, 0),
        )
        + b"%05d.txt" % i
        for i in range(size)
    )
    start = len(local) + len(body)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, size, size, len(entries), start, 0)
    (folder / "a.zip").write_bytes(local + body + entries + end)


@kind("expands_too_much", "too_large", small=2, large=50)
def sparse_tar(folder: Path, size: int) -> None:
    """Members that are holes: a header of half a kilobyte that stands for gigabytes."""
    headers = b""
    for number in range(size):
        block = bytearray(512)
        block[0:10] = b"%06d.txt" % number
        block[100:108], block[108:116], block[116:124] = b"0000644\0", b"0000000\0", b"0000000\0"
        block[124:136], block[136:148] = b"%011o\0" % 0, b"%011o\0" % 0
        block[156:157], block[257:265] = b"S", b"ustar  \0"
        block[386:410] = b"%011o\0%011o\0" % (8**11 - 512 * 2, 0)
        block[483:495] = b"%011o\0" % (8**11 - 512 * 2)
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        headers += bytes(block)
    (folder / "a.tar").write_bytes(headers + b"\0" * 1024)


@kind("empty")
def archives_of_nothing(folder: Path, _size: int) -> None:
    """A batch in which they vanish without a word would not add up."""
    (folder / "a.zip").write_bytes(zipped({}))
    (folder / "folder.zip").write_bytes(zipped({"inner/": b""}))
    (folder / "a.tar").write_bytes(tarred((_of_type("inner", tarfile.DIRTYPE), b"")))


@kind("unsafe_name", "link_in_archive", "hidden", reads=1)
def zip_names_and_links(folder: Path, _size: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../up.txt", "/etc/onrecord.txt", "a/../../up.txt", "C:\\up.txt", "..\\up.txt", ".hidden/a.txt"):
            archive.writestr(name, article(1))
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/hostname")
        archive.writestr("good.txt", article(2))
    (folder / "a.zip").write_bytes(out.getvalue())


@kind("unsafe_name", "link_in_archive", "not_a_file", "hidden", reads=1)
def tar_names_and_links(folder: Path, _size: int) -> None:
    text = article(3).encode()
    special = []
    for name, kind_of, target in (
        ("soft.txt", tarfile.SYMTYPE, "/etc/hostname"),
        ("up.txt", tarfile.SYMTYPE, "../../up.txt"),
        ("hard.txt", tarfile.LNKTYPE, "good.txt"),
        ("fifo", tarfile.FIFOTYPE, ""),
        ("device", tarfile.CHRTYPE, ""),
        ("block", tarfile.BLKTYPE, ""),
    ):
        info = _of_type(name, kind_of)
        info.linkname = target
        special.append((info, b""))
    names = [(tarfile.TarInfo(name), text) for name in ("../up.txt", "/etc/onrecord.txt", "a/../../b.txt")]
    (folder / "a.tar").write_bytes(tarred(*names, *special, (tarfile.TarInfo("good.txt"), article(4).encode())))


def _of_type(name: str, kind_of: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind_of
    return info


@kind("damaged_archive", "too_many_members", "empty", small=1, large=1)
def zip_that_lies(folder: Path, _size: int) -> None:
    """Sizes, counts and places in the directory that are not so."""
    sound = zipped({"a.txt": article(5).encode()})
    (folder / "cut.zip").write_bytes(sound[: len(sound) // 2])
    at = sound.rindex(b"PK\1\2")
    (folder / "size.zip").write_bytes(sound[: at + 24] + b"\xff\xff\xff\x7f" + sound[at + 28 :])
    (folder / "place.zip").write_bytes(sound[: at + 42] + b"\xff\xff\xff\x7f" + sound[at + 46 :])
    end = sound.rindex(b"PK\5\6")
    (folder / "count.zip").write_bytes(sound[: end + 8] + b"\xff\x7f\xff\x7f" + sound[end + 12 :])


@kind("damaged_archive")
def large_zip_that_lies(folder: Path, _size: int) -> None:
    """Directories of the format for large archives, of more bytes and entries, and at farther places, than there are.

    In ``extra`` it is a member whose own sizes are of that format.
    """
    sound = zipped({"a.txt": article(8).encode()})
    start, end = sound.rindex(b"PK\1\2"), sound.rindex(b"PK\5\6")
    for name, entries, length, place in (
        ("count", 2**62, end - start, start),
        ("length", 1, 2**63 + 5, start),
        ("long", 1, 2**40, start),
        ("place", 1, end - start, 2**63 + 5),
        ("far", 1, end - start, 2**62),
    ):
        directory = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, length, place)
        where = struct.pack("<4sIQI", b"PK\6\7", 0, end, 1)
        last = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        (folder / f"{name}.zip").write_bytes(sound[:end] + directory + where + last)
    extra = struct.pack("<2H", 1, 4) + b"\xff\xff\xff\xff"
    entry = bytearray(sound[start:end])
    entry[20:28], entry[30:32] = b"\xff" * 8, struct.pack("<H", len(extra))
    closing = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(entry) + len(extra), start, 0)
    (folder / "extra.zip").write_bytes(sound[:start] + bytes(entry) + extra + closing)


@kind("damaged_archive", "parser_out_of_memory", "expands_too_much", "too_large", small=1, large=300)
def tar_headers_without_end(folder: Path, size: int) -> None:
    """Headers of a member that are longer than all members: names, and fields of which there are millions."""
    for name, kind_of, block in (
        ("name", tarfile.GNUTYPE_LONGNAME, b"a" * MEGABYTE),
        ("fields", tarfile.XHDTYPE, b"12 aaaa=bbb\n" * (MEGABYTE // 12)),
    ):
        info = _of_type("././@LongLink", kind_of)
        info.size = len(block) * size
        with (folder / f"{name}.tar").open("wb") as file:
            file.write(info.tobuf(tarfile.GNU_FORMAT))
            for _ in range(size):
                file.write(block)
            file.write(b"\0" * (-info.size % 512))
            file.write(tarred((tarfile.TarInfo("a.txt"), article(9).encode())))
        info.size = 8**11 - 1
        (folder / f"{name}_that_lies.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + b"\0" * 1024)


@kind("damaged_archive", "not_text", "empty")
def zstd_of_a_wide_window(folder: Path, _size: int) -> None:
    """Frames that ask their reader for buffers of gigabytes, and one that gives a size that it does not have."""
    raw_block = struct.pack("<I", 1 | 5 << 3)[:3] + b"a pie"
    (folder / "window.zst").write_bytes(b"\x28\xb5\x2f\xfd" + b"\0" + bytes([21 << 3]) + raw_block)
    (folder / "widest.zst").write_bytes(b"\x28\xb5\x2f\xfd" + b"\0" + b"\xff" + raw_block)
    (folder / "size.zst").write_bytes(b"\x28\xb5\x2f\xfd" + b"\xe0" + struct.pack("<Q", 2**62) + raw_block)


@kind("encrypted", "damaged_archive")
def zip_with_password(folder: Path, _size: int) -> None:
    sound = bytearray(zipped({"a.txt": article(6).encode()}))
    sound[6] |= 1
    sound[sound.rindex(b"PK\1\2") + 8] |= 1
    (folder / "a.zip").write_bytes(bytes(sound))


@kind("damaged_archive")
def truncated_compressions(folder: Path, _size: int) -> None:
    text = "".join(article(number) for number in range(40)).encode()
    for name, pack in (("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)):
        packed = pack(text)
        (folder / f"a.{name}").write_bytes(packed[: len(packed) // 2])


@kind("symlink_outside", "symlink_to_folder", "unreadable", "not_a_file", "hidden", reads=1)
def links_and_special_files(folder: Path, _size: int) -> None:
    """Links that leave the input, that go round, or to nothing; pipes, sockets and devices, which never end."""
    (folder / "sound.txt").write_text(article(7), encoding="utf-8")
    for name, target in (
        ("outside.txt", "/etc/hostname"),
        ("zero.txt", "/dev/zero"),
        ("root", "/"),
        ("self", "self"),
        ("up", ".."),
        ("here", "."),
        ("nothing.txt", "not-there.txt"),
    ):
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as unix:
        before = Path.cwd()
        os.chdir(folder)  # the name of a socket may be no longer than some hundred bytes
        try:
            unix.bind("socket.txt")
        finally:
            os.chdir(before)


@kind(reads=5)
def names_of_files(folder: Path, _size: int) -> None:
    """Names that a terminal obeys, that turn text around, that are no Unicode, or that a spreadsheet computes."""
    for number, name in enumerate(
        (
            b"\x1b[2J\x1b]0;owned\x07.txt",
            "\u202etxt.exe\u2066.txt".encode(),
            b"\xff\xfe.txt",
            b"=1+1.txt",
            b"a\nb\r.txt",
        )
    ):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(article(10 + number), encoding="utf-8")
