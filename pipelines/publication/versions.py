"""Version names and ``versions.json``: which versions there are and which is the latest.

``versions.json`` is the one pointer that readers follow. It is replaced in one step, after the
snapshot that it names is whole on the disk.
"""

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.files import write_whole

INDEX = "versions.json"
NAME = re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}\.[0-9]{3}")
"""What a version is called."""
_MOST = 999

Status = Literal["published", "rejected", "redacted"]


class VersionError(RuntimeError):
    """Versions cannot be read or named; the message says what to do."""


class Version(BaseModel):
    """One line of the index."""

    model_config = ConfigDict(frozen=True)

    version: str
    created_at: datetime
    status: Status
    manifest_sha256: str | None
    """None for a rejected version: it has no snapshot."""
    revision: int | None = None
    """1 as published, one more for each redaction; None for a rejected version, and where the index does not say."""


class VersionIndex(BaseModel):
    """The content of ``versions.json``: versions oldest first, and two pointers into them."""

    model_config = ConfigDict(frozen=True)

    latest: str | None = None
    last_rejected: str | None = None
    versions: tuple[Version, ...] = ()

    def find(self, version: str) -> Version | None:
        """Return the entry of a version, None if there is none."""
        return next((entry for entry in self.versions if entry.version == version), None)

    @property
    def readable(self) -> list[str]:
        """The versions that have a snapshot, oldest first: all but the rejected ones."""
        return [entry.version for entry in self.versions if entry.status != "rejected"]

    def add(self, entry: Version) -> Self:
        """Return the index with one more version, and the pointer of its status set to it."""
        if self.find(entry.version):
            raise VersionError(f"version {entry.version} is already listed in {INDEX}")
        versions = tuple(sorted((*self.versions, entry), key=lambda each: each.version))
        update: dict[str, object] = {"versions": versions}
        if entry.status == "rejected":
            update["last_rejected"] = max(entry.version, self.last_rejected or "")
        else:
            update["latest"] = max(entry.version, self.latest or "")
        return self.model_copy(update=update)

    def replace(self, entry: Version) -> Self:
        """Return the index with another entry for a version that it lists."""
        versions = tuple(entry if each.version == entry.version else each for each in self.versions)
        return self.model_copy(update={"versions": versions})

    def encode(self) -> bytes:
        """Return the bytes of ``versions.json``; times are UTC with a ``Z``."""
        content = {
            "latest": self.latest,
            "last_rejected": self.last_rejected,
            "versions": [
                {
                    "version": entry.version,
                    "created_at": clock(entry.created_at),
                    "status": entry.status,
                    "manifest_sha256": entry.manifest_sha256,
                    **({} if entry.revision is None else {"revision": entry.revision}),
                }
                for entry in self.versions
            ],
        }
        return (json.dumps(content, indent=2) + "\n").encode()


def utc(moment: datetime) -> datetime:
    """Return a moment in UTC to the second, without its zone; one without a zone is in UTC already."""
    here = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    return here.replace(microsecond=0)


def clock(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC, to the second."""
    return utc(moment).isoformat() + "Z"


def read_versions(snapshots: Path) -> VersionIndex:
    """Read the index of a folder of snapshots; an index without versions where there is none yet.

    Raises:
        VersionError: the file is not such an index.
    """
    path = snapshots / INDEX
    try:
        return VersionIndex.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return VersionIndex()
    except ValidationError as error:
        raise VersionError(
            f"{path} cannot be read ({error.error_count()} faults, first: {error.errors()[0]['msg']}); restore it from "
            "a copy, or remove it: the next run makes it anew from the snapshots beside it"
        ) from error


def write_versions(snapshots: Path, index: VersionIndex) -> None:
    """Replace the index in one step."""
    write_whole(snapshots / INDEX, index.encode())


def next_version(taken: Iterable[str], day: date) -> str:
    """Return the name ``YYYY.MM.DD.NNN`` that follows all names in ``taken``, rejected ones too.

    A clock that was set back does not make a name that sorts before an older one.

    Raises:
        VersionError: the day has had 999 versions.
    """
    today = f"{day:%Y.%m.%d}"
    last = max(taken, default="")
    if not last.startswith(today) and last < today:
        return f"{today}.001"
    last_day, number = last.rsplit(".", maxsplit=1)
    if int(number) >= _MOST:
        raise VersionError(f"{last_day} has had {_MOST} versions, all that its names can tell apart; publish tomorrow")
    return f"{last_day}.{int(number) + 1:03d}"
